"""One file of the inbox turned into staged and refused rows; everything that can be wrong with a whole file ends here."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

import polars as pl

from pipelines.ingest import archive, parquet, text
from pipelines.ingest.footers import drop_footers
from pipelines.ingest.heading import find_heading
from pipelines.ingest.judge import judge
from pipelines.ingest.layout import Layout, recognise
from pipelines.ingest.refusals import FileRefusedError, no_refusals
from pipelines.ingest.settings import IngestDay, SourceSettings

# What the first bytes of other formats look like, so that the refusal can name them.
FOREIGN = {
    # A workbook with a password is wrapped into the old format, so the two look alike from outside.
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls) or a workbook locked with a password",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: `kept` are its staged rows, None where the file was refused as a whole."""

    layout: Layout | None
    rows_in: int
    kept: pl.DataFrame | None
    refused: pl.DataFrame
    ignored_columns: tuple[str, ...] = ()
    rule: str = ""
    reason: str = ""
    note: str = ""


def read_file(content: bytes, file_name: str, layouts: tuple[Layout, ...], day: IngestDay, settings: SourceSettings) -> Reading:
    """Return what a file holds; never raises for what a sender can do wrong."""
    try:
        raw = read_raw(content, file_name, layouts)
    except FileRefusedError as error:
        return refused_reading(error)
    # In two steps, because only a file that could be read has rows to account for.
    try:
        if raw.rows_in == 0:
            raise FileRefusedError("no_rows", "the file has a header and no rows, expected at least one; deliver it again")
        layout = recognise(raw.header, layouts)
        judged = judge(raw, layout, day, settings)
    except FileRefusedError as error:
        return refused_reading(FileRefusedError(error.rule, error.reason, raw.rows_in))
    known = layout.used(raw.header)
    ignored = tuple(cell or "(no name)" for position, cell in enumerate(raw.header) if position not in known)
    return Reading(layout, judged.kept.height + judged.refused.height, judged.kept, judged.refused, ignored, note=raw.note)


def refused_reading(error: FileRefusedError) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading(None, error.rows, None, no_refusals(), rule=error.rule, reason=error.reason)


def read_raw(content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None = None) -> text.RawTable:
    """Return the rows of a file by what its first bytes say it is; raises FileRefusedError.

    Where no layout fits, the table is returned with the header that comes nearest to being one; recognising it says what is missing.
    """
    raw = _read_any(content, file_name, layouts, limits)
    # A period may stand nowhere but in the name of the file.
    raw = replace(raw, titles=(*raw.titles, PurePosixPath(file_name).stem))
    if content.startswith(parquet.MAGIC):
        return raw
    try:
        layout = recognise(raw.header, layouts)
    except FileRefusedError:
        # Said by the caller, who knows how many rows that concerns.
        return raw
    return drop_footers(raw, layout)


def _read_any(content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None) -> text.RawTable:
    """Return the rows of a file as they stand, totals and remarks among them."""
    # Names lie more often than first bytes do.
    if content.startswith(parquet.MAGIC):
        return parquet.read_parquet(content)
    if content.startswith(archive.MAGIC):
        from pipelines.ingest.sheets import read_workbook

        return read_workbook(content, layouts, limits)
    if file_name.lower().endswith((".parquet", ".pq")) and content.strip():
        raise FileRefusedError(
            "broken_parquet", "the file is named Parquet and does not begin like one; write it again and deliver it again"
        )
    for magic, meaning in FOREIGN.items():
        if content.startswith(magic):
            raise FileRefusedError(
                "unknown_format",
                f"this is {meaning}, expected XLSX without a password, CSV or Parquet; save it as XLSX and deliver it again",
            )
    return text.read_csv(text.decode(content), partial(find_heading, layouts=layouts))

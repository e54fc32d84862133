"""One file of the inbox turned into staged and refused rows; everything that can be wrong with a whole file ends here."""

from dataclasses import dataclass

import polars as pl

from pipelines.ingest import parquet, text
from pipelines.ingest.judge import judge
from pipelines.ingest.layout import Layout, recognise
from pipelines.ingest.refusals import FileRefusedError, no_refusals
from pipelines.ingest.settings import IngestDay, SourceSettings

# What the first bytes of other formats look like, so that the refusal can name them.
FOREIGN = {
    b"PK\x03\x04": "a ZIP or XLSX file",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
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


def read_file(content: bytes, file_name: str, layouts: tuple[Layout, ...], day: IngestDay, settings: SourceSettings) -> Reading:
    """Return what a file holds; never raises for what a sender can do wrong."""
    try:
        raw = read_raw(content, file_name)
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
    return Reading(layout, judged.kept.height + judged.refused.height, judged.kept, judged.refused, ignored)


def refused_reading(error: FileRefusedError) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading(None, error.rows, None, no_refusals(), rule=error.rule, reason=error.reason)


def read_raw(content: bytes, file_name: str) -> text.RawTable:
    """Return the rows of a file by what its first bytes say it is; raises FileRefusedError."""
    # Names lie more often than first bytes do.
    if content.startswith(parquet.MAGIC):
        return parquet.read_parquet(content)
    if file_name.lower().endswith((".parquet", ".pq")) and content.strip():
        raise FileRefusedError(
            "broken_parquet", "the file is named Parquet and does not begin like one; write it again and deliver it again"
        )
    for magic, meaning in FOREIGN.items():
        if content.startswith(magic):
            raise FileRefusedError(
                "unknown_format", f"this is {meaning}, expected CSV or Parquet; save it as CSV in UTF-8 and deliver it again"
            )
    return text.read_csv(text.decode(content))

"""Files of the inbox turned into staged and refused rows; everything that can be wrong with a whole file ends here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

import polars as pl

from pipelines.ingest import archive, csv_text, parquet
from pipelines.ingest.footers import drop_footers, drop_untouched
from pipelines.ingest.heading import find_heading
from pipelines.ingest.layout import Layout, recognise
from pipelines.ingest.refusals import FileRefusedError, no_refusals
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.to_long import title_facts
from pipelines.ingest.validate_rows import validate_rows

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


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that could be read: its table, and the layout it is of."""

    raw: csv_text.RawTable
    layout: Layout


# Files of one layout are validated together up to so many rows, so that memory does not grow with the inbox.
TOGETHER_ROWS = 400_000


def open_file(content: bytes, file_name: str, layouts: tuple[Layout, ...]) -> Opened | Reading:
    """Return the table of a file and its layout, or the reading of a file refused as a whole; never raises for what a sender can do."""
    try:
        raw = read_raw(content, file_name, layouts)
    except FileRefusedError as error:
        return refused_reading(error)
    # In two steps, because only a file that could be read has rows to account for.
    try:
        if raw.rows_in == 0:
            raise FileRefusedError("no_rows", "the file has a header and no rows, expected at least one; deliver it again")
        layout = recognise(raw.header, layouts)
        title_facts(raw, layout)
        return Opened(drop_untouched(raw, layout), layout)
    except FileRefusedError as error:
        return refused_reading(FileRefusedError(error.rule, error.reason, raw.rows_in))


def validate_files(files: Sequence[Opened], day: IngestDay, settings: SourceSettings) -> list[Reading]:
    """Return the readings of files in their order; those of one layout with the same columns are validated together.

    A department sends dozens of small files of one kind, and validating each by itself would cost ten times as much.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, file in enumerate(files):
        kinds = tuple(sorted((name, str(dtype)) for name, dtype in file.raw.rows.schema.items() if not name.endswith("_is_number")))
        groups.setdefault((file.layout, file.raw.header, kinds, title_facts(file.raw, file.layout)), []).append(number)
    readings: dict[int, Reading] = {}
    for numbers in groups.values():
        for together in _in_portions(numbers, files):
            readings.update(_validate_together(together, files, day, settings))
    return [readings[number] for number in range(len(files))]


def _in_portions(numbers: list[int], files: Sequence[Opened]) -> Iterator[list[int]]:
    """Yield the numbers in portions of at most TOGETHER_ROWS rows, or of one file."""
    portion: list[int] = []
    rows = 0
    for number in numbers:
        if portion and rows + files[number].raw.rows_in > TOGETHER_ROWS:
            yield portion
            portion, rows = [], 0
        portion.append(number)
        rows += files[number].raw.rows_in
    yield portion


def _validate_together(numbers: list[int], files: Sequence[Opened], day: IngestDay, settings: SourceSettings) -> dict[int, Reading]:
    """Return the readings of files of one layout and one header."""
    first = files[numbers[0]]

    raw = replace(
        first.raw,
        rows=_placed({number: files[number].raw.rows for number in numbers}),
        malformed=_placed({number: files[number].raw.malformed for number in numbers}),
    )
    try:
        validated = validate_rows(raw, first.layout, day, settings)
    except FileRefusedError as error:
        return {number: refused_reading(FileRefusedError(error.rule, error.reason, files[number].raw.rows_in)) for number in numbers}
    ignored = first.layout.left_out(first.raw.header)
    kept, refused = (_by_file(frame) for frame in (validated.kept, validated.refused))
    empty = {"kept": validated.kept.clear().drop("file_number"), "refused": no_refusals()}
    found = {}
    for number in numbers:
        own, bad = kept.get(number, empty["kept"]), refused.get(number, empty["refused"])
        found[number] = Reading(first.layout, own.height + bad.height, own, bad, ignored, note=files[number].raw.note)
    return found


def _placed(tables: dict[int, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of several files in one frame, with the number of the file in each."""
    return pl.concat(
        [rows.with_columns(pl.lit(number, dtype=pl.Int64).alias("file_number")) for number, rows in tables.items()], how="diagonal"
    )


def _by_file(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Return the rows of each file by its number."""
    parts = frame.partition_by("file_number", as_dict=True, maintain_order=True)
    return {int(number): part.drop("file_number") for (number,), part in parts.items()}


def refused_reading(error: FileRefusedError) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading(None, error.rows, None, no_refusals(), rule=error.rule, reason=error.reason)


def read_raw(
    content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None = None
) -> csv_text.RawTable:
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


def _read_any(content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None) -> csv_text.RawTable:
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
    return csv_text.read_csv(csv_text.decode(content), partial(find_heading, layouts=layouts))

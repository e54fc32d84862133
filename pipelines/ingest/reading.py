"""Files of the inbox turned into staged and refused rows; everything that can be wrong with a whole file ends here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

import polars as pl

from pipelines.ingest import archive, csv_text, foreign, mail_text, parquet
from pipelines.ingest.footers import drop_footers, drop_untouched
from pipelines.ingest.garbled import is_garbled, refuse_garbled
from pipelines.ingest.heading import find_heading
from pipelines.ingest.layout import Layout, recognise
from pipelines.ingest.raw_table import Lines, RawFile, RawTable, Title, check_lines, number_rows, single
from pipelines.ingest.refusals import FileRefusedError, no_refusals
from pipelines.ingest.row_above import repeat_above
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.sheet_reader import Sheet
from pipelines.ingest.sheets import EMPTY, tables_of_sheets
from pipelines.ingest.split_numbers import refuse_split
from pipelines.ingest.tables_in_text import split_stacked
from pipelines.ingest.text_encoding import decode
from pipelines.ingest.title_units import units_of_titles
from pipelines.ingest.to_long import TitleFacts, title_facts
from pipelines.ingest.validate_rows import Validated, malformed_rows, validate_rows


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: `kept` are its staged rows, None where the file was refused as a whole.

    `lines` are None where the file could not be read. `period_from` and `units_from` say where month and units of measure were stated.
    """

    layout: Layout | None
    rows_in: int
    kept: pl.DataFrame | None
    refused: pl.DataFrame
    ignored_columns: tuple[str, ...] = ()
    rule: str = ""
    reason: str = ""
    note: str = ""
    lines: Lines | None = None
    period_from: str = ""
    units_from: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that could be read: its tables, the layout all of them are of, and what is meant for all rows of each."""

    file: RawFile
    layout: Layout
    facts: tuple[TitleFacts, ...]


class UnfitTopError(FileRefusedError):
    """No layout fits the first rows of a large file; `top` are its tables as far as these rows go."""

    def __init__(self, rule: str, reason: str, top: RawFile) -> None:
        super().__init__(rule, reason)
        self.top = top


# From this size on a text is judged by its beginning before the rest of it is read; a heading stands among its first rows or nowhere.
LARGE_BYTES = 4_000_000
TOP_BYTES = 200_000
BY_TOP = "judged by its first rows, the rest was not read"
# Files of one layout are validated together up to so many rows, so that memory does not grow with the inbox.
TOGETHER_ROWS = 400_000


def open_file(content: bytes, file_name: str, layouts: tuple[Layout, ...], resolve: mail_text.Resolver | None = None) -> Opened | Reading:
    """Return the tables of a file and their layout, or the reading of a file refused as a whole; never raises for what a sender can do.

    `resolve`: says which case a line of a mail is about.
    """
    # Who answers a letter is checked when a mail is read, so no table of another kind may pass for one.
    layouts = tuple(layout for layout in layouts if (layout.key == mail_text.LAYOUT) == mail_text.is_mail(file_name))
    try:
        file = mail_text.read_mail(content, resolve) if mail_text.is_mail(file_name) else read_raw(content, file_name, layouts)
    except FileRefusedError as error:
        return refused_reading(error)
    # In two steps, because only a file that could be read has rows to account for.
    try:
        if file.rows_in == 0:
            raise FileRefusedError("no_rows", "the file has a header and no rows, expected at least one; deliver it again")
        layout = _common_layout(file, layouts)
        file = replace(file, tables=tuple(refuse_split(repeat_above(table, layout), layout) for table in file.tables))
        facts = tuple(title_facts(table, layout) for table in file.tables)
        tables = tuple(refuse_garbled(drop_untouched(table, layout), layout) for table in file.tables)
        return Opened(replace(file, tables=tables), layout, facts)
    except FileRefusedError as error:
        return refused_reading(FileRefusedError(error.rule, error.reason, file.rows_in), file.all_lines)


def _common_layout(file: RawFile, layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout of all tables of a file; raises FileRefusedError where one has none or two have different ones."""
    for table in file.tables:
        garbled = next((name for name in table.header if is_garbled(name)), None)
        if garbled is not None and _layout_of(table, layouts) is None:
            raise FileRefusedError(
                "broken_encoding",
                f"the column name {garbled!r} was read in the wrong encoding before it was delivered; export the file again as UTF-8",
            )
    found = {table.place: _layout_at(table, layouts) for table in file.tables}
    first, *others = found.items()
    for place, layout in others:
        if layout is not first[1]:
            raise FileRefusedError(
                "two_tables",
                f"{first[0]} is of layout {first[1].key} and {place} of {layout.key}, expected one layout a file; "
                "deliver each in a file of its own",
            )
    return first[1]


def _layout_at(table: RawTable, layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout of a table; raises FileRefusedError, which says where the table stands, where it has none."""
    try:
        return recognise(table.header, layouts)
    except FileRefusedError as error:
        raise FileRefusedError(error.rule, f"{table.place}: {error.reason}" if table.place else error.reason) from error


def validate_files(files: Sequence[Opened], day: IngestDay, settings: SourceSettings) -> list[Reading]:
    """Return the readings of files in their order; tables of one layout with the same columns are validated together.

    A department sends dozens of small files of one kind, and validating each by itself would cost ten times as much.
    """
    tables = [(owner, table) for owner, file in enumerate(files) for table in file.file.tables]
    facts = [each for file in files for each in file.facts]
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, (owner, table) in enumerate(tables):
        layout = files[owner].layout
        kinds = tuple(sorted((name, str(dtype)) for name, dtype in table.rows.schema.items() if not name.endswith("_is_number")))
        groups.setdefault((layout, table.header, kinds, facts[number]), []).append(number)
    judged: dict[int, Validated | FileRefusedError] = {}
    for numbers in groups.values():
        layout = files[tables[numbers[0]][0]].layout
        for together in _in_portions(numbers, [table for _, table in tables]):
            judged.update(_validate_together({number: tables[number][1] for number in together}, layout, day, settings))
    own: list[list[tuple[RawTable, Validated | FileRefusedError]]] = [[] for _ in files]
    for number, (owner, table) in enumerate(tables):
        own[owner].append((table, judged[number]))
    return [_reading(file, found) for file, found in zip(files, own, strict=True)]


def _in_portions(numbers: list[int], tables: Sequence[RawTable]) -> Iterator[list[int]]:
    """Yield the numbers in portions of at most TOGETHER_ROWS rows, or of one table."""
    portion: list[int] = []
    rows = 0
    for number in numbers:
        if portion and rows + tables[number].rows_in > TOGETHER_ROWS:
            yield portion
            portion, rows = [], 0
        portion.append(number)
        rows += tables[number].rows_in
    yield portion


def _validate_together(
    tables: dict[int, RawTable], layout: Layout, day: IngestDay, settings: SourceSettings
) -> dict[int, Validated | FileRefusedError]:
    """Return what became of the rows of tables of one layout and one header, by the number of the table."""
    raw = replace(
        next(iter(tables.values())),
        rows=_placed({number: table.rows for number, table in tables.items()}),
        malformed=_placed({number: table.malformed for number, table in tables.items()}),
    )
    try:
        validated = validate_rows(raw, layout, day, settings)
    except FileRefusedError as error:
        return dict.fromkeys(tables, error)
    kept, refused = (_by_file(frame) for frame in (validated.kept, validated.refused))
    empty = Validated(validated.kept.clear().drop("file_number"), no_refusals())
    return {
        number: Validated(
            kept.get(number, empty.kept),
            refused.get(number, empty.refused),
            {number: validated.notes.get(number, "")},
            {number: validated.spare.get(number, 0)},
        )
        for number in tables
    }


def _reading(opened: Opened, judged: list[tuple[RawTable, Validated | FileRefusedError]]) -> Reading:
    """Return the reading of a file from what became of its tables; one that cannot be used at all refuses the file."""
    file, layout = opened.file, opened.layout
    kept, refused, notes, spare = [], [], [file.note], 0
    for table, found in judged:
        if isinstance(found, FileRefusedError):
            return refused_reading(FileRefusedError(found.rule, found.reason, file.rows_in), file.all_lines)
        kept.append(found.kept)
        refused.append(_with_place(found.refused, table.place))
        notes += [table.note, *found.notes.values()]
        spare += sum(found.spare.values())
    refused.append(malformed_rows(file.outside))
    kept_rows, refused_rows = pl.concat(kept), pl.concat(refused)
    return Reading(
        layout,
        kept_rows.height + refused_rows.height + spare,
        kept_rows,
        refused_rows,
        tuple(dict.fromkeys(name for table in file.tables for name in layout.left_out(table.header))),
        note="; ".join(filter(None, [*notes, *(fact.note for fact in opened.facts)])),
        lines=file.all_lines,
        period_from="; ".join(dict.fromkeys(fact.period_from for fact in opened.facts if fact.period_from)),
        units_from="; ".join(dict.fromkeys(fact.units_from for fact in opened.facts if fact.units_from)),
    )


def _with_place(refused: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return refused rows whose reasons name the table they stand in, where a file has several."""
    return refused.with_columns(reason=pl.lit(f"{place}: ") + pl.col("reason")) if place else refused


def _placed(tables: dict[int, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of several files in one frame, with the number of the file in each."""
    first = next(iter(tables.values()))
    filled = {number: rows for number, rows in tables.items() if rows.height} or {0: first.clear()}
    whole = pl.concat(filled.values(), how="diagonal") if len(filled) > 1 else next(iter(filled.values()))
    lengths = pl.Series([rows.height for rows in filled.values()], dtype=pl.Int64)
    return whole.with_columns(pl.Series(list(filled), dtype=pl.Int64).repeat_by(lengths).explode().drop_nulls().alias("file_number"))


def _by_file(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Return the rows of each file by its number."""
    parts = frame.partition_by("file_number", as_dict=True, maintain_order=True, include_key=False)
    return {int(number): part for (number,), part in parts.items()}


def _refuse_by_top(content: bytes, layouts: tuple[Layout, ...]) -> None:
    """Raise FileRefusedError for a large text whose first rows no layout fits: reading all of it would cost a minute and a gigabyte."""
    top = content[: content.rfind(b"\n", 0, TOP_BYTES) + 1] if len(content) > LARGE_BYTES else b""
    if not top:
        return
    try:
        file = read_raw(top, "", layouts)
    except FileRefusedError:
        # What is wrong with its beginning alone may be right in the whole.
        return
    # A name in the wrong encoding has a sentence of its own.
    if not any(is_garbled(name) for name in file.tables[0].header):
        _refuse_unfit(file, layouts)


def _refuse_unfit(file: RawFile, layouts: tuple[Layout, ...]) -> None:
    """Raise UnfitTopError for the first rows of a file none of whose tables fits a layout."""
    if any(_layout_of(table, layouts) for table in file.tables):
        return
    try:
        _common_layout(file, layouts)
    except FileRefusedError as error:
        raise UnfitTopError(error.rule, f"{error.reason}; {BY_TOP}", file) from error


def _fits_sheets(layouts: tuple[Layout, ...], sheets: list[Sheet], is_last: bool) -> bool:
    """Whether the sheets of a workbook's first rows hold a table of a layout; raises FileRefusedError where none does and no more come."""
    try:
        _refuse_unfit(tables_of_sheets(sheets, layouts), layouts)
    except FileRefusedError as error:
        if not is_last:
            return False
        if isinstance(error, UnfitTopError):
            raise
        # Any other trouble than want of rows lies in a table of a layout, and the whole may mend it.
        if error.rule == EMPTY:
            raise FileRefusedError(error.rule, f"{error.reason}; {BY_TOP}") from error
    return True


def refused_reading(error: FileRefusedError, lines: Lines | None = None) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading(None, error.rows, None, no_refusals(), rule=error.rule, reason=error.reason, lines=lines)


def read_headings(content: bytes, file_name: str, layouts: tuple[Layout, ...]) -> RawFile:
    """Return the tables of a file for the sake of their headings: of a large one that no layout fits, its first rows."""
    try:
        return read_raw(content, file_name, layouts)
    except UnfitTopError as error:
        return error.top


def read_raw(content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None = None) -> RawFile:
    """Return the tables of a file by what its first bytes say it is; raises FileRefusedError.

    Where no layout fits, a table is returned with the header that comes nearest to being one; recognising it says what is missing.
    """
    file = _read_any(content, file_name, layouts, limits)
    # A period may stand nowhere but in the name of the file.
    own_name = Title(PurePosixPath(file_name).stem, "file")
    tables = [replace(table, titles=(*table.titles, own_name)) for table in file.tables]
    if not content.startswith(parquet.MAGIC):
        tables = [_without_footers(each, layouts) for table in tables for each in _split(table, layouts)]
    numbered, outside = number_rows(tables, file.outside)
    return replace(file, tables=numbered, outside=outside)


def _split(table: RawTable, layouts: tuple[Layout, ...]) -> list[RawTable]:
    """Return the tables a table of text holds; those of sheets have been told apart with the help of merged cells."""
    return [table] if any(title.where == "sheet" for title in table.titles) else split_stacked(table, layouts)


def _without_footers(table: RawTable, layouts: tuple[Layout, ...]) -> RawTable:
    """Return a table without its totals and remarks; as it is where no layout fits."""
    layout = _layout_of(table, layouts)
    return _with_remarks(table, drop_footers(table, layout)) if layout else table


def _layout_of(table: RawTable, layouts: tuple[Layout, ...]) -> Layout | None:
    """Return the layout of a table, None where none fits, which is said when the whole file is judged."""
    try:
        return recognise(table.header, layouts)
    except FileRefusedError:
        return None


def _with_remarks(whole: RawTable, kept: RawTable) -> RawTable:
    """Return a table without its footers, with those among its titles that state a unit of measure."""
    if kept.rows_in == whole.rows_in:
        return kept
    left_out = whole.rows.filter(~pl.col("row_number").is_in(kept.rows["row_number"].to_list())).select(pl.col(pl.String))
    short = whole.malformed.filter(~pl.col("row_number").is_in(kept.malformed["row_number"].to_list()))["text"].to_list()
    texts = dict.fromkeys([*short, *(cell for row in left_out.rows() for cell in row if cell and not cell.isascii())])
    stating = tuple(title for title in map(Title, texts) if units_of_titles((title,)))
    return replace(kept, titles=(*stating, *kept.titles))


def _read_any(content: bytes, file_name: str, layouts: tuple[Layout, ...], limits: archive.WorkbookLimits | None) -> RawFile:
    """Return the tables of a file as they stand, totals and remarks among them."""
    # Names lie more often than first bytes do.
    if content.startswith(parquet.MAGIC):
        return single(parquet.read_parquet(content))
    sheets = foreign.read_sheets(content, limits or archive.WorkbookLimits(), partial(_fits_sheets, layouts))
    if sheets is not None:
        return tables_of_sheets(sheets, layouts)
    if file_name.lower().endswith((".parquet", ".pq")) and content.strip():
        raise FileRefusedError(
            "broken_parquet", "the file is named Parquet and does not begin like one; write it again and deliver it again"
        )
    _refuse_by_top(content, layouts)
    text = decode(content)
    file = single(csv_text.read_csv(text, partial(find_heading, layouts=layouts)))
    check_lines(file, csv_text.physical_lines(text))
    return file

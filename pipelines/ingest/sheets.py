"""Workbooks to rows: the one sheet that holds a table, wherever its header stands and however many rows that takes."""

from dataclasses import dataclass, replace

import polars as pl

from pipelines.ingest.archive import WorkbookLimits, repack
from pipelines.ingest.csv_text import MALFORMED_SCHEMA, SAMPLE_ROWS, Heading, RawTable
from pipelines.ingest.heading import Merged, field_columns, find_heading
from pipelines.ingest.layout import Layout, nearest_layout, recognise
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import Sheet, shared_reader


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with cells: `cells` has `place` (its row in the sheet, from 0) and c0, c1, ... for rows that are not blank."""

    sheet: Sheet
    cells: pl.DataFrame
    heading: Heading


def read_workbook(content: bytes, layouts: tuple[Layout, ...], limits: WorkbookLimits | None = None) -> RawTable:
    """Return the rows of the one sheet that fits a layout; raises FileRefusedError.

    Where no sheet fits, the rows of the one that comes nearest are returned, and recognising its header says what is missing.
    """
    limits = limits or WorkbookLimits()
    sheets = shared_reader().read(repack(content, limits), limits)
    found = [_look_at(sheet, layouts) for sheet in sheets if sheet.is_visible]
    tables = [each for each in found if each.cells.height]
    chosen = _choose(tables, sheets, layouts)
    others = [f"sheet {sheet.name} {_why_left_out(sheet, found)}" for sheet in sheets if sheet is not chosen.sheet]
    note = f"left out: {', '.join(others)}" if others else ""
    return _table(chosen, _layout_of(chosen.heading, layouts), note)


def _look_at(sheet: Sheet, layouts: tuple[Layout, ...]) -> Found:
    """Return a sheet's rows that are not blank and where its header stands."""
    schema = {f"c{position}": pl.String() for position in range(len(sheet.columns))}
    cells = pl.DataFrame(dict(zip(schema, sheet.columns, strict=True)), schema=schema).with_row_index("place")
    if not schema:
        return Found(sheet, cells, Heading((), 0))
    cells = cells.filter(pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in schema))
    sample = cells.head(SAMPLE_ROWS)
    texts = sample.drop("place").fill_null("").rows()
    return Found(sheet, cells, find_heading([list(row) for row in texts], layouts, _merged_in(sample["place"].to_list(), sheet)))


def _merged_in(places: list[int], sheet: Sheet) -> list[Merged]:
    """Return the merged ranges of a sheet in rows of the sample, which has no blank rows."""
    rows = {place: row for row, place in enumerate(places)}
    inside = []
    for top, left, bottom, right in sheet.merged:
        covered = [rows[place] for place in range(top, min(bottom, places[-1]) + 1) if place in rows] if top in rows else []
        if covered:
            inside.append((covered[0], left, covered[-1], right))
    return inside


def _choose(tables: list[Found], sheets: list[Sheet], layouts: tuple[Layout, ...]) -> Found:
    """Return the sheet that holds the table; raises FileRefusedError where there are two of them, or none with cells."""
    known = [table for table in tables if table.heading.is_known]
    if len(known) > 1:
        names = " and ".join(table.sheet.name for table in known[:3])
        raise FileRefusedError(
            "two_tables", f"{len(known)} sheets hold a table each ({names}), expected one; deliver each in a file of its own"
        )
    if not tables:
        hidden = ", ".join(sheet.name for sheet in sheets if not sheet.is_visible)
        what = f"only hidden sheets have been found beside empty ones ({hidden})" if hidden else "its sheets are empty"
        raise FileRefusedError("empty_file", f"the workbook holds no rows: {what}; expected a header and rows, deliver it again")
    if known:
        return known[0]
    # A column that was renamed on the sheet that was meant must not be explained by another sheet that is longer.
    return min(tables, key=lambda table: (nearest_layout(table.heading.names, layouts)[0], -table.cells.height))


def _why_left_out(sheet: Sheet, found: list[Found]) -> str:
    """Return the reason why a sheet is not the table."""
    if not sheet.is_visible:
        return "is hidden"
    return "fits no layout" if any(each.sheet is sheet and each.cells.height for each in found) else "is empty"


def _layout_of(heading: Heading, layouts: tuple[Layout, ...]) -> Layout | None:
    """Return the layout of a heading, None where there is none."""
    return recognise(heading.names, layouts) if heading.is_known else None


def _table(found: Found, layout: Layout | None, note: str) -> RawTable:
    """Return the rows below the heading with the columns that have a name or a cell."""
    heading = found.heading
    places = found.cells["place"].slice(heading.rows)
    last = int(found.cells["place"][heading.rows - 1])
    sheet, filled = _fill_down(found.sheet, _repeatable(layout, heading.names), last)
    cells = [pl.Series(texts, dtype=pl.String).gather(places) for texts in sheet.columns]
    columns = [position for position, name in enumerate(heading.names) if name or cells[position].null_count() < places.len()]
    rows = pl.DataFrame(
        [(places.cast(pl.Int64) - last).alias("row_number")]
        + [cells[position].alias(f"c{new}") for new, position in enumerate(columns)]
        + _number_flags(sheet, places, columns)
    )
    names = tuple(heading.names[position] for position in columns)
    remarks = [
        note,
        f"repeated in each row of their merged cells: {', '.join(names[columns.index(each)] for each in filled)}" if filled else "",
    ]
    titles = (*heading.titles, sheet.name)
    return RawTable(names, rows, pl.DataFrame(schema=MALFORMED_SCHEMA), titles, "; ".join(filter(None, remarks)))


def _number_flags(sheet: Sheet, places: pl.Series, columns: list[int]) -> list[pl.Series]:
    """Return, for each column with a number in it, which of its cells are numbers."""
    flags = []
    for new, position in enumerate(columns):
        marks = pl.Series(f"c{new}_is_number", list(sheet.numbers[position]), dtype=pl.UInt8).gather(places).cast(pl.Boolean)
        if marks.any():
            flags.append(marks)
    return flags


def _repeatable(layout: Layout | None, names: tuple[str, ...]) -> set[int]:
    """Return the columns that say whose and when a row is, which a merged cell may say for several rows at once."""
    if layout is None:
        return set()
    # An amount merged over several rows is one amount; repeating it would multiply money.
    targets = {field.target for field in layout.fields if field.kind not in ("number", "share")}
    return {position for target, position in field_columns(layout, names).items() if target in targets}


def _fill_down(sheet: Sheet, columns: set[int], last: int) -> tuple[Sheet, list[int]]:
    """Return the sheet with cells of these columns that are merged downwards below row `last` repeated, and the columns it concerns."""
    filled: dict[int, tuple[list[str | None], bytearray]] = {}
    for top, left, bottom, _ in sheet.merged:
        if top <= last or bottom == top or left not in columns:
            continue
        texts, marks = filled.setdefault(left, (list(sheet.columns[left]), bytearray(sheet.numbers[left])))
        for place in range(top + 1, min(bottom + 1, sheet.height)):
            texts[place], marks[place] = texts[top], marks[top]
    if not filled:
        return sheet, []
    texts_now = [filled[position][0] if position in filled else texts for position, texts in enumerate(sheet.columns)]
    marks_now = [bytes(filled[position][1]) if position in filled else marks for position, marks in enumerate(sheet.numbers)]
    return replace(sheet, columns=texts_now, numbers=marks_now), sorted(filled)

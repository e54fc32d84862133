"""Workbooks to rows: the tables of every sheet, wherever their headings stand and however many rows those take."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pipelines.ingest.archive import WorkbookLimits, repack
from pipelines.ingest.csv_text import titled
from pipelines.ingest.grid import layout_of
from pipelines.ingest.heading import Merged, field_columns, figure_positions, used_columns
from pipelines.ingest.layout import Layout, nearest_layout
from pipelines.ingest.raw_table import Lines, RawFile, RawTable, Title, nothing_malformed
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.repeated_tables import without_repetitions
from pipelines.ingest.sheet_reader import Sheet, shared_reader
from pipelines.ingest.stray_sheets import continuation, rows_like_data
from pipelines.ingest.tables_on_grid import Part, tables_on_grid, unread_rows

# Kinds of which any text is one, and kinds that a serial number of a day may stand for.
FREE_TEXT = ("text", "word", "visit_word")
DAY_KINDS = ("month", "date", "past_date", "receipt")
EMPTY = "empty_file"


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with cells: `cells` has `place` (its row in the sheet, from 0) and c0, c1, ... for rows that are not blank."""

    sheet: Sheet
    cells: pl.DataFrame
    parts: list[Part]

    @property
    def is_known(self) -> bool:
        """Whether a table of a layout stands on the sheet."""
        return any(part.heading.is_known for part in self.parts)


def read_workbook(content: bytes, layouts: tuple[Layout, ...], limits: WorkbookLimits | None = None) -> RawFile:
    """Return the tables of a workbook; raises FileRefusedError."""
    limits = limits or WorkbookLimits()
    return tables_of_sheets(shared_reader().read(repack(content, limits), limits), layouts)


def tables_of_sheets(sheets: list[Sheet], layouts: tuple[Layout, ...]) -> RawFile:
    """Return the tables that stand on sheets, whatever format the sheets came in; raises FileRefusedError.

    A sheet without a heading goes on with the table before it where its cells are of the same kinds. Rows with figures that belong to
    no table are outside. Where no sheet fits a layout, the nearest is returned, and recognising its header says what is missing.
    """
    found = [_look_at(sheet, layouts) for sheet in sheets]
    visible = [each for each in found if each.sheet.is_visible and each.cells.height]
    if not visible:
        raise _nothing_in(sheets)
    known = [each for each in visible if each.is_known]
    if not known:
        known = [min(visible, key=lambda each: (nearest_layout(each.parts[0].heading.names, layouts)[0], -each.cells.height))]
    # A list of ours comes back with the other sheets we wrote, some of which look like deliveries.
    ours = [each for each in known if any(layout.filled_in for layout in _layouts_on(each, layouts))]
    read: list[Found] = []
    for each in ours or visible:
        if each not in known:
            part = continuation(each.cells, read[-1].parts[-1], layouts) if read and read[-1].is_known else None
            if part is not None:
                read.append(replace(each, parts=[part]))
        else:
            read.append(each)
    tables = [table for each in read for table in _tables(each, layouts, is_only=len(read) == 1)]
    _check_one_list(tables, layouts)
    file = _with_the_others(tables, found, {each.sheet.name for each in read}, layouts)
    return without_repetitions(file, layouts) if len(file.tables) > 1 else file


def _layouts_on(found: Found, layouts: tuple[Layout, ...]) -> list[Layout]:
    """Return the layouts of the tables on a sheet."""
    return [layout for part in found.parts if part.heading.is_known and (layout := layout_of(part.heading.names, layouts)) is not None]


def _check_one_list(tables: list[RawTable], layouts: tuple[Layout, ...]) -> None:
    """Raise FileRefusedError where a list of ours comes back with a second one: which of them was filled in is not for us to choose."""
    lists = [table.place for table in tables if (layout := layout_of(table.header, layouts)) and layout.filled_in]
    if len(lists) > 1:
        what = f"{len(lists)} lists to be filled in stand in one workbook ({' and '.join(lists[:3])})"
        raise FileRefusedError("two_tables", f"{what}, expected one; deliver each in a file of its own")


def _look_at(sheet: Sheet, layouts: tuple[Layout, ...]) -> Found:
    """Return a sheet's rows that are not blank and the tables among them."""
    schema = {f"c{position}": pl.String() for position in range(len(sheet.columns))}
    cells = pl.DataFrame(dict(zip(schema, sheet.columns, strict=True)), schema=schema).with_row_index("place")
    if not schema:
        return Found(sheet, cells, [])
    cells = cells.with_columns(pl.col("place").cast(pl.Int64)).filter(
        pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in schema)
    )
    return Found(sheet, cells, tables_on_grid(cells, layouts, lambda places: _merged_in(places, sheet)) if cells.height else [])


def _merged_in(places: list[int], sheet: Sheet) -> list[Merged]:
    """Return the merged ranges of a sheet in rows of the sample, which has no blank rows."""
    rows = {place: row for row, place in enumerate(places)}
    inside = []
    for top, left, bottom, right in sheet.merged:
        covered = [rows[place] for place in range(top, min(bottom, places[-1]) + 1) if place in rows] if top in rows else []
        if covered:
            inside.append((covered[0], left, covered[-1], right))
    return inside


def _nothing_in(sheets: list[Sheet]) -> FileRefusedError:
    """Return the refusal of a workbook without rows to be seen."""
    hidden = ", ".join(sheet.name for sheet in sheets if not sheet.is_visible)
    what = f"only hidden sheets have been found beside empty ones ({hidden})" if hidden else "its sheets are empty"
    return FileRefusedError(EMPTY, f"the workbook holds no rows: {what}; expected a header and rows, deliver it again")


def _with_the_others(tables: list[RawTable], found: list[Found], read: set[str], layouts: tuple[Layout, ...]) -> RawFile:
    """Return the file of some tables: of the sheets without one, rows like data are outside, and the note says why the rest is left out."""
    outside, remarks, lines = [nothing_malformed()], [], Lines()
    lengths = _account_lengths(tables, layouts)
    # A list of ours comes back with the sheets we sent beside it.
    is_ours = any(layout.filled_in for layout in (layout_of(table.header, layouts) for table in tables) if layout)
    for each in found:
        if each.sheet.name in read:
            continue
        stray = nothing_malformed()
        if each.sheet.is_visible:
            stray = nothing_malformed() if is_ours else _stray_rows(each, lengths, layouts)
            blank = each.sheet.height - each.cells.height
            lines += Lines(data=stray.height, left_out=each.cells.height - stray.height, blank=blank)
        outside.append(stray)
        remarks.append(f"sheet {each.sheet.name} {_why_left_out(each, stray.height)}")
    # A table without a row gives its lines to the file.
    filled = [table for table in tables if table.rows_in] or tables[:1]
    lines = sum((table.lines for table in tables if not any(table is each for each in filled)), lines)
    note = f"left out: {', '.join(remarks)}" if remarks else ""
    return RawFile(tuple(filled), pl.concat(outside), lines, note)


def _stray_rows(found: Found, lengths: set[int], layouts: tuple[Layout, ...]) -> pl.DataFrame:
    """Return the rows with figures of a sheet that holds no table, as rows refused."""
    if found.cells.is_empty():
        return nothing_malformed()
    return rows_like_data(found.sheet, found.cells, found.parts[0].heading.names, lengths, layouts)


def _account_lengths(tables: list[RawTable], layouts: tuple[Layout, ...]) -> set[int]:
    """Return how long the accounts in some tables are; empty where they have none."""
    lengths: set[int] = set()
    for table in tables:
        layout = layout_of(table.header, layouts)
        taken = field_columns(layout, table.header) if layout else {}
        accounts = [taken[field.target] for field in layout.fields if field.kind == "account" and field.target in taken] if layout else []
        lengths |= {length for at in accounts for length in table.rows[f"c{at}"].str.len_chars().drop_nulls().unique().to_list()}
    return lengths


def _why_left_out(found: Found, stray: int) -> str:
    """Return the reason why a sheet is no table."""
    if not found.sheet.is_visible:
        rows = sum(part.places.len() for part in found.parts if part.heading.is_known)
        return f"is hidden and holds a table of {rows} rows, none of which is read" if rows else "is hidden"
    if stray:
        return f"fits no layout and has {stray} rows with figures, which are refused"
    return "fits no layout" if found.cells.height else "is empty"


def _tables(found: Found, layouts: tuple[Layout, ...], *, is_only: bool) -> list[RawTable]:
    """Return the tables of one sheet; together they account for each of its rows."""
    tables = []
    for part in found.parts:
        layout = layout_of(part.heading.names, layouts)
        place = "" if is_only and len(found.parts) == 1 else f"sheet {found.sheet.name}"
        if len(found.parts) > 1:
            place += f" {_cell(part.header_place, part.left)}"
        tables.append(_table(found, part, layout, place))
    return _with_all_lines(tables, found)


def _with_all_lines(tables: list[RawTable], found: Found) -> list[RawTable]:
    """Return tables whose lines add up to the rows of their sheet: a row is counted once, whatever stands side by side in it."""
    height = found.sheet.height
    counted = []
    for table, part in zip(tables, found.parts, strict=True):
        lines = table.lines
        if part.is_beside:
            lines += Lines(continued=-lines.total)
        counted.append(replace(table, lines=lines))
    # A row that is no part of the leftmost tables is one of a table beside them, or stands above the first heading.
    spare = found.cells.height - sum(part.rows for part in found.parts if not part.is_beside)
    is_beside = any(part.is_beside for part in found.parts)
    rest = Lines(blank=height - found.cells.height, continued=spare if is_beside else 0, left_out=0 if is_beside else spare)
    return [replace(counted[0], lines=counted[0].lines + rest), *counted[1:]]


def _table(found: Found, part: Part, layout: Layout | None, place: str) -> RawTable:
    """Return the rows of one table with the columns that have a name or a cell."""
    sheet, names = found.sheet, part.heading.names
    cells, filled = _filled_down(found, part, _repeatable(layout, names))
    own, empty = _without_idle_formulas(cells[cells["place"].search_sorted(part.places)], sheet, layout, part)
    width = len(names)
    columns = [at for at in range(width) if names[at] or own[f"c{part.left + at}"].null_count() < own.height]
    rows = own.select(
        (pl.col("place") - part.header_place).alias("row_number"),
        *(pl.col(f"c{part.left + at}").alias(f"c{new}") for new, at in enumerate(columns)),
    ).with_columns(_number_flags(sheet, own["place"], [part.left + at for at in columns]))
    header = tuple(names[at] for at in columns)
    if layout is not None and sheet.is_1904:
        rows = _in_usual_calendar(rows, layout, header)
    unread = unread_rows(part, found.cells)
    bad = _doubtful(sheet, own, layout, names, part)
    rows = rows.filter(~pl.col("row_number").is_in(bad["row_number"].to_list())) if bad.height else rows
    continued = f"sheet {sheet.name} has no heading and goes on with the table before it" if part.goes_on else ""
    repeated = f"repeated in each row of their merged cells: {', '.join(names[at] for at in filled)}" if filled else ""
    return RawTable(
        header,
        rows,
        pl.concat([bad, unread]),
        (*titled(part.heading), Title(sheet.name, "sheet")),
        "; ".join(filter(None, [continued, repeated, empty])),
        place,
        Lines(data=own.height + unread.height, heading=part.heading_rows, title=part.title_rows),
    )


def _cell(row: int, column: int) -> str:
    """Return how a spreadsheet calls a cell."""
    letters, column = "", column + 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def _number_flags(sheet: Sheet, places: pl.Series, columns: list[int]) -> list[pl.Series]:
    """Return, for each column with a number in it, which of its cells are numbers."""
    flags = []
    at = places.to_numpy()
    for new, position in enumerate(columns):
        marks = np.frombuffer(bytes(sheet.numbers[position]), dtype=np.uint8)[at].astype(bool)
        if marks.any():
            flags.append(pl.Series(f"c{new}_is_number", marks))
    return flags


def _repeatable(layout: Layout | None, names: tuple[str, ...]) -> set[int]:
    """Return the columns that say whose and when a row is, which a merged cell may say for several rows at once."""
    if layout is None:
        return set()
    # An amount merged over several rows is one amount; repeating it would multiply money.
    targets = {field.target for field in layout.fields if field.kind not in ("number", "share")}
    return {position for target, position in field_columns(layout, names).items() if target in targets}


def _filled_down(found: Found, part: Part, columns: set[int]) -> tuple[pl.DataFrame, list[int]]:
    """Return the cells with those of these columns that are merged downwards below the heading repeated, and the columns it concerns."""
    sources: dict[int, dict[int, int]] = {}
    for top, left, bottom, _ in found.sheet.merged:
        if bottom > top and left - part.left in columns and part.has_rows(top, bottom):
            sources.setdefault(left, {}).update(dict.fromkeys(range(top + 1, min(bottom + 1, found.sheet.height)), top))
    cells = found.cells
    for left, tops in sources.items():
        places = cells["place"]
        from_places = places.replace_strict(list(tops), list(tops.values()), default=places, return_dtype=pl.Int64)
        texts = pl.Series(found.sheet.columns[left], dtype=pl.String).gather(from_places)
        cells = cells.with_columns(texts.alias(f"c{left}"))
    return cells, sorted(left - part.left for left in sources)


def _in_usual_calendar(rows: pl.DataFrame, layout: Layout, header: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of a workbook of the 1904 calendar with serial numbers of days as days; a text that may be one is none."""
    kinds = {field.target: field.kind for field in layout.fields}
    changed = []
    for target, position in field_columns(layout, header).items():
        if kinds[target] not in DAY_KINDS:
            continue
        name = f"c{position}"
        is_number = pl.col(f"{name}_is_number") if f"{name}_is_number" in rows.columns else pl.lit(False)
        serial = pl.col(name).str.extract(r"^\s*(\d{4,5})(?:\.\d+)?\s*$").cast(pl.Int64, strict=False)
        # Four digits are a year unless they are far from any.
        is_serial = serial.is_not_null() & ((serial > 9999) | ~serial.is_between(1900, 2100))
        day = (pl.date(1904, 1, 1) + pl.duration(days=serial)).cast(pl.String)
        doubtful = pl.format("{} (1904)", pl.col(name))
        changed.append(pl.when(is_serial & is_number).then(day).when(is_serial).then(doubtful).otherwise(pl.col(name)).alias(name))
    return rows.with_columns(changed)


def _remarks(layout: Layout, names: tuple[str, ...]) -> set[int]:
    """Return the columns of texts that a row can do without and is not known by."""
    may_lack = {
        field.target
        for field in layout.fields
        if field.kind in FREE_TEXT and (field.optional or field.may_be_empty) and field.target not in layout.contract.identity
    }
    return {position for target, position in field_columns(layout, names).items() if target in may_lack}


def _without_idle_formulas(own: pl.DataFrame, sheet: Sheet, layout: Layout | None, part: Part) -> tuple[pl.DataFrame, str]:
    """Return the cells with remarks empty whose formula has no result, and the remark that names them."""
    columns = {part.left + at for at in _remarks(layout, part.heading.names)} if layout and sheet.unworked else set()
    idle = [(row, column) for row, column in sheet.unworked if column in columns]
    if not idle:
        return own, ""
    emptied = [
        pl.when(pl.col("place").is_in([row for row, at in idle if at == column]))
        .then(None)
        .otherwise(pl.col(f"c{column}"))
        .alias(f"c{column}")
        for column in sorted({column for _, column in idle})
    ]
    named = ", ".join(_cell(row, column) for row, column in idle[:5])
    return own.with_columns(emptied), f"read as empty, since their formulas were never worked out: {len(idle)} cells ({named})"


UNWORKED = (
    "formula_not_worked_out",
    "holds a formula whose result was never worked out; open the workbook in Excel or WPS, save it and deliver it again",
)
SET_TO_GENERAL = (
    "is shown as another number than it holds, by a number format such as 0!.0, so that nobody can tell which is meant; "
    "set it to General, see that the unit of the heading fits, and deliver the workbook again"
)
RESCALED = ("shown_rescaled", SET_TO_GENERAL)


def _doubtful(sheet: Sheet, own: pl.DataFrame, layout: Layout | None, names: tuple[str, ...], part: Part) -> pl.DataFrame:
    """Return as rows refused those with a formula without a result in a column that is used, or a rescaled number in one of amounts."""
    if layout is None or not (sheet.unworked or sheet.rescaled):
        return nothing_malformed()
    used = {part.left + at for at in used_columns(layout, names) - _remarks(layout, names)}
    figures = {part.left + at for at in figure_positions(layout, names)}
    unworked = _with_cells(sheet, own, [cell for cell in sheet.unworked if cell[1] in used], UNWORKED, part)
    rescaled = _with_cells(sheet, own, [cell for cell in sheet.rescaled if cell[1] in figures], RESCALED, part)
    return pl.concat([unworked, rescaled.join(unworked, on="row_number", how="anti")])


def _with_cells(sheet: Sheet, own: pl.DataFrame, found: list[tuple[int, int]], problem: tuple[str, str], part: Part) -> pl.DataFrame:
    """Return the rows with these cells as rows refused; `problem`: the key of the rule and what is wrong with the cells."""
    cells = pl.DataFrame(found, schema={"place": pl.Int64, "column": pl.Int64}, orient="row")
    cells = cells.join(own.select("place"), on="place", how="semi").sort("place", "column")
    if cells.is_empty():
        return nothing_malformed()
    named = cells.with_columns(pl.Series("cell", [_cell(row, column) for row, column in cells.rows()]))
    texts = own.select("place", pl.concat_str(pl.exclude("place"), separator=", ", ignore_nulls=True).alias("text"))
    rule, wrong = problem
    return (
        named.group_by("place", maintain_order=True)
        .agg(pl.col("cell").str.join(", "))
        .join(texts, on="place")
        .select(
            (pl.col("place") - part.header_place).alias("row_number"),
            pl.lit(rule).alias("rule"),
            pl.format("cell {} of sheet {} {}", pl.col("cell"), pl.lit(sheet.name), pl.lit(wrong)).alias("reason"),
            "text",
        )
    )

"""Tables in a text: those below and beside the first heading of a file of text, as tables of their own."""

import re
from dataclasses import replace

import polars as pl

from pipelines.ingest.grid import FIGURE, layout_of
from pipelines.ingest.layout import Layout, use_of
from pipelines.ingest.raw_table import Heading, Lines, RawTable, Title
from pipelines.ingest.tables_on_grid import Part, tables_on_grid, unread_rows


def split_stacked(table: RawTable, layouts: tuple[Layout, ...]) -> list[RawTable]:
    """Return the tables that a text holds below and beside its first heading; the table as it is where there is but one.

    Rows that cannot be told apart stay with the table in whose lines they stand.
    """
    if layout_of(table.header, layouts) is None or table.rows.is_empty():
        return [table]
    names = [name for name, dtype in table.rows.schema.items() if re.fullmatch(r"c\d+", name) and dtype == pl.String]
    if len(names) < len(table.header):
        return [table]
    cells = table.rows.select(pl.col("row_number").alias("place"), *names)
    heading = Heading(table.header, 1, tuple(title.text for title in table.titles if title.where == "title"), True)
    parts = tables_on_grid(cells, layouts, first=heading, breaks=_broken_headings(table.malformed, layouts))
    if len(parts) == 1 and parts[0].places.len() == cells.height:
        return [table]
    return _tables_of(table, parts, cells)


def _broken_headings(malformed: pl.DataFrame, layouts: tuple[Layout, ...]) -> list[int]:
    """Return the numbers of rows with too many or too few cells in which names of columns stand."""
    found = []
    for number, text in malformed.select("row_number", "text").iter_rows():
        texts = [cell.strip(' "') for cell in re.split(r"[,;\t]", text)]
        if sum(bool(cell) and not re.match(FIGURE, cell) and bool(use_of(cell, layouts)) for cell in texts) > 1:
            found.append(number)
    return found


def _tables_of(table: RawTable, parts: list[Part], cells: pl.DataFrame) -> list[RawTable]:
    """Return the tables that parts make of a table of text; their lines together are its own."""
    tables: list[RawTable] = []
    others = [title for title in table.titles if title.where != "title"]
    starts = [part.header_place for part in parts if not part.is_beside]
    for part in parts:
        own = table.rows.filter(pl.col("row_number").is_in(part.places.to_list()))
        width = len(part.heading.names)
        shift = max(part.header_place, 0)
        rows = own.select(pl.col("row_number") - shift, *(pl.col(f"c{part.left + at}").alias(f"c{at}") for at in range(width)))
        lines = Lines(data=part.places.len() + part.unread.len(), heading=part.heading_rows, title=part.title_rows)
        malformed = table.malformed.clear()
        if not part.is_beside:
            end = next((start for start in starts if start > part.header_place), None)
            malformed = table.malformed.filter(
                (pl.col("row_number") > part.header_place) & (pl.col("row_number") <= (end or pl.lit(2**60)))
            )
            lines += Lines(data=malformed.height)
        else:
            lines += Lines(continued=-lines.total)
        bad = pl.concat([malformed.with_columns(pl.col("row_number") - shift), unread_rows(part, cells)])
        titles = (*(Title(text) for text in part.heading.titles), *others)
        where = (
            ""
            if len(parts) == 1
            else f"table {len(tables) + 1} (below line {shift} of the first heading)"
            if shift
            else f"table {len(tables) + 1}"
        )
        tables.append(RawTable(part.heading.names, rows, bad, titles, "", where, lines))
    filled = [each for each in tables if each.rows_in] or tables[:1]
    counted = sum((each.lines for each in tables), Lines())
    missing = table.rows_in - counted.total
    is_beside = any(part.is_beside for part in parts)
    rest = table.lines + Lines(data=-table.rows_in, left_out=0 if is_beside else missing, continued=missing if is_beside else 0)
    spare = sum((each.lines for each in tables if not any(each is one for one in filled)), Lines())
    return [replace(filled[0], lines=filled[0].lines + spare + rest, note=table.note), *filled[1:]]

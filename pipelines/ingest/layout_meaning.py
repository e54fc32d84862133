"""How a file would be understood, as data for a page: what every heading brings, where month and unit come from, what would be stored.

In: reading a file exactly as an ingest does. Out: reading itself (pipelines.ingest.reading), wording (reports.layout_check).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

import polars as pl

from pipelines.ingest.layout import UNIT_HEADERS, FigureColumn, Layout, figure_columns, find_column, nearest_layout
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.reading import Opened, Reading, open_file, read_headings, validate_files
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.statements import Statement
from pipelines.ingest.to_long import title_facts
from pipelines.ingest.units import spelling_of
from reports.layout_check import HeadingMeaning, LayoutCheck, TableMeaning


def check_layout(content: bytes, name: str, layouts: tuple[Layout, ...], day: IngestDay, settings: SourceSettings) -> LayoutCheck:
    """Return how an ingest would understand a file; nothing is stored."""
    opened = open_file(content, name, layouts)
    if isinstance(opened, Reading):
        return _refused(opened, content, name, layouts)
    reading = validate_files([opened], day, settings)[0]
    tables = tuple(_table(table, opened.layout, is_understood=reading.layout is not None) for table in opened.file.tables)
    return LayoutCheck(
        name,
        opened.layout.key,
        opened.layout.table,
        tables=tables,
        lines=asdict(opened.file.all_lines),
        kept=_with_rows(opened, reading),
        refused=reading.refused.select("row_number", "rule", "reason"),
        note=reading.note,
        rule=reading.rule,
        reason=reading.reason,
    )


def _with_rows(opened: Opened, reading: Reading) -> pl.DataFrame:
    """Return the rows that would be stored, the row of the file first; empty where the file is refused."""
    if reading.kept is None:
        return pl.DataFrame()
    columns = [name for name in opened.layout.contract.column_names if name in reading.kept.columns]
    return reading.kept.sort("row_number", maintain_order=True).select(columns)


def _refused(reading: Reading, content: bytes, name: str, layouts: tuple[Layout, ...]) -> LayoutCheck:
    """Return what can be said of a file that is refused as a whole: its headings, held against the layout that comes nearest."""
    refused = LayoutCheck(name, rule=reading.rule, reason=reading.reason, lines=asdict(reading.lines) if reading.lines else {})
    try:
        tables = read_headings(content, name, layouts).tables
        _, nearest = nearest_layout(tables[0].header, layouts)
    except (FileRefusedError, IndexError):
        # Nothing that has headings was found, and the reason says so.
        return refused
    return LayoutCheck(
        name,
        nearest.key,
        nearest.table,
        missing=tuple(nearest.missing(tables[0].header)),
        tables=tuple(_table(table, nearest, is_understood=False) for table in tables),
        lines=refused.lines,
        rule=reading.rule,
        reason=reading.reason,
    )


def _table(table: RawTable, layout: Layout, *, is_understood: bool) -> TableMeaning:
    """Return what one table brings."""
    titles = tuple((title.text, title.where) for title in table.titles)
    if not is_understood:
        return TableMeaning(table.place, table.rows_in, heading_meanings(table.header, layout), titles)
    facts = title_facts(table, layout)
    headings = heading_meanings(table.header, layout, facts.statements)
    return TableMeaning(table.place, table.rows_in, headings, titles, facts.month, facts.period_from, facts.units_from)


def heading_meanings(header: tuple[str, ...], layout: Layout, found: tuple[Statement, ...] = ()) -> tuple[HeadingMeaning, ...]:
    """Return what every heading brings in a layout; units and months of figures are those of the statements `found`."""
    columns = {column.position: _of_column(column) for column in figure_columns(layout, header)}
    stated = {position: meaning for statement in found for position, meaning in _of_statement(statement)}
    meanings = {**_fields(header, layout), **columns, **stated}
    return tuple(replace(meanings.get(place, HeadingMeaning("", "left_out")), heading=heading) for place, heading in enumerate(header))


def _of_column(column: FigureColumn) -> HeadingMeaning:
    """Return what the heading of a figure says by itself."""
    role = "base" if column.name.is_last_year else column.role
    basis = "month" if role == "month" else column.figure.basis
    return HeadingMeaning("", role, column.figure.indicator, basis=basis)


def _of_statement(statement: Statement) -> Iterator[tuple[int, HeadingMeaning]]:
    """Yield the positions of a figure's columns with what they bring in this table."""
    roles = [*(("value", each) for each in statement.values), ("base", statement.base), ("month", statement.of_month)]
    for role, placed in roles:
        if placed is not None:
            unit = spelling_of(placed.unit) if placed.unit else ""
            basis = "month" if role == "month" else statement.basis
            yield placed.position, HeadingMeaning("", role, statement.figure.indicator, "", basis, unit, statement.month or "")


def _fields(header: tuple[str, ...], layout: Layout) -> dict[int, HeadingMeaning]:
    """Return what the headings bring that are no figures, by position; nothing where two columns would bring the same."""
    kinds = {field.target: field.kind for field in layout.fields}
    found = {position: HeadingMeaning("", "finer") for position in layout.finer_columns(header)}
    if layout.figures:
        found |= {
            position: HeadingMeaning("", "unit") for position, name in enumerate(header) if find_column(UNIT_HEADERS, (name,), "unit")
        }
    for field in layout.fields:
        for position, heading in enumerate(header):
            if find_column(field.headers, (heading,), field.target) is not None:
                found[position] = HeadingMeaning("", "field", field.target, kinds[field.target])
            elif find_column(field.parts, (heading,), field.target) is not None:
                found[position] = HeadingMeaning("", "part", field.target, kinds[field.target])
    return found

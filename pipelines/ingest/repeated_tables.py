"""Tables of a file that say once more what its other tables say: a copy of a sheet, or a summary of the sheets of branches."""

from dataclasses import replace

import polars as pl

from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.grid import layout_of
from pipelines.ingest.heading import used_columns
from pipelines.ingest.layout import Layout
from pipelines.ingest.raw_table import Lines, RawFile, RawTable
from pipelines.ingest.tables_on_grid import states_month, states_unit


def without_repetitions(file: RawFile, layouts: tuple[Layout, ...]) -> RawFile:
    """Return the file without tables each of whose rows stands in its other tables too; payments in both would be counted twice."""
    kept = list(file.tables)
    lines, remarks = file.lines, []
    # From the last, so that of two that are the same the first stays, and a summary stays for the sheets it is made of.
    for table in reversed(file.tables):
        others = [each for each in kept if each is not table]
        if table.rows_in and table.malformed.is_empty() and _is_repeated(table, others, layouts):
            kept = others
            lines += table.lines + Lines(data=-table.rows_in, left_out=table.rows_in)
            remarks.append(f"left out: {table.place}, whose {table.rows_in} rows stand elsewhere in the file")
    return replace(file, tables=tuple(kept), lines=lines, note="; ".join(filter(None, [file.note, *reversed(remarks)])))


def _is_repeated(table: RawTable, others: list[RawTable], layouts: tuple[Layout, ...]) -> bool:
    """Whether every row of a table stands in others that are about the same month in the same unit."""
    own = _statements(table, layouts)
    alike = [rows for other in others if _facts(other) == _facts(table) and (rows := _statements(other, layouts)).columns == own.columns]
    if not alike or not own.columns:
        return False
    counts = own.group_by(own.columns).agg(pl.len().alias("own"))
    found = pl.concat(alike).group_by(own.columns).agg(pl.len().alias("there"))
    joined = counts.join(found, on=own.columns, how="left", nulls_equal=True)
    return bool((joined["own"] <= joined["there"].fill_null(0)).all())


def _facts(table: RawTable) -> set[str]:
    """Return the titles that state a month or a unit."""
    return {title.text for title in table.titles if states_month(title.text) or states_unit(title.text)}


def _statements(table: RawTable, layouts: tuple[Layout, ...]) -> pl.DataFrame:
    """Return the columns a layout uses, in an order of their own."""
    layout = layout_of(table.header, layouts)
    used = used_columns(layout, table.header) if layout else set()
    names = sorted((normalise_header(table.header[position]), position) for position in used)
    return table.rows.select(pl.col(f"c{position}").str.strip_chars().alias(name) for name, position in dict(names).items())

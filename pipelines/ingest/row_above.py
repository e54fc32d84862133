"""Cells that say that the row above says it: 同上, 〃.

In: the columns that say whose and when a row is. An amount that is said to be the one above is refused like any other word.
"""

from dataclasses import replace

import polars as pl

from pipelines.ingest.heading import field_columns
from pipelines.ingest.layout import Layout
from pipelines.ingest.raw_table import RawTable

DITTO = ("同上", "同上行", "同前", "〃", "″", "々", "ditto")
LIKE_DITTO = "(?i)" + "|".join(DITTO)


def repeat_above(table: RawTable, layout: Layout) -> RawTable:
    """Return the table with what the row above says in the cells that say so, and a note that counts them.

    Where nothing stands above, or a row between could not be read, the cell is left as if it were empty.
    """
    if layout.cells == "strict" or table.rows.is_empty():
        return table
    kinds = {field.target: field.kind for field in layout.fields}
    columns = {
        f"c{position}": table.header[position]
        for target, position in field_columns(layout, table.header).items()
        if kinds[target] not in ("number", "share") and table.rows.schema.get(f"c{position}") == pl.String
    }
    # Nearly no file has such a cell, and one look at its texts shows it.
    if not columns or not table.rows.select(pl.any_horizontal(pl.col(list(columns)).str.contains(LIKE_DITTO)).any()).item():
        return table
    counts = table.rows.select(_says_ditto(name).sum() for name in columns).row(0)
    found = {name: count for name, count in zip(columns, counts, strict=True) if count}
    if not found:
        return table
    told = ", ".join(f"{columns[name]} ({count})" for name, count in found.items())
    note = "; ".join(filter(None, [table.note, f"read as in the row above, as the cells say: {told}"]))
    return replace(table, rows=table.rows.with_columns(_filled(name, table) for name in found), note=note)


def _says_ditto(name: str) -> pl.Expr:
    """Whether a cell says that the row above says it."""
    return pl.col(name).str.strip_chars().str.to_lowercase().is_in(DITTO).fill_null(value=False)


def _filled(name: str, table: RawTable) -> pl.Series:
    """Return a column with the text above in the cells that say so."""
    is_said = ~_says_ditto(name)
    above = table.rows.select(
        text=pl.when(is_said).then(pl.col(name).fill_null("")).forward_fill(), row=pl.when(is_said).then("row_number").forward_fill()
    )
    # A row that could not be read is missing between them, and may be the one that is meant.
    lost = table.malformed["row_number"].sort()
    is_near = lost.search_sorted(table.rows["row_number"]) == lost.search_sorted(above["row"].fill_null(0))
    text = pl.when(above["text"] != "").then(above["text"])
    return table.rows.select(pl.when(is_said).then(name).when(is_near).then(text).alias(name)).to_series()

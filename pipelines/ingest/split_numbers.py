"""Amounts of a text file that a separator of thousands has split in two: 1,234 without quotes is a 1 and, in the next column, a 234.

Where every cell is written, such a row has a cell too many and is refused for that. Where empty cells at its end were left out, it looks
whole. In: columns of amounts with a column of words beside them. Out: two amounts side by side, which may well be 1 and 234.
"""

import re
from dataclasses import replace

import polars as pl

from pipelines.ingest.heading import figure_positions, used_columns
from pipelines.ingest.layout import Layout
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE
from pipelines.ingest.raw_table import RawTable

HEAD, TAIL = r"^\s*[+-]?[1-9][0-9]{0,2}\s*$", r"^\s*[0-9]{3}(?:\.[0-9]+)?\s*$"
NUMBER = r"^\s*[+-]?[0-9][0-9,.]*\s*$"
# Headings under which nobody writes an amount.
WORDS = re.compile(r"备注|说明|附注|填表|填报|联系|负责人|经办|审核|审批|签[字名章]|制表|remark|note|comment", re.IGNORECASE)


def refuse_split(table: RawTable, layout: Layout) -> RawTable:
    """Return the table of a text with the rows refused in which an amount looks split; sheets and typed columns are left as they are."""
    if any(title.where == "sheet" for title in table.titles) or table.rows.is_empty():
        return table
    used = used_columns(layout, table.header)
    pairs = [(at, at + 1) for at in figure_positions(layout, table.header) if at + 1 < len(table.header) and at + 1 not in used]
    pairs = [pair for pair in pairs if _are_text(table.rows, *pair)]
    # Nearly no file has such a row, and one look at its cells shows it.
    if not pairs or not table.rows.select(pl.any_horizontal(_is_split(*pair) for pair in pairs).any()).item():
        return table
    found = [_split_rows(table, at, beside) for at, beside in pairs]
    refused = pl.concat([table.malformed.clear(), *found]).unique("row_number", maintain_order=True)
    if refused.is_empty():
        return table
    kept = table.rows.filter(~pl.col("row_number").is_in(refused["row_number"].to_list()))
    return replace(table, rows=kept, malformed=pl.concat([table.malformed, refused]))


def _are_text(rows: pl.DataFrame, *columns: int) -> bool:
    """Whether columns are there and hold texts."""
    return all(rows.schema.get(f"c{at}") == pl.String for at in columns)


def _is_split(at: int, beside: int) -> pl.Expr:
    """Whether an amount and the cell beside it look like one number."""
    return (pl.col(f"c{at}").str.contains(HEAD) & pl.col(f"c{beside}").str.contains(TAIL)).fill_null(value=False)


def _split_rows(table: RawTable, at: int, beside: int) -> pl.DataFrame:
    """Return as rows refused those in which the amount and the cell beside it look like one number, where that cell holds words."""
    own, other = pl.col(f"c{at}"), pl.col(f"c{beside}").fill_null("").str.strip_chars()
    is_split = _is_split(at, beside)
    split = table.rows.filter(is_split)
    if split.is_empty():
        return table.malformed.clear()
    others = table.rows.filter(~is_split & ~other.str.to_lowercase().is_in([*MISSING, *NOT_APPLICABLE])).select(other.alias("cell"))["cell"]
    holds_numbers = bool(others.str.contains(NUMBER).any())
    if holds_numbers or not (others.len() or WORDS.search(table.header[beside])):
        return table.malformed.clear()
    texts = [name for name, dtype in split.schema.items() if dtype == pl.String]
    return split.select(
        "row_number",
        pl.lit("split_number").alias("rule"),
        pl.format(
            "{} is {} and {} beside it {}: together they look like one number whose comma parted the cells; "
            "write it without commas or in quotes, and deliver the row again",
            pl.lit(table.header[at]),
            own,
            pl.lit(table.header[beside] or "the column"),
            other,
        ).alias("reason"),
        pl.concat_str(texts, separator=", ", ignore_nulls=True).alias("text"),
    )

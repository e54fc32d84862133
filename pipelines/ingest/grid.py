"""A grid of text cells: what stands in its cells, its columns by themselves, and the heading in some of its rows.

A grid is a frame with `place`, the number of the row, and columns `c0`, `c1`, ... of texts; it has no blank rows.
"""

import re
from collections.abc import Callable

import polars as pl

from pipelines.ingest.heading import Merged, find_heading
from pipelines.ingest.layout import Layout, recognise
from pipelines.ingest.raw_table import Heading
from pipelines.ingest.refusals import FileRefusedError

# What stands in a cell of codes, accounts or numbers, and never in a heading.
FIGURE = r"^[\s'=\"]*[0-9A-Za-z.,+\-%]*[0-9][0-9A-Za-z.,+\-%]*\"?\s*$"
# Texts that belong to the table above them.
CLOSING = re.compile(r"^\W*(合\s*计|总\s*计|共\s*计|小\s*计|累\s*计|本页|页内|[^:：]{0,6}负责人|(制|填)表|审核|复核|填报日期|备注|注|说明)")
MergedIn = Callable[[list[int]], list[Merged]]


def nothing_merged(_places: list[int]) -> list[Merged]:
    """Return the merged ranges of a grid that has none."""
    return []


def heading_at(cells: pl.DataFrame, start: int, count: int, layouts: tuple[Layout, ...], merged_in: MergedIn) -> Heading:
    """Return the heading in so many rows of a grid."""
    sample = cells.slice(start, count)
    rows = sample.drop("place").fill_null("").rows()
    return find_heading([list(row) for row in rows], layouts, merged_in(sample["place"].to_list()) if rows else [])


def layout_of(names: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout | None:
    """Return the layout that names of columns fit, None where they fit none or several."""
    try:
        return recognise(names, layouts)
    except FileRefusedError:
        return None


def columns_between(cells: pl.DataFrame, left: int, right: int) -> pl.DataFrame:
    """Return the columns from `left` to before `right` as a grid of their own, without the rows that are blank in it."""
    if right - left == cells.width - 1:
        return cells
    own = cells.select("place", *(pl.col(f"c{at}").alias(f"c{at - left}") for at in range(left, right)))
    return own.filter(pl.any_horizontal(pl.exclude("place").str.strip_chars() != ""))


def moved_left(merged_in: MergedIn, left: int) -> MergedIn:
    """Return the merged ranges as the columns from `left` on have them."""
    return lambda places: [(top, at - left, bottom, right - left) for top, at, bottom, right in merged_in(places) if at >= left]

"""Two cases that a brief tells in a few lines: the gravest on which something happened, those that need somebody first.

In: cases as they stood, events of the half month. Out: the lines (reports).
"""

from typing import Final

import polars as pl

from models.cases.half_month import HalfMonth
from warehouse.case_vocabulary import CLOSED
from warehouse.vocabulary import LEVELS

MOST: Final = 2


def chosen_cases(cases: pl.DataFrame, events: pl.DataFrame, stuck: pl.DataFrame, period: HalfMonth, most: int = MOST) -> pl.DataFrame:
    """Return the rows of `cases` that are told: the gravest first, of one level those that are stuck, then those on which most happened."""
    happened = events.filter(pl.col("at").str.slice(0, 10).str.to_date("%Y-%m-%d").is_between(period.first, period.last))
    counts = happened.filter(~pl.col("action").is_in(["open", "warn"])).group_by("case_id").agg(happenings=pl.len().cast(pl.Int64))
    level = pl.col("level").replace_strict(
        {key: place for place, key in enumerate(LEVELS.keys)}, default=len(LEVELS), return_dtype=pl.Int64
    )
    # A closed one is told in the half month in which it was closed.
    is_current = (pl.col("state") != CLOSED) | (pl.col("closed_on") >= period.first)
    ranked = (
        cases.filter(is_current)
        .join(counts, left_on="id", right_on="case_id", how="left")
        .with_columns(pl.col("happenings").fill_null(0), is_stuck=pl.col("id").is_in(stuck["case_id"].implode()))
    )
    order = ranked.sort(level, "is_stuck", "happenings", "id", descending=[False, True, True, False])
    return order.head(most).drop("happenings", "is_stuck")

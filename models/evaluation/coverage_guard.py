"""Whether the bands a month ahead still hold as many figures as they promise: a world that has changed shows in its newest month.

A change that everybody shares, which the guard of scatter takes off first, shows here: a source that counts otherwise, a shock. In: one
month's comparable series with what was expected a month ahead. Out: what is said of it (pipelines.quality.rules), how bands are made
(models.forecast).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers

# What the band of 80 % leaves outside by its promise.
PROMISED: Final = 0.2


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """When far more figures lie outside their bands than did."""

    # As many times those of before; between ordinary months it stays below 1.43 in all of 672 looked at.
    most_ratio: float = 1.5
    # And further above than as many standard errors of a share, so that a source of few figures is not noticed by chance.
    least_errors: float = 3.0
    past_months: int = 24
    # Of fewer months or fewer figures a month the share itself is uncertain.
    least_months: int = 12
    least_figures: int = 100


def outside_by_month(series: pl.DataFrame) -> pl.DataFrame:
    """Return which part of the figures lay outside the band of 80 %: indicator, period, count, outside_share.

    ``series``: indicator, period, value, lo_80, hi_80, the band as drawn a month ahead.
    """
    known = series.drop_nulls(["value", "lo_80", "hi_80"]).filter(pl.col("hi_80") > pl.col("lo_80"))
    is_outside = (pl.col("value") < pl.col("lo_80")) | (pl.col("value") > pl.col("hi_80"))
    return known.group_by("indicator", "period").agg(count=pl.len(), outside_share=is_outside.mean()).sort("indicator", "period")


def outside_of_month(series: pl.DataFrame, month: date, settings: CoverageSettings | None = None) -> pl.DataFrame:
    """Return for the indicators of a month how many figures lay outside beside how many do: rows of out_outside, without the month.

    What is usual is the middle of the months before or, where that was more, the same season of the two years before: the month itself and
    its neighbours, since the festival moves between two of them. An indicator of which too little is known has no ``usual_share`` and is
    never noticed.
    """
    settings = settings or CoverageSettings()
    rows = outside_by_month(series)
    enough = rows.filter(pl.col("count") >= settings.least_figures)
    back = pl.lit(month_number(month)) - month_numbers(pl.col("period"))
    past = enough.with_columns(back=back).filter(pl.col("back").is_between(1, settings.past_months + 1))
    in_season = (pl.col("back") % MONTHS_A_YEAR).is_in([0, 1, MONTHS_A_YEAR - 1]) & (pl.col("back") >= MONTHS_A_YEAR - 1)
    usual = past.group_by("indicator").agg(
        months=pl.len(),
        middle=pl.col("outside_share").filter(pl.col("back") <= settings.past_months).median(),
        season=pl.col("outside_share").filter(in_season).max(),
    )
    known = usual.filter(pl.col("months") >= settings.least_months).select("indicator", usual_share=pl.max_horizontal("middle", "season"))
    now = rows.filter(pl.col("period") == month).drop("period").join(known, on="indicator", how="left", maintain_order="left")
    return now.with_columns(is_noticed=_is_noticed(settings)).sort("indicator")


def _is_noticed(settings: CoverageSettings) -> pl.Expr:
    usual, share = pl.col("usual_share"), pl.col("outside_share")
    error = (usual * (1 - usual) / pl.col("count")).sqrt()
    is_far = (share > settings.most_ratio * usual) & (share > usual + settings.least_errors * error)
    return (is_far & (pl.col("count") >= settings.least_figures)).fill_null(value=False)

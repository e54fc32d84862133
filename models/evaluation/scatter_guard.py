"""Whether figures still scatter around what was expected of them as they used to: a world that has changed shows in its newest month.

Bands and risks rest on how far figures usually stray. A common shift of all enterprises is no scatter (what everybody suffers is told
elsewhere), so the middle of the month is taken off first. In: one month's comparable series with what was expected a month ahead.
Out: what is said of it (pipelines.quality.rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers


@dataclass(frozen=True, slots=True)
class ScatterSettings:
    """When an indicator scatters far more than it did."""

    # As many times the scatter of before; between ordinary months it stays below 1.52 in all of 576 looked at.
    most_ratio: float = 1.6
    past_months: int = 24
    # Of fewer months or fewer figures a month the scatter itself is uncertain.
    least_months: int = 12
    least_figures: int = 100


def scatter_by_month(series: pl.DataFrame) -> pl.DataFrame:
    """Return how far figures lay from what was expected, as a part of the 95 % band's width: indicator, period, count, scatter.

    ``series``: indicator, period, value, expected, lo_95, hi_95. ``scatter`` is the median distance from the month's own median (the
    median absolute deviation; Hampel 1974), so that neither a common shift nor single collapses move it.
    """
    width = pl.col("hi_95") - pl.col("lo_95")
    known = series.drop_nulls(["value", "expected", "lo_95", "hi_95"]).filter(width > 0)
    distance = known.with_columns(distance=(pl.col("value") - pl.col("expected")) / width)
    from_middle = (pl.col("distance") - pl.col("distance").median()).abs()
    monthly = distance.group_by("indicator", "period").agg(count=pl.len(), scatter=from_middle.median())
    return monthly.sort("indicator", "period")


def widened_scatter(series: pl.DataFrame, month: date, settings: ScatterSettings | None = None) -> pl.DataFrame:
    """Return the indicators whose figures of a month scatter far more than before: indicator, ratio; the widest first.

    Before is the middle of the months before it, or the same month of the two years before where that scattered more: some months are
    always restless. Arguments as of `scatter_by_month`; empty too where too little is known to say.
    """
    settings = settings or ScatterSettings()
    rows = scatter_by_month(series).filter(pl.col("count") >= settings.least_figures)
    back = pl.lit(month_number(month)) - month_numbers(pl.col("period"))
    past = rows.filter(back.is_between(1, settings.past_months))
    usual = past.group_by("indicator").agg(
        pl.len().alias("months"),
        middle=pl.col("scatter").median(),
        same=pl.col("scatter").filter((pl.lit(month_number(month)) - month_numbers(pl.col("period"))) % MONTHS_A_YEAR == 0).max(),
    )
    now = rows.filter(pl.col("period") == month).join(usual.filter(pl.col("months") >= settings.least_months), on="indicator")
    before = pl.max_horizontal("middle", "same")
    found = now.filter(before > 0).select("indicator", ratio=pl.col("scatter") / before)
    return found.filter(pl.col("ratio") > settings.most_ratio).sort("ratio", "indicator", descending=[True, False])

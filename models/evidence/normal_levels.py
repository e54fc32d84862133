"""The normal level before a dip: what was expected, before it began, of every month since then. One line for text, table and chart.

An expectation made a month ahead follows a fall down and soon calls it normal, and one month that was out of line takes it along. Of the
expectations made before a dip (without one: before the month) the middle one of the three nearest is the normal level, so that neither a
single month nor a passing peak decides. Where a dip began longer ago than the furthest horizon, the level of the same month a year earlier
goes on. Which months of a dip are low enough to be told is decided here as well, against that line.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.forecast.district.district_forecaster import Expectation, expected_at
from models.forecast.settings import HORIZONS
from warehouse.periods import MONTHS_A_YEAR, month_number, numbers_month

_KEY: Final = ["uscc", "indicator"]
_POINT: Final = [*_KEY, "place"]
_VALUES: Final = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")
_LAST: Final = HORIZONS[-1]
# Of so many expectations the middle one holds whatever one of them was led astray by.
_NEAREST: Final = 3
# A figure this close to its normal level is not low, however long the fall before it.
LEAST_LOW_SHARE: Final = 0.05


def normal_levels(low: pl.DataFrame, expectation: Expectation, month: date) -> pl.DataFrame:
    """Return the normal level of ``month`` and of every earlier month of a running dip.

    ``low``: uscc, indicator, duration_months (0: no dip). Columns: uscc, indicator, period, horizon_months (how long before its month it
    was made), expected, lo_80, hi_80, lo_95, hi_95; a month of which nothing was expected before the dip began has no row, and the limits
    of a level carried on from the year before are null.
    """
    points = _points(low, expectation)
    made = pl.concat([_made(points, expectation, number) for number in range(len(HORIZONS))])
    known = _as_of_last_month(made, expectation, month)
    return _middle(known).sort(*_POINT).select(*_KEY, "period", "horizon_months", *_VALUES)


def _points(low: pl.DataFrame, expectation: Expectation) -> pl.DataFrame:
    """Return a row for each month of a dip: its ``row`` and ``place`` in the arrays, months ``since`` the onset and ``carried`` on."""
    last = len(expectation.arrays.periods) - 1
    index = expectation.arrays.index.select(*_KEY).with_row_index("row")
    long = low.select(*_KEY, "duration_months").join(index, on=_KEY, how="inner", maintain_order="left")
    back = pl.int_ranges(0, pl.max_horizontal("duration_months", 1), dtype=pl.Int64)
    rows = long.with_columns(back=back).explode("back").with_columns(since=pl.col("duration_months").cast(pl.Int64) - pl.col("back"))
    over = pl.max_horizontal(pl.col("since") - 1, 0)
    carried = over - over % MONTHS_A_YEAR
    dated = rows.with_columns(place=last - pl.col("back"), carried=carried, since=pl.col("since") - carried)
    return dated.filter(pl.col("place") >= pl.col("carried"))


def _made(points: pl.DataFrame, expectation: Expectation, number: int) -> pl.DataFrame:
    """Return the points of which something was expected at a horizon, by its place in HORIZONS, before the dip began."""
    horizon = HORIZONS[number]
    before = points.filter(pl.col("since") <= horizon)
    places = (before["place"] - before["carried"]).to_numpy()
    rows = before["row"].to_numpy().astype(np.int64)
    made = before.with_columns(**expected_at(expectation.arrays, rows, places, np.full(len(rows), number)), horizon=horizon)
    is_earlier = pl.col("carried") > 0
    # A year's level carried on says nothing of how far a month may lie from it.
    limits = [pl.when(~is_earlier).then(pl.col(name)).alias(name) for name in _VALUES[1:]]
    period = numbers_month(pl.lit(month_number(expectation.arrays.periods[0])) + pl.col("place"))
    horizon_months = (pl.col("horizon") + pl.col("carried")).cast(pl.Int8)
    return made.filter(pl.col("expected").is_not_nan()).with_columns(*limits, period=period, horizon_months=horizon_months)


def _middle(known: pl.DataFrame) -> pl.DataFrame:
    """Keep one expectation of each point: the middle one of the three nearest, of fewer the nearest.

    Those made with a month to spare before the dip come first. In a fall of tax it is the lowest of them: one large payment lifts what is
    expected for months, and is no level.
    """
    has_spare = (pl.col("horizon") > pl.col("since")) | (pl.col("horizon") == _LAST)
    spared = known.filter(has_spare == has_spare.any().over(_POINT))
    nearest = spared.filter(pl.col("horizon").rank("ordinal").over(_POINT) <= _NEAREST)
    height, count = pl.col("expected").rank("ordinal").over(_POINT), pl.len().over(_POINT)
    is_nearest = pl.col("horizon") == pl.col("horizon").min().over(_POINT)
    is_lowest_taken = (pl.col("indicator") == "tax") & (pl.col("since") > 0)
    chosen = pl.when(is_lowest_taken).then(height == 1).when(count == _NEAREST).then(height == _NEAREST // 2 + 1).otherwise(is_nearest)
    return nearest.filter(chosen)


def _as_of_last_month(made: pl.DataFrame, expectation: Expectation, month: date) -> pl.DataFrame:
    """Put in what the chosen forecaster expected of the last month; earlier months stay the screening forecaster's."""
    chosen = expectation.of_last_month.select(
        *_KEY, pl.col("horizon_months").cast(pl.Int8), *(pl.col(name).alias(f"{name}_chosen") for name in _VALUES)
    ).with_columns(period=pl.lit(month))
    joined = made.join(chosen, on=[*_KEY, "period", "horizon_months"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(f"{name}_chosen", name).alias(name) for name in _VALUES)


def low_spells(described: pl.DataFrame, normal: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """Put the months that are low against the normal level in place of ``duration_months`` and ``onset`` of rows of evidence.

    A spell is the months up to the newest figure that all lie clearly below their normal level; ``normal``: rows of ``normal_levels``,
    ``series``: uscc, indicator, period, value. A month that has not arrived neither counts nor ends it. What is told, drawn and held
    against the normal level is one thing then.
    """
    is_low = pl.col("value") < (1 - LEAST_LOW_SHARE) * pl.col("expected")
    held = normal.join(series.select(*_KEY, "period", "value"), on=[*_KEY, "period"], how="left").with_columns(is_low=is_low)
    newest_first = held.sort(*_KEY, "period", descending=[False, False, True])
    running = newest_first.filter(pl.col("is_low").fill_null(value=True).cum_min().over(_KEY), pl.col("is_low"))
    spells = running.group_by(_KEY).agg(months=pl.len(), first=pl.col("period").min())
    in_dip = described.join(spells, on=_KEY, how="left", maintain_order="left").with_columns(
        onset=pl.when(pl.col("duration_months") > 0).then("first"),
        duration_months=pl.when(pl.col("duration_months") > 0).then("months").fill_null(0).cast(pl.Int32),
    )
    return in_dip.select(described.columns)

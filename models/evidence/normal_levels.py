"""The normal level before a dip: what was expected, before it began, of every month since then. One line for text, table and chart.

An expectation made a month ahead follows a fall down and soon calls it normal. Of a month in a dip that is held against which was made
before the dip began; where that is longer ago than the furthest horizon, the level of the same month a year earlier goes on.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.forecast.district.district_forecaster import Expectation, expected_at
from models.forecast.settings import HORIZONS
from models.numeric import Integers
from warehouse.periods import MONTHS_A_YEAR, month_number, numbers_month

_KEY: Final = ["uscc", "indicator"]
_VALUES: Final = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")
_LAST: Final = len(HORIZONS) - 1


def normal_levels(low: pl.DataFrame, expectation: Expectation, month: date) -> pl.DataFrame:
    """Return the normal level of ``month`` and of every earlier month of a running dip.

    ``low``: uscc, indicator, duration_months (0: no dip, then the expectation made a month ahead is the normal level). Columns: uscc,
    indicator, period, horizon_months (how long before its month it was made), expected, lo_80, hi_80, lo_95, hi_95; a month of which
    nothing was expected before the dip began has no row, and the limits of a level carried on from the year before are null.
    """
    points = _points(low, expectation)
    months = points["place"].to_numpy() - points["carried"].to_numpy()
    tried = [_tried(points, months, expectation, numbers) for numbers in _horizons(points["since"].to_numpy())]
    made = pl.concat(tried).unique([*_KEY, "place"], keep="first", maintain_order=True)
    return _as_of_last_month(made, expectation, month).select(*_KEY, "period", "horizon_months", *_VALUES)


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


def _horizons(since: Integers) -> tuple[Integers, Integers]:
    """Give places in HORIZONS of the expectations made before the dip began: with a month to spare, else right before it."""
    spare = np.minimum(np.searchsorted(HORIZONS, since, side="right"), _LAST)
    return spare, np.searchsorted(HORIZONS, np.maximum(since, 1), side="left")


def _tried(points: pl.DataFrame, months: Integers, expectation: Expectation, numbers: Integers) -> pl.DataFrame:
    """Return the points of which something was expected at these horizons."""
    values = expected_at(expectation.arrays, points["row"].to_numpy().astype(np.int64), months, numbers)
    made = points.with_columns(**values, horizon=np.array(HORIZONS, dtype=np.int64)[numbers])
    is_earlier = pl.col("carried") > 0
    # A year's level carried on says nothing of how far a month may lie from it.
    limits = [pl.when(~is_earlier).then(pl.col(name)).alias(name) for name in _VALUES[1:]]
    period = numbers_month(pl.lit(month_number(expectation.arrays.periods[0])) + pl.col("place"))
    horizon = (pl.col("horizon") + pl.col("carried")).cast(pl.Int8)
    return made.filter(pl.col("expected").is_not_nan()).with_columns(*limits, period=period, horizon_months=horizon)


def _as_of_last_month(made: pl.DataFrame, expectation: Expectation, month: date) -> pl.DataFrame:
    """Put in what the chosen forecaster expected of the last month; earlier months stay the screening forecaster's."""
    chosen = expectation.of_last_month.select(
        *_KEY, pl.col("horizon_months").cast(pl.Int8), *(pl.col(name).alias(f"{name}_chosen") for name in _VALUES)
    ).with_columns(period=pl.lit(month))
    joined = made.join(chosen, on=[*_KEY, "period", "horizon_months"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(f"{name}_chosen", name).alias(name) for name in _VALUES)

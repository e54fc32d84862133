"""Which forecaster is used for which class: reads the tournament's choice and puts it into what is expected.

Only forecasters that can run on every series every month can be chosen; what a fit costs is for explaining single enterprises.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.forecast.district.district_forecaster import Expectation, ExpectationArrays
from models.forecast.scale import from_log_like, to_log_like
from models.forecast.settings import HORIZONS
from models.forecast.single.blend import blend_block
from models.numeric import Floats, Integers
from warehouse.vocabulary import FORECASTERS

EVERYWHERE: Final = tuple(one.key for one in FORECASTERS if one.runs_everywhere)
_COLUMNS: Final = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")
_NAIVE_MONTHS: Final = 12


def chosen_forecasters(table: pl.DataFrame) -> pl.DataFrame:
    """Give the forecaster of every indicator and size_class from the tournament's table, to be handed to `apply_choice`."""
    return table.filter("is_chosen").select("indicator", "size_class", "forecaster")


def apply_choice(expectation: Expectation, choice: pl.DataFrame) -> Expectation:
    """Replace what is expected of the last month and of the months ahead where another forecaster was chosen for a class.

    Each horizon is forecast from its own origin, with nothing known later. Bands keep their width on the log-like scale: a forecaster is
    chosen only where its errors are smaller. Months before the last one, and the history in `arrays`, stay the screening forecaster's.

    Args:
        expectation: the screening forecaster's.
        choice: indicator, size_class, forecaster (one of EVERYWHERE); classes that are absent keep the screening forecaster.
    """
    arrays = expectation.arrays
    named = arrays.index.join(choice, on=["indicator", "size_class"], how="left", maintain_order="left")
    names = named["forecaster"].fill_null("screening").to_numpy()
    rows = np.flatnonzero((names != "screening") & ~arrays.is_intermittent)
    if not len(rows):
        return expectation
    last = len(arrays.periods) - 1
    seen = _moves(arrays, rows, names[rows], arrays.e[rows, last], [last - horizon for horizon in HORIZONS])
    ahead = _log_targets(expectation)[rows]
    of_targets = _moves(arrays, rows, names[rows], ahead, [last] * len(HORIZONS))
    one_month = seen.filter(pl.col("horizon_months") == 1).select(pl.exclude("horizon_months"), period=pl.lit(arrays.periods[-1]))
    return replace(
        expectation,
        one_ahead=_moved(expectation.one_ahead, one_month, ["uscc", "indicator", "period"]),
        targets=_moved(expectation.targets, of_targets, ["uscc", "indicator", "horizon_months"]),
        of_last_month=_moved(expectation.of_last_month, seen, ["uscc", "indicator", "horizon_months"]),
    )


def _log_targets(expectation: Expectation) -> Floats:
    """Lay the targets out as log-like figures (series, horizons); they come series by series in the order of the index."""
    return to_log_like(expectation.targets["expected"].to_numpy().reshape(-1, len(HORIZONS)), expectation.arrays.unit)


def _moves(
    arrays: ExpectationArrays, rows: Integers, names: npt.NDArray[np.object_], screening: Floats, origins: list[int]
) -> pl.DataFrame:
    """Give by how much the chosen forecasters differ from `screening` (rows, horizons): uscc, indicator, horizon_months, move, unit, floor.

    `origins` names, for each horizon, the month at which the forecast is made; log-like `move` is 0 where there is nothing to say.
    """
    out = screening.copy()
    for origin in sorted({origin for origin in origins if origin >= 0}):
        is_made = np.array([origin == own for own in origins])
        for name, forecast in cheap_forecasts(arrays, rows, origin, screening).items():
            out = np.where((names == name)[:, None] & is_made, forecast, out)
    is_positive = ~(np.nan_to_num(arrays.z[rows]) < 0).any(axis=1)
    keys = arrays.index.select("uscc", "indicator")[np.repeat(rows, len(HORIZONS))]
    return keys.with_columns(
        horizon_months=np.tile(np.array(HORIZONS, dtype=np.int64), len(rows)),
        move=np.nan_to_num(out - screening).reshape(-1),
        unit=np.repeat(arrays.unit[rows], len(HORIZONS)),
        floor=np.repeat(np.where(is_positive, 0.0, -np.inf), len(HORIZONS)),
    )


def _moved(frame: pl.DataFrame, moves: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Shift expectation and limits of the rows that `moves` names; all others stay to the last digit."""
    joined = frame.join(moves, on=keys, how="left", maintain_order="left")
    shifted = ((pl.col(name) / pl.col("unit")).arcsinh() + pl.col("move") for name in _COLUMNS)
    back = (pl.max_horizontal(z.sinh() * pl.col("unit"), "floor") for z in shifted)
    is_moved = pl.col("move").fill_null(0) != 0
    kept = (pl.when(is_moved).then(new).otherwise(pl.col(name)).alias(name) for name, new in zip(_COLUMNS, back, strict=True))
    return joined.with_columns(kept).select(frame.columns)


def cheap_forecasts(arrays: ExpectationArrays, rows: Integers, origin: int, screening: Floats) -> dict[str, Floats]:
    """Forecast `rows` from `origin` with all of EVERYWHERE; log-like, each (rows, horizons).

    `screening` (rows, horizons) is what the screening forecaster expects, which also stands in where another has nothing to say.
    """
    # The blend pools nothing: it can win where a class has no common season for the screening forecaster to pool.
    blend = _or_else(_blend_at(arrays, rows, origin), screening)
    naive = np.stack([_year_before(arrays, rows, origin, horizon) for horizon in HORIZONS], axis=1)
    return {
        "screening": screening,
        "blend": blend,
        "screening_blend": (screening + blend) / 2,
        "seasonal_naive": _or_else(naive, screening),
    }


def _blend_at(arrays: ExpectationArrays, rows: Integers, origin: int) -> Floats:
    values = from_log_like(arrays.z[rows, : origin + 1], arrays.unit[rows])
    known = np.isfinite(values).any(axis=1)
    mean = np.full((len(rows), max(HORIZONS)), np.nan)
    if known.any():
        mean[known] = blend_block(values[known], max(HORIZONS), (0.8,)).mean
    return to_log_like(mean, arrays.unit[rows])[:, [horizon - 1 for horizon in HORIZONS]]


def _year_before(arrays: ExpectationArrays, rows: Integers, origin: int, horizon: int) -> Floats:
    month = origin + horizon - _NAIVE_MONTHS
    return np.asarray(arrays.z[rows, month]) if 0 <= month <= origin else np.full(len(rows), np.nan)


def _or_else(forecast: Floats, other: Floats) -> Floats:
    return np.where(np.isfinite(forecast), forecast, other)

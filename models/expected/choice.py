"""Puts the tournament's result to use: other forecasters' targets for the classes in which they won."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.expected.blend import blend_block
from models.expected.grid import Floats, Integers
from models.expected.scale import from_log_like, to_log_like
from models.expected.screening import Expectation, ExpectationArrays
from models.expected.settings import HORIZONS

EVERYWHERE: Final = ("screening", "blend", "screening_blend", "seasonal_naive")  # cheap enough to run on all series of a class
_COLUMNS: Final = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")


def chosen_forecasters(table: pl.DataFrame) -> pl.DataFrame:
    """Give the forecaster of every indicator and size_class from the tournament's table, to be handed to `apply_choice`."""
    return table.filter("is_chosen").select("indicator", "size_class", "forecaster")


def apply_choice(expectation: Expectation, choice: pl.DataFrame) -> Expectation:
    """Replace the targets of classes for which another forecaster was chosen; bands keep their width on the log-like scale.

    `choice` has indicator, size_class, forecaster (one of EVERYWHERE). The history in `arrays` stays the screening forecaster's,
    so that evidence compares like with like.
    """
    arrays = expectation.arrays
    named = arrays.index.join(choice, on=["indicator", "size_class"], how="left", maintain_order="left")
    names = named["forecaster"].fill_null("screening").to_numpy()
    rows = np.flatnonzero((names != "screening") & ~arrays.is_intermittent)
    if not len(rows):
        return expectation
    unit, targets = arrays.unit[rows], expectation.targets
    scaled = {name: to_log_like(targets[name].to_numpy().reshape(-1, len(HORIZONS))[rows], unit) for name in _COLUMNS}
    move = _chosen_values(arrays, rows, names[rows], scaled["expected"]) - scaled["expected"]
    columns = []
    for name in _COLUMNS:
        column = targets[name].to_numpy().reshape(-1, len(HORIZONS)).copy()
        column[rows] = from_log_like(scaled[name] + move, unit)
        columns.append(pl.Series(name, column.reshape(-1)))
    return replace(expectation, targets=targets.with_columns(columns))


def cheap_forecasts(arrays: ExpectationArrays, rows: Integers, origin: int, screening: Floats) -> dict[str, Floats]:
    """Forecast `rows` from `origin` with all of EVERYWHERE; log-like, each (rows, horizons).

    `screening` (rows, horizons) is what the screening forecaster says, which also stands in where another has nothing to say.
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


def _chosen_values(arrays: ExpectationArrays, rows: Integers, names: npt.NDArray[np.object_], screening: Floats) -> Floats:
    out = screening.copy()
    for name, forecast in cheap_forecasts(arrays, rows, len(arrays.periods) - 1, screening).items():
        out = np.where((names == name)[:, None], forecast, out)
    return out


def _blend_at(arrays: ExpectationArrays, rows: Integers, origin: int) -> Floats:
    values = from_log_like(arrays.z[rows, : origin + 1], arrays.unit[rows])
    known = np.isfinite(values).any(axis=1)
    mean = np.full((len(rows), max(HORIZONS)), np.nan)
    if known.any():
        mean[known] = blend_block(values[known], max(HORIZONS), (0.8,)).mean
    return to_log_like(mean, arrays.unit[rows])[:, [horizon - 1 for horizon in HORIZONS]]


def _year_before(arrays: ExpectationArrays, rows: Integers, origin: int, horizon: int) -> Floats:
    month = origin + horizon - 12
    return np.asarray(arrays.z[rows, month]) if 0 <= month <= origin else np.full(len(rows), np.nan)


def _or_else(forecast: Floats, other: Floats) -> Floats:
    return np.where(np.isfinite(forecast), forecast, other)

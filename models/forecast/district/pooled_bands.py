"""Conformal bands: quantiles of past out-of-sample errors, pooled over like series, fading with age.

An error is divided by the series' own noise scale as known when the expectation was made, then pooled by
indicator x horizon x (volatility class, size class). Only errors seen up to the origin enter its band.
Source of method: split conformal prediction with weights that fade (Barber et al. 2023), on normalised residuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.numeric import Floats, Integers

LIMITS: Final = {"lo_95": 0.025, "lo_80": 0.1, "hi_80": 0.9, "hi_95": 0.975}
_LUMPY_SHARES: Final = (0.001, 0.001, 0.8, 0.95)
BINS: Final = 200
_BEND = 0.5  # errors are binned on asinh(error / bend): fine around zero, coarse in the tails
_REACH = 6.0  # half width of the binned range on that scale: about 100 noise scales
_PRIOR_ERRORS = 60.0  # a cell leans on its indicator until it has seen about this many errors
_NORMAL_LIMITS = (-1.96, -1.28, 1.28, 1.96)  # until there is any error at all


@dataclass(frozen=True, slots=True)
class Cells:
    """The pools errors are put into: ``of_row`` (series,) and, for each cell, its ``parent``; cells are sorted by parent."""

    of_row: Integers
    parent: Integers


def cells_of_rows(parent: Integers, *classes: Integers) -> Cells:
    """Number the combinations of `parent` and classes that occur."""
    keys, cell = np.unique(np.stack([parent, *classes]), axis=1, return_inverse=True)
    return Cells(cell.reshape(-1).astype(np.int64), keys[0].astype(np.int64))


def fading_limits(
    errors: Floats,
    weights: Floats,
    cells: Cells,
    is_lumpy: npt.NDArray[np.bool_],
    memory: float,
    first: int,
) -> Floats:
    """Give the normalised limits of LIMITS that hold at each month from `first`, from the errors seen up to it.

    Args:
        errors: normalised errors (months, series) at the month they were seen, NaN = none.
        weights: how much each counts, same shape.
        cells: the pools; small ones lean on all errors of their parent.
        is_lumpy: cells (cells,) of series that are zero most months: the lower limit stands at the zero that nearly every
            month reaches, so the whole risk lies above.
        memory: share of its weight an error keeps from month to month.
        first: first month wanted.

    Returns:
        Array (months - first, limits, cells).
    """
    counts = _counts(errors, weights, cells)
    for month in range(1, len(counts)):
        counts[month] += memory * counts[month - 1]
    wanted = counts[first:]
    starts = np.flatnonzero(np.diff(cells.parent, prepend=-1))
    parents = np.add.reduceat(wanted, starts, axis=1)
    shape = parents / np.maximum(parents.sum(axis=2, keepdims=True), 1e-12)
    counted = wanted + _PRIOR_ERRORS * np.repeat(shape, np.diff(np.r_[starts, len(cells.parent)]), axis=1)
    out = _quantiles(counted, tuple(LIMITS.values()))
    out[:, :, is_lumpy] = _quantiles(counted[:, is_lumpy], _LUMPY_SHARES)
    return out


def around_expected(limits: Floats) -> Floats:
    """Move lower limits down and upper ones up to 0 where errors lean to one side: an expectation lies inside its own band."""
    is_lower = np.array([share < 0.5 for share in LIMITS.values()])[:, None]
    return np.where(is_lower, np.minimum(limits, 0.0), np.maximum(limits, 0.0))


def not_narrower(limits: Floats, nearer: Floats) -> Floats:
    """Widen `limits` (months, limits, cells) where those of the next shorter horizon reach further.

    Errors at long horizons come in late: until then the few there are would promise to know a far month better than a near one.
    """
    below = np.array(list(LIMITS.values()))[:, None] < 0.5
    return np.where(below, np.minimum(limits, nearer), np.maximum(limits, nearer))


def _counts(errors: Floats, weights: Floats, cells: Cells) -> Floats:
    months, count = len(errors), len(cells.parent)
    month, row = np.nonzero(np.isfinite(errors))
    place = (np.arcsinh(errors[month, row] / _BEND) / _REACH + 1) / 2 * BINS
    flat = (month * count + cells.of_row[row]) * BINS + np.clip(place, 0, BINS - 1).astype(np.int64)
    counted: Floats = np.bincount(flat, weights=weights[month, row], minlength=months * count * BINS).astype(np.float64)
    return counted.reshape(months, count, BINS)


def _quantiles(counts: Floats, shares: tuple[float, ...]) -> Floats:
    edges = np.sinh((np.arange(BINS + 1) / BINS * 2 - 1) * _REACH) * _BEND
    below = np.concatenate([np.zeros((*counts.shape[:2], 1)), np.cumsum(counts, axis=2)], axis=2)
    total = below[:, :, -1]
    out = np.empty((len(counts), len(shares), counts.shape[1]))
    for number, (share, normal) in enumerate(zip(shares, _NORMAL_LIMITS, strict=True)):
        # Finite-sample correction of split conformal prediction: (n + 1) instead of n, outwards.
        rank = np.clip(share * (total + 1) - (share < 0.5), 0, total)[:, :, None]
        upper = np.clip((below < rank).sum(axis=2, keepdims=True), 1, BINS)
        low, high = (np.take_along_axis(below, upper + shift, axis=2) for shift in (-1, 0))
        inside = np.where(high > low, (rank - low) / np.maximum(high - low, 1e-12), 0.5)
        value = edges[upper - 1] + inside * (edges[upper] - edges[upper - 1])
        out[:, number] = np.where(total > 0, value[:, :, 0], normal)
    return out

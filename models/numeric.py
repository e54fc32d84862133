"""Array statistics that pass over missing values without warnings: the one place of medians, spreads and their constants."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# Rows as long as this are partitioned where they are as few as this.
_LONG, _FEW = 500, 64
_RESIDUE = 1e-9  # a figure below this share of the largest is what adding up left of zero
Integers = npt.NDArray[np.int64]

# The median absolute deviation of a normal variable is this share of its standard deviation.
MAD_OF_SD: Final = 0.6745
# Standard deviation of a normal variable per mean absolute deviation; also the standard error of a median per that of a mean.
SD_OF_MEAN_DEVIATION: Final = 1.2533


def median(values: Floats, axis: int) -> Floats:
    """Median along ``axis`` of the finite values; NaN where there is none.

    Sorting once and picking the middle is several times faster than ``numpy.nanmedian`` on wide arrays; of few and long rows, only the
    middle is put in its place.
    """
    moved = np.moveaxis(values, axis, -1)
    if moved.shape[-1] >= _LONG and moved.ndim == 2 and len(moved) <= _FEW:
        return np.array([_middle(row) for row in moved])
    moved = np.sort(moved, axis=-1)
    count = np.isfinite(moved).sum(axis=-1)
    lower = np.take_along_axis(moved, np.maximum((count - 1) // 2, 0)[..., None], axis=-1)[..., 0]
    upper = np.take_along_axis(moved, np.minimum(count // 2, moved.shape[-1] - 1)[..., None], axis=-1)[..., 0]
    return np.where(count > 0, (lower + upper) / 2, np.nan)


def _middle(row: Floats) -> float:
    """Median of the finite values of one row; NaN where there is none."""
    known = row[np.isfinite(row)]
    if not len(known):
        return np.nan
    places = sorted({(len(known) - 1) // 2, len(known) // 2})
    return float(np.partition(known, places)[places].mean())


def deviation(values: Floats, axis: int) -> Floats:
    """Robust standard deviation about zero along ``axis``: the median absolute value over 0.6745."""
    return median(np.abs(values), axis) / MAD_OF_SD


def mean(values: Floats, axis: int) -> Floats:
    """Mean along ``axis`` of the finite values; NaN where there is none."""
    finite = np.isfinite(values)
    count = finite.sum(axis=axis)
    total = np.where(finite, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def trailing_mean(values: Floats, months: int) -> Floats:
    """Mean of the finite values among the last ``months`` up to and including each one (last axis)."""
    finite = np.isfinite(values)
    total = np.cumsum(np.where(finite, values, 0.0), axis=-1)
    count = np.cumsum(finite, axis=-1)
    total, count = total - lagged(total, months, 0.0), count - lagged(count.astype(float), months, 0.0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def lagged(values: Floats, months: int, fill: float = np.nan) -> Floats:
    """The array shifted ``months`` to the right along its last axis, ``fill`` in front."""
    shifted = np.full(values.shape, fill)
    if months < values.shape[-1]:
        shifted[..., months:] = values[..., : values.shape[-1] - months]
    return shifted


def is_measured(values: Floats) -> Flags:
    """Say which figures along the last axis are more than the residue of a sum that came to nothing, such as 0.1 + 0.2 - 0.3."""
    size = np.abs(np.nan_to_num(values))
    measured: Flags = size > _RESIDUE * size.max(axis=-1, keepdims=True, initial=0.0)
    return measured

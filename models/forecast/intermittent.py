"""Expected values of lumpy series: projects that are paid in bursts, burners that stand idle most months.

A smoother of a lumpy series chases its last lump. The mean of the last 12 months, in the series' own unit, does not, and it
keeps the sum right. Source of method: the moving-average benchmark of intermittent demand (Syntetos & Boylan 2005).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.numeric import SD_OF_MEAN_DEVIATION, Floats, median, trailing_mean

WINDOW = 12
_PEER_MONTHS = 3.0  # months of own errors at which they count as much as those of the other lumpy series
_LEAST_SCALE = 0.05
_ONE_OFF_TIMES = 5.0  # times the usual figure of a series beyond which a single one tells nothing of the next months
_YARDSTICK_MONTHS = 36
_FEWEST_PAID = 4


def intermittent_rows(values: Floats, least_share: float) -> npt.NDArray[np.bool_]:
    """Say which rows of `values` (series, months) are lumpy: at least `least_share` of zeros in between, not only after the last lump."""
    seen = np.isfinite(values)
    busy = np.nan_to_num(values) != 0
    months = np.arange(values.shape[1])
    last = np.where(busy, months, -1).max(axis=1)
    first = np.where(busy, months, values.shape[1]).min(axis=1)
    # Zeros after the last figure are a firm that stopped, zeros before the first one that had not begun: neither is lumpy.
    inside = seen & (months >= first[:, None]) & (months <= last[:, None])
    counted = inside.sum(axis=1)
    zeros = (inside & ~busy).sum(axis=1)
    return np.asarray((counted >= 6) & (zeros >= least_share * np.maximum(counted, 1)))


def without_one_offs(values: Floats) -> Floats:
    """Put the usual figure in the place of single huge ones (a settlement, a back payment); rows (series, months), NaN = missing.

    A figure is huge beyond 5 times the median of the series' own positive figures of three years, as known in its month; of fewer than four
    nobody can tell. Not for what is lumpy by nature: a single large month is what investment looks like.
    """
    out = values.copy()
    positive = np.where(values > 0, values, np.nan)
    for month in range(values.shape[1]):
        paid = np.flatnonzero(values[:, month] > 0)
        known = positive[paid, max(0, month - _YARDSTICK_MONTHS + 1) : month + 1]
        usual = median(known, axis=1)
        is_huge = (values[paid, month] > _ONE_OFF_TIMES * usual) & (np.isfinite(known).sum(axis=1) >= _FEWEST_PAID)
        out[paid[is_huge], month] = usual[is_huge]
    return out


def trailing_expectation(values: Floats, window: int = WINDOW) -> Floats:
    """Give the mean of the last `window` months' known figures at every month, NaN before the first one; shape as `values`."""
    mean = trailing_mean(values, window)
    # Carried forward over a year without figures.
    known = np.where(np.isfinite(mean), np.arange(values.shape[1]), 0)
    return np.take_along_axis(mean, np.maximum.accumulate(known, axis=1), axis=1)


def shifted(values: Floats, months: int) -> Floats:
    """Move rows (months, ...) down by `months`, NaN above."""
    out = np.full_like(values, np.nan)
    out[months:] = values[: max(0, len(values) - months)]
    return out


def running_scale(errors: Floats) -> Floats:
    """Give the noise scale (months, series) known at each month from one-month `errors`: their mean size so far, leaning on all rows'."""
    seen = np.isfinite(errors)
    total, count = np.cumsum(np.where(seen, np.abs(errors), 0.0), axis=0), np.cumsum(seen, axis=0)
    everyone = total.sum(axis=1, keepdims=True) / np.maximum(count.sum(axis=1, keepdims=True), 1)
    size = (total + _PEER_MONTHS * everyone) / (count + _PEER_MONTHS)
    return np.asarray(np.maximum(size, _LEAST_SCALE) * SD_OF_MEAN_DEVIATION)

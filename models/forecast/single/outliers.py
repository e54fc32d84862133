"""Finds single figures that cannot be the series' own: a slipped decimal, a sensor's full scale, a missing month typed as zero.

A figure counts only when it is far from its neighbours and from the same month of the years beside it, so that yearly peaks stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.forecast.single.starting_values import SEASON
from models.numeric import Floats, median

_WINDOW = 7  # months around a figure that say what was usual then
_FAR_SCALES = 6.0
_LEAST_FAR = 1.0  # log points: less than a factor of 2.7 is never called an outlier
_FEWEST_FIGURES = 8


def limit_outliers(scaled: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Pull outliers of log-like `scaled` (series, months; right-aligned) back to the edge of the usual; also say which they were."""
    usual = _running_median(scaled)
    off = scaled - usual
    seen = np.isfinite(off)
    size = np.where(seen, np.abs(off), np.inf)
    count = seen.sum(axis=1)
    middle = np.sort(size, axis=1)[np.arange(len(size)), np.maximum(count - 1, 0) // 2]
    far = np.maximum(_FAR_SCALES * 1.4826 * np.where(np.isfinite(middle), middle, 0.0), _LEAST_FAR)
    # Too few figures cannot say what is usual.
    far = np.where(count >= _FEWEST_FIGURES, far, np.inf)[:, None]
    is_outlier = seen & (np.where(seen, np.minimum(np.abs(off), _from_other_years(scaled)), 0.0) > far)
    return np.where(is_outlier, usual + np.clip(off, -far, far), scaled), is_outlier


def _running_median(scaled: Floats) -> Floats:
    half = _WINDOW // 2
    padded = np.pad(scaled, ((0, 0), (half, half)), constant_values=np.nan)
    return median(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=1), axis=2)


def _from_other_years(scaled: Floats) -> Floats:
    """Distance to the nearer of the same months a year before and after; infinite where neither is known."""
    nearest = np.full_like(scaled, np.inf)
    if scaled.shape[1] <= SEASON:
        return nearest
    step = np.abs(scaled[:, SEASON:] - scaled[:, :-SEASON])
    step = np.where(np.isfinite(step), step, np.inf)
    nearest[:, SEASON:] = step
    nearest[:, :-SEASON] = np.minimum(nearest[:, :-SEASON], step)
    return nearest

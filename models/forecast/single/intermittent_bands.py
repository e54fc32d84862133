"""Single series that are zero in many months: the mean of the last two years, and bands from the figures themselves.

The monthly run's model of lumpy series (models.forecast.intermittent) gives the mean. No neighbours lend their errors here, so the
bands are quantiles of the series' own figures: a month ahead or twelve, a lump may come or not. Source of method: weighted conformal
quantiles (Barber et al. 2023); beyond the largest figure an exponential tail of the lumps' own spread.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from models.forecast.intermittent import intermittent_rows, trailing_expectation
from models.forecast.single.starting_values import SEASON
from models.numeric import Floats

# Share of zeros from which a series is forecast here. With fewer, zeros are single months that something went wrong in.
LEAST_SHARE: Final = 0.1
_MEAN_MONTHS = 24  # months of the mean: without neighbours twice as many as in the monthly run
_MEMORY = 0.99  # share of its weight a figure keeps from month to month
_SAME_MONTHS = 0.8  # of what chance leaves: zeros that come in the same months every year are a season, which the blend knows
_FEWEST_PAIRS = 2 * SEASON


def intermittent_single(figures: Floats) -> npt.NDArray[np.bool_]:
    """Say which rows of `figures` (series, months) have zeros in between, not only after the last lump and not by season."""
    return np.asarray(intermittent_rows(figures, LEAST_SHARE) & ~_is_seasonal(figures))


def intermittent_forecast(figures: Floats, horizon: int, shares: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Give mean (series, horizon) and limits (levels, 2, series, horizon) of lumpy `figures`: the same for every month ahead.

    Where no figure is below zero the lower limit is zero, which many months reach, and the whole risk lies above.
    """
    mean = trailing_expectation(figures, _MEAN_MONTHS)[:, -1]
    limits = np.array([_limits(row[_after_first_lump(row)], value, shares) for row, value in zip(figures, mean, strict=True)])
    limits = np.moveaxis(limits, 0, 2)
    return np.repeat(mean[:, None], horizon, axis=1), np.repeat(limits[..., None], horizon, axis=3)


def _is_seasonal(figures: Floats) -> npt.NDArray[np.bool_]:
    """Whether zeros and lumps stand in the same months of the years, far more often than chance has it."""
    if figures.shape[1] <= SEASON:
        return np.zeros(len(figures), dtype=np.bool_)
    now, before = figures[:, SEASON:], figures[:, :-SEASON]
    both = np.isfinite(now) & np.isfinite(before)
    pairs = np.maximum(both.sum(axis=1), 1)
    same = (both & ((now != 0) == (before != 0))).sum(axis=1) / pairs
    busy_now, busy_before = (both & (now != 0)).sum(axis=1) / pairs, (both & (before != 0)).sum(axis=1) / pairs
    chance = busy_now * busy_before + (1 - busy_now) * (1 - busy_before)
    return np.asarray((both.sum(axis=1) >= _FEWEST_PAIRS) & (same - chance >= _SAME_MONTHS * (1 - chance)) & (chance < 1))


def _after_first_lump(row: Floats) -> npt.NDArray[np.bool_]:
    """The months behind the first lump; it and the zeros before it only say when the series began."""
    seen = np.isfinite(row)
    first = np.argmax(np.nan_to_num(row) != 0)
    return np.asarray(seen & (np.arange(len(row)) > first))


def _limits(figures: Floats, mean: float, shares: tuple[float, ...]) -> list[list[float]]:
    """Give low and high of every share; the mean lies between them."""
    order = np.argsort(figures, kind="stable")
    weight = (_MEMORY ** np.arange(len(figures))[::-1])[order]
    ordered, reached = figures[order], np.cumsum(weight)
    # A lump below zero is as possible as one above, so the risk lies on both sides.
    tails = [(0.0, share) if ordered[0] >= 0 else ((1 - share) / 2, (1 + share) / 2) for share in shares]
    highs = [_quantile(ordered, reached, high) for _, high in tails]
    lows = [0.0 if ordered[0] >= 0 else -_quantile(-ordered[::-1], np.cumsum(weight[::-1]), 1 - low) for low, _ in tails]
    return [[min(low, mean), max(high, mean)] for low, high in zip(lows, highs, strict=True)]


def _quantile(ordered: Floats, reached: Floats, share: float) -> float:
    """Give the figure that the next one stays below with the probability `share`: it counts as one more figure, yet unknown."""
    wanted, known = share * (reached[-1] + 1), reached[-1]
    if wanted <= known:
        return float(np.interp(wanted, reached, ordered))
    lumps = ordered[ordered != 0]
    # Beyond the largest figure only the rest of the probability is left.
    return float(ordered[-1] + lumps.std() * np.log(1 / ((known + 1) * (1 - share))))

"""Single series forecast from their own past months by ridge regression, many series at once, nothing shared between them.

Where smoothers carry a level and a slope on, a regression on past months returns to what was usual: other errors, which is what
a mean of forecasts lives on. Coefficients are pulled towards usual ones, so that two years of figures do as well as twenty.
Source of method: autoregression of seasonal differences (Box & Jenkins 1970); ridge towards a prior (Hoerl & Kennard 1970);
combining methods whose errors differ (Bates & Granger 1969).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.forecast.single.gap_filling import filled
from models.forecast.single.starting_values import SEASON
from models.numeric import Flags, Floats, deviation

_LEAST_VARIANCE = 1e-12
_FAR_DEVIATIONS = 4.0


@dataclass(frozen=True, slots=True)
class Habit:
    """Months back that count, their usual coefficients, and for how many months of figures those count."""

    lags: tuple[int, ...]
    usual: tuple[float, ...]
    strength: float


# A change to the year before fades within months and is partly taken back a year and two later.
OF_CHANGES: Final = Habit((1, 2, 3, 12, 24), (0.4, 0.2, 0.1, -0.5, -0.2), 60.0)
# A month resembles the last ones as far as they differed from theirs of the year before.
OF_FIGURES: Final = Habit((1, 2, 12, 13, 14), (0.5, 0.3, 0.9, -0.45, -0.25), 10.0)


def yearly_change_forecast(figures: Floats, horizon: int) -> Floats:
    """Forecast by the changes to the same month a year before, added up from the last year on; (horizon, series)."""
    known = _with_years(filled(figures))
    changes = regression_forecast(known[:, SEASON:] - known[:, :-SEASON], horizon, OF_CHANGES)
    out = np.empty_like(changes)
    for step in range(horizon):
        out[step] = changes[step] + (out[step - SEASON] if step >= SEASON else known[:, step - SEASON])
    return out


def own_past_forecast(figures: Floats, horizon: int) -> Floats:
    """Forecast by the last months and those of the year before; (horizon, series)."""
    return regression_forecast(filled(figures), horizon, OF_FIGURES)


def regression_forecast(figures: Floats, horizon: int, habit: Habit) -> Floats:
    """Forecast gapless right-aligned `figures` (series, months; NaN before the first) month by month; (horizon, series)."""
    seen = np.isfinite(figures)
    mean = np.where(seen, figures, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    # What came before the first figure is taken for the mean.
    longest = max(habit.lags)
    off = np.zeros((len(figures), longest + figures.shape[1] + horizon))
    months = slice(longest, longest + figures.shape[1])
    off[:, months] = _limited(np.where(seen, figures - mean[:, None], np.nan))
    weight = _coefficients(off[:, : months.stop], seen, habit)
    for month in range(months.stop, off.shape[1]):
        off[:, month] = sum(weight[:, place] * off[:, month - lag] for place, lag in enumerate(habit.lags))
    return np.asarray((off[:, months.stop :] + mean[:, None]).T)


def _limited(off: Floats) -> Floats:
    """Pull what is far off back to the edge of the usual, so that one figure does not come back years later; missing ones are 0."""
    edge = _FAR_DEVIATIONS * deviation(off, axis=1)
    edge = np.where(edge > 0, edge, np.inf)[:, None]
    return np.nan_to_num(np.clip(off, -edge, edge))


def _coefficients(off: Floats, seen: Flags, habit: Habit) -> Floats:
    """Give the coefficients (series, lags) of figures `off` their mean, which begin after the longest lag."""
    begin, end = max(habit.lags), off.shape[1]
    past = np.stack([off[:, begin - lag : end - lag] for lag in habit.lags], axis=1) * seen[:, None, :]
    usual = np.array(habit.usual)
    target = off[:, begin:]
    rest = target - np.einsum("skt,k->st", past, usual)
    variance = (target**2).sum(axis=1) / np.maximum(seen.sum(axis=1), 1) + _LEAST_VARIANCE
    ridge = (habit.strength * variance)[:, None, None] * np.eye(len(usual))
    square = past @ past.transpose(0, 2, 1) + ridge
    return np.asarray(usual + np.linalg.solve(square, past @ rest[..., None])[..., 0])


def _with_years(figures: Floats) -> Floats:
    """Add empty months in front until there are two years."""
    missing = max(0, 2 * SEASON - figures.shape[1])
    return np.pad(figures, ((0, 0), (missing, 0)), constant_values=np.nan)

"""A bank of exponential smoothers with seasons, run over many single series and all parameters at once.

Three forms - level only, damped trend, straight trend - each over a grid of gains. Inside a form the parameters are weighted by
their likelihood on the series (Bayesian model averaging on a grid), which is steadier on short series than picking the best.
Source of method: additive-error state space smoothing (Hyndman et al. 2008); averaging (Kolassa 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from models.forecast.single.starting_values import SEASON, Start, positions
from models.numeric import Floats, Integers

LEVEL_GAINS: Final = (0.03, 0.12, 0.3, 0.55, 0.85)
SEASON_GAINS: Final = (0.0, 0.05, 0.15, 0.35)  # of what the level leaves
_FORMS: Final = (
    ((0.0,), (0.0,)),  # (trend gains as shares of the level's, damping): level only
    ((0.08,), (0.85, 0.95)),
    ((0.0, 0.05, 0.2), (1.0,)),
)


@dataclass(frozen=True, slots=True)
class Gains:
    """One row per parameter set: ``level``, ``trend``, ``season``, ``damping`` (sets, 1); ``forms`` are the slices of each form."""

    level: Floats
    trend: Floats
    season: Floats
    damping: Floats
    forms: tuple[slice, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The bank after the last month of every series.

    ``level``, ``trend``, ``squares`` (sets, series), ``season`` (12, sets, series); ``count`` (series,) figures.
    """

    level: Floats
    trend: Floats
    season: Floats
    squares: Floats
    count: Integers


def bank_gains() -> Gains:
    """Give the grid of all forms."""
    rows: list[tuple[float, float, float, float]] = []
    forms = []
    for trends, dampings in _FORMS:
        begin = len(rows)
        rows += [
            (level, trend * level, season * (1 - level), damping)
            for level, season, trend, damping in product(LEVEL_GAINS, SEASON_GAINS, trends, dampings)
        ]
        forms.append(slice(begin, len(rows)))
    level, trend, season, damping = np.array(rows).T[:, :, None]
    return Gains(level, trend, season, damping, tuple(forms))


def run_bank(figures: Floats, start: Start, gains: Gains) -> Fit:
    """Smooth right-aligned `figures` (series, months; NaN = missing) with every parameter set."""
    series, months = figures.shape
    sets = len(gains.level)
    level = np.tile(start.level, (sets, 1))
    trend = np.where(gains.damping > 0, start.slope, 0.0)
    season = np.repeat(start.season[:, None, :], sets, axis=1)
    squares = np.zeros((sets, series))
    # Series of a block begin at different columns; until then a row's level and slope must stand still.
    seen = np.isfinite(figures)
    begun = np.logical_or.accumulate(seen, axis=1)
    known = np.where(seen, figures, 0.0)
    error, step = np.empty_like(level), np.empty_like(level)
    for month, position in enumerate(positions(months)):
        # Written into the same arrays every month: this loop is nearly all of the cost, and new arrays would double it.
        np.multiply(trend, _damping_now(gains.damping, begun[:, month]), out=trend)
        level += np.multiply(trend, begun[:, month], out=step)
        np.subtract(known[:, month], level, out=error)
        error -= season[position]
        error *= seen[:, month]
        level += np.multiply(gains.level, error, out=step)
        trend += np.multiply(gains.trend, error, out=step)
        season[position] += np.multiply(gains.season, error, out=step)
        squares += np.square(error, out=step)
    return Fit(level, trend, season, squares, seen.sum(axis=1))


def _damping_now(damping: Floats, begun: npt.NDArray[np.bool_]) -> Floats:
    """A slope fades from the series' first month on."""
    return damping if begun.all() else np.where(begun, damping, 1.0)


def set_weights(fit: Fit, gains: Gains) -> list[Floats]:
    """Weigh the parameter sets of each form by likelihood; one array (sets of the form, series) per form, columns sum to 1."""
    return [softmax(log_likelihood(fit)[form], axis=0) for form in gains.forms]


def log_likelihood(fit: Fit) -> Floats:
    """Give the normal log likelihood of each set with its own error variance (sets, series), up to a constant."""
    mean_square = fit.squares / np.maximum(fit.count, 1)
    # A floor keeps series that are fitted exactly (constant ones) from weighing rounding errors.
    floor = 1e-12 + 1e-6 * mean_square.mean(axis=0)
    return np.asarray(-0.5 * fit.count * np.log(mean_square + floor))


def form_forecasts(fit: Fit, gains: Gains, weights: list[Floats], horizon: int) -> Floats:
    """Forecast `horizon` months with each form, shape (forms, horizon, series)."""
    steps = np.arange(horizon) % SEASON
    out = np.empty((len(weights), horizon, fit.level.shape[1]))
    for number, (form, weight) in enumerate(zip(gains.forms, weights, strict=True)):
        season = np.einsum("pks,ks->ps", fit.season[:, form], weight)
        out[number] = np.einsum("ks,ks->s", weight, fit.level[form]) + season[steps]
        damping = gains.damping[form, 0]
        for value in np.unique(damping[damping > 0]):
            chosen = damping == value
            slope = np.einsum("ks,ks->s", weight[chosen], fit.trend[form][chosen])
            out[number] += np.cumsum(value ** np.arange(1, horizon + 1))[:, None] * slope
    return out

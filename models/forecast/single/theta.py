"""Theta on months and on years: smoothing with half the long-run slope, of figures that have no season left.

Source of method: Assimakopoulos & Nikolopoulos (2000), as smoothing with drift (Hyndman & Billah 2003); the yearly view is
temporal aggregation (Kourentzes, Petropoulos & Trapero 2014): noise and season cancel out within a year, what is left is the long run.
"""

from __future__ import annotations

import numpy as np

from models.forecast.single.gap_filling import filled
from models.forecast.single.smoother_bank import Gains, form_forecasts, run_bank, set_weights
from models.forecast.single.starting_values import SEASON, Start, line
from models.numeric import Floats

_MONTH_GAINS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
_YEAR_GAINS = (0.3, 0.5, 0.7, 0.9, 0.99)
_START_FIGURES = 6  # first figures that give the starting level
_MONTH_SLOPE = 0.5  # share of the long-run slope that goes on
_YEAR_SLOPE = 0.75  # the same of many years; of few less, as theirs may be chance
_LEAST_MONTHS = 6  # months that make a first year


def theta_forecast(adjusted: Floats, horizon: int) -> Floats:
    """Forecast right-aligned `adjusted` (series, months; NaN = missing) without a season; (horizon, series)."""
    return _smoothed(adjusted, horizon, _MONTH_GAINS, np.full(len(adjusted), _MONTH_SLOPE))


def yearly_forecast(adjusted: Floats, horizon: int) -> Floats:
    """Forecast `adjusted` by the means of its years, counted back from the last month, and a line from centre to centre of the years."""
    years = _yearly_means(filled(adjusted))
    ahead = -(-horizon // SEASON) + 1
    slope_share = _YEAR_SLOPE * (1 - 1 / np.maximum(np.isfinite(years).sum(axis=1), 1))
    means = np.concatenate([years[:, -1:].T, _smoothed(years, ahead, _YEAR_GAINS, slope_share)])
    # The last year's centre lies half a year before the first month ahead.
    place = (np.arange(horizon) + (SEASON + 1) / 2) / SEASON
    year = place.astype(np.int64)
    share = (place - year)[:, None]
    return np.asarray((1 - share) * means[year] + share * means[year + 1])


def _yearly_means(known: Floats) -> Floats:
    """Give the means (series, years) of 12 months each; a first year may have half of its months, the only one any number."""
    missing = -known.shape[1] % SEASON
    months = np.pad(known, ((0, 0), (missing, 0)), constant_values=np.nan).reshape(len(known), -1, SEASON)
    seen = np.isfinite(months)
    count = seen.sum(axis=2)
    is_year = count >= _LEAST_MONTHS
    is_year[:, -1] = True
    return np.where(is_year, np.where(seen, months, 0.0).sum(axis=2) / np.maximum(count, 1), np.nan)


def _smoothed(figures: Floats, horizon: int, levels: tuple[float, ...], slope_share: Floats) -> Floats:
    """Smooth `figures` (series, steps) with every gain of `levels` and a share (series,) of their line's slope; (horizon, series)."""
    first = np.argmax(np.isfinite(figures), axis=1)
    age = np.arange(figures.shape[1])[None, :] - first[:, None] + 0.0
    slope = slope_share * line(figures, age)[1]
    begin = np.where(age < _START_FIGURES, figures, np.nan)
    level = line(begin - slope[:, None] * age, age * 0)[0] - slope
    gain = np.array(levels)[:, None]
    flat = np.zeros_like(gain)
    gains = Gains(gain, flat, flat, flat + 1.0, (slice(0, len(gain)),))
    fit = run_bank(figures, Start(np.zeros((SEASON, len(figures))), level, slope), gains)
    return np.asarray(form_forecasts(fit, gains, set_weights(fit, gains), horizon)[0])

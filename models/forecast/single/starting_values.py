"""Season and starting values of single series, for many right-aligned series at once, nothing shared between them.

Right-aligned: the last column is every series' last month, shorter series begin later with NaN. Positions of the season count
from the end: position p of 12 is the column whose distance to the month after the last one is -p modulo 12.
A season is kept to the extent that it comes back: profiles are shrunk by one-way random effects (months within positions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.numeric import Floats, Integers

SEASON = 12
_START_MONTHS = 36  # first months that give the starting season of the smoothers, which adapt it from there
_TREND_MONTHS = 24  # first months that give their starting level and slope
_FEWEST_PAIRS = 4  # months with a figure a year earlier that are needed before any season is believed


@dataclass(frozen=True, slots=True)
class Start:
    """Starting values: ``season`` (12, series) by position from the end, ``level`` and ``slope`` (series,) before the first month."""

    season: Floats
    level: Floats
    slope: Floats


def positions(months: int) -> Integers:
    """Give the position in the season of each of `months` right-aligned columns."""
    return np.asarray((np.arange(months) - months) % SEASON)


def starting_values(figures: Floats) -> Start:
    """Give starting values from the first months of right-aligned `figures` (series, months; NaN = missing)."""
    age = _age(figures)
    season = season_profile(np.where(age < _START_MONTHS, figures, np.nan))
    plain = figures - season.T[:, positions(figures.shape[1])]
    level, slope = line(np.where(age < _TREND_MONTHS, plain, np.nan), age)
    # The level stands one month before the first figure.
    return Start(season, level - slope, slope)


def season_profile(figures: Floats) -> Floats:
    """Give the shrunk additive season (12, series) of right-aligned `figures`, zero where none comes back."""
    wave = figures - _trend(figures)
    position = positions(figures.shape[1])
    seen = np.isfinite(wave)
    member = (position == np.arange(SEASON)[:, None]).astype(np.float64)
    count = np.einsum("sl,pl->ps", seen.astype(np.float64), member)
    mean = np.einsum("sl,pl->ps", np.where(seen, wave, 0.0), member) / np.maximum(count, 1)
    mean -= mean.mean(axis=0)
    rest = np.where(seen, wave - mean.T[:, position], 0.0)
    return np.asarray(mean * _returning_share(mean, count, (rest**2).sum(axis=1), figures))


def line(figures: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Fit a straight line to every row by least squares; give its value at time 0 and its slope (0 for fewer than 3 figures)."""
    seen = np.isfinite(figures)
    count = np.maximum(seen.sum(axis=1), 1)
    mean_time = np.where(seen, time, 0.0).sum(axis=1) / count
    mean = np.where(seen, figures, 0.0).sum(axis=1) / count
    off_time = np.where(seen, time - mean_time[:, None], 0.0)
    spread = (off_time**2).sum(axis=1)
    cross = (off_time * np.where(seen, figures, 0.0)).sum(axis=1)
    slope = np.where((count >= 3) & (spread > 0), cross / np.where(spread > 0, spread, 1.0), 0.0)
    return mean - slope * mean_time, slope


def _age(figures: Floats) -> Floats:
    """Months since each row's first figure; negative before it."""
    first = np.argmax(np.isfinite(figures), axis=1)
    return np.asarray(np.arange(figures.shape[1])[None, :] - first[:, None], dtype=np.float64)


def _trend(figures: Floats) -> Floats:
    """Give the centred 2x12 moving average where it is complete for three years, else a straight line."""
    age = _age(figures)
    level, slope = line(figures, age)
    trend = level[:, None] + slope[:, None] * age
    if figures.shape[1] <= SEASON:
        return trend
    half = SEASON // 2
    kernel = np.r_[0.5, np.ones(SEASON - 1), 0.5] / SEASON
    windows = np.lib.stride_tricks.sliding_window_view(figures, SEASON + 1, axis=1)
    smooth = np.full_like(figures, np.nan)
    smooth[:, half:-half] = np.einsum("slk,k->sl", windows, kernel)
    enough = np.isfinite(smooth).sum(axis=1) >= 2 * SEASON
    return np.where(enough[:, None], smooth, trend)


def _returning_share(mean: Floats, count: Floats, rest: Floats, figures: Floats) -> Floats:
    """Share of the profile's variance that comes back every year, 0-1 (series,)."""
    total = count.sum(axis=0)
    passing = rest / np.maximum(total - SEASON, 1)
    between = (mean**2).sum(axis=0) / (SEASON - 1)
    noise = passing * SEASON / np.maximum(total, 1)
    share = 1 - noise / np.where(between > 0, between, 1.0)
    pairs = (np.isfinite(figures[:, SEASON:]) & np.isfinite(figures[:, :-SEASON])).sum(axis=1) if figures.shape[1] > SEASON else 0
    believed = (between > 0) & (total - SEASON >= 1) & (np.asarray(pairs) >= _FEWEST_PAIRS)
    return np.asarray(np.where(believed, np.clip(share, 0.0, 1.0), 0.0))

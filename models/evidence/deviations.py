"""How far each series stands from its own past and its peers, month by month, on a log-like scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.evidence.alike import shared_by_alike
from models.evidence.settings import DeviationSettings
from models.numeric import Floats, Integers, deviation, is_measured, lagged, median, trailing_mean
from models.series.panel import Panel
from warehouse.vocabulary import INDICATORS


@dataclass(frozen=True, slots=True)
class Deviations:
    """Deviations of a district.

    ``excess`` (enterprises, indicators, months) is the log figure less what the peers share in that month, NaN where missing;
    ``shared`` the part that was taken off; ``level`` the robust own level after each month; ``noise`` (enterprises, indicators)
    the standard deviation of a month about its level, from the last months, NaN for what was never delivered.
    """

    excess: Floats
    shared: Floats
    level: Floats
    noise: Floats


def measure_deviations(
    panel: Panel, groups: npt.NDArray[np.int64], settings: DeviationSettings, alike: Sequence[Integers] = ()
) -> Deviations:
    """Measure each series against its peers and its own past.

    ``groups`` (enterprises,) numbers the peer groups; −1 means that none is known, then the district stands in. What the peers share
    in a month (season, festival, working days, a slump, a shock) cancels out, so no history is needed to know the season. ``alike``:
    further groupings of the same form, of those whom a shock may hit alike (models.evidence.alike).
    """
    scaled = log_scale(panel.values)
    shared = _shared_effect(scaled, groups, settings)
    if alike:
        own = median(scaled - shared, axis=-1)[..., None]
        shared = shared + shared_by_alike(scaled - shared - own, alike)
    excess = scaled - shared
    level = _robust_level(excess, settings)
    return Deviations(excess=excess, shared=shared, level=level, noise=_noise(excess, level, settings))


def log_scale(values: Floats) -> Floats:
    """Put figures on a log-like scale relative to the enterprise's own typical figure; zeros and negatives stay finite.

    Tax enters as the mean of three months, so that prepayment peaks and refunds do not outweigh all else.
    """
    smooth = values.copy()
    tax = INDICATORS.index("tax")
    smooth[:, tax] = np.where(np.isfinite(values[:, tax]), trailing_mean(values[:, tax], 3), np.nan)
    typical = median(np.where(is_measured(smooth) & (smooth > 0), smooth, np.nan), axis=-1)[..., None]
    # Added before the logarithm, so that a zero is a deep but finite fall.
    floor = np.array([indicator.floor_share for indicator in INDICATORS])[None, :, None]
    return np.asarray(np.log(np.maximum(smooth / typical, 0.0) + floor))


def _shared_effect(scaled: Floats, groups: npt.NDArray[np.int64], settings: DeviationSettings) -> Floats:
    """What peers share in a month: a median polish over enterprises and months (Tukey 1977), groups shrunk to the district."""
    shared = np.zeros_like(scaled)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups[groups >= 0])]
    for _ in range(settings.polish_rounds):
        own = median(scaled - shared, axis=-1)[..., None]
        rest = scaled - own
        district = np.nan_to_num(median(rest, axis=0))
        shared = np.broadcast_to(district, scaled.shape).copy()
        for rows in members:
            shared[rows] += _group_effect(rest[rows] - district, settings.peers_half_weight)
    return shared


def _group_effect(rest: Floats, half_weight: float) -> Floats:
    count = np.isfinite(rest).sum(axis=0)
    return np.asarray(np.nan_to_num(median(rest, axis=0)) * count / (count + half_weight))


def _robust_level(excess: Floats, settings: DeviationSettings) -> Floats:
    """Simple exponential smoothing with bounded steps, starting as a mean; NaN before the third figure of a series."""
    level = np.full(excess.shape[:2], np.nan)
    seen = np.zeros(excess.shape[:2])
    levels = np.full_like(excess, np.nan)
    for month in range(excess.shape[2]):
        figure = excess[:, :, month]
        known = np.isfinite(figure)
        weight = np.maximum(settings.level_weight, 1.0 / (seen + 2))
        step = np.clip(figure - level, -settings.longest_step_log, settings.longest_step_log)
        level = np.where(known, np.where(np.isfinite(level), level + weight * step, figure), level)
        seen += known
        levels[:, :, month] = np.where(seen >= 3, level, np.nan)
    return levels


def _noise(excess: Floats, level: Floats, settings: DeviationSettings) -> Floats:
    """Standard deviation of a month about the level before it, shrunk towards the indicator's typical enterprise."""
    surprise = (excess - lagged(level, 1))[:, :, -settings.noise_months :]
    count = np.isfinite(surprise).sum(axis=-1)
    own = deviation(surprise, axis=-1)
    typical = np.nan_to_num(median(own, axis=0), nan=settings.longest_step_log)[None, :]
    pooled = (count * np.nan_to_num(own) ** 2 + settings.noise_prior_months * typical**2) / (count + settings.noise_prior_months)
    return np.where(count > 0, np.sqrt(pooled), np.nan)

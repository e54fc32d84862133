"""Forecasts right-aligned single series by a blend of simple methods on two scales, nothing shared between series.

Members: level only, damped trend and straight trend with seasons, and Theta. The first three run both on the log-like and on
the plain scale and are weighted by how likely each scale makes the series. The mean of four simple methods is what wins the
monthly competitions (Makridakis, Spiliotis & Assimakopoulos 2020, M4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logsumexp

from models.forecast.scale import from_log_like, to_log_like, unit_of_series, usual_size
from models.forecast.single.conformal_bands import best_sets, past_errors, relative_limits, variance_shape
from models.forecast.single.smoother_bank import Fit, Gains, bank_gains, form_forecasts, log_likelihood, run_bank, set_weights
from models.forecast.single.starting_values import SEASON, Start, line, positions, season_profile, starting_values
from models.numeric import Floats

_EVIDENCE_SHARE = 0.2  # months are not independent of each other: a month counts as a fifth
_LOG_LEAD = 3.0  # log likelihood the plain scale must gain before it counts as much as the log-like one
_THETA_GAINS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
_LOG_REACH = 1.0  # ranges of the log-like figures so far that a forecast may lie outside them
_LEAST_DEVIATION = 1e-9


@dataclass(frozen=True, slots=True)
class Blend:
    """``mean`` (series, horizon) and ``limits`` (levels, 2, series, horizon), low before high, in the series' own unit."""

    mean: Floats
    limits: Floats


@dataclass(frozen=True, slots=True)
class _Scaled:
    """One scale's view of the block: figures, start, bank and the forms' forecasts (forms, horizon, series) on that scale."""

    figures: Floats
    start: Start
    fit: Fit
    forecasts: Floats
    evidence: Floats  # (forms, series): log likelihood of the figures in their own unit


def blend_block(values: Floats, horizon: int, shares: tuple[float, ...]) -> Blend:
    """Forecast `values` (series, months; right-aligned, NaN = missing, at least one figure a row) with bands of `shares`."""
    gains = bank_gains()
    unit, size = _unit(values), usual_size(values)
    logs = _on_scale(to_log_like(values, unit), -0.5 * np.log(values**2 + unit[:, None] ** 2), gains, horizon)
    plain = _on_scale(values / size[:, None], np.where(np.isfinite(values), -np.log(size)[:, None], np.nan), gains, horizon)
    plain_share = expit(_EVIDENCE_SHARE * (plain.evidence - logs.evidence - _LOG_LEAD))
    log_members = from_log_like(_within_reach(logs.forecasts, logs.figures).transpose(2, 0, 1), unit)
    plain_members = (plain.forecasts * size).transpose(2, 0, 1)
    # Members are mixed after each is back in the series' own unit: a mean of logarithms would fall below the mean.
    share = plain_share.T[:, :, None]
    members = (1 - share) * log_members + share * plain_members
    theta = from_log_like(_within_reach(theta_forecast(logs.figures, horizon), logs.figures).T, unit)
    mean = (members.sum(axis=1) + theta) / (members.shape[1] + 1)
    use_plain = plain_share.mean(axis=0) > 0.5
    centre = np.where(use_plain[:, None], mean / size[:, None], to_log_like(mean, unit))
    limits = np.moveaxis(_limits(_chosen(logs, plain, use_plain), centre, gains, shares), 2, 0)
    plain_limits, log_limits = limits * size[:, None, None, None], from_log_like(limits, unit)
    return Blend(mean, np.moveaxis(np.where(use_plain[:, None, None, None], plain_limits, log_limits), 0, 2))


def _within_reach(forecasts: Floats, figures: Floats) -> Floats:
    """Keep log-like forecasts (..., series) near the range of the figures: what grows on as a straight line here explodes there."""
    low, high = np.nanmin(figures, axis=1), np.nanmax(figures, axis=1)
    reach = _LOG_REACH * np.maximum(high - low, 0.5)
    return np.clip(forecasts, low - reach, high + reach)


def theta_forecast(figures: Floats, horizon: int) -> Floats:
    """Forecast by Theta on deseasonalised `figures` (series, months): smoothing with half the long-run slope; (horizon, series)."""
    # The whole history's season, where the other members' season adapts: that difference is what makes the blend robust.
    season = season_profile(figures)
    plain = figures - season.T[:, positions(figures.shape[1])]
    first = np.argmax(np.isfinite(plain), axis=1)
    age = np.arange(plain.shape[1])[None, :] - first[:, None] + 0.0
    slope = line(plain, age)[1] / 2
    begin = np.where(age < SEASON / 2, plain, np.nan)
    level = line(begin - slope[:, None] * age, age * 0)[0] - slope
    gain = np.array(_THETA_GAINS)[:, None]
    flat = np.zeros_like(gain)
    gains = Gains(gain, flat, flat, flat + 1.0, (slice(0, len(gain)),))
    fit = run_bank(plain, Start(season * 0, level, slope), gains)
    ahead = form_forecasts(fit, gains, set_weights(fit, gains), horizon)[0]
    return np.asarray(ahead + season[np.arange(horizon) % SEASON])


def _unit(values: Floats) -> Floats:
    """Unit of the log-like scale: far below the smallest figure where all are positive, which makes it a logarithm."""
    least = np.where(np.isfinite(values), values, np.inf).min(axis=1)
    return np.where(least > 0, least / 20, unit_of_series(values))


def _on_scale(figures: Floats, log_slope: Floats, gains: Gains, horizon: int) -> _Scaled:
    start = starting_values(figures)
    fit = run_bank(figures, start, gains)
    weights = set_weights(fit, gains)
    likelihood = log_likelihood(fit)
    marginal = np.stack([logsumexp(likelihood[form], axis=0) - np.log(len(likelihood[form])) for form in gains.forms])
    evidence = marginal + np.where(np.isfinite(figures), log_slope, 0.0).sum(axis=1)
    return _Scaled(figures, start, fit, form_forecasts(fit, gains, weights, horizon), evidence)


def _chosen(logs: _Scaled, plain: _Scaled, use_plain: npt.NDArray[np.bool_]) -> _Scaled:
    """Take each series from the scale that suits it; series are the rows of the figures and the last axis of all else."""

    def pick(one: Floats, other: Floats) -> Floats:
        return np.where(use_plain, other, one)

    start = Start(*(pick(getattr(logs.start, part), getattr(plain.start, part)) for part in ("season", "level", "slope")))
    fit = replace(logs.fit, squares=pick(logs.fit.squares, plain.fit.squares))
    figures = pick(logs.figures.T, plain.figures.T).T
    return _Scaled(figures, start, fit, pick(logs.forecasts, plain.forecasts), pick(logs.evidence, plain.evidence))


def _limits(scaled: _Scaled, centre: Floats, gains: Gains, shares: tuple[float, ...]) -> Floats:
    """Give the limits (levels, 2, series, horizon) around `centre` (series, horizon) on the scale of `scaled`."""
    sets = best_sets(scaled.fit, gains)
    horizon = centre.shape[1]
    deviation = np.sqrt(variance_shape(scaled.fit, gains, sets, scaled.forecasts)) + _LEAST_DEVIATION
    errors = past_errors(scaled.figures, scaled.start, gains, sets, horizon)
    width = relative_limits(errors, deviation, shares)[:, :, None] * deviation.T[None]
    return np.stack([centre - width, centre + width], axis=1)

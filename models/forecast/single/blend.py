"""Forecasts right-aligned single series by a blend of simple methods on two scales, nothing shared between series.

Members: level only, damped trend and straight trend with seasons; Theta on months and on years; autoregressions of the changes to the
year before and of the figures themselves. All run both on the log-like and on the plain scale and are weighted by how likely each scale
makes the series. The mean of simple methods is what wins the monthly competitions (Makridakis, Spiliotis & Assimakopoulos 2020, M4), the
more so the less their errors have in common; its outermost members count half (trimmed means: Jose & Winkler 2008). Weights
by past errors gained nothing over equal ones (Claeskens et al. 2016, the forecast combination puzzle).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logsumexp

from models.forecast.scale import from_log_like, to_log_like, unit_of_series, usual_size
from models.forecast.single.autoregression import own_past_forecast, yearly_change_forecast
from models.forecast.single.conformal_bands import best_sets, past_errors, relative_limits, variance_shape
from models.forecast.single.smoother_bank import Fit, Gains, bank_gains, form_forecasts, log_likelihood, run_bank, set_weights
from models.forecast.single.starting_values import SEASON, Start, positions, season_profile, starting_values
from models.forecast.single.theta import theta_forecast, yearly_forecast
from models.numeric import Floats

_EVIDENCE_SHARE = 0.2  # months are not independent of each other: a month counts as a fifth
_LOG_LEAD = 3.0  # log likelihood the plain scale must gain before it counts as much as the log-like one
_LOG_REACH = 1.0  # ranges of the log-like figures so far that a forecast may lie outside them
_LEAST_DEVIATION = 1e-9
_SEASON_MONTHS = 60  # months whose season Theta works with: seasons change over decades
_YOUNG_MEMBERS = 4  # the first members, which need no year before


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
    members = _members(values, logs, plain, plain_share)
    mean = _mean_of_members(members, values)
    use_plain = plain_share.mean(axis=0) > 0.5
    centre = np.where(use_plain[:, None], mean / size[:, None], to_log_like(mean, unit))
    limits = np.moveaxis(_limits(_chosen(logs, plain, use_plain), centre, gains, shares), 2, 0)
    plain_limits, log_limits = limits * size[:, None, None, None], from_log_like(limits, unit)
    return Blend(mean, np.moveaxis(np.where(use_plain[:, None, None, None], plain_limits, log_limits), 0, 2))


def _members(values: Floats, logs: _Scaled, plain: _Scaled, plain_share: Floats) -> Floats:
    """Give every member's forecast (members, series, horizon) in the series' own unit: the forms of the bank, then the others."""
    unit, size = _unit(values), usual_size(values)
    horizon = logs.forecasts.shape[1]
    log_members = np.concatenate([logs.forecasts, _further_members(logs.figures, horizon)])
    plain_members = np.concatenate([plain.forecasts, _further_members(plain.figures, horizon)])
    # Members are mixed after each is back in the series' own unit: a mean of logarithms would fall below the mean.
    in_unit = from_log_like(_within_reach(log_members, logs.figures).transpose(2, 0, 1), unit).transpose(1, 0, 2)
    further = np.broadcast_to(plain_share.mean(axis=0), (len(log_members) - len(plain_share), plain_share.shape[1]))
    share = np.concatenate([plain_share, further])[:, :, None]
    mixed = (1 - share) * in_unit + share * (plain_members * size).transpose(0, 2, 1)
    # What cannot fall below zero would pull the mean down from there.
    floor = np.where(np.where(np.isfinite(values), values, np.inf).min(axis=1) >= 0, 0.0, -np.inf)
    return np.asarray(np.maximum(mixed, floor[:, None]))


def _further_members(figures: Floats, horizon: int) -> Floats:
    """Forecast `figures` of one scale by Theta on months and years, by the changes to the year before and by their own past."""
    season = season_profile(figures[:, -_SEASON_MONTHS:])
    adjusted = figures - season.T[:, positions(figures.shape[1])]
    ahead = season[np.arange(horizon) % SEASON]
    theta, yearly = theta_forecast(adjusted, horizon) + ahead, yearly_forecast(adjusted, horizon) + ahead
    return np.stack([theta, yearly, yearly_change_forecast(figures, horizon), own_past_forecast(figures, horizon)])


def _mean_of_members(members: Floats, values: Floats) -> Floats:
    """Give the mean (series, horizon) in which the highest and the lowest member count half; of a first year the bank's and Theta's."""
    first = np.argmax(np.isfinite(values), axis=1)
    is_young = values.shape[1] - first < SEASON
    ordered = np.sort(members, axis=0)
    mean = (ordered.mean(axis=0) + ordered[1:-1].mean(axis=0)) / 2
    return np.asarray(np.where(is_young[:, None], members[:_YOUNG_MEMBERS].mean(axis=0), mean))


def _within_reach(forecasts: Floats, figures: Floats) -> Floats:
    """Keep log-like forecasts (..., series) near the range of the figures: what grows on as a straight line here explodes there."""
    low, high = np.nanmin(figures, axis=1), np.nanmax(figures, axis=1)
    reach = _LOG_REACH * np.maximum(high - low, 0.5)
    return np.clip(forecasts, low - reach, high + reach)


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
    has_season = (scaled.start.season != 0).any(axis=0)
    deviation = np.sqrt(variance_shape(scaled.fit, gains, sets, scaled.forecasts, has_season)) + _LEAST_DEVIATION
    errors = past_errors(scaled.figures, scaled.start, gains, sets, horizon)
    width = relative_limits(errors, deviation, shares)[:, :, None] * deviation.T[None]
    return np.stack([centre - width, centre + width], axis=1)

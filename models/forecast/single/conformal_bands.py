"""Bands of single series: what the blend would have missed at past origins, by horizon, recent misses weighing more.

The shape over the horizons comes from the smoothers' own variance formulas and from the disagreement between the forms; its
size comes from the series' past errors at all horizons, so a series that was easier or harder than its model says gets the
band it deserves. Source of method: ETS forecast variance (Hyndman et al. 2008, ch. 6); weighted conformal quantiles
(Barber et al. 2023), shrunk towards Student's t where few errors are known. What a fit uses up, and how far tails reach, was chosen on
hold-outs cut from training parts and panels of enterprises, by length of history, so that the middle of the panels is covered as stated.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from models.forecast.single.smoother_bank import Fit, Gains, log_likelihood
from models.forecast.single.starting_values import SEASON, Start, positions
from models.numeric import Flags, Floats, Integers

ERROR_MEMORY = 0.92  # share of its weight an error keeps from month to month
REFERENCE_MONTHS = 6.0  # months of errors at which the series' own quantile counts as much as the reference's
MIDDLE_SHARE = 0.8
_NORMAL_MIDDLE = 1.2816  # half width of a unit normal's 80 % band
_OLD_FREEDOM, _YOUNG_FREEDOM = 4.0, 2.0  # degrees of freedom of the reference where own errors are many, and none
GUESSED_DEVIATION = 0.2  # log points (or share of the usual size) a month, until six figures say otherwise
_ENOUGH_FIGURES = 6
_FITTED = 6  # figures that level, slope and gains use up
_SEASON_FITTED = 9  # figures that a season uses up: fewer than its months, since it is shrunk
_LEAST_FREEDOM = 0.25  # of the figures, what is left in any case
_KEPT_MONTHS = 84  # at ERROR_MEMORY, older errors weigh nothing
_FITTED_FIGURES = 10  # figures of a series that its season uses up
_FLATTER = 0.05  # power of the horizon by which errors grow more slowly than the variance formulas say
_WARM_MONTHS = 2 * SEASON  # errors before these months say more about the start than about the series


def best_sets(fit: Fit, gains: Gains) -> Integers:
    """Give the most likely parameter set of each form, shape (forms, series)."""
    likelihood = log_likelihood(fit)
    return np.stack([form.start + np.argmax(likelihood[form], axis=0) for form in gains.forms])


def past_errors(figures: Floats, start: Start, gains: Gains, sets: Integers, horizon: int) -> Floats:
    """Give the errors (horizon, last months, series) of the mean of `sets`, each at the month its forecast was made."""
    level_gain, trend_gain, season_gain, damping = (part[sets, 0] for part in (gains.level, gains.trend, gains.season, gains.damping))
    series, months = figures.shape
    forms = len(sets)
    level = np.tile(start.level, (forms, 1))
    trend = np.where(damping > 0, start.slope, 0.0)
    season = np.repeat(start.season[:, None, :], forms, axis=1)
    reach = np.cumsum(damping[None] ** np.arange(1, horizon + 1)[:, None, None], axis=0)
    seen = np.isfinite(figures)
    begun = np.logical_or.accumulate(seen, axis=1)
    warm = np.cumsum(begun, axis=1) > _WARM_MONTHS
    kept = max(0, months - _KEPT_MONTHS)
    made = np.full((horizon, months - kept, series), np.nan)
    for month, position in enumerate(positions(months)):
        held = begun[:, month]
        trend = np.where(held, damping * trend, trend)
        ahead = level + held * trend
        error = (np.where(seen[:, month], figures[:, month], 0.0) - ahead - season[position]) * seen[:, month]
        level, trend = ahead + level_gain * error, trend + trend_gain * error
        season[position] += season_gain * error
        if month >= kept:
            steps = (position + np.arange(1, horizon + 1)) % SEASON
            made[:, month - kept] = np.where(warm[:, month], (level + reach * trend + season[steps]).sum(axis=1) / forms, np.nan)
    # The gains and the start were chosen knowing these very figures, so the errors are too small by what the fit has used up.
    count = seen.sum(axis=1)
    honest = np.sqrt(count / np.maximum(count - _FITTED_FIGURES, count / 3))
    return np.asarray(_against(figures[:, kept:], made) * honest)


def variance_shape(fit: Fit, gains: Gains, sets: Integers, forecasts: Floats, has_season: Flags) -> Floats:
    """Give the variance the model itself expects at every horizon (horizon, series), disagreement of the forms included.

    `has_season` (series,): its season has used up figures too, which is what makes the errors of a short history look small.
    """
    horizon = forecasts.shape[1]
    ahead = np.arange(1, horizon)
    damping = gains.damping[:, 0]
    pull = gains.trend * np.cumsum(damping[:, None] ** ahead, axis=1)
    moved = gains.level + pull + gains.season * (ahead % SEASON == 0)
    growth = np.hstack([np.ones((len(damping), 1)), 1 + np.cumsum(moved**2, axis=1)])
    freedom = np.maximum(fit.count - _FITTED - _SEASON_FITTED * has_season, fit.count * _LEAST_FREEDOM)
    one_step = np.take_along_axis(fit.squares, sets, axis=0) / np.maximum(freedom, 1)
    # With hardly a figure the fit is perfect and its error zero; a guess keeps the band from claiming certainty.
    guessed = np.clip(1 - fit.count / _ENOUGH_FIGURES, 0, 1) * GUESSED_DEVIATION**2
    within = np.einsum("fs,fsh->hs", np.maximum(one_step, guessed), growth[sets]) / len(sets)
    steps = np.log(np.arange(1, horizon + 1))[:, None]
    flatter = np.exp(-2 * _FLATTER * (steps - steps.mean()))
    return np.asarray((within + forecasts.var(axis=0)) * flatter)


def relative_limits(errors: Floats, deviation: Floats, shares: tuple[float, ...]) -> Floats:
    """Give, for each central share, the half width of the band in units of `deviation` (horizon, series); shape (shares, series)."""
    horizon, months, series = errors.shape
    size = np.abs(errors) / np.maximum(deviation, 1e-12)[:, None]
    target = np.arange(1, horizon + 1)[:, None] + np.arange(months)[None, :]
    fading = ERROR_MEMORY ** np.maximum(months - 1 - target, 0)[:, :, None]
    weight = np.where(np.isfinite(size), fading, 0.0)
    ordered, cumulated = _by_size(size, weight)
    own_months = (weight[0] > 0).sum(axis=0)
    own = own_months / (own_months + REFERENCE_MONTHS)
    found = {share: _weighted_quantile(ordered, cumulated, share) for share in (MIDDLE_SHARE, *shares)}
    known = found[MIDDLE_SHARE] > 0
    middle = np.where(known, own * found[MIDDLE_SHARE] + (1 - own) * _NORMAL_MIDDLE, _NORMAL_MIDDLE)
    out = np.empty((len(shares), series))
    for number, share in enumerate(shares):
        # The size of a young series' errors is a guess itself, which makes far ones likelier.
        ratio = own * _reach(share, _OLD_FREEDOM) + (1 - own) * _reach(share, _YOUNG_FREEDOM)
        own_ratio = np.where(known, found[share] / np.where(known, found[MIDDLE_SHARE], 1.0), ratio)
        # A series of some years has seen too few tails of its own: half the reach of the outer limits is the reference's, or more.
        out[number] = middle * ratio * (own_ratio / ratio) ** (own / 2)
    return out


def _by_size(size: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Give every series' errors from small to large and the cumulated weight (series, errors); errors without weight come last."""
    series = size.shape[2]
    # Rows are sorted in memory order; sorting down columns takes several times as long.
    flat = np.ascontiguousarray(np.where(weight > 0, size, np.inf).reshape(-1, series).T)
    mass = np.ascontiguousarray(weight.reshape(-1, series).T)
    order = np.argsort(flat, axis=1, kind="stable")
    return np.take_along_axis(flat, order, axis=1), np.cumsum(np.take_along_axis(mass, order, axis=1), axis=1)


def _weighted_quantile(ordered: Floats, cumulated: Floats, share: float) -> Floats:
    place = np.minimum((cumulated < share * cumulated[:, -1:]).sum(axis=1), ordered.shape[1] - 1)
    value = ordered[np.arange(len(ordered)), place]
    return np.where((cumulated[:, -1] > 0) & np.isfinite(value), value, 0.0)


def _against(figures: Floats, made: Floats) -> Floats:
    errors = np.full_like(made, np.nan)
    for step in range(1, min(len(made), figures.shape[1] - 1) + 1):
        errors[step - 1, :-step] = figures.T[step:] - made[step - 1, :-step]
    return errors


def _reach(share: float, freedom: float) -> float:
    """Central quantile of Student's t in units of that of its middle band."""
    return float(stdtrit(freedom, 0.5 + share / 2) / stdtrit(freedom, 0.5 + MIDDLE_SHARE / 2))

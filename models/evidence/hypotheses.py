"""What may have happened to an enterprise, weighed against its figures: nothing, a decline, capacity leaving, bookings falling.

Under each hypothesis the physical figures (energy, water, people) and the booked figures (output, value added, tax) shift in their own way.
The figures' likelihood under each comes from one shift per family on a grid, every indicator with its own noise and a share of
outliers (a contaminated normal, Tukey 1960), so that no single indicator can decide.

A fall has a beginning and may have an end. The mean since its beginning shows a fall long after it is over, so the newest month
decides whether the figures are back, and all evidence of the fall counts as far as it still goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, logsumexp

from models.evidence.settings import HypothesisSettings
from models.evidence.shifts import LevelShifts, Shift, Spell
from models.numeric import Floats
from warehouse.vocabulary import BOOKED_PLACES, INDICATORS, PHYSICAL_PLACES

# Shifts of activity in logs; −0.29 is three quarters of normal, a lasting decline.
GRID: Final = np.array([0.4, 0.25, 0.12, 0.0, -0.12, -0.25, -0.38, -0.55, -0.8, -1.15, -1.7, -2.5])

_LEAST: Final = 1e-300
# Figures never prove that a fall is over: the next month may show that it goes on.
_LEAST_GOING_ON: Final = 0.01
_ZERO: Final = int(np.flatnonzero(GRID == 0.0)[0])


@dataclass(frozen=True, slots=True)
class Priors:
    """Joint weights over the two families' shifts, (grid, grid), physical first; each sums to one.

    ``back`` is the newest month's shift after a fall that is over.
    """

    nothing: Floats
    decline: Floats
    leaving: Floats
    bookings: Floats
    back: Floats


def expert_priors(settings: HypothesisSettings) -> Priors:
    """Weights of the shifts under each hypothesis."""
    still = np.exp(-0.5 * (GRID / settings.wander_log) ** 2)
    still /= still.sum()
    fall, back = np.zeros(len(GRID)), np.zeros(len(GRID))
    fall[-len(settings.fall_weights) :] = settings.fall_weights
    back[: len(settings.back_weights)] = settings.back_weights
    fall, back = fall / fall.sum(), back / back.sum()
    return Priors(
        nothing=0.7 * np.diag(still) + 0.3 * np.outer(still, still),
        decline=0.6 * np.diag(fall) + 0.4 * np.outer(fall, fall),
        leaving=np.outer(fall, still),
        bookings=np.outer(still, fall),
        back=0.6 * np.diag(back) + 0.4 * np.outer(back, back),
    )


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-likelihoods of the shifts on the grid: by indicator (enterprises, indicators, grid), and by family (enterprises, grid)."""

    indicators: Floats
    physical: Floats
    booked: Floats


def shift_likelihood(shift: Shift, settings: HypothesisSettings) -> Likelihood:
    """Likelihood of each grid shift, relative to the best possible; an unknown figure is no evidence (zero)."""
    follows = np.array([indicator.elasticity for indicator in INDICATORS])[None, :, None]
    distance = (shift.size[:, :, None] - follows * GRID) / shift.error[:, :, None]
    regular = (1 - settings.outlier_share) * np.exp(-0.5 * distance**2)
    known = np.isfinite(distance)
    log_likelihood = settings.independence * np.log(np.where(known, regular + settings.outlier_share * settings.outlier_density, 1.0))
    return Likelihood(log_likelihood, log_likelihood[:, PHYSICAL_PLACES].sum(axis=1), log_likelihood[:, BOOKED_PLACES].sum(axis=1))


def marginal(likelihood: Likelihood, prior: Floats) -> Floats:
    """Log of the likelihood averaged over a joint prior of both families' shifts, shape (enterprises,)."""
    top_physical = likelihood.physical.max(axis=1, keepdims=True)
    top_booked = likelihood.booked.max(axis=1, keepdims=True)
    physical, booked = np.exp(likelihood.physical - top_physical), np.exp(likelihood.booked - top_booked)
    average = ((physical @ prior) * booked).sum(axis=1)
    return np.asarray(np.log(average + _LEAST) + top_physical[:, 0] + top_booked[:, 0])


@dataclass(frozen=True, slots=True)
class HypothesisOdds:
    """Log-odds of each hypothesis against nothing, averaged over onsets, each (enterprises,); a fall counts as far as it goes on.

    ``onset_months`` is the likeliest number of months since a decline began; ``recovered`` the probability that there was one and that
    it is over; ``physical_log`` and ``booked_log`` the shift of each family to be expected now; ``by_indicator`` (enterprises,
    indicators) what each indicator adds to the log-odds of a decline.
    """

    decline: Floats
    leaving: Floats
    bookings: Floats
    onset_months: Floats
    recovered: Floats
    physical_log: Floats
    booked_log: Floats
    by_indicator: Floats


def weigh_hypotheses(level_shifts: LevelShifts, month: int, settings: HypothesisSettings) -> HypothesisOdds:
    """Weigh the hypotheses at a month by position, over all onsets in ``settings.spells_months``."""
    priors = expert_priors(settings)
    lengths = np.array(settings.spells_months)
    since = [_likelihood(level_shifts, Spell(month - length + 1, month - length + 1, month), settings) for length in settings.spells_months]
    # Short falls have no end to look for: their own months stand in.
    newest = [
        _likelihood(level_shifts, Spell(month - length + 1, month, month), settings) if length >= settings.least_over_months else each
        for length, each in zip(settings.spells_months, since, strict=True)
    ]
    nothing = np.stack([marginal(each, priors.nothing) for each in since], axis=1)
    decline, leaving, bookings = (
        np.stack([marginal(each, prior) for each in since], axis=1) - nothing for prior in (priors.decline, priors.leaving, priors.bookings)
    )
    over = np.stack([over_probability(each, priors, settings) for each in newest], axis=1) * (lengths >= settings.least_over_months)
    fallen = np.logaddexp(decline, leaving)
    going_on, count = np.log(np.maximum(1 - over, _LEAST_GOING_ON)), np.log(len(lengths))
    likeliest = fallen.argmax(axis=1)
    is_over = over[np.arange(len(over)), likeliest]
    return HypothesisOdds(
        logsumexp(decline + going_on, 1) - count,
        logsumexp(leaving + going_on, 1) - count,
        logsumexp(bookings, 1) - count,
        lengths[likeliest].astype(float),
        is_over * _probability(logsumexp(fallen, 1) - count, settings.fallen_share),
        *_expected_now(_picked(since, likeliest), _picked(newest, likeliest), is_over, priors),
    )


def over_probability(newest: Likelihood, priors: Priors, settings: HypothesisSettings) -> Floats:
    """Probability that a fall is over, given that there was one and the newest month, shape (enterprises,).

    The month's figures are back at the level before the fall or are still low, in both families or in the physical one alone. Where
    none of them is known nobody has seen an end: 0.
    """
    low = marginal(newest, 0.7 * priors.decline + 0.3 * priors.leaving)
    known = (newest.physical != 0).any(axis=1) | (newest.booked != 0).any(axis=1)
    return np.where(known, _probability(marginal(newest, priors.back) - low, settings.over_share), 0.0)


def _probability(log_odds: Floats, share: float) -> Floats:
    """Probability after evidence, from the share before it."""
    return np.asarray(expit(log_odds + logit(share)))


def _likelihood(level_shifts: LevelShifts, spell: Spell, settings: HypothesisSettings) -> Likelihood:
    return shift_likelihood(level_shifts.measure(spell), settings)


def _picked(likelihoods: list[Likelihood], likeliest: npt.NDArray[np.int64]) -> Likelihood:
    """Each enterprise's likelihood at its own likeliest onset."""
    rows = np.arange(len(likeliest))
    return Likelihood(
        *(np.stack([getattr(each, part) for each in likelihoods])[likeliest, rows] for part in ("indicators", "physical", "booked"))
    )


def _expected_now(since: Likelihood, newest: Likelihood, is_over: Floats, priors: Priors) -> tuple[Floats, Floats, Floats]:
    """Shifts of both families and each indicator's share of the evidence, averaged over whether the fall goes on or is over."""
    shifts, shifts_after = _mean_shifts(since, priors), _mean_shifts(newest, priors)
    fall = np.minimum((shifts[0] + shifts[1]) / 2, -0.25)
    nearest = np.abs(fall[:, None] - GRID).argmin(axis=1)
    physical, booked = ((1 - is_over) * now + is_over * after for now, after in zip(shifts, shifts_after, strict=True))
    by_indicator = (1 - is_over)[:, None] * _evidence_of(since, nearest) + is_over[:, None] * _evidence_of(newest, nearest)
    return physical, booked, by_indicator


def _mean_shifts(likelihood: Likelihood, priors: Priors) -> tuple[Floats, Floats]:
    """Expected shifts of the physical and of the booked family, each (enterprises,)."""
    prior = 0.8 * priors.nothing + 0.1 * priors.decline + 0.05 * priors.leaving + 0.05 * priors.bookings
    physical, booked = (np.exp(part - part.max(axis=1, keepdims=True)) for part in (likelihood.physical, likelihood.booked))
    weight_physical = physical * (booked @ prior.T)
    weight_booked = booked * (physical @ prior)
    return (weight_physical @ GRID) / weight_physical.sum(axis=1), (weight_booked @ GRID) / weight_booked.sum(axis=1)


def _evidence_of(likelihood: Likelihood, nearest: npt.NDArray[np.int64]) -> Floats:
    """Evidence of each indicator for a fall of that grid point against none, (enterprises, indicators)."""
    rows = np.arange(len(nearest))
    return likelihood.indicators[rows, :, nearest] - likelihood.indicators[:, :, _ZERO]

"""What may have happened to an enterprise, weighed against its figures: nothing, a decline, capacity leaving, bookings falling.

Each hypothesis says how the physical figures (energy, water, people) and the booked figures (output, value added, tax) shift.
The figures' likelihood under each comes from one shift per family on a grid, every indicator with its own noise and a share of
outliers (a contaminated normal, Tukey 1960), so that no single indicator can carry a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.evidence.deviations import Deviations
from models.evidence.robust import Floats, log_sum
from models.evidence.shifts import Shift, Spell, measure_shift
from models.series.indicators import BOOKED, INDICATORS, PHYSICAL

# Shifts of activity in logs; −0.29 is the contract's 0.75.
GRID: Final = np.array([0.4, 0.25, 0.12, 0.0, -0.12, -0.25, -0.38, -0.55, -0.8, -1.15, -1.7, -2.5])

# How much of a shift in activity an indicator follows: head-count is kept longest, energy has a base load.
ELASTICITY: Final = {
    "output_value": 1.0,
    "value_added": 1.0,
    "fixed_investment": 0.0,
    "tax": 0.9,
    "employment": 0.6,
    "electricity": 0.85,
    "water": 0.85,
    "gas": 0.9,
}

_PHYSICAL: Final = [INDICATORS.index(name) for name in PHYSICAL]
_BOOKED: Final = [INDICATORS.index(name) for name in BOOKED]
_LEAST: Final = 1e-300


@dataclass(frozen=True, slots=True)
class HypothesisSettings:
    """The expert's view before any figure is seen."""

    # Spread of ordinary wandering in logs, over and above noise.
    wander_log: float = 0.09
    # Weights of the fall under a decline, by grid point from −0.25 down: moderate falls are commoner than collapses.
    fall_weights: tuple[float, ...] = (0.5, 1.0, 1.0, 0.8, 0.6, 0.35, 0.25)
    outlier_share: float = 0.05
    outlier_density: float = 0.12
    # Indicators of a family move together; their evidence counts this much of independent evidence.
    independence: float = 1.0
    spells_months: tuple[int, ...] = (1, 2, 3, 4, 6, 9, 12, 18)


@dataclass(frozen=True, slots=True)
class Priors:
    """Joint weights over the two families' shifts, (grid, grid), physical first; each sums to one."""

    nothing: Floats
    decline: Floats
    leaving: Floats
    bookings: Floats


def expert_priors(settings: HypothesisSettings) -> Priors:
    """Weights of the shifts under each hypothesis."""
    still = np.exp(-0.5 * (GRID / settings.wander_log) ** 2)
    still /= still.sum()
    fall = np.zeros(len(GRID))
    fall[-len(settings.fall_weights) :] = settings.fall_weights
    fall /= fall.sum()
    return Priors(
        nothing=0.7 * np.diag(still) + 0.3 * np.outer(still, still),
        decline=0.6 * np.diag(fall) + 0.4 * np.outer(fall, fall),
        leaving=np.outer(fall, still),
        bookings=np.outer(still, fall),
    )


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-likelihoods of the shifts on the grid: by indicator (enterprises, indicators, grid), and by family (enterprises, grid)."""

    indicators: Floats
    physical: Floats
    booked: Floats


def shift_likelihood(shift: Shift, settings: HypothesisSettings) -> Likelihood:
    """Likelihood of each grid shift, relative to the best possible; an unknown figure says nothing (zero)."""
    follows = np.array([ELASTICITY[name] for name in INDICATORS])[None, :, None]
    distance = (shift.size[:, :, None] - follows * GRID) / shift.error[:, :, None]
    regular = (1 - settings.outlier_share) * np.exp(-0.5 * distance**2)
    known = np.isfinite(distance)
    log_likelihood = settings.independence * np.log(np.where(known, regular + settings.outlier_share * settings.outlier_density, 1.0))
    return Likelihood(log_likelihood, log_likelihood[:, _PHYSICAL].sum(axis=1), log_likelihood[:, _BOOKED].sum(axis=1))


def marginal(likelihood: Likelihood, prior: Floats) -> Floats:
    """Log of the likelihood averaged over a joint prior of both families' shifts, shape (enterprises,)."""
    top_physical = likelihood.physical.max(axis=1, keepdims=True)
    top_booked = likelihood.booked.max(axis=1, keepdims=True)
    physical, booked = np.exp(likelihood.physical - top_physical), np.exp(likelihood.booked - top_booked)
    average = ((physical @ prior) * booked).sum(axis=1)
    return np.asarray(np.log(average + _LEAST) + top_physical[:, 0] + top_booked[:, 0])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Log-odds of each hypothesis against nothing, averaged over onsets, each (enterprises,).

    ``onset_months`` is the likeliest number of months since a decline began; ``physical_log`` and ``booked_log`` the expected shift
    of each family then; ``by_indicator`` (enterprises, indicators) what each indicator adds to the log-odds of a decline.
    """

    decline: Floats
    leaving: Floats
    bookings: Floats
    onset_months: Floats
    physical_log: Floats
    booked_log: Floats
    by_indicator: Floats


def weigh_hypotheses(deviations: Deviations, month: int, settings: HypothesisSettings) -> Verdicts:
    """Weigh the hypotheses at a month by position, over all onsets in ``settings.spells_months``."""
    priors = expert_priors(settings)
    likelihoods = [
        shift_likelihood(measure_shift(deviations, Spell(month - length + 1, month - length + 1, month)), settings)
        for length in settings.spells_months
    ]
    nothing = np.stack([marginal(each, priors.nothing) for each in likelihoods], axis=1)
    decline, leaving, bookings = (
        np.stack([marginal(each, prior) for each in likelihoods], axis=1) - nothing
        for prior in (priors.decline, priors.leaving, priors.bookings)
    )
    likeliest = np.logaddexp(decline, leaving).argmax(axis=1)
    physical, booked, by_indicator = _at_onset(likelihoods, likeliest, priors)
    spells = np.array(settings.spells_months, dtype=float)
    count = np.log(len(spells))
    return Verdicts(
        log_sum(decline, 1) - count,
        log_sum(leaving, 1) - count,
        log_sum(bookings, 1) - count,
        spells[likeliest],
        physical,
        booked,
        by_indicator,
    )


def _at_onset(likelihoods: list[Likelihood], likeliest: np.ndarray, priors: Priors) -> tuple[Floats, Floats, Floats]:
    """Expected shifts of both families and each indicator's share of the evidence, at the likeliest onset."""
    rows = np.arange(len(likeliest))
    picked = Likelihood(
        *(np.stack([getattr(each, part) for each in likelihoods])[likeliest, rows] for part in ("indicators", "physical", "booked"))
    )
    prior = 0.8 * priors.nothing + 0.1 * priors.decline + 0.05 * priors.leaving + 0.05 * priors.bookings
    physical, booked = (np.exp(part - part.max(axis=1, keepdims=True)) for part in (picked.physical, picked.booked))
    weight_physical = physical * (booked @ prior.T)
    weight_booked = booked * (physical @ prior)
    mean_physical = (weight_physical @ GRID) / weight_physical.sum(axis=1)
    mean_booked = (weight_booked @ GRID) / weight_booked.sum(axis=1)
    zero = int(np.flatnonzero(GRID == 0.0)[0])
    nearest = np.abs(np.minimum((mean_physical + mean_booked) / 2, -0.25)[:, None] - GRID).argmin(axis=1)
    by_indicator = picked.indicators[rows, :, nearest] - picked.indicators[:, :, zero]
    return mean_physical, mean_booked, by_indicator

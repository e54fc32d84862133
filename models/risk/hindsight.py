"""What became of past months, judged with what is known now: the labels from which the operating risk learns.

Whether a dip lasted is known some months later. For each past month the figures around it, before and after, say how likely it is
that a lasting decline (activity at most three quarters of normal for three months or more) was under way or began within three
months. The answer is a probability, because figures are noisy; a noisy enterprise teaches less than a quiet one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.evidence.deviations import Deviations
from models.evidence.hypotheses import GRID, HypothesisSettings, Likelihood, Priors, expert_priors, marginal, shift_likelihood
from models.evidence.robust import Floats, log_sum, median
from models.evidence.shifts import Shift, Spell, measure_shift
from models.risk.regression import probability
from models.series.indicators import BOOKED, INDICATORS, PHYSICAL


@dataclass(frozen=True, slots=True)
class HindsightSettings:
    """How the past is judged."""

    # Months after a month whose figures judge it: a start three months on, seen for three months.
    months_after: int = 5
    spell_months: int = 5
    onsets: tuple[int, ...] = (-11, -8, -5, -3, -2, -1, 0, 1, 2, 3)
    # The contract's 0.75, with the half step of the grid that separates it from lesser falls.
    half_step_share: float = 0.8
    lasting_share: float = 0.75
    least_share_in_decline: float = 0.02


# Enough months before an onset for a level to be known.
_LEAST_HISTORY: Final = 6
_PHYSICAL: Final = [INDICATORS.index(name) for name in PHYSICAL]
_BOOKED: Final = [INDICATORS.index(name) for name in BOOKED]


def judge_past(deviations: Deviations, months: list[int], settings: HindsightSettings, hypotheses: HypothesisSettings) -> Floats:
    """Probability of a lasting decline at each past month by position, shape (enterprises, months).

    The share of enterprises in decline is not assumed: it is set so that the answers' mean equals the share of quiet enterprises
    (the half with the least noise) whose measured activity, by the contract's definition, was lastingly low. Among them noise does
    not pass for a decline.
    """
    weights = _low_weights(expert_priors(hypotheses), settings)
    judged = [_evidence(deviations, month, weights, settings, hypotheses) for month in months]
    evidence = np.stack([odds for odds, _ in judged], axis=1)
    is_low = np.stack([low for _, low in judged], axis=1)
    noise = median(deviations.noise[:, _PHYSICAL + _BOOKED], axis=1)
    share = max(float(is_low[noise <= np.median(noise)].mean()), settings.least_share_in_decline)
    return probability(evidence + _offset(evidence, share))


def _offset(evidence: Floats, share: float) -> float:
    """Prior log-odds that make the mean probability equal ``share``."""
    low, high = -25.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(evidence + middle).mean() < share else (low, middle)
    return (low + high) / 2


def _low_weights(priors: Priors, settings: HindsightSettings) -> tuple[Floats, Floats]:
    """Weights of both families' shifts: with nothing happening, and with activity at or below the lasting share."""
    activity = (np.exp(GRID)[:, None] + np.exp(GRID)[None, :]) / 2
    anything = 0.65 * priors.decline + 0.15 * priors.leaving + 0.2 * priors.bookings
    return priors.nothing, anything * (activity <= settings.half_step_share)


def _evidence(
    deviations: Deviations, month: int, weights: tuple[Floats, Floats], settings: HindsightSettings, hypotheses: HypothesisSettings
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Log-odds of low activity against nothing at one month, averaged over the possible onsets, and whether measured activity was low."""
    spells = [_spell(month, month + offset, settings, deviations.excess.shape[2]) for offset in settings.onsets]
    shifts = [measure_shift(deviations, spell, median) for spell in spells if spell.onset >= _LEAST_HISTORY]
    if not shifts:
        return np.full(len(deviations.noise), -50.0), np.zeros(len(deviations.noise), dtype=bool)
    odds = [_odds(shift_likelihood(shift, hypotheses), weights) for shift in shifts]
    lowest = np.fmin.reduce([measured_activity(shift) for shift in shifts])
    return log_sum(np.stack(odds, axis=1), axis=1) - np.log(len(odds)), lowest <= settings.lasting_share


def measured_activity(shift: Shift) -> Floats:
    """Activity as the contract defines it: the mean of the medians of the physical and of the booked figures over what was expected."""
    physical, booked = (np.exp(median(shift.size[:, family], axis=1)) for family in (_PHYSICAL, _BOOKED))
    both = (physical + booked) / 2
    return np.where(np.isfinite(both), both, np.where(np.isfinite(physical), physical, booked))


def _spell(month: int, onset: int, settings: HindsightSettings, months_count: int) -> Spell:
    first = max(onset, month - 1)
    last = min(first + settings.spell_months - 1, month + settings.months_after, months_count - 1)
    return Spell(onset, first, last)


def _odds(likelihood: Likelihood, weights: tuple[Floats, Floats]) -> Floats:
    nothing, low = weights
    return marginal(likelihood, low) - marginal(likelihood, nothing)

"""What became of past months, judged with what is known now: the labels from which the operating risk learns.

Whether a dip lasted is known some months later. For each past month the figures around it, before and after, say how likely it is
that a lasting decline (activity at most three quarters of normal for three months or more) was under way or began within three
months. The answer is a probability, because figures are noisy; less is learned from a noisy enterprise than from a quiet one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logsumexp

from models.evidence.deviations import Deviations
from models.evidence.hypotheses import GRID, Likelihood, Priors, expert_priors, marginal, shift_likelihood
from models.evidence.settings import HypothesisSettings
from models.evidence.shifts import LevelShifts, Shift, Spell
from models.numeric import Floats, mean, median
from models.risk.settings import LabelSettings
from warehouse.vocabulary import BOOKED_PLACES, PHYSICAL_PLACES

# Enough months before an onset for a level to be known.
_LEAST_HISTORY: Final = 6


def judge_past(deviations: Deviations, months: list[int], settings: LabelSettings, hypotheses: HypothesisSettings) -> Floats:
    """Probability of a lasting decline at each past month by position, shape (enterprises, months).

    The share of enterprise-months in decline is not assumed: it is set so that the answers' mean equals the share of those whose
    measured activity was lastingly low, counted where figures are precise enough that noise cannot
    pass for a decline. Where few are that precise, the expert's share stands in.
    """
    weights = _low_weights(expert_priors(hypotheses), settings)
    likelihoods = SpellLikelihoods(deviations, weights, hypotheses)
    judged = [_evidence(likelihoods, month, settings, deviations.excess.shape[2]) for month in months]
    evidence = np.stack([each.log_odds for each in judged], axis=1)
    precise = np.stack([each.activity_error for each in judged], axis=1) <= settings.precise_error
    is_low = np.stack([each.is_low for each in judged], axis=1)
    prior_count = settings.expert_weight_share * evidence.size
    share = (float((is_low & precise).sum()) + settings.expert_share * prior_count) / (float(precise.sum()) + prior_count)
    return np.asarray(expit(evidence + _offset(evidence, share)))


def _offset(evidence: Floats, share: float) -> float:
    """Prior log-odds that make the mean probability equal ``share``."""
    low, high = -25.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(evidence + middle).mean() < share else (low, middle)
    return (low + high) / 2


def _low_weights(priors: Priors, settings: LabelSettings) -> tuple[Floats, Floats]:
    """Weights of both families' shifts: with nothing happening, and with activity at or below the lasting share."""
    activity = (np.exp(GRID)[:, None] + np.exp(GRID)[None, :]) / 2
    anything = 0.65 * priors.decline + 0.15 * priors.leaving + 0.2 * priors.bookings
    return priors.nothing, anything * (activity <= settings.half_step_share)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One month in labels, each (enterprises,): log-odds of low activity, whether measured activity was low, and its error."""

    log_odds: Floats
    is_low: npt.NDArray[np.bool_]
    activity_error: Floats


class SpellLikelihoods:
    """Log-odds, activity and error by spell, kept: neighbouring months are judged by mostly the same spells."""

    def __init__(self, deviations: Deviations, weights: tuple[Floats, Floats], hypotheses: HypothesisSettings) -> None:
        self.enterprises = len(deviations.noise)
        self._shifts = LevelShifts(deviations, median)
        self._weights = weights
        self._hypotheses = hypotheses
        self._measured: dict[Spell, tuple[Floats, Floats, Floats]] = {}

    def measure(self, spell: Spell) -> tuple[Floats, Floats, Floats]:
        """Log-odds of low activity, measured activity and its error over a spell, each (enterprises,)."""
        if spell not in self._measured:
            shift = self._shifts.measure(spell)
            self._measured[spell] = (_odds(shift_likelihood(shift, self._hypotheses), self._weights), *measured_activity(shift))
        return self._measured[spell]


def _evidence(likelihoods: SpellLikelihoods, month: int, settings: LabelSettings, months_count: int) -> _Judged:
    """Judge one month: low activity against nothing, averaged over the possible onsets."""
    spells = [_spell(month, month + offset, settings, months_count) for offset in settings.onsets]
    measured = [likelihoods.measure(spell) for spell in spells if spell.onset >= _LEAST_HISTORY]
    if not measured:
        nobody = np.zeros(likelihoods.enterprises)
        return _Judged(nobody - 50.0, nobody > 0, nobody + np.inf)
    odds, activity, errors = zip(*measured, strict=True)
    lowest, error = np.fmin.reduce(activity), np.fmax.reduce(errors)
    return _Judged(
        logsumexp(np.stack(odds, axis=1), axis=1) - np.log(len(odds)), lowest <= settings.lasting_share, np.nan_to_num(error, nan=np.inf)
    )


def measured_activity(shift: Shift) -> tuple[Floats, Floats]:
    """Activity and its standard error, both (enterprises,).

    Activity is the mean of the medians of the physical and of the booked figures over what was expected; with one family unknown, the
    other stands for both. The error of a median of k figures is about 1.25 times that of their mean.
    """
    physical, booked = (_family_activity(shift, family) for family in (PHYSICAL_PLACES, BOOKED_PLACES))
    both = (physical[0] + booked[0]) / 2
    error = np.sqrt(physical[1] ** 2 + booked[1] ** 2) / 2
    known = np.isfinite(both)
    single = np.isfinite(physical[0])
    activity = np.where(known, both, np.where(single, physical[0], booked[0]))
    return activity, np.where(known, error, np.where(single, physical[1], booked[1]))


def _family_activity(shift: Shift, family: list[int]) -> tuple[Floats, Floats]:
    known = np.isfinite(shift.size[:, family])
    variance = mean(np.where(known, shift.error[:, family] ** 2, np.nan), axis=1)
    return np.exp(median(shift.size[:, family], axis=1)), 1.25 * np.sqrt(variance / np.maximum(known.sum(axis=1), 1))


def _spell(month: int, onset: int, settings: LabelSettings, months_count: int) -> Spell:
    first = max(onset, month - 1)
    last = min(first + settings.spell_months - 1, month + settings.months_after, months_count - 1)
    return Spell(onset, first, last)


def _odds(likelihood: Likelihood, weights: tuple[Floats, Floats]) -> Floats:
    nothing, low = weights
    return marginal(likelihood, low) - marginal(likelihood, nothing)

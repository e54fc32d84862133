"""Settings of the risks: how the past is judged, what it teaches, and how far what was fitted is stretched.

In: values and reasons. Out: what computes with them; whoever only reads settings loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval

from models.evidence.settings import HypothesisSettings


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """How the past is judged."""

    # Months after a month whose figures judge it: a start three months on, seen for three months.
    months_after: int = 5
    # Three low months of five: of four, the middle would be between a low and a usual month where a stop took two.
    spell_months: int = 5
    onsets: tuple[int, ...] = (-11, -8, -5, -3, -2, -1, 0, 1, 2, 3)
    # A lasting decline is activity of at most 0.75; with the half step of the grid that separates it from lesser falls.
    half_step_share: float = 0.8
    lasting_share: float = 0.75
    # Figures whose activity has at most this standard error cannot seem a quarter low by noise (three errors).
    precise_error: float = 0.1
    # The expert's share of enterprise-months in or before a lasting decline, and how much of all months it weighs.
    expert_share: float = 0.07
    expert_weight_share: float = 0.05


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How much each kind of example counts."""

    self_label_weight: float = 1.0
    # A recorded outcome is somebody's word about this enterprise, not a reading of its figures.
    recorded_weight: float = 3.0
    recorded_months: int = 6
    false_alarm_months: int = 3
    relocation_months: int = 12
    # The twelve months before one departure tell much the same.
    departure_weight: float = 0.5
    # Neighbouring months of trouble tell much the same about its kind.
    share_weight: float = 0.2
    # Where other districts' departures teach too, each of this district's counts once, as each of theirs does.
    shared_departure_weight: float = 1 / 12


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """What lies between the fitted log-odds of a decline and its published probability.

    Labels made of noisy figures flatten what is learned from them (an outcome measured with error attenuates a logistic regression; Carroll
    et al. 2006, Measurement Error in Nonlinear Models, chapter 15), so log-odds are stretched by ``sharpness``; and so many decline
    ``without_sign`` before, which no sum of signs can state.
    """

    sharpness: Annotated[float, Interval(ge=0.5, le=2)] = 1.15
    without_sign: Annotated[float, Interval(ge=0, le=0.1)] = 0.015


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """Everything from evidence to risk."""

    hypotheses: HypothesisSettings = field(default_factory=HypothesisSettings)
    labels: LabelSettings = field(default_factory=LabelSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    # Nothing is learned from an enterprise-month of which fewer indicators are known.
    least_indicators: int = 1

"""The features of both risks: how each is computed from a month's evidence, what an expert makes of it, how far figures may move that.

A new feature is a row here, its words in the vocabulary's FEATURES and, where it needs a number that is not measured yet, that number in
RISK_EVIDENCE with the module that measures it. In: features and weights. Out: fitting (models.risk.regression), evidence (models.evidence).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from models.numeric import Floats
from models.risk.regression import Coefficients, Examples, fit_towards_prior
from warehouse.vocabulary import SIGNALS, UTILITIES

_TALK: Final = tuple(signal.key for signal in SIGNALS if signal.is_talk)
_MOVES: Final = tuple(signal.key for signal in SIGNALS if not signal.is_talk)
# What follows production closely, and what repeats the others; head-count and investment do neither.
_AGREEING: Final = ("output_value", "tax", *UTILITIES)
_REPEATING: Final = ("value_added", "water", "gas")
# Of a report: that there is one at all, that it is not old, that it is fresh.
_REPORTED: Final = (0.05, 0.4, 0.8)
# Of log-odds for leaving: against it, undecided, for it, strongly for it.
_ODDS: Final = (-1.0, 0.0, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A feature: ``value`` over the columns of RISK_EVIDENCE, the expert's weight in log-odds per unit and its spread.

    ``version`` goes up when the value is computed otherwise, so that a weight learned of another value does not travel. ``edges``: values
    from which on other districts' outcomes may lift or lower the expert's line. ``from_value``: set where this is such a step, which is 1
    from that value on.
    """

    key: str
    value: pl.Expr
    weight: float
    spread: float
    version: int = 1
    edges: tuple[float, ...] = ()
    from_value: float | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What other districts brought to a weight: how many they are, and how many events they learned it from."""

    districts: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class RiskPrior:
    """A risk before any past month is looked at: the intercept and its spread in log-odds, and the features in order.

    ``behind``: what other districts brought to the intercept and to each feature; empty where an expert speaks alone.
    """

    intercept: float
    intercept_spread: float
    features: tuple[Feature, ...]
    behind: tuple[Behind, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of the features, without the intercept; a step has its feature's."""
        return tuple(feature.key for feature in self.features)

    @property
    def mean(self) -> Floats:
        """Weights, the intercept first."""
        return np.array([self.intercept, *(feature.weight for feature in self.features)])

    @property
    def spread(self) -> Floats:
        """Spreads of the weights, the intercept first."""
        return np.array([self.intercept_spread, *(feature.spread for feature in self.features)])

    def design(self, evidence: pl.DataFrame) -> Floats:
        """Lay the features of evidence rows out, shape (rows, features)."""
        columns = (feature.value.cast(pl.Float64).alias(f"{place}") for place, feature in enumerate(self.features))
        return evidence.select(columns).to_numpy().astype(float)

    def fit(self, past: pl.DataFrame, outcome: Floats, weight: Floats, exposure: Floats) -> Coefficients:
        """Fit the weights on past evidence rows, what became of them (0…1), how much each counts, and its exposure (0…1)."""
        return fit_towards_prior(self.names, Examples(self.design(past), outcome, weight, exposure), self.mean, self.spread)


def _sum_of(prefix: str, keys: tuple[str, ...]) -> pl.Expr:
    return pl.sum_horizontal([f"{prefix}_{key}" for key in keys])


def _signal(key: str, weight: float, spread: float) -> Feature:
    return Feature(f"signal_{key}", pl.col(f"signal_{key}").clip(0, 2), weight, spread, edges=_REPORTED)


def _appeal(need: str, weight: float, spread: float) -> Feature:
    return Feature(f"appeal_{need}", pl.col(f"appeal_{need}").clip(0, 2), weight, spread)


# The probability that a lasting decline is under way or starts within three months. The spreads are narrow: retrospective labels are made
# of figures too and cannot see what precedes them, so they correct an expert's weights and do not replace them.
OPERATING: Final = RiskPrior(
    -3.6,
    0.7,
    (
        Feature("decline_evidence", pl.col("decline_log_odds").clip(-3, 4), 0.15, 0.025),
        Feature("leaving_evidence", pl.col("leaving_log_odds").clip(-2, 6), 0.10, 0.020),
        Feature("output_evidence", pl.col("evidence_output_value").clip(-2, 4), 0.25, 0.025),
        Feature("energy_evidence", pl.col("evidence_electricity").clip(-2, 4), 0.25, 0.025),
        Feature("other_evidence", _sum_of("evidence", _REPEATING).clip(-2, 4), 0.15, 0.020),
        # People are let go last and the figure is quiet: where others agree, it weighs more than any. Alone it may be outsourcing, so it
        # counts as far as the other figures agree.
        Feature(
            "people_evidence",
            pl.min_horizontal(pl.col("evidence_employment").clip(-2, 4), 1 + _sum_of("evidence", _AGREEING).clip(-1, 3)),
            0.50,
            0.030,
        ),
        # Half of the indicators or more: now, over a quarter, half a year, a year.
        Feature("fall_1", pl.col("fall_1_errors").clip(-1, 3), 0.30, 0.020),
        Feature("fall_3", pl.col("fall_3_errors").clip(-1, 3), 0.45, 0.040),
        Feature("fall_6", pl.col("fall_6_errors").clip(-1, 3), 0.20, 0.030),
        Feature("fall_12", pl.col("fall_12_errors").clip(-1, 3), 0.20, 0.030),
        Feature("second_fall_12", pl.col("second_fall_12_errors").clip(-0.5, 5), 0.15, 0.025),
        Feature("fall_12_depth", pl.col("fall_12_log").clip(-0.1, 1.2), 0.40, 0.100),
        Feature("fall_18_depth", pl.col("fall_18_log").clip(-0.1, 1.2), 0.40, 0.100),
        # What looks like trouble and is not: a stop of a month or two with everybody still there, and people moved on paper.
        Feature("short_stop", pl.col("short_stop_log").clip(0, 1.2), -9.00, 0.100),
        Feature("headcount_only", pl.col("headcount_only_log").clip(0, 0.8), -6.50, 0.100),
        # Reports precede figures: labels made of figures undervalue them.
        Feature("signals", pl.sum_horizontal([pl.col(f"signal_{key}").clip(0, 1) for key in _MOVES]).clip(0, 3), 1.50, 0.075),
        Feature("appeals", _sum_of("signal", _TALK).clip(0, 1.5), 0.70, 0.050),
        Feature("silence_months", pl.col("silence_months"), 0.50, 0.050),
        Feature("investment_log", pl.col("investment_log").clip(-2, 1), -0.15, 0.030),
        Feature("noise_log", pl.col("noise_log"), 0.00, 0.050),
    ),
)

# The probability that an enterprise leaves, wholly or for the most part, within 12 months: about one in a hundred does within a year.
RELOCATION: Final = RiskPrior(
    -5.3,
    0.7,
    (
        Feature("leaving_evidence", pl.col("leaving_log_odds").clip(-2, 6), 0.35, 0.08, edges=_ODDS),
        Feature("leaving_over_decline", (pl.col("leaving_log_odds") - pl.col("decline_log_odds")).clip(-5, 5), 0.15, 0.08, edges=_ODDS),
        Feature("physical_first", (pl.col("booked_log") - pl.col("physical_log")).clip(-1, 1.2), 1.50, 0.30, edges=(0.05, 0.15, 0.35)),
        Feature("physical_lead", pl.col("physical_lead_6_log").clip(-1, 1), 0.60, 0.20, edges=(0.0, 0.2, 0.5)),
        Feature("physical_fall", (-pl.col("physical_log")).clip(0, 1.5), 0.50, 0.20, edges=(0.1, 0.3, 0.7)),
        Feature("booked_fall", (-pl.col("booked_log")).clip(0, 1), -0.50, 0.20, edges=(0.1, 0.3, 0.6)),
        Feature("investment_stopped", (-pl.col("investment_log")).clip(0, 2), 0.15, 0.10, edges=(0.1, 1.0)),
        Feature("growth", pl.min_horizontal("physical_log", "booked_log").clip(0, 0.5), -4.00, 1.50),
        # Outsourcing and re-registration move people on paper while everything else goes on.
        Feature("headcount_only", pl.col("headcount_only_log").clip(0, 0.8), -1.50, 0.20, edges=(0.05, 0.2)),
        Feature("silence_months", pl.col("silence_months"), 0.05, 0.10, edges=(0.4, 1.0)),
        # One dated report multiplies the odds about fivefold; what is being done weighs more than what is being considered.
        _signal("outside_investment", 1.50, 0.25),
        _signal("lease_ending", 1.50, 0.25),
        _signal("recruiting_outside", 1.80, 0.25),
        _signal("address_change", 1.70, 0.25),
        _signal("equipment_disposal", 2.00, 0.25),
        _signal("land_purchase_outside", 1.80, 0.25),
        _signal("headcount_transfer", 2.00, 0.25),
        # What the book of appeals holds too counts there, with what was asked for.
        Feature("signal_appeal", (pl.col("signal_appeal") - pl.col("appeal_repeated")).clip(0, 2), 1.20, 0.20, edges=_REPORTED),
        _signal("visit_note", 1.20, 0.20),
        # Who is short of space looks for it, here or elsewhere; costs and labour press on many who stay, and permits on whoever builds.
        _appeal("space", 1.00, 0.20),
        _appeal("cost", 0.80, 0.20),
        _appeal("permits", 0.30, 0.15),
        _appeal("labour", 0.30, 0.15),
    ),
)

# Every risk with its prior, by the keys of the vocabulary's RISKS.
PRIORS: Final = {"operating": OPERATING, "relocation": RELOCATION}

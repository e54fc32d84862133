"""The features of both risks and of the share of leaving: how each is computed, what an expert makes of it, how far figures move that.

A new feature is a row here, its words in the vocabulary's FEATURES and, where it needs a number that is not measured yet, that number in
RISK_EVIDENCE with the module that measures it. In: features and weights. Out: fitting (models.risk.regression), evidence (models.evidence).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from models.numeric import Floats
from models.risk.regression import Coefficients, Examples, covariance, fit_towards_prior, log_odds
from warehouse.vocabulary import RELOCATION_SHARE, SIGNALS, UTILITIES

_TALK: Final = tuple(signal.key for signal in SIGNALS if signal.is_talk)
_MOVES: Final = tuple(signal.key for signal in SIGNALS if not signal.is_talk)
# What follows production closely, and what repeats the others; head-count and investment do neither.
_AGREEING: Final = ("output_value", "tax", *UTILITIES)
_REPEATING: Final = ("value_added", "water", "gas")
# Of a report: that there is one at all, that it is not old, that it is fresh.
_REPORTED: Final = (0.05, 0.4, 0.8)
# Of log-odds for leaving: against it, undecided, for it, strongly for it.
_ODDS: Final = (-1.0, 0.0, 1.0, 2.0, 4.0)
# Of one indicator's evidence of a decline, of joint falls in standard errors, and of their depth in logs.
_EVIDENCE: Final = (-0.5, 0.5, 1.0, 2.0, 3.0)
_ERRORS: Final = (-0.5, 0.0, 0.4, 0.8, 1.2, 1.7, 2.3)
_DEPTH: Final = (0.0, 0.12, 0.28, 0.42, 0.62)
# How far a step may lift or lower the expert's line, in log-odds.
STEP_SPREAD: Final = 0.3
# What the intercept means has not changed yet.
INTERCEPT_VERSION: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A feature: ``value`` over the columns of RISK_EVIDENCE, the expert's weight in log-odds per unit and its spread.

    ``version`` goes up when the value is computed otherwise, so that a weight learned of another value does not travel. ``edges``: values
    from which on outcomes may lift or lower the expert's line. ``from_value``: set where this is such a step, which is 1 from that value
    on. ``is_optional``: of a source that some districts do not have; without a value anywhere it is left out.
    """

    key: str
    value: pl.Expr
    weight: float
    spread: float
    version: int = 1
    edges: tuple[float, ...] = ()
    from_value: float | None = None
    is_optional: bool = False

    def steps(self) -> list[Feature]:
        """Return a step from each edge on, each expected to be nothing."""
        return [replace(self, value=self.value >= edge, weight=0.0, spread=STEP_SPREAD, edges=(), from_value=edge) for edge in self.edges]


@dataclass(frozen=True, slots=True)
class Behind:
    """What other districts brought to a weight: how many they are, and how many events they learned it from."""

    districts: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class RiskPrior:
    """A risk before any past month is looked at: the intercept and its spread in log-odds, and the features in order.

    ``behind``: what other districts brought to the intercept and to each feature; empty where an expert speaks alone. ``own_share``: what
    share of the weights this district's own past decides by itself, with steps; where it is above 0 the edges are for that and do not
    travel.
    """

    intercept: float
    intercept_spread: float
    features: tuple[Feature, ...]
    behind: tuple[Behind, ...] = ()
    own_share: float = 0.0

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

    def in_use(self, *evidence: pl.DataFrame) -> RiskPrior:
        """Return the prior without the optional features that are zero in all of these evidence rows: a district without the source.

        Left out and not fitted as nothing: weights of the others are then the same to the last digit as if it did not exist.
        """
        used = [not one.is_optional or any(_says_something(one, rows) for rows in evidence) for one in self.features]
        if all(used):
            return self
        behind = self.behind and (self.behind[0], *compress(self.behind[1:], used))
        return replace(self, features=tuple(compress(self.features, used)), behind=behind)

    def design(self, evidence: pl.DataFrame) -> Floats:
        """Lay the features of evidence rows out, shape (rows, features)."""
        columns = (feature.value.cast(pl.Float64).alias(f"{place}") for place, feature in enumerate(self.features))
        return evidence.select(columns).to_numpy().astype(float)

    def stepped(self) -> RiskPrior:
        """Return the prior with every step that its features may have: additive steps shrunk towards the expert's line.

        Sums of a line and steps by feature are a generalised additive model of piecewise constants (Hastie & Tibshirani 1990, chapter 4).
        """
        steps = tuple(step for feature in self.features for step in feature.steps())
        behind = (*self.behind, *(Behind(),) * len(steps)) if self.behind else ()
        return replace(self, features=(*self.features, *steps), behind=behind)

    def fit(self, past: pl.DataFrame, outcome: Floats, weight: Floats, exposure: Floats) -> Fitted:
        """Fit the weights on past evidence rows, what became of them (0…1), how much each counts, and its exposure (0…1).

        Where the own past has a share, a fit near the expert's line and one that may bend it are averaged in log-odds, which for weights is
        the average of both (the logarithmic opinion pool; Genest & Zidek 1986, Statistical Science 1, section 3).
        """
        examples = Examples(self.design(past), outcome, weight, exposure)
        near = fit_towards_prior(self.names, examples, self.mean, self.spread)
        near_errors = height_errors(self, covariance(near, examples))
        if not self.own_share:
            return Fitted(self, near, near_errors)
        bent = self.stepped()
        examples = replace(examples, features=bent.design(past))
        own = fit_towards_prior(bent.names, examples, bent.mean, bent.spread)
        near_values = np.concatenate([near.values, np.zeros(len(own.values) - len(near.values))])
        values = (1 - self.own_share) * near_values + self.own_share * own.values
        # Both fits know the same examples, so that their errors go together: the error of a mean is then the mean of the errors.
        straight = _along_the_line(bent, near_errors)
        errors = (1 - self.own_share) * straight + self.own_share * height_errors(bent, covariance(own, examples))
        return Fitted(bent, replace(own, values=values), errors)


class Fitted(NamedTuple):
    """A fitted risk: the features it reads, in the order of its weights, the weights, and how far what they draw may be off.

    ``height_errors`` as of `height_errors`; None where weights were read back and nothing was fitted.
    """

    prior: RiskPrior
    coefficients: Coefficients
    height_errors: Floats | None = None

    def contributions(self, evidence: pl.DataFrame) -> Floats:
        """Return what each weight adds for evidence rows, in log-odds, shape (rows, 1 + features), the intercept first."""
        return log_odds(self.coefficients, self.prior.design(evidence))


def height_errors(prior: RiskPrior, spread: Floats) -> Floats:
    """Return how far the shape of each feature may be off, by weight, (1 + features,), in log-odds, the intercept first.

    ``spread`` is the covariance of the weights. Of a line it is the standard error of its weight, of a step that of what the feature adds
    from there on, line and earlier steps with it, against the value at which its first step begins.
    """
    first = _first_edges(prior)
    return np.array([spread[0, 0] ** 0.5, *(_height_error(prior, place, first, spread) for place in range(len(prior.features)))])


def _first_edges(prior: RiskPrior) -> dict[str, float]:
    first: dict[str, float] = {}
    for one in prior.features:
        if one.from_value is not None:
            first[one.key] = min(one.from_value, first.get(one.key, one.from_value))
    return first


def _height_error(prior: RiskPrior, place: int, first: dict[str, float], spread: Floats) -> float:
    own = prior.features[place]
    parts = np.zeros(1 + len(prior.features))
    if own.from_value is None:
        parts[1 + place] = 1.0
    else:
        for other, one in enumerate(prior.features):
            if one.key == own.key and one.from_value is None:
                parts[1 + other] = own.from_value - first[own.key]
            elif one.key == own.key and one.from_value is not None and one.from_value <= own.from_value:
                parts[1 + other] = 1.0
    return float((parts @ spread @ parts) ** 0.5)


def _along_the_line(bent: RiskPrior, errors: Floats) -> Floats:
    """Return the errors of straight lines at the steps of a prior that bends them."""
    first, lines = _first_edges(bent), dict(zip((one.key for one in bent.features if one.from_value is None), errors[1:], strict=True))
    steps = [lines[one.key] * (one.from_value - first[one.key]) for one in bent.features if one.from_value is not None]
    return np.concatenate([errors, steps])


def _says_something(feature: Feature, evidence: pl.DataFrame) -> bool:
    needed = feature.value.meta.root_names()
    return set(needed) <= set(evidence.columns) and bool(evidence.select((feature.value != 0).any()).item())


def _sum_of(prefix: str, keys: tuple[str, ...]) -> pl.Expr:
    return pl.sum_horizontal([f"{prefix}_{key}" for key in keys])


def _signal(key: str, weight: float, spread: float) -> Feature:
    return Feature(f"signal_{key}", pl.col(f"signal_{key}").clip(0, 2), weight, spread, edges=_REPORTED)


def _appeal(need: str, weight: float, spread: float) -> Feature:
    return Feature(f"appeal_{need}", pl.col(f"appeal_{need}").clip(0, 2), weight, spread)


def _recent(key: str, weight: float, spread: float) -> Feature:
    return Feature(key, pl.col(f"{key}_errors").clip(-1, 3), weight, spread, edges=_ERRORS, is_optional=True)


# The probability that a lasting decline is under way or starts within three months. The spreads are narrow: retrospective labels are made
# of figures too and cannot see what precedes them, so they correct an expert's weights and do not replace them.
OPERATING: Final = RiskPrior(
    -3.6,
    0.7,
    (
        Feature("decline_evidence", pl.col("decline_log_odds").clip(-3, 4), 0.15, 0.025, edges=_EVIDENCE),
        Feature("leaving_evidence", pl.col("leaving_log_odds").clip(-2, 6), 0.10, 0.020, edges=_EVIDENCE),
        Feature("output_evidence", pl.col("evidence_output_value").clip(-2, 4), 0.25, 0.025, edges=_EVIDENCE),
        Feature("energy_evidence", pl.col("evidence_electricity").clip(-2, 4), 0.25, 0.025, edges=_EVIDENCE),
        Feature("other_evidence", _sum_of("evidence", _REPEATING).clip(-2, 4), 0.15, 0.020, edges=_EVIDENCE),
        # People are let go last and the figure is quiet: where others agree, it weighs more than any. Alone it may be outsourcing, so it
        # counts as far as the other figures agree.
        Feature(
            "people_evidence",
            pl.min_horizontal(pl.col("evidence_employment").clip(-2, 4), 1 + _sum_of("evidence", _AGREEING).clip(-1, 3)),
            0.50,
            0.030,
            edges=_EVIDENCE,
        ),
        # Half of the indicators or more: now, over a quarter, half a year, a year.
        Feature("fall_1", pl.col("fall_1_errors").clip(-1, 3), 0.30, 0.020, edges=_ERRORS),
        Feature("fall_3", pl.col("fall_3_errors").clip(-1, 3), 0.45, 0.040, edges=_ERRORS),
        Feature("fall_6", pl.col("fall_6_errors").clip(-1, 3), 0.20, 0.030, edges=_ERRORS),
        Feature("fall_12", pl.col("fall_12_errors").clip(-1, 3), 0.20, 0.030, edges=_ERRORS),
        Feature("second_fall_12", pl.col("second_fall_12_errors").clip(-0.5, 5), 0.15, 0.025, edges=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0)),
        Feature("fall_12_depth", pl.col("fall_12_log").clip(-0.1, 1.2), 0.40, 0.100, edges=_DEPTH),
        Feature("fall_18_depth", pl.col("fall_18_log").clip(-0.1, 1.2), 0.40, 0.100, edges=_DEPTH),
        # What looks like trouble and is not: a stop of a month or two with everybody still there, and people moved on paper.
        Feature("short_stop", pl.col("short_stop_log").clip(0, 1.2), -9.00, 0.100, edges=(0.02, 0.1, 0.25, 0.45, 0.8)),
        Feature("headcount_only", pl.col("headcount_only_log").clip(0, 0.8), -6.50, 0.100, edges=(0.02, 0.1, 0.25, 0.45)),
        # Reports precede figures: labels made of figures undervalue them.
        Feature(
            "signals",
            pl.sum_horizontal([pl.col(f"signal_{key}").clip(0, 1) for key in _MOVES]).clip(0, 3),
            1.50,
            0.075,
            edges=(0.3, 0.7, 1.0, 1.3),
        ),
        Feature("appeals", _sum_of("signal", _TALK).clip(0, 1.5), 0.70, 0.050, edges=(0.1, 0.45, 0.8)),
        # Somebody was there and found that business is in trouble: as much as a report of a move, and gone after half a year.
        Feature("visit_trouble", pl.col("visit_trouble").clip(0, 1), 1.50, 0.30, edges=_REPORTED),
        Feature("silence_months", pl.col("silence_months"), 0.50, 0.050, edges=(0.2, 0.4, 0.7)),
        Feature("investment_log", pl.col("investment_log").clip(-2, 1), -0.15, 0.030, edges=(-1.0, -0.2, 0.2, 0.9)),
        Feature("noise_log", pl.col("noise_log"), 0.00, 0.050, edges=(-1.8, -1.5, -1.2, -0.8, -0.5)),
        # An overhaul that was announced explains what fell while it runs. One that is over explains nothing: not to be back is trouble.
        Feature("shutdown_announced", pl.col("shutdown_announced").clip(0, 1), -2.00, 0.30, is_optional=True),
        Feature("shutdown_overrun", pl.col("shutdown_overrun_log").clip(0, 1.2), 1.00, 0.30, is_optional=True),
        # The days after the month speak of one indicator alone, but of what no bill tells yet.
        _recent("recent_electricity", 0.40, 0.050),
        _recent("running_electricity", 0.30, 0.050),
    ),
    # More would rank a little better, and list shut-downs for maintenance and outsourced people half again as often.
    own_share=0.3,
)

# The probability that an enterprise leaves, wholly or for the most part, within 12 months: about one in a hundred does within a year.
RELOCATION: Final = RiskPrior(
    -5.5,
    0.7,
    (
        # Figures that plainly stand speak against leaving, further than they are in doubt.
        Feature("leaving_evidence", pl.col("leaving_log_odds").clip(-4, 6), 0.35, 0.08, version=2, edges=_ODDS),
        Feature("leaving_over_decline", (pl.col("leaving_log_odds") - pl.col("decline_log_odds")).clip(-5, 5), 0.15, 0.08, edges=_ODDS),
        Feature("physical_first", (pl.col("booked_log") - pl.col("physical_log")).clip(-1, 1.2), 1.50, 0.30, edges=(0.05, 0.15, 0.35)),
        Feature("physical_lead", pl.col("physical_lead_6_log").clip(-1, 1), 0.60, 0.20, edges=(0.0, 0.2, 0.5)),
        Feature("physical_fall", (-pl.col("physical_log")).clip(0, 1.5), 0.50, 0.20, edges=(0.1, 0.3, 0.7)),
        Feature("booked_fall", (-pl.col("booked_log")).clip(0, 1), -0.50, 0.20, edges=(0.1, 0.3, 0.6)),
        Feature("investment_stopped", (-pl.col("investment_log")).clip(0, 2), 0.15, 0.10, edges=(0.1, 1.0)),
        # Who grows by a twentieth sets up a second plant rather than moves the first; how much that weighs, districts may learn.
        Feature("growth", pl.min_horizontal("physical_log", "booked_log").clip(0, 0.5), -6.00, 3.00),
        # In a decline people are let go last and not all; capacity that moves takes its people along.
        Feature("people_fall", pl.col("people_fall_6_log").clip(-0.2, 1), 1.00, 0.30, edges=(0.1, 0.3)),
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
        # A note whose visit is on record counts there, with what was found.
        Feature(
            "signal_visit_note", (pl.col("signal_visit_note") - pl.col("visit_repeated")).clip(0, 2), 1.20, 0.20, version=2, edges=_REPORTED
        ),
        # Reports of different kinds within a year confirm one another: a plan to move is seen from several sides, a rumour from one.
        Feature("several_reports", (pl.col("report_kinds") - 1).clip(0, 3), 0.60, 0.20, edges=(1.0, 2.0)),
        # Somebody was there: plans noted at a visit weigh as much as recruiting elsewhere, and other trouble explains what else is seen.
        Feature("visit_move", pl.col("visit_move").clip(0, 2), 1.80, 0.25, edges=_REPORTED),
        Feature("visit_trouble", pl.col("visit_trouble").clip(0, 1), -0.60, 0.20, edges=_REPORTED),
        # Who is short of space looks for it, here or elsewhere; costs and labour press on many who stay, and permits on whoever builds.
        _appeal("space", 1.00, 0.20),
        _appeal("cost", 0.80, 0.20),
        _appeal("permits", 0.30, 0.15),
        _appeal("labour", 0.30, 0.15),
    ),
)

# Of the trouble there is, the part that is leaving: about one enterprise-month of trouble in seven. A move is told from a decline by energy
# and people falling while output and tax are still booked, and by what was reported of it; the depth of the fall says nothing of its kind.
SHARE: Final = RiskPrior(
    -3.7,
    0.7,
    (
        Feature("leaving_over_decline", (pl.col("leaving_log_odds") - pl.col("decline_log_odds")).clip(-5, 5), 0.80, 0.12, edges=_ODDS),
        Feature("leaving_evidence", pl.col("leaving_log_odds").clip(-2, 6), 0.20, 0.06, edges=_ODDS),
        Feature("physical_lead", pl.col("physical_lead_6_log").clip(-1, 1), 1.00, 0.30, edges=(0.0, 0.2, 0.5)),
        Feature("headcount_only", pl.col("headcount_only_log").clip(0, 0.8), 1.00, 0.50, edges=(0.05, 0.2)),
        # Whoever leaves is gone within a year or so; a decline may go on.
        Feature("fall_age", pl.col("onset_months").clip(1, 18).log(), -0.25, 0.10),
        # A declining enterprise gives up premises and machines too; land and staff elsewhere are a mover's alone.
        _signal("outside_investment", 2.00, 0.30),
        _signal("lease_ending", 1.80, 0.30),
        _signal("recruiting_outside", 2.50, 0.30),
        _signal("address_change", 0.80, 0.30),
        _signal("equipment_disposal", 2.00, 0.30),
        _signal("land_purchase_outside", 2.50, 0.30),
        _signal("headcount_transfer", 2.20, 0.30),
        Feature("signal_appeal", (pl.col("signal_appeal") - pl.col("appeal_repeated")).clip(0, 2), 0.50, 0.20, edges=_REPORTED),
        _signal("visit_note", 1.60, 0.20),
        _appeal("space", 1.00, 0.30),
    ),
)

# Everything that is learned with its prior, by the keys of the vocabulary's SCORES.
PRIORS: Final = {"operating": OPERATING, "relocation": RELOCATION, RELOCATION_SHARE: SHARE}

"""What districts learn from one another: each one's weights with their errors, and the prior a district then fits towards.

Weights and counts travel, figures and enterprises do not. In: one district's past examples, other districts' records. Out: where records
are kept and how they travel (pipelines.month.other_districts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

import numpy as np

from models.numeric import Floats, Integers
from models.risk.priors import INTERCEPT_VERSION, Behind, RiskPrior
from models.risk.regression import Examples, fit_towards_prior, standard_errors
from models.risk.training_examples import TrainingExamples

# Nothing is said of fewer: neither has a district of them learned anything, nor could none of them be told from the others.
LEAST_EVENTS: Final = 5
# What travels is fitted with the expert's spreads this many times as wide, so that a ninth of the expert's say is left in it.
_WIDENED: Final = 3.0
# An outcome judged at least this likely happened.
_HAPPENED: Final = 0.5
# The expert's spread counts as much as one more district where it is asked how much districts differ.
_EXPERT_DISTRICTS: Final = 1
# The same number on every machine, and no more of it than means anything.
_DECIMALS: Final = 6
INTERCEPT: Final = "intercept"


class Key(NamedTuple):
    """What a weight goes by."""

    feature: str
    version: int
    from_value: float | None


class Source(NamedTuple):
    """Whose experience it is: the district, the month up to which it goes, the version of the program that learned it."""

    district: str
    month: date
    program: str


@dataclass(frozen=True, slots=True)
class LearnedWeight:
    """What one district found of one feature: weight and standard error in log-odds per unit, with the enterprises it happened to.

    ``version``: of the feature (models.risk.priors). ``from_value``: None for the weight per unit, else the value from which on this much
    is added. ``events``: enterprises whose outcome came true while the feature was not zero.
    """

    feature: str
    version: int
    from_value: float | None
    value: float
    error: float
    events: int


@dataclass(frozen=True)
class Learned:
    """What one district's past taught about one risk; ``left_out`` names the weights with fewer than LEAST_EVENTS events."""

    risk: str
    source: Source
    examples: int
    events: int
    weights: tuple[LearnedWeight, ...]
    left_out: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """A SHA-256 of the record; made once, since every district of a country goes by the records of all others."""
        return sha256(repr(self).encode()).hexdigest()


class Pooled(NamedTuple):
    """A weight as several districts found it: mean, its variance, and the variance between districts."""

    mean: float
    variance: float
    between: float


def learn(risk: str, prior: RiskPrior, past: TrainingExamples, source: Source) -> Learned:
    """Return what a district's past teaches about a risk, the expert's part in it made small.

    The months of one enterprise tell much the same, so that each event counts once: weights are scaled to the number of enterprises it
    happened to (the design effect of clusters; Kish 1965, Survey Sampling, section 5.4). ``prior`` is the expert's: what other districts
    found must not come back to them as this one's.
    """
    whole = _travelling(prior)
    design = whole.design(past.rows)
    events = _events(past, design)
    positives = float((past.weight * past.outcome).sum())
    weight = past.weight * min(1.0, events[0] / positives) if positives > 0 else past.weight
    examples = Examples(design, past.outcome, weight, past.exposure)
    fitted = fit_towards_prior(whole.names, examples, whole.mean, whole.spread * _WIDENED)
    rows = zip(_keys(whole), fitted.values, standard_errors(fitted, examples), events, strict=True)
    found = [LearnedWeight(*key, _rounded(value), _rounded(error), count) for key, value, error, count in rows]
    kept = tuple(one for one in found if one.events >= LEAST_EVENTS)
    left_out = tuple(_called(one) for one in found if one.events < LEAST_EVENTS)
    return Learned(risk, source, len(past.rows), events[0], kept, left_out)


def _travelling(prior: RiskPrior) -> RiskPrior:
    """Return a prior with the steps that travel: where its own past bends it, each district bends it by itself."""
    return prior if prior.own_share else prior.stepped()


def _keys(prior: RiskPrior) -> list[Key]:
    """Return what a weight goes by: feature, version and the value from which it counts."""
    return [Key(INTERCEPT, INTERCEPT_VERSION, None), *(Key(one.key, one.version, one.from_value) for one in prior.features)]


def _called(weight: LearnedWeight) -> str:
    return weight.feature if weight.from_value is None else f"{weight.feature}>={weight.from_value:g}"


def _events(past: TrainingExamples, design: Floats) -> list[int]:
    """Count the enterprises it happened to: all of them first, then those of each feature."""
    happened = past.outcome >= _HAPPENED
    codes = past.rows["uscc"].to_numpy()[happened]
    there = design[happened] != 0
    return [len(set(codes)), *(len(set(codes[there[:, column]])) for column in range(design.shape[1]))]


def _rounded(value: float) -> float:
    return round(float(value), _DECIMALS)


def with_others(prior: RiskPrior, others: Heard | Iterable[Learned], district: str) -> RiskPrior:
    """Return the prior that a district fits towards: the expert's, moved by what other districts found about the same risk.

    What a weight would be in one more district like those heard (the predictive distribution of a random-effects meta-analysis; Higgins,
    Thompson & Spiegelhalter 2009, section 4) is combined with the expert's by precision. Records of ``district`` itself, older ones of a
    district, and features of another version or with too few events are passed over; what nobody else has seen is the expert's, exactly.
    The order of ``others`` does not matter. ``others`` are of one risk.
    """
    heard, whole = others if isinstance(others, Heard) else Heard.of(others), _travelling(prior)
    found = [heard.but(district, key) for key in _keys(whole)]
    if not any(len(of.values) for of in found):
        return prior
    rows = zip((None, *whole.features), whole.mean, whole.spread, found, strict=True)
    # A step that nobody else has seen is none.
    kept = [
        (one, _moved(mean, spread, of), of) for one, mean, spread, of in rows if len(of.values) or one is None or one.from_value is None
    ]
    behind = tuple(Behind(len(of.values), int(of.events.sum())) for _, _, of in kept)
    features = tuple(replace(one, weight=mean, spread=spread) for one, (mean, spread), _ in kept if one is not None)
    return RiskPrior(*kept[0][1], features, behind, prior.own_share)


class Found(NamedTuple):
    """A weight as several districts found it, (districts,) each: the district by its place, value, standard error, events."""

    places: Integers
    values: Floats
    errors: Floats
    events: Integers


_NOBODY: Final = Found(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest record of each of many districts about one risk, laid out by weight: each of them is moved by all the others.

    ``places``: of the districts in the order of their names. ``found``: the weights with enough events.
    """

    places: Mapping[str, int]
    found: Mapping[Key, Found]

    @classmethod
    def of(cls, records: Iterable[Learned]) -> Heard:
        """Lay records of one risk out."""
        newest = heard_from(records, "")
        rows: dict[Key, list[tuple[int, LearnedWeight]]] = {}
        for place, one in ((place, one) for place, record in enumerate(newest) for one in record.weights if one.events >= LEAST_EVENTS):
            rows.setdefault(Key(one.feature, one.version, one.from_value), []).append((place, one))
        return cls({one.source.district: place for place, one in enumerate(newest)}, {key: _laid_out(of) for key, of in rows.items()})

    def but(self, district: str, key: Key) -> Found:
        """Return a weight as all districts but one found it."""
        found = self.found.get(key, _NOBODY)
        others = found.places != self.places.get(district, -1)
        return Found(*(column[others] for column in found))


@dataclass(frozen=True)
class Neighbours:
    """What the districts of an installation learned, laid out once for all of them; none stands for a district alone."""

    records: tuple[Learned, ...] = ()

    def about(self, risk: str) -> Heard:
        """Return what all of them found about a risk."""
        return self._by_risk.get(risk, Heard({}, {}))

    @cached_property
    def _by_risk(self) -> dict[str, Heard]:
        return {risk: Heard.of(one for one in self.records if one.risk == risk) for risk in {one.risk for one in self.records}}


def _laid_out(rows: Sequence[tuple[int, LearnedWeight]]) -> Found:
    places, events = (np.array(column, dtype=np.int64) for column in ([place for place, _ in rows], [one.events for _, one in rows]))
    return Found(places, np.array([one.value for _, one in rows]), np.array([one.error for _, one in rows]), events)


def heard_from(others: Iterable[Learned], district: str) -> list[Learned]:
    """Return the newest record of each other district, in the order of their names."""
    newest: dict[str, Learned] = {}
    for one in others:
        name, known = one.source.district, newest.get(one.source.district)
        if name != district and (known is None or _is_newer(one, known)):
            newest[name] = one
    return [newest[name] for name in sorted(newest)]


def _is_newer(one: Learned, known: Learned) -> bool:
    """Whether a record is of a later month; of two of the same month the order in which they came must not decide."""
    months = one.source.month, known.source.month
    return months[0] > months[1] or (months[0] == months[1] and repr(one) > repr(known))


def _moved(mean: float, spread: float, found: Found) -> tuple[float, float]:
    """Return mean and spread of the expert and of what others found together."""
    if not len(found.values):
        return float(mean), float(spread)
    pooled = pool(found.values, found.errors, float(spread))
    expert, others = float(spread) ** -2.0, 1 / (pooled.variance + pooled.between)
    return (float(mean) * expert + pooled.mean * others) / (expert + others), float((expert + others) ** -0.5)


def pool(values: Floats, errors: Floats, spread: float) -> Pooled:
    """Pool one weight over districts by a random-effects meta-analysis.

    The variance between districts is Paule and Mandel's estimate (DerSimonian & Kacker 2007), of which few districts tell little: the
    expert's ``spread`` counts as one more district in it, and is all of it for a single one.
    """
    from statsmodels.stats.meta_analysis import combine_effects

    districts = len(values)
    estimate = 0.0
    if districts > 1:
        # The share of variance between districts, which is not asked for, has no value where all found the same.
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            estimate = float(combine_effects(values, errors**2, method_re="iterated").tau2)
    between = (_EXPERT_DISTRICTS * spread**2 + (districts - 1) * estimate) / (_EXPERT_DISTRICTS + districts - 1)
    weights = 1 / (errors**2 + between)
    return Pooled(float(weights @ values / weights.sum()), float(1 / weights.sum()), between)

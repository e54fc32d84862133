"""Settings of the warnings: who is listed, at which level, for how long, and which measures are proposed.

In: frozen settings, their ranges, and what would contradict itself. Out: reading files (pipelines.settings). The defaults here equal the
shipped TOML, so that a test or a notebook can do without files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated

from models.setting_types import Amount, Count, Days, IndicatorKey, Months, OneOf, Positive, PositiveCount, Probability, Share, Text
from warehouse.vocabulary import EXPOSURE_CLASSES, LEVELS, RISK_CLASSES, RISKS, SIGNALS, STAGES, TIERS, forbidden_in

Level = Annotated[str, OneOf(LEVELS.keys)]
Exposure = Annotated[str, OneOf(EXPOSURE_CLASSES.keys)]
Tier = Annotated[str, OneOf(TIERS.keys)]
Matrix = Mapping[Annotated[str, OneOf(RISK_CLASSES.keys)], Mapping[Exposure, Level]]


def _default_matrix() -> Matrix:
    return {
        "very_high": {"large": "red", "medium": "orange", "small": "yellow"},
        "high": {"large": "red", "medium": "orange", "small": "yellow"},
        "medium": {"large": "orange", "medium": "yellow", "small": "blue"},
        "low": {"large": "yellow", "medium": "blue", "small": "blue"},
    }


def _default_days() -> Mapping[Level, Days]:
    return {"red": 3, "orange": 5, "yellow": 10, "blue": 15}


def _default_least() -> Mapping[IndicatorKey, Amount]:
    return {
        "output_value": 20.0,
        "value_added": 5.0,
        "fixed_investment": 20.0,
        "tax": 5.0,
        "employment": 3.0,
        "electricity": 5000.0,
        "water": 100.0,
        "gas": 1000.0,
    }


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """Who is a candidate, how grave it is, how many are listed, and how soon somebody answers.

    Risks are probabilities; exposure multiples are shares of the district in units of the average enterprise's share.
    """

    entry_risk: Probability = 0.15
    exit_risk: Probability = 0.10
    operating_medium_risk: Probability = 0.15
    operating_high_risk: Probability = 0.45
    operating_very_high_risk: Probability = 0.75
    relocation_medium_risk: Probability = 0.10
    relocation_high_risk: Probability = 0.30
    relocation_very_high_risk: Probability = 0.50
    relocation_kind_risk: Probability = 0.10
    relocation_kind_share: Share = 0.60
    both_kind_share: Share = 0.15
    alarm_shift_spread: Amount = 0.40
    level_margin: Share = 0.05
    large_multiple: Positive = 5.0
    medium_multiple: Positive = 1.0
    capacity_total: PositiveCount = 60
    drawn_places: Count = 3
    drawn_from: PositiveCount = 60
    draw_seed: Count = 20_260
    capacity_by_tier: Mapping[Tier, Count] = field(default_factory=dict)
    tier_floor: Mapping[Tier, Exposure] = field(default_factory=lambda: {"district_leader": "large", "department": "medium"})
    unknown_exposure_class: Exposure = "medium"
    matrix: Matrix = field(default_factory=_default_matrix)
    respond_days: Mapping[Level, Days] = field(default_factory=_default_days)
    clear_share: Share = 0.85
    clear_months: Months = 2
    reason_fall_share: Share = 0.10
    reason_least: Mapping[IndicatorKey, Amount] = field(default_factory=_default_least)
    reasons_most: PositiveCount = 4
    measures_most: Count = 3
    silent_months: Months = 2
    signal_months: Months = 12
    district_down_share: Share = 0.05

    @property
    def places_by_lot(self) -> int:
        """How many places are drawn: never more than a tenth of the list, so that a short one goes by risk alone."""
        return min(self.drawn_places, self.capacity_total // 10)

    def __post_init__(self) -> None:
        """Refuse settings under which colours would flicker or a cell of the matrix would be missing."""
        _check_rising("exit_risk", self.exit_risk, "entry_risk", self.entry_risk)
        for risk in RISKS.keys:
            edges = [f"{risk}_{risk_class}_risk" for risk_class in RISK_CLASSES.keys[1:]]
            for lower, upper in pairwise(edges):
                _check_rising(lower, getattr(self, lower), upper, getattr(self, upper))
        _check_rising("both_kind_share", self.both_kind_share, "relocation_kind_share", self.relocation_kind_share)
        _check_rising("medium_multiple", self.medium_multiple, "large_multiple", self.large_multiple)
        for risk_class in RISK_CLASSES.keys:
            _check_complete(f"matrix.{risk_class}", self.matrix.get(risk_class, {}), EXPOSURE_CLASSES.keys)
        _check_complete("respond_days", self.respond_days, LEVELS.keys)


def _check_rising(lower: str, low: float, upper: str, high: float) -> None:
    """Raise ValueError where one threshold is above another that must not be below it."""
    if low > high:
        raise ValueError(f"{lower} is {low} and {upper} is {high}, expected {lower} to be at most {upper}; correct one of the two")


def _check_complete(name: str, row: Mapping[str, object], needed: tuple[str, ...]) -> None:
    """Raise ValueError where a table lacks one of its entries."""
    missing = [key for key in needed if key not in row]
    if missing:
        raise ValueError(f"{name} has {', '.join(row) or 'nothing'} and lacks {', '.join(missing)}; complete it")


@dataclass(frozen=True, slots=True)
class Measure:
    """One service measure and the circumstances that call for it; an empty condition always holds.

    `text` and `department` are Chinese, `text_en` and `department_en` English. All given conditions must hold; within one condition any
    entry will do. Lower `order` is proposed first, of equal ones the lower key.
    """

    key: Text
    text: Text
    department: Text
    text_en: str = ""
    department_en: str = ""
    order: Count = 100
    kinds: tuple[Annotated[str, OneOf(RISKS.keys)], ...] = ()
    indicators: tuple[IndicatorKey, ...] = ()
    stages: tuple[Annotated[str, OneOf(STAGES.keys)], ...] = ()
    signals: tuple[Annotated[str, OneOf(SIGNALS.keys)], ...] = ()
    topics: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse wording that is not a service: nobody may hinder an enterprise from moving."""
        found = forbidden_in(self.text)
        if found:
            raise ValueError(f"measure {self.key} speaks of {'、'.join(found)}, expected the offer of a service; reword {self.text!r}")

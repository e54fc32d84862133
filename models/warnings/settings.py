"""Settings of the response, built from the TOML tables of pipelines/config (levels.toml, measures.toml).

In: frozen settings and their validation. Out: reading files (pipelines.settings). The defaults here equal the
shipped TOML, so that a test or a notebook can do without files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from models.warnings.wording import forbidden_words

LEVELS: Final = ("blue", "yellow", "orange", "red")
RISK_CLASSES: Final = ("low", "medium", "high", "very_high")
EXPOSURE_CLASSES: Final = ("small", "medium", "large")

Matrix = Mapping[str, Mapping[str, str]]


def _default_matrix() -> Matrix:
    return {
        "very_high": {"large": "red", "medium": "orange", "small": "yellow"},
        "high": {"large": "red", "medium": "orange", "small": "yellow"},
        "medium": {"large": "orange", "medium": "yellow", "small": "blue"},
        "low": {"large": "yellow", "medium": "blue", "small": "blue"},
    }


def _default_days() -> Mapping[str, int]:
    return {"red": 3, "orange": 5, "yellow": 10, "blue": 15}


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """Who is a candidate, how grave it is, how many are listed, and how soon somebody answers.

    Risks are probabilities; exposure multiples are shares of the district in units of the average enterprise's share.
    """

    entry_risk: float = 0.15
    exit_risk: float = 0.10
    operating_medium_risk: float = 0.15
    operating_high_risk: float = 0.45
    operating_very_high_risk: float = 0.75
    relocation_medium_risk: float = 0.10
    relocation_high_risk: float = 0.30
    relocation_very_high_risk: float = 0.50
    relocation_kind_risk: float = 0.10
    level_margin: float = 0.05
    large_multiple: float = 5.0
    medium_multiple: float = 1.0
    capacity_total: int = 60
    capacity_by_tier: Mapping[str, int] = field(default_factory=dict)
    tier_floor: Mapping[str, str] = field(default_factory=lambda: {"district_leader": "large", "department": "medium"})
    unknown_exposure_class: str = "medium"
    matrix: Matrix = field(default_factory=_default_matrix)
    respond_days: Mapping[str, int] = field(default_factory=_default_days)
    clear_share: float = 0.85
    clear_months: int = 2
    reason_fall_share: float = 0.10
    reasons_most: int = 4
    measures_most: int = 3
    silent_months: int = 2
    signal_months: int = 12
    district_down_share: float = 0.05

    def __post_init__(self) -> None:
        """Refuse settings under which colours would flicker or a cell of the matrix would be missing."""
        if not 0 < self.exit_risk <= self.entry_risk < 1:
            raise ValueError(
                f"exit_risk must be above 0 and at most entry_risk, which must be below 1; got exit {self.exit_risk}, "
                f"entry {self.entry_risk}. Correct the thresholds in levels.toml."
            )
        if self.capacity_total < 1:
            raise ValueError(f"capacity_total must be at least 1; got {self.capacity_total}. Correct it in levels.toml.")
        for risk_class in RISK_CLASSES:
            _check_row(risk_class, self.matrix.get(risk_class, {}))


def _check_row(risk_class: str, row: Mapping[str, str]) -> None:
    wrong = [exposure for exposure in EXPOSURE_CLASSES if row.get(exposure) not in LEVELS]
    if wrong:
        raise ValueError(
            f"The matrix row {risk_class!r} gives no valid level for {wrong}; got {dict(row)}, needed one of {LEVELS} for each of "
            f"{EXPOSURE_CLASSES}. Complete [matrix] in levels.toml."
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """One service measure and the circumstances that call for it; an empty condition always holds.

    All given conditions must hold; within one condition any entry will do. Lower `order` is proposed first.
    """

    key: str
    text: str
    department: str
    order: int = 100
    kinds: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse wording that is not a service: nobody may hinder an enterprise from moving."""
        found = forbidden_words(self.text)
        if found:
            raise ValueError(
                f"Measure {self.key!r} speaks of {'、'.join(found)}; measures offer a service only. Reword it in measures.toml: {self.text}"
            )


def level_settings(table: Mapping[str, Any]) -> LevelSettings:
    """Build the settings from the parsed levels.toml: [thresholds.*] with `value`, and the plain tables beside them."""
    # The reason, owner and review day of a threshold are for people; only its value decides.
    values = {name: entry["value"] for name, entry in table.get("thresholds", {}).items()}
    plain = {name: table[name] for name in ("capacity_by_tier", "tier_floor", "matrix", "respond_days") if name in table}
    known = {item.name for item in fields(LevelSettings)}
    # A misspelt threshold would silently leave the default in force.
    unknown = sorted((set(values) | set(plain)) - known)
    if unknown:
        raise ValueError(f"levels.toml sets {unknown}, which no rule uses; known names are {sorted(known)}. Correct or remove them.")
    return LevelSettings(**values, **plain)


def measure_catalogue(table: Mapping[str, Any]) -> tuple[Measure, ...]:
    """Build the catalogue from the parsed measures.toml: one [[measure]] each, in the order of proposal."""
    return tuple(_measure(entry) for entry in table.get("measure", []))


def _measure(entry: Mapping[str, Any]) -> Measure:
    # TOML has lists, frozen settings have tuples.
    values: dict[str, Any] = {name: tuple(value) if _is_list(value) else value for name, value in entry.items()}
    known = {item.name for item in fields(Measure)}
    if not set(values) <= known or not {"key", "text", "department"} <= set(values):
        raise ValueError(
            f"A [[measure]] has the fields {sorted(values)}; key, text and department are needed and {sorted(known)} allowed. "
            "Correct measures.toml."
        )
    return Measure(**values)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)

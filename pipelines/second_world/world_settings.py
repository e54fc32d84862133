"""The numbers of the second world, each with where it comes from."""

from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

import numpy as np

from warehouse.periods import shift_month

# Months before the first delivered one: the base of last year's figures, and whatever was under way already.
BEFORE_MONTHS = 24
LAST_DELIVERY_DAY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Roughness:
    """Noise of one indicator in log points where volatility is middling: AR(1) part, its persistence, fresh part, own season."""

    slow: float
    persistence: float
    fresh: float
    season: float


def _rough() -> dict[str, Roughness]:
    # Electricity so that log changes relative to the median enterprise come near those of real ones (5 % to 95 % month on month -0.57 to
    # 0.54, year on year -0.96 to 0.92); the others relative to it, people the calmest and tax the roughest.
    return {
        "output_value": Roughness(slow=0.19, persistence=0.62, fresh=0.12, season=0.13),
        "value_added": Roughness(slow=0.20, persistence=0.62, fresh=0.14, season=0.13),
        "tax": Roughness(slow=0.26, persistence=0.45, fresh=0.27, season=0.12),
        "employment": Roughness(slow=0.075, persistence=0.88, fresh=0.012, season=0.03),
        "electricity": Roughness(slow=0.205, persistence=0.66, fresh=0.06, season=0.12),
        "water": Roughness(slow=0.22, persistence=0.55, fresh=0.20, season=0.14),
        "gas": Roughness(slow=0.22, persistence=0.55, fresh=0.17, season=0.18),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """Size, range, seed and mechanisms of a district of the second world; rates are per enterprise and year.

    Raises ValueError when the district would be too small or too short to hold what is planted in it.
    """

    last: date
    enterprises: int = 1040
    months: int = 60
    seed: int = 1
    with_shock: bool = False

    # Fivefold between the tenth and the ninetieth of a hundred enterprises: ln 5 / 2.563.
    volatility_spread: float = 0.63
    # Student t: the more extreme changes of real meters (1 % to 99 %: -1.1 to 1.1) need tails heavier than those of four degrees.
    tail_degrees: float = 3.0
    rough: dict[str, Roughness] = field(default_factory=_rough)
    # Activity that all figures of an enterprise follow.
    common_noise: float = 0.09
    common_persistence: tuple[float, float] = (0.5, 0.92)
    trend_spread: float = 0.06

    # About one in a hundred above-scale enterprises leaves a year.
    relocation_rate: float = 0.0115
    partial_share: float = 0.25
    # What shows first; the demonstration knows people and meters before books alone.
    move_orders: dict[str, float] = field(
        default_factory=lambda: {"people_first": 0.26, "books_first": 0.20, "together": 0.28, "overnight": 0.12, "overlap": 0.14}
    )
    move_months: tuple[int, int] = (5, 16)
    within_rate: float = 0.004
    # With moves about 7 % of enterprise-months in decline or leaving.
    decline_rate: float = 0.048
    onset_shapes: dict[str, float] = field(default_factory=lambda: {"slide": 0.36, "step": 0.26, "decay": 0.20, "sawtooth": 0.18})
    # Falls of 13 to 25 % that last count neither way; there are many, and nothing tells them apart but their depth.
    mild_rate: float = 0.035
    mild_depth: tuple[float, float] = (0.13, 0.25)
    deep_depth: tuple[float, float] = (0.27, 0.85)
    closure_share: float = 0.20
    # Closures without anything before them.
    abrupt_share: float = 0.20
    benign_rates: dict[str, float] = field(
        default_factory=lambda: {
            "maintenance": 0.08, "shifted_meter": 0.11, "refund": 0.09, "price_cut": 0.04, "outsourced_headcount": 0.03,
            "efficiency": 0.05, "order_peak": 0.06, "expansion": 0.018, "growth": 0.025,
        }
    )  # fmt: skip
    # An overhaul that comes back in the same month of every year.
    yearly_maintenance_share: float = 0.5
    slumps: int = 5
    slump_depth: tuple[float, float] = (0.10, 0.24)
    shock_depth: tuple[float, float] = (0.20, 0.35)

    # Fewer departures are noticed than in the demonstration, and more is noticed that means nothing.
    unseen_share: float = 0.18
    signal_chance: float = 0.50
    idle_signals: float = 0.26
    wrong_kind_share: float = 0.10
    signal_delay_days: int = 45
    # Half of the overhauls recur and are mostly announced, others rarely; trouble is called an overhaul now and then.
    announced_overhauls: float = 0.45
    announced_trouble: float = 0.08
    recorded_departures: float = 0.78
    recorded_closures: float = 0.75
    recorded_recoveries: float = 0.30
    record_delay_days: tuple[int, int] = (10, 120)

    missing_share: float = 0.015
    late_share: float = 0.07
    restated_share: float = 0.02

    def __post_init__(self) -> None:
        """Refuse sizes that cannot hold a district."""
        if self.enterprises < 20:
            raise ValueError(f"a fictional district needs at least 20 enterprises, got {self.enterprises}; ask for more")
        if self.months < 14:
            raise ValueError(f"a fictional district needs at least 14 months (a year and its base), got {self.months}; ask for more")

    @property
    def first(self) -> date:
        """The first month of the world, which is before the first delivered one."""
        return shift_month(self.last, 1 - self.months - BEFORE_MONTHS)

    @property
    def count(self) -> int:
        """Months in all."""
        return self.months + BEFORE_MONTHS

    @property
    def last_day(self) -> date:
        """The last day on which anything arrives."""
        return shift_month(self.last, 1).replace(day=LAST_DELIVERY_DAY)

    def month(self, place: int) -> date:
        """The month at a place, which may lie outside the range."""
        return shift_month(self.first, place)

    def random(self, part: str) -> np.random.Generator:
        """A stream of random numbers of its own for each part."""
        return np.random.default_rng([2, self.seed, self.enterprises, self.months, crc32(part.encode())])

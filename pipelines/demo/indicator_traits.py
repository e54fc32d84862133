"""What the fictional district knows of each indicator: who delivers it, how rough it is, how it answers to a fall of activity.

An indicator of the vocabulary without a row here is one that no department of the fictional district has.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from warehouse import vocabulary


@dataclass(frozen=True, slots=True)
class Delivered:
    """How an indicator is delivered: department, channel, unit and its factor to the canonical one, basis, day of the next month."""

    department: str
    channel: str
    unit: str
    factor: float
    basis: str
    day: int
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Roughness:
    """Noise of one indicator in log points for an enterprise of middling volatility.

    `drift` is persistent noise (AR(1) with `persistence`), `jitter` is fresh each month, `loading` the response to common activity,
    `outlier` the probability of a wild month, `season` the spread of seasonal patterns of one's own,
    `days` the elasticity to working days, `festival` the fall in a month that holds the whole festival.
    """

    drift: float
    persistence: float
    jitter: float
    loading: float
    outlier: float
    season: float
    days: float
    festival: float


class Response(NamedTuple):
    """Least and largest elasticity to a fall of activity, and the largest lag in months.

    Electricity and water carry a base load, people are let go late and not all; tax follows what was invoiced.
    """

    low: float
    high: float
    lag: int


@dataclass(frozen=True, slots=True)
class Traits:
    """One indicator; without a `response` it has a course of its own."""

    delivered: Delivered
    rough: Roughness
    response: Response | None = None


_TRAITS: Final = {
    "output_value": Traits(
        Delivered("statistics", "statistical", "千元", 10.0, "ytd", 9),
        Roughness(0.190, 0.72, 0.120, 1.00, 0.010, 0.09, 0.60, 0.45),
        Response(0.90, 1.08, 0),
    ),
    "value_added": Traits(
        Delivered("statistics", "statistical", "千元", 10.0, "ytd", 9),
        Roughness(0.210, 0.72, 0.130, 1.00, 0.010, 0.09, 0.60, 0.45),
        Response(0.90, 1.12, 0),
    ),
    "fixed_investment": Traits(
        Delivered("investment", "statistical", "万元", 1.0, "ytd", 10, 1),
        Roughness(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ),
    "tax": Traits(
        Delivered("tax", "administrative", "元", 10_000.0, "month", 7, 2),
        Roughness(0.240, 0.60, 0.300, 0.95, 0.020, 0.12, 0.20, 0.10),
        Response(0.85, 1.15, 1),
    ),
    "employment": Traits(
        Delivered("social_insurance", "administrative", "人", 1.0, "month", 5),
        Roughness(0.070, 0.90, 0.008, 0.55, 0.002, 0.015, 0.0, 0.05),
        Response(0.45, 0.88, 3),
    ),
    "electricity": Traits(
        Delivered("grid", "administrative", "kWh", 1.0, "month", 4),
        Roughness(0.205, 0.70, 0.070, 0.75, 0.008, 0.09, 0.35, 0.55),
        Response(0.70, 1.00, 1),
    ),
    "water": Traits(
        Delivered("water", "administrative", "吨", 1.0, "month", 11),
        Roughness(0.210, 0.65, 0.170, 0.55, 0.020, 0.10, 0.30, 0.45),
        Response(0.50, 0.90, 1),
    ),
    "gas": Traits(
        Delivered("gas", "administrative", "m3", 1.0, "month", 11),
        Roughness(0.210, 0.65, 0.140, 0.80, 0.015, 0.10, 0.40, 0.55),
        Response(0.70, 1.05, 1),
    ),
}

# In the order of the vocabulary, which is that of the rows of every array of figures.
TRAITS: Final = {key: _TRAITS[key] for key in vocabulary.INDICATORS.keys if key in _TRAITS}
RESPONSES: Final = {key: one.response for key, one in TRAITS.items() if one.response is not None}
ROW: Final = {key: row for row, key in enumerate(TRAITS)}
PHYSICAL: Final = tuple(key for key in vocabulary.PHYSICAL if key in TRAITS)
BOOKED: Final = tuple(key for key in vocabulary.BOOKED if key in TRAITS)
UTILITIES: Final = tuple(key for key in vocabulary.UTILITIES if key in TRAITS)

"""Size, range and seed of a fictional district, and the report of what was written."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from zlib import crc32

import numpy as np

from pipelines.demo.fictional_places import Place, place_of
from warehouse.periods import shift_month

# Figures before the first delivered month exist only as the base of 上年同期: a year, and the rest of its calendar year.
HISTORY_MONTHS = 24
ShockHits = Literal["district", "street", "size", "trade"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSettings:
    """Size, range and seed of a fictional district.

    `last` is the last period (any day of its month). `with_shock` adds one shock, `shock_hits` whom: the whole district, or one
    street, the smaller third or one trade of it. `number` is that of the district in its country, counted from 1; `has_neighbours` lets
    a few enterprises move to the districts with the numbers beside it.
    `delivered_through` drops what arrives later; by default the 20th of the month after `last`. `layouts` says how the figures are
    written: as departments send them, or tidy; they are the same figures. `is_late`: no department has sent the last month yet.
    `has_readings`: the grid also sends what was used each day. `has_notices`: some overhauls are announced.
    Raises ValueError when the district would be too small to hold its planted events.
    """

    last: date
    enterprises: int = 1040
    months: int = 60
    seed: int = 7
    with_shock: bool = False
    shock_hits: ShockHits = "district"
    number: int = 1
    has_neighbours: bool = False
    is_late: bool = False
    delivered_through: date | None = None
    layouts: Literal["departmental", "tidy"] = "departmental"
    has_readings: bool = False
    has_notices: bool = True

    def __post_init__(self) -> None:
        """Refuse sizes that cannot hold a district."""
        if self.enterprises < 20:
            raise ValueError(f"a fictional district needs at least 20 enterprises, got {self.enterprises}; ask for more")
        if self.months < 14:
            raise ValueError(f"a fictional district needs at least 14 months (a year and its base), got {self.months}; ask for more")
        if self.seed < 0:
            raise ValueError(f"the seed must be zero or positive, got {self.seed}")

    @property
    def place(self) -> Place:
        """The district's name, streets and what else is its own."""
        return place_of(self.number)

    @property
    def last_day(self) -> date:
        """The last day on which anything arrives."""
        after = shift_month(self.last, 1).replace(day=20)
        return self.delivered_through or after

    def random(self, part: str) -> np.random.Generator:
        """A stream of random numbers of its own for each part, so that a change in one leaves the others as they were."""
        own = [] if self.number == 1 else [self.number]
        return np.random.default_rng([self.seed, self.enterprises, self.months, crc32(part.encode()), *own])


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was written: paths, row counts and what was planted, by kind."""

    inbox: Path
    truth_dir: Path
    files: tuple[Path, ...]
    rows: dict[str, int]
    events: dict[str, int]
    faults: dict[str, int]

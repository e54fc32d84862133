"""The growth of the district's totals, prepared once for both painters: one panel an indicator, one axis of months, one scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

import polars as pl

from reports.words.format import month_key, signed_share
from warehouse.vocabulary import INDICATORS

# A single spike beyond this would flatten every ordinary month.
WIDEST = 0.8
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
TICKS_MOST = 5


@dataclass(frozen=True, slots=True)
class GrowthPanels:
    """Panels by indicator in the usual order; every line has one value for each month, None where none is known.

    `low` and `high` are the ends of the scale that all panels share, as shares, with 0 inside.
    """

    months: list[date]
    lines: dict[str, list[float | None]]
    low: float
    high: float

    @property
    def ticks(self) -> list[float]:
        """The marks of the scale: round shares, at most five, 0 among them."""
        span = self.high - self.low
        step = next((step for step in STEPS if span / step < TICKS_MOST), STEPS[-1])
        return [round(place * step, 4) for place in range(ceil(self.low / step), floor(self.high / step) + 1)]

    def newest(self, indicator: str) -> tuple[int, float]:
        """The place of the newest known month of an indicator, and its value."""
        return max((place, value) for place, value in enumerate(self.lines[indicator]) if value is not None)

    def newest_label(self, indicator: str) -> str:
        """What stands beside the newest known month: its value, and below it which month it is where others have a newer one."""
        place, value = self.newest(indicator)
        is_last = place == len(self.months) - 1
        return signed_share(value) if is_last else f"{signed_share(value)}\n{month_key(self.months[place])}"

    def within(self, value: float) -> float:
        """A value that is drawn: one beyond the scale stands at its edge."""
        return min(max(value, self.low), self.high)


def growth_panels(rows: pl.DataFrame) -> GrowthPanels:
    """The panels of `sections.development.totals`; at least one growth rate must be known."""
    drawn = rows.filter(pl.col("yoy_share").is_not_null())
    months = sorted(set(drawn["period"]))
    lines: dict[str, list[float | None]] = {}
    for key in INDICATORS.keys:
        own = drawn.filter(pl.col("indicator") == key)
        known = dict(zip(own["period"], own["yoy_share"], strict=True))
        if known:
            # Months without a figure stay gaps: a line across them would invent growth.
            lines[key] = [known.get(month) for month in months]
    return GrowthPanels(months, lines, *_scale(drawn["yoy_share"].to_list()))


def _scale(values: list[float]) -> tuple[float, float]:
    low, high = max(min([*values, 0.0]), -WIDEST), min(max([*values, 0.0]), WIDEST)
    margin = max(0.02, 0.12 * (high - low))
    return low - margin, high + margin


def ticked(count: int, wanted: int) -> list[int]:
    """About `wanted` places of an axis of `count` months, counted back from the newest, which is the one a reader looks for."""
    step = max(1, -(-count // wanted))
    return list(range(count - 1, -1, -step))[::-1]

"""Settings of the district's own figures: what has arrived, and who grows.

In: values and reasons. Out: what computes with them; whoever only reads settings loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.setting_types import Months, Multiple, Share


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """When a source is complete enough, when the reader is warned, and when it cannot carry a month."""

    warn_below_share: Share = 0.90
    stop_below_share: Share = 0.50
    reporter_months: Months = 12


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """What counts as a lasting rise, and how long an entry into the register is news."""

    rise_share: Multiple = 0.20
    support_share: Share = 0.05
    history_months: Months = 24
    new_months: Months = 3

"""Settings of comparable series: limits, what makes a figure suspicious, when two months are one reading.

In: values and reasons. Out: what computes with them; whoever only reads settings loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EditingSettings:
    """What makes a figure suspicious."""

    # A jump below this factor may be business; the smallest unit slip that matters is tenfold.
    least_factor: float = 8.0
    # Against the months around it, which share its trend, less is enough.
    local_factor: float = 5.0
    # For volatile enterprises both factors grow: so many robust standard deviations of their log figures.
    spreads: float = 5.0
    # A single month this far below both its neighbours is no stop; a total since January cannot fall at all, so there less is enough.
    down_factor: float = 50.0
    erratic_down_factor: float = 300.0
    # A neighbouring month, or last year's, within this factor of the suspicious figure confirms it.
    confirming_factor: float = 3.0
    least_figures: int = 6
    # A shorter history shows only a slip of a whole unit.
    few_figures: int = 4
    few_factor: float = 100.0
    # Erratic figures jump by nature; only a slip of a whole unit stands out.
    erratic_factor: float = 100.0
    # At most this share of a month's figures is set aside, those of the highest suspicion times impact: somebody has to query each of them.
    most_share: float = 0.01
    most_at_least: int = 5
    # How much the size of an enterprise counts in the impact (the exponent U of Hidiroglou and Berthelot).
    impact_exponent: float = 0.4
    # A file is held when so many of its enterprises, and at least so many, are off by the same power of ten.
    file_share: float = 0.6
    file_least: int = 10
    # A total since January that falls below this share of the month before is a month in the wrong column.
    pasted_below: float = 0.6
    # A month is a pasted total when what is left after the months before it lies within this factor of them ...
    pasted_within: float = 2.0
    # ... and it stands so many robust standard deviations above the months around it.
    pasted_spreads: float = 3.0
    # The month that swapped years leave for each of the two is within this factor of the months before it.
    swapped_within: float = 3.0


@dataclass(frozen=True, slots=True)
class ShiftSettings:
    """When a low month and a high one side by side are one reading that was taken early or late."""

    # Each of the two is this far from the months around them, in logs, in opposite directions ...
    least_swing_log: float = 0.25
    # ... while the two together are as much as two of those months, and those months agree among themselves.
    sum_within_share: float = 0.12
    neighbours_within_log: float = 0.35


@dataclass(frozen=True, slots=True)
class SeriesSettings:
    """Limits of the comparable series; see ``pipelines/config`` for reasons and owners."""

    idle_kwh_per_month: float = 31.0
    two_month_share: float = 0.7
    two_month_least_bills: int = 4
    editing: EditingSettings = field(default_factory=EditingSettings)
    shift: ShiftSettings = field(default_factory=ShiftSettings)

"""Settings of the recipe of a month (models.month), with those of its parts.

In: values and reasons. Out: what computes with them; whoever only reads settings loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from models.evidence.settings import EvidenceSettings, IndicatorSettings
from models.series.settings import SeriesSettings


@dataclass(frozen=True, slots=True)
class MonthSettings:
    """Everything from figures to evidence."""

    series: SeriesSettings = field(default_factory=SeriesSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    indicators: IndicatorSettings = field(default_factory=IndicatorSettings)
    panel_months: int = 60
    # Months before the current one from which the risks learn.
    training_months: int = 36
    # Months of comparable series that are kept with a month's results.
    stored_months: int = 36

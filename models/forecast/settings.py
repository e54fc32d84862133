"""Settings of the expected values, frozen and passed in; pipelines fill them from configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import Interval

from models.setting_types import Count, Months, Multiple, Positive, PositiveCount, Seconds, Share

HORIZONS: Final = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class ExpectedSettings:
    """How expectations are made; the defaults were judged on held-out months, see `make bench`.

    Attributes:
        smoothing: gains of the simple exponential smoothers that are combined.
        trend_gain: gain of the slope of the damped trend.
        trend_damping: share of the slope that survives a month.
        calendar_memory: autocorrelation taken for a group's own level when its calendar effects are fitted.
        calendar_ridge: prior strength (in months) that pulls calendar effects towards none.
        peer_weight: number of firms at which a narrow group counts as much as the wider one it falls back to.
        clip_scales: size of a surprise, in noise scales, beyond which it moves the level no further at first sight.
        scale_weight: months of own history at which a firm's noise scale counts as much as its peers'.
        error_memory: share of the weight a past error keeps from month to month.
        error_weight: months of own errors at which they count as much as the peers' in the combination's weights.
        sharpness_doublings: members are weighted by the inverse error to the power of 2 to this number.
        intermittent_share: share of zero months from which a series counts as intermittent; those of lumpy indicators always do.
        band_memory: share of the weight an error keeps in the conformal bands from month to month.
        stored_months: number of past periods for which the one-month-ahead expectation is given.
        coverage_months: number of past periods over which the coverage of the bands is measured.
    """

    smoothing: tuple[Share, ...] = (0.1, 0.2, 0.35, 0.55, 0.8, 1.0)
    trend_gain: Share = 0.1
    trend_damping: Share = 0.85
    calendar_memory: Share = 0.9
    calendar_ridge: Positive = 0.2
    peer_weight: Positive = 8.0
    clip_scales: Positive = 2.5
    scale_weight: Positive = 5.0
    error_memory: Share = 0.93
    error_weight: Positive = 60.0
    sharpness_doublings: Annotated[int, Interval(ge=0, le=10)] = 4
    intermittent_share: Share = 0.4
    band_memory: Share = 0.95
    stored_months: Months = 36
    coverage_months: Months = 24


@dataclass(frozen=True, slots=True)
class TournamentSettings:
    """How the tournament is held.

    Attributes:
        budget_seconds: computing time the fitted forecasters may cost, by the prices of a fit in FORECASTERS.
        origins: months before the last one at which forecasts are made.
        most_series: series a class contributes at most to the comparison of the cheap forecasters.
        fewest_series: series below which the screening forecaster keeps the class whatever the figures say.
        standard_errors: by how many a forecaster must beat the screening one to take its place.
        seed: draws the sample.
    """

    budget_seconds: Seconds = 600.0
    origins: tuple[Months, ...] = (12, 9, 6)
    most_series: PositiveCount = 200
    fewest_series: PositiveCount = 20
    standard_errors: Multiple = 2.0
    seed: Count = 7

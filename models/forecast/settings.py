"""Settings of the expected values, frozen and passed in; pipelines fill them from configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
        intermittent_share: share of zero months from which a series counts as intermittent.
        lumpy_indicators: indicators whose series all count as intermittent.
        band_memory: share of the weight an error keeps in the conformal bands from month to month.
        stored_months: number of past periods for which the one-month-ahead expectation is given.
        coverage_months: number of past periods over which the coverage of the bands is measured.
    """

    smoothing: tuple[float, ...] = (0.1, 0.2, 0.35, 0.55, 0.8, 1.0)
    trend_gain: float = 0.1
    trend_damping: float = 0.85
    calendar_memory: float = 0.9
    calendar_ridge: float = 0.2
    peer_weight: float = 8.0
    clip_scales: float = 2.5
    scale_weight: float = 5.0
    error_memory: float = 0.93
    error_weight: float = 60.0
    sharpness_doublings: int = 4
    intermittent_share: float = 0.4
    lumpy_indicators: tuple[str, ...] = ("fixed_investment",)
    band_memory: float = 0.95
    stored_months: int = 36
    coverage_months: int = 24


@dataclass(frozen=True, slots=True)
class TournamentSettings:
    """How the tournament is held.

    Attributes:
        budget_seconds: computing time the fitted forecasters may cost, by models.forecast.tournament.comparison.PRICE_SECONDS.
        origins: months before the last one at which forecasts are made.
        most_series: series a class contributes at most to the comparison of the cheap forecasters.
        fewest_series: series below which the screening forecaster keeps the class whatever the figures say.
        standard_errors: by how many a forecaster must beat the screening one to take its place.
        seed: draws the sample.
    """

    budget_seconds: float = 600.0
    origins: tuple[int, ...] = (12, 9, 6)
    most_series: int = 200
    fewest_series: int = 20
    standard_errors: float = 2.0
    seed: int = 7

"""The forecasters people would pick, one series at a time: what the screening forecaster is measured against.

Each takes a regular log-like series with its calendar and gives the months ahead on the same scale. A forecast that fails or
explodes is replaced by the seasonal naive and counted, never hidden.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.forecast.fitted.regular_series import RegularSeries
from models.numeric import Floats

SEASON = 12
_MOST_AWAY = 1.5  # ranges of the figures so far that a forecast may lie outside them before it counts as exploded


@dataclass(frozen=True, slots=True)
class CandidateForecast:
    """``values`` (ahead,) on the log-like scale; ``failed`` when the seasonal naive stands in, ``bounded`` when it was cut."""

    values: Floats
    failed: bool
    bounded: bool


def candidate_forecast(name: str, series: RegularSeries, seed: int) -> CandidateForecast:
    """Forecast the months ahead of `series` with the candidate called `name`; see CANDIDATES."""
    naive = seasonal_naive(series)
    try:
        with warnings.catch_warnings():
            # Convergence warnings of thousands of small fits are counted below as what they do to the forecast.
            warnings.simplefilter("ignore")
            values = np.asarray(CANDIDATES[name](series, seed), dtype=np.float64)
    except (ValueError, IndexError, ZeroDivisionError, FloatingPointError, RuntimeError, np.linalg.LinAlgError):
        # Statsmodels and Prophet refuse some short or flat series with these; anything else is a bug and must surface.
        return CandidateForecast(naive, failed=True, bounded=False)
    if not np.isfinite(values).all():
        return CandidateForecast(naive, failed=True, bounded=False)
    low, high = np.nanmin(series.scaled), np.nanmax(series.scaled)
    reach = _MOST_AWAY * max(high - low, 1.0)
    cut = np.clip(values, low - reach, high + reach)
    return CandidateForecast(cut, failed=False, bounded=bool((cut != values).any()))


def seasonal_naive(series: RegularSeries, _seed: int = 0) -> Floats:
    """Repeat the figure of a year before, the last known one where it is missing."""
    ahead = len(series.periods) - series.months
    known = series.scaled[np.isfinite(series.scaled)]
    year = series.scaled[-SEASON:] if series.months >= SEASON else np.full(SEASON, known[-1])
    year = np.where(np.isfinite(year), year, known[-1])
    return np.asarray(year[np.arange(ahead) % SEASON])


def _ets(series: RegularSeries, _seed: int) -> Floats:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    seasonal = "add" if series.has_season else None
    model = ETSModel(_filled(series), error="add", trend="add", damped_trend=True, seasonal=seasonal, seasonal_periods=SEASON)
    return np.asarray(model.fit(disp=False, maxiter=200).forecast(len(series.periods) - series.months))


def _theta(series: RegularSeries, _seed: int) -> Floats:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    model = ThetaModel(_filled(series), period=SEASON, deseasonalize=series.has_season, method="additive")
    return np.asarray(model.fit(disp=False).forecast(len(series.periods) - series.months))


def _stl(series: RegularSeries, _seed: int) -> Floats:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.forecasting.stl import STLForecast

    if not series.has_season:
        return _ets(series, _seed)
    model = STLForecast(_filled(series), ETSModel, model_kwargs={"trend": "add", "damped_trend": True}, period=SEASON, robust=True)
    return np.asarray(model.fit(fit_kwargs={"disp": False}).forecast(len(series.periods) - series.months))


def _structural(series: RegularSeries, _seed: int) -> Floats:
    from models.forecast.fitted.structural import fit_structural, forecast_structural

    return np.asarray(forecast_structural(series, fit_structural(series)).predicted_mean)


def _prophet(series: RegularSeries, seed: int) -> Floats:
    from models.forecast.fitted.prophet_fan import fit_prophet, prophet_table

    ahead = len(series.periods) - series.months
    # Only the middle is compared, so no paths are drawn: they are most of Prophet's cost.
    return np.asarray(fit_prophet(series, seed, samples=0).predict(prophet_table(series).tail(ahead))["yhat"])


def _filled(series: RegularSeries) -> Floats:
    """Fill gaps by straight lines: these models know no missing months."""
    known = np.isfinite(series.scaled)
    return np.interp(np.arange(series.months), np.flatnonzero(known), series.scaled[known])


CANDIDATES: Final[dict[str, Callable[[RegularSeries, int], Floats]]] = {
    "seasonal_naive": seasonal_naive,
    "ets": _ets,
    "theta": _theta,
    "stl": _stl,
    "structural": _structural,
    "prophet": _prophet,
}

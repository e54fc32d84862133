"""Explains one series with a structural model: level, season, calendar, remainder, and the month its level shifted.

The shift is looked for in the figures freed from season and calendar: a step inside the model would compete with its wandering
level, which swallows every gradual fall. Source of method: unobserved components (Harvey 1989).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from models.forecast.fitted.regular_series import RegularSeries, regular_series
from models.numeric import SD_OF_MEAN_DEVIATION, Floats

_EDGE_MONTHS = 3  # a shift needs this many figures on both sides to be told from an outlier
_RECENT_MONTHS = 18  # an older shift explains nothing that is listed now
_SIDE_MONTHS = 12  # months on either side that a level is taken from
_LEAST_SHIFT = 0.1  # log points: a level 10 % away is not worth a date
_LEAST_NOISE = 0.02
_MOST_PERSISTENT = 0.6
_SIGNIFICANT = 3.0  # standard errors a shift must be away from zero: the best of many months is looked at
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class StructuralView:
    """What the structural model makes of one series.

    ``decomposition``: period, value, level, season, calendar, remainder (log-like scale but for the value).
    ``shift``: no row, or one: period (first month of the new level), size_log, lo_95_log, hi_95_log, size_share (-0.4 = fell by 40 %).
    ``fan``: period, mean, lo_80, hi_80, lo_95, hi_95 of the months ahead, in the series' own unit.
    """

    decomposition: pl.DataFrame
    shift: pl.DataFrame
    fan: pl.DataFrame


def structural_view(figures: pl.DataFrame, ahead: int = 12) -> StructuralView:
    """Explain `figures` (period, value) by level, season, calendar and at most one level shift.

    Raises:
        ValueError: fewer than 12 figures, or a month twice.
    """
    series = regular_series(figures, ahead)
    fitted = fit_structural(series)
    decomposition = _decomposition(series, fitted)
    adjusted = series.scaled - decomposition["season"].to_numpy() - decomposition["calendar"].to_numpy()
    return StructuralView(decomposition, dated_shift(series, adjusted), _fan(series, fitted))


def fit_structural(series: RegularSeries) -> Any:
    """Fit a local level with fixed season and calendar."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    model = UnobservedComponents(
        series.scaled,
        level="local level",
        seasonal=12 if series.has_season else None,
        stochastic_seasonal=False,
        exog=series.regressors[: series.months],
    )
    with warnings.catch_warnings():
        # A fit that stops early still explains; statsmodels says so by a warning that nobody at the bulletin can act on.
        warnings.simplefilter("ignore")
        return model.fit(disp=False, maxiter=100)


def forecast_structural(series: RegularSeries, fitted: Any) -> Any:
    """Give statsmodels' prediction of the months after the last figure, on the log-like scale."""
    return fitted.get_forecast(len(series.periods) - series.months, exog=series.regressors[series.months :])


def level_shift(adjusted: Floats) -> tuple[int, float, float] | None:
    """Find the recent month where the level before and after differ most for their noise; give it, the size, its standard error.

    `adjusted` (months,) is free of season and calendar. None where no month has three figures on both sides.
    """
    found: tuple[int, float, float] | None = None
    for month in range(max(1, len(adjusted) - _RECENT_MONTHS), len(adjusted)):
        around = (adjusted[max(0, month - _SIDE_MONTHS) : month], adjusted[month : month + _SIDE_MONTHS])
        sides = [side[np.isfinite(side)] for side in around]
        if min(len(side) for side in sides) < _EDGE_MONTHS:
            continue
        size, error = _difference(*sides)
        if found is None or abs(size) / error > abs(found[1]) / found[2]:
            found = month, size, error
    return found


def _stands(adjusted: Floats, month: int, size: float) -> bool:
    """Tell whether the newest months are nearer to the level after a shift than to the one before it."""
    before, newest = np.nanmedian(adjusted[max(0, month - _SIDE_MONTHS) : month]), adjusted[np.isfinite(adjusted)][-_EDGE_MONTHS:]
    return bool((np.median(newest) - before) / size > 1 / 2)


def _difference(before: Floats, after: Floats) -> tuple[float, float]:
    """Give the difference of the two sides' medians and its standard error, wider where odd months follow each other."""
    rest = np.concatenate([before - np.median(before), after - np.median(after)])
    persistence = float(np.clip((rest[1:] * rest[:-1]).sum() / max((rest**2).sum(), 1e-12), 0.0, _MOST_PERSISTENT))
    noise = max(float(np.sqrt((rest**2).sum() / max(len(rest) - 2, 1))), _LEAST_NOISE)
    inflation = np.sqrt((1 + persistence) / (1 - persistence))
    error = SD_OF_MEAN_DEVIATION * noise * inflation * np.sqrt(1 / len(before) + 1 / len(after))
    return float(np.median(after) - np.median(before)), float(error)


def _decomposition(series: RegularSeries, fitted: Any) -> pl.DataFrame:
    months = series.months
    names = list(fitted.model.param_names)
    calendar = sum(series.regressors[:months, n] * fitted.params[names.index(f"beta.x{n + 1}")] for n in range(2))
    season = fitted.seasonal["smoothed"] if series.has_season else np.zeros(months)
    level = fitted.level["smoothed"]
    return pl.DataFrame(
        {
            "period": pl.Series(series.periods[:months], dtype=pl.Date),
            "value": pl.Series(series.in_own_unit(series.scaled)).fill_nan(None),
            "level": level,
            "season": season,
            "calendar": calendar,
            "remainder": pl.Series(series.scaled - level - season - calendar).fill_nan(None),
        }
    )


def dated_shift(series: RegularSeries, adjusted: Floats) -> pl.DataFrame:
    """Give the recent level shift of `adjusted` (months,), free of season and calendar: no row or one, columns as in StructuralView.

    One that the newest months have undone is none: whoever reads of a rise beside a fall would take the figures for wrong.
    """
    month, size, error = level_shift(adjusted) or (0, 0.0, 1.0)
    is_found = abs(size) > max(_SIGNIFICANT * error, _LEAST_SHIFT) and _stands(adjusted, month, size)
    rows = {
        "period": pl.Series([series.periods[month]], dtype=pl.Date),
        "size_log": [size],
        "lo_95_log": [size - _NORMAL_95 * error],
        "hi_95_log": [size + _NORMAL_95 * error],
        "size_share": [float(np.expm1(size))],
    }
    return pl.DataFrame(rows).head(1 if is_found else 0)


def _fan(series: RegularSeries, fitted: Any) -> pl.DataFrame:
    forecast = forecast_structural(series, fitted)
    columns = {"mean": series.in_own_unit(np.asarray(forecast.predicted_mean))}
    for level in (80, 95):
        limits = np.asarray(forecast.conf_int(alpha=1 - level / 100))
        columns |= {f"lo_{level}": series.in_own_unit(limits[:, 0]), f"hi_{level}": series.in_own_unit(limits[:, 1])}
    return pl.DataFrame({"period": pl.Series(series.periods[series.months :], dtype=pl.Date), **columns})

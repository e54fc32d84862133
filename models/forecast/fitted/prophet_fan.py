"""Explains one series with Prophet: a fan chart of the months ahead and a decomposition of the past.

Prophet sees the log-like figures, a yearly season where the history carries one, the working days and the share of the Spring
Festival's pull in each month; festivals by day would miss the month stamp.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from models.forecast.fitted.regular_series import REGRESSORS, RegularSeries, regular_series
from models.forecast.fitted.structural import dated_shift

if TYPE_CHECKING:
    import pandas as pd

    from models.numeric import Floats

_SAMPLES = 400  # paths behind the fan; its 95 % limits rest on the 10 outermost
_YEARLY_TERMS = 4  # pairs of waves: monthly figures cannot carry Prophet's usual 10
_LIMITS = {"lo_95": 0.025, "lo_80": 0.1, "hi_80": 0.9, "hi_95": 0.975}


@dataclass(frozen=True, slots=True)
class ProphetView:
    """What Prophet makes of one series.

    ``fan``: period, value (null ahead), mean, lo_80, hi_80, lo_95, hi_95 in the series' own unit, past months and those ahead.
    ``decomposition``: period, trend, season, working_days, festival, remainder on the log-like scale (differences are log ratios).
    ``shift``: no row, or the recent level shift of what season and calendar leave, with its size and band, as `dated_shift` gives it.
    """

    fan: pl.DataFrame
    decomposition: pl.DataFrame
    shift: pl.DataFrame


def load_prophet() -> None:
    """Load Prophet, which takes a second, before its first use."""
    import prophet  # noqa: F401 - loading is all


def prophet_view(figures: pl.DataFrame, ahead: int = 12, seed: int = 7) -> ProphetView:
    """Explain `figures` (period, value) and show the `ahead` months after them; the same seed gives the same fan.

    Raises:
        ValueError: fewer than 12 figures, or a month twice.
    """
    series = regular_series(figures, ahead)
    model = fit_prophet(series, seed)
    table = prophet_table(series)
    # Prophet draws for its own limits in predict as well, so both calls stand under the seed.
    with fixed_draws(seed), quiet_pandas():
        paths = model.predictive_samples(table)["yhat"]
        parts = model.predict(table)
    decomposition = _decomposition(series, parts)
    adjusted = series.scaled - decomposition.select(pl.sum_horizontal("season", *REGRESSORS)).to_series().to_numpy()
    return ProphetView(_fan(series, parts, paths), decomposition, dated_shift(series, adjusted))


def fit_prophet(series: RegularSeries, seed: int, samples: int = _SAMPLES) -> Any:
    """Fit Prophet to a regular series; Stan starts from `seed` and keeps silent."""
    from prophet import Prophet

    _silence()

    model = Prophet(
        yearly_seasonality=_YEARLY_TERMS if series.has_season else False,
        weekly_seasonality=False,
        daily_seasonality=False,
        uncertainty_samples=samples,
    )
    for name in REGRESSORS:
        # A regressor as wide as the trend would learn a slump as a calendar effect.
        model.add_regressor(name, prior_scale=0.5, standardize=False)
    known = prophet_table(series).head(series.months).assign(y=series.scaled)
    with quiet_pandas():
        return model.fit(known.dropna(), seed=seed)


def prophet_table(series: RegularSeries) -> pd.DataFrame:
    """Lay the months and regressors of a regular series out as Prophet wants them."""
    # Loading it takes longer than all of this program, and only what explains a series wants it.
    import pandas as pd

    columns = {name: series.regressors[:, number] for number, name in enumerate(REGRESSORS)}
    return pd.DataFrame({"ds": pd.to_datetime(list(series.periods)), **columns})


@contextmanager
def fixed_draws(seed: int) -> Iterator[None]:
    """Let Prophet, which draws from NumPy's global generator, draw the same paths every time; the generator is put back after."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)


@contextmanager
def quiet_pandas() -> Iterator[None]:
    """Keep back what pandas says about Prophet's own code, which only Prophet's authors can act on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _silence() -> None:
    # Switched off rather than turned down: cmdstanpy sets its own level again at its first fit.
    for name in ("cmdstanpy", "prophet"):
        logging.getLogger(name).disabled = True


def _fan(series: RegularSeries, parts: pd.DataFrame, paths: Floats) -> pl.DataFrame:
    values = np.full(len(series.periods), np.nan)
    values[: series.months] = series.in_own_unit(series.scaled)
    limits = {name: series.in_own_unit(np.quantile(paths, share, axis=1)) for name, share in _LIMITS.items()}
    return pl.DataFrame(
        {
            "period": pl.Series(series.periods, dtype=pl.Date),
            "value": pl.Series(values).fill_nan(None),
            "mean": series.in_own_unit(parts["yhat"].to_numpy()),
            **{name: limits[name] for name in ("lo_80", "hi_80", "lo_95", "hi_95")},
        }
    )


def _decomposition(series: RegularSeries, parts: pd.DataFrame) -> pl.DataFrame:
    past = parts.head(series.months)
    season = past["yearly"].to_numpy() if series.has_season else np.zeros(series.months)
    return pl.DataFrame(
        {
            "period": pl.Series(series.periods[: series.months], dtype=pl.Date),
            "trend": past["trend"].to_numpy(),
            "season": season,
            **{name: past[name].to_numpy() for name in REGRESSORS},
            "remainder": pl.Series(series.scaled - past["yhat"].to_numpy()).fill_nan(None),
        }
    )

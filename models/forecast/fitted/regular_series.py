"""One series made regular for the fitted models: every month once, log-like, with its calendar for past and future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from models.forecast.district.season import USUAL_WORKING_DAYS
from models.forecast.scale import from_log_like, to_log_like, unit_of_series
from models.numeric import Floats
from models.series.calendar import month_calendar
from warehouse.periods import shift_month

FEWEST_FIGURES = 12  # with less than a year there is nothing to explain
SEASON_FIGURES = 30  # from here on a series may have a season of its own
REGRESSORS = ("working_days", "festival")


@dataclass(frozen=True, slots=True)
class RegularSeries:
    """A series without missing rows.

    ``periods`` (months + ahead) first days of the months; ``scaled`` (months,) log-like figures, NaN = missing;
    ``regressors`` (months + ahead, 2): log ratio of working days to usual, share of the Spring Festival's pull; ``unit`` of the scale.
    """

    periods: tuple[date, ...]
    scaled: Floats
    regressors: Floats
    unit: float

    @property
    def months(self) -> int:
        """Number of months up to the last figure."""
        return len(self.scaled)

    @property
    def has_season(self) -> bool:
        """Whether there are figures enough for a season of the series' own."""
        return int(np.isfinite(self.scaled).sum()) >= SEASON_FIGURES

    def in_own_unit(self, scaled: Floats) -> Floats:
        """Map log-like figures back into the series' own unit."""
        return np.asarray(from_log_like(scaled[None, ...], np.array([self.unit]))[0])


def regular_series(figures: pl.DataFrame, ahead: int) -> RegularSeries:
    """Make `figures` (period, value) regular from the first to the last figure, with the calendar of `ahead` further months.

    Raises:
        ValueError: fewer than 12 figures, or a month twice.
    """
    known = figures.filter(pl.col("value").is_finite()).sort("period")
    if known.height < FEWEST_FIGURES:
        raise ValueError(f"The series has {known.height} figures: explaining one needs at least {FEWEST_FIGURES}; wait for more months.")
    if known["period"].is_duplicated().any():
        raise ValueError("The series has a month more than once: keep one figure a month.")
    first, last = known["period"][0], known["period"][-1]
    calendar = month_calendar(first, shift_month(last, ahead))
    values = calendar.head(calendar.height - ahead).join(known, on="period", how="left")["value"].to_numpy()[None, :].astype(np.float64)
    unit = unit_of_series(values)
    moving = [np.log(calendar["working_days"].to_numpy() / USUAL_WORKING_DAYS), calendar["festival_share"].to_numpy()]
    return RegularSeries(tuple(calendar["period"].to_list()), to_log_like(values, unit)[0], np.column_stack(moving), float(unit[0]))

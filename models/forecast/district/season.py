"""Pooled calendar effects: month of year, working days and Spring Festival, learned from peers and known at each month only.

Short histories cannot carry their own seasonality. So the months' movements are averaged over peers (robustly, steady firms
weighing more), chained into a curve per peer group, narrow groups leaning on wider ones, and each curve is regressed on the
calendar with errors that may wander (quasi-differences). The fit is repeated with the months known at every month, so an
expectation never uses a season that was seen later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from models.forecast.series_matrix import SeriesMatrix, slice_of_row
from models.forecast.settings import ExpectedSettings
from models.numeric import Floats, Integers, median
from models.series.calendar import month_calendar
from warehouse.periods import shift_month

USUAL_WORKING_DAYS = 20.8
_LEAST_NOISE = 0.08  # on the log scale: differences between firms' own seasons that no steadiness removes


@dataclass(frozen=True, slots=True)
class CalendarEffects:
    """Calendar effects of one indicator's peer groups on the log-like scale.

    ``features`` (months, features) describes the known months and the 12 after them; ``coefficients`` (months, groups, features)
    are those fitted on the months up to and including each; ``group_of_row`` (series,) says which group applies.
    """

    features: Floats
    coefficients: Floats
    group_of_row: Integers

    def effect(self, month: int, fitted: int) -> Floats:
        """Give the effect of `month` (position on the feature axis) as fitted at `fitted`, shape (groups,)."""
        return np.asarray(np.einsum("k,gk->g", self.features[month], self.coefficients[fitted]))


def calendar_features(first: date, months: int, merged: bool) -> Floats:
    """Describe `months` months from `first` by 12 month-of-year columns, working days (log ratio to usual) and festival share.

    With `merged`, January and February share one figure, so both carry the mean of the two months' calendar.
    Shape (months, 14).
    """
    last = shift_month(first, months - 1)
    calendar = month_calendar(date(first.year, 1, 1), date(last.year, 12, 1))
    moving = np.column_stack([np.log(calendar["working_days"].to_numpy() / USUAL_WORKING_DAYS), calendar["festival_share"].to_numpy()])
    month_of_year = np.arange(len(moving)) % 12
    if merged:
        moving[month_of_year < 2] = np.repeat((moving[month_of_year == 0] + moving[month_of_year == 1]) / 2, 2, axis=0)
    dummies = np.eye(12)[month_of_year] - 1 / 12
    return np.hstack([dummies, moving])[first.month - 1 : first.month - 1 + months]


def fit_calendar(scaled: Floats, matrix: SeriesMatrix, settings: ExpectedSettings) -> list[CalendarEffects]:
    """Fit the calendar effects of `matrix` on its log-like figures `scaled` (series, months); one answer per indicator, in order."""
    count, months = scaled.shape
    indicator_of_row, group_of_row = (slice_of_row(starts, count) for starts in (matrix.indicator_starts, matrix.group_starts))
    indicator_of_group = indicator_of_row[matrix.group_starts]
    features = [calendar_features(matrix.periods[0], months + 12, merged) for merged in (False, True)]
    curves = _group_curves(scaled, matrix, indicator_of_row, settings)
    effects = []
    for number, merged in enumerate(_merged_indicators(matrix)):
        groups = np.flatnonzero(indicator_of_group == number)
        coefficients = _expanding_fit(features[int(merged)][:months], curves[groups], settings)
        effects.append(CalendarEffects(features[int(merged)], coefficients, group_of_row[indicator_of_row == number] - groups[0]))
    return effects


def _merged_indicators(matrix: SeriesMatrix) -> npt.NDArray[np.bool_]:
    is_winter = (matrix.periods.dt.month() <= 2).to_numpy()
    merged = np.add.reduceat(matrix.is_merged[:, is_winter].sum(axis=1), matrix.indicator_starts)
    present = np.add.reduceat(np.isfinite(matrix.values[:, is_winter]).sum(axis=1), matrix.indicator_starts)
    return np.asarray(merged * 2 > present)


def _group_curves(scaled: Floats, matrix: SeriesMatrix, indicator_of_row: Integers, settings: ExpectedSettings) -> Floats:
    """Chain the peers' mean monthly movements into one curve per narrow group, shape (groups, months)."""
    moves, weights = _weighted_moves(scaled, indicator_of_row, matrix)
    count = len(scaled)
    mean, wider = np.zeros((1, scaled.shape[1])), np.zeros(1, dtype=np.int64)
    for starts in (matrix.indicator_starts, matrix.division_starts, matrix.group_starts):
        parent = mean[slice_of_row(wider, count)[starts]]
        mass = np.add.reduceat(weights, starts, axis=0)
        total = np.add.reduceat(weights * moves, starts, axis=0)
        # The parent counts as `peer_weight` firms of the slice's usual steadiness; a slice without figures is its parent.
        present = np.add.reduceat((weights > 0).astype(np.float64), starts, axis=0)
        prior = settings.peer_weight * np.where(present > 0, mass / np.maximum(present, 1), 1.0)
        mean, wider = (total + prior * parent) / (mass + prior), starts
    return np.cumsum(mean, axis=1)


def _weighted_moves(scaled: Floats, indicator_of_row: Integers, matrix: SeriesMatrix) -> tuple[Floats, Floats]:
    """Give each series' clipped month-on-month moves and their weights (series, months); weight 0 where a month is missing."""
    moves = np.diff(scaled, axis=1, prepend=np.nan)
    seen = np.isfinite(moves)
    centre = np.nan_to_num([median(block, axis=0) for block in np.split(moves, matrix.indicator_starts[1:])])[indicator_of_row]
    away = np.where(seen, moves - centre, 0.0)
    # Steadiness is judged by the months before only, with two months' worth of a middling firm as a start.
    past = np.cumsum(np.minimum(np.abs(away), 2.0), axis=1) - np.minimum(np.abs(away), 2.0)
    known = np.cumsum(seen, axis=1) - seen
    spread = (past + 2 * 0.3) / (known + 2)
    limited = np.clip(away, -3 * spread, 3 * spread)
    return np.where(seen, centre + limited, 0.0), np.where(seen, 1 / (spread**2 + _LEAST_NOISE**2), 0.0)


def _expanding_fit(design: Floats, curves: Floats, settings: ExpectedSettings) -> Floats:
    """Regress each curve on the calendar with the months known at each month, shape (months, curves, features)."""
    months, features = design.shape
    trend = np.column_stack([np.ones(months), np.arange(months) / 12.0])
    full = _quasi_differences(np.hstack([design, trend]), settings.calendar_memory)
    target = _quasi_differences(curves.T, settings.calendar_memory)
    gram = np.cumsum(full[:, :, None] * full[:, None, :], axis=0)
    cross = np.cumsum(full[:, :, None] * target[:, None, :], axis=0)
    # Level and slope are free; only the calendar is pulled towards none.
    ridge = np.diag(np.r_[np.full(features, settings.calendar_ridge), 1e-6, 1e-2])
    return np.swapaxes(np.linalg.solve(gram + ridge, cross)[:, :features], 1, 2)


def _quasi_differences(values: Floats, memory: float) -> Floats:
    shifted = np.vstack([values[:1] * 0, values[:-1]])
    return values - memory * shifted

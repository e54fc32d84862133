"""What the newest days say of electricity: against the own level of the months before, weekdays, holidays and peers taken off.

A bill tells of a month that is over; the days of the running month are known while it runs. They lengthen the series of monthly
deviations by that month, of electricity alone, and put the days of a month in the place of a bill that a meter read early or late spoilt.
In: use by day. Out: putting days together (models.series.daily_use), what other figures say (models.evidence.features).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.evidence.alike import shared_by_alike
from models.evidence.deviations import Deviations
from models.evidence.settings import RecentSettings
from models.evidence.shifts import LevelShifts, Spell
from models.numeric import Flags, Floats, Integers, mean, median
from models.series.calendar import is_working_day, spring_festival_day
from models.series.panel import Panel
from warehouse.periods import shift_month
from warehouse.risk_vocabulary import RECENT_USE
from warehouse.vocabulary import INDICATORS

_ELECTRICITY: Final = INDICATORS.index("electricity")
_FLOOR_SHARE: Final = INDICATORS["electricity"].floor_share
_LEAST_SHARE: Final = 0.01
# Around the Spring Festival every enterprise rests in its own way: these days say nothing of a level.
_FESTIVAL_DAYS: Final = (-6, 16)


@dataclass(frozen=True, slots=True)
class DaysOfUse:
    """Days before the as-of day: ``days`` (D,) and ``excess`` (enterprises, D), log use less weekday and peers, NaN where unknown."""

    days: npt.NDArray[np.datetime64]
    excess: Floats

    def between(self, first: date, end: date) -> Floats:
        """Return the columns from a day on to the one before another."""
        return self.excess[:, (self.days >= np.datetime64(first)) & (self.days < np.datetime64(end))]


def recent_features(
    use: pl.DataFrame | None,
    panel: Panel,
    groups: npt.NDArray[np.int64],
    deviations: Deviations,
    as_of: date,
    settings: RecentSettings | None = None,
    alike: Sequence[Integers] = (),
) -> dict[str, Floats]:
    """Measure the newest days of electricity, each answer (enterprises,), 0 where no day is known.

    ``use`` is as of `models.series.daily_use`; ``deviations`` are the panel's, ``groups`` and ``alike`` as theirs.
    ``recent_electricity_errors`` is the fall of the panel's last month and the running one together against the level before both, in
    standard errors, ``running_electricity_errors`` that of the running month alone against the level before it; falls are positive.
    ``recent_electricity_log`` is the shift of the newest days against the level before the last month;
    ``recent_electricity_low_days`` for how many days it has been low.
    """
    settings = settings or RecentSettings()
    rows = None if use is None else use.filter(pl.col("indicator") == "electricity", pl.col("read_on") < as_of)
    if rows is None or rows.is_empty():
        return nothing_recent(len(panel.uscc))
    days = excess_by_day(rows, panel.uscc, groups, as_of, settings, alike)
    lengthened, offset = _lengthened(days, panel, deviations, as_of, settings)
    last = panel.months_count
    shifts = LevelShifts(lengthened)
    level = lengthened.level[:, 0, last - 2]
    newest = mean(days.excess[:, -settings.newest_days :], 1) + offset - level
    fallen = {"recent_electricity_errors": Spell(last - 1, last - 1, last), "running_electricity_errors": Spell(last, last, last)}
    is_running = np.isfinite(lengthened.excess[:, 0, last])
    errors = {name: _fall_in_errors(shifts, spell, is_running) for name, spell in fallen.items()}
    return errors | {
        "recent_electricity_log": np.where(is_running, np.nan_to_num(np.log(level_share(newest))), 0.0),
        "recent_electricity_low_days": np.where(is_running, _low_days(days.excess + (offset - level)[:, None], settings), 0.0),
    }


def level_share(shift: Floats) -> Floats:
    """Turn a shift of deviations, on whose scale nothing is finite, into the share of the level that is left; 1 % at least."""
    return np.asarray(np.maximum((1 + _FLOOR_SHARE) * np.exp(shift) - _FLOOR_SHARE, _LEAST_SHARE))


def nothing_recent(count: int) -> dict[str, Floats]:
    """Return the answer for so many enterprises of which no day is known."""
    return {name: np.zeros(count) for name in RECENT_USE.keys}


def _fall_in_errors(shifts: LevelShifts, spell: Spell, is_running: Flags) -> Floats:
    shift = shifts.measure(spell)
    return np.where(is_running, np.nan_to_num(-(shift.size / shift.error)[:, 0]), 0.0)


def _lengthened(days: DaysOfUse, panel: Panel, deviations: Deviations, as_of: date, settings: RecentSettings) -> tuple[Deviations, Floats]:
    """Return electricity's deviations with one more month, and what lies between days and bills (enterprises,).

    Days are laid on the bills by the middle distance of the months that both know, which one spoilt bill cannot move.
    """
    ends = [shift_month(panel.first, panel.months_count + step) for step in (-4, -3, -2, -1, 0, 1)]
    means = np.stack([_month_mean(days.between(*pair), settings.least_month_days) for pair in pairwise(ends[:-1])], 1)
    bills = deviations.excess[:, _ELECTRICITY, -means.shape[1] :]
    offset = median(bills - means, 1)
    running = _month_mean(days.between(ends[-2], min(as_of, ends[-1])), settings.least_running_days)
    excess = deviations.excess[:, _ELECTRICITY].copy()
    excess[:, -1] = np.where(np.isfinite(means[:, -1] + offset), means[:, -1] + offset, excess[:, -1])
    return (
        Deviations(
            excess=_one_more(excess, running + offset),
            shared=_one_more(deviations.shared[:, _ELECTRICITY], deviations.shared[:, _ELECTRICITY, -1]),
            level=_one_more(deviations.level[:, _ELECTRICITY], deviations.level[:, _ELECTRICITY, -1]),
            noise=deviations.noise[:, [_ELECTRICITY]],
        ),
        offset,
    )


def _one_more(months: Floats, more: Floats) -> Floats:
    """Return one indicator's months with another behind them, (enterprises, 1, months + 1)."""
    return np.concatenate([months, more[:, None]], axis=1)[:, None, :]


def _month_mean(columns: Floats, least: int) -> Floats:
    return np.where(np.isfinite(columns).sum(axis=1) >= least, mean(columns, 1), np.nan)


def excess_by_day(
    rows: pl.DataFrame,
    uscc: npt.NDArray[np.str_],
    groups: npt.NDArray[np.int64],
    as_of: date,
    settings: RecentSettings,
    alike: Sequence[Integers] = (),
) -> DaysOfUse:
    """Take the own rest days and what peers share of a day off the log of use; the festival's days count as unknown.

    ``rows``: uscc, read_on, value of one indicator; ``uscc`` and ``groups`` (enterprises,) say whose rows the answer has; ``alike``:
    further groupings (models.evidence.alike).
    """
    days = [as_of - timedelta(days=back) for back in range(settings.window_days, 0, -1)]
    values = _by_enterprise(rows, uscc, days)
    typical = median(np.where(values > 0, values, np.nan), 1)[:, None]
    scaled = np.log(np.maximum(values / typical, 0.0) + _FLOOR_SHARE)
    scaled[:, _of_festival(days)] = np.nan
    rests = np.array([not is_working_day(day) for day in days])
    resting = np.nan_to_num(median(scaled[:, rests], 1) - median(scaled[:, ~rests], 1))
    own = scaled - resting[:, None] * rests
    own -= median(own, 1)[:, None]
    return DaysOfUse(np.array(days, dtype="datetime64[D]"), own - _shared(own, groups, settings.peers_half_weight, alike))


def _by_enterprise(rows: pl.DataFrame, uscc: npt.NDArray[np.str_], days: list[date]) -> Floats:
    """Lay use out, (enterprises, days), NaN where it is unknown."""
    place = pl.DataFrame({"uscc": uscc, "row": np.arange(len(uscc))})
    cells = rows.filter(pl.col("read_on") >= days[0]).join(place, on="uscc")
    column = (cells["read_on"] - days[0]).dt.total_days().to_numpy()
    values = np.full((len(uscc), len(days)), np.nan)
    values[cells["row"].to_numpy(), column] = cells["value"].to_numpy()
    return values


def _of_festival(days: list[date]) -> Flags:
    gaps = np.array([(day - spring_festival_day(day.year)).days for day in days])
    return (gaps >= _FESTIVAL_DAYS[0]) & (gaps <= _FESTIVAL_DAYS[1])


def _shared(own: Floats, groups: npt.NDArray[np.int64], half_weight: float, alike: Sequence[Integers]) -> Floats:
    """Return what the enterprises share on a day: the district's middle, the group's as far as it is large, and what those alike share."""
    district = np.nan_to_num(median(own, 0))
    shared = np.broadcast_to(district, own.shape).copy()
    for group in np.unique(groups[groups >= 0]):
        rows = np.flatnonzero(groups == group)
        rest = own[rows] - district
        count = np.isfinite(rest).sum(axis=0)
        shared[rows] += np.nan_to_num(median(rest, 0)) * count / (count + half_weight)
    return shared + shared_by_alike(own - shared, alike)


def _low_days(shift: Floats, settings: RecentSettings) -> Floats:
    """Return for how many days up to the newest use has been low, by the middle day of the week that ends with each.

    A week's middle day is low once half of the week is, so that the first low day lies so far before the first low week's end.
    """
    week = settings.low_week_days
    low = median(np.lib.stride_tricks.sliding_window_view(shift, week, axis=1), -1) < -settings.low_log
    running = np.where(low.all(axis=1), low.shape[1], np.argmin(low[:, ::-1], axis=1))
    return np.where(running > 0, running + week // 2, 0).astype(float)

"""The months of the fictional district and what the calendar does to them.

Own code on purpose: the models' calendar must not be the one that made the data.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import numpy as np
from lunardate import LunarDate

from pipelines.demo.arrays import Counts, Floats
from pipelines.demo.settings import HISTORY_MONTHS, DemoSettings
from warehouse.periods import shift_month

# Movable and fixed public holidays outside the Spring Festival, for years that have no official table yet.
FIXED_HOLIDAYS = {(1, 1), (4, 4), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7)}
FESTIVAL_FROM_DAYS = -6
FESTIVAL_TO_DAYS = 16


@dataclass(frozen=True, slots=True)
class Timeline:
    """Month starts with their calendar; every array has one entry per month, history first.

    `working_days` counts; `festival` is the share of the Spring Festival standstill that falls in the month.
    """

    months: tuple[date, ...]
    working_days: Floats
    festival: Floats
    history: int

    @property
    def count(self) -> int:
        """Months in all, history included."""
        return len(self.months)

    @property
    def month_numbers(self) -> Counts:
        """Calendar month 1..12 of every month."""
        return np.array([m.month for m in self.months])

    @property
    def years(self) -> Counts:
        """Calendar year of every month."""
        return np.array([m.year for m in self.months])

    def at(self, index: int) -> date:
        """Month start at an index that may lie outside the range."""
        return shift_month(self.months[0], index)


def build_timeline(settings: DemoSettings) -> Timeline:
    """Lay out history and delivered months up to `settings.last`."""
    last = settings.last.replace(day=1)
    total = settings.months + HISTORY_MONTHS
    months = tuple(shift_month(last, i - total + 1) for i in range(total))
    days = np.array([sum(is_working_day(d) for d in days_of(m)) for m in months], dtype=float)
    return Timeline(months=months, working_days=days, festival=np.array([festival_share(m) for m in months]), history=HISTORY_MONTHS)


def days_of(month: date) -> list[date]:
    """Every day of a month."""
    return [month + timedelta(days=i) for i in range((shift_month(month, 1) - month).days)]


def new_year_day(year: int) -> date:
    """First day of the lunar year that begins in `year`."""
    first: date = LunarDate(year, 1, 1).to_solar_date()
    return first


def is_working_day(day: date) -> bool:
    """Whether people work on a day: the official table where there is one, else weekdays without public holidays."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        gap = (day - new_year_day(day.year)).days
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and not -1 <= gap <= 6


def festival_share(month: date) -> float:
    """Share (0..1) of the standstill around the Spring Festival that falls in a month."""
    start = new_year_day(month.year) + timedelta(days=FESTIVAL_FROM_DAYS)
    span = FESTIVAL_TO_DAYS - FESTIVAL_FROM_DAYS
    inside = sum((start + timedelta(days=i)).replace(day=1) == month for i in range(span))
    return inside / span

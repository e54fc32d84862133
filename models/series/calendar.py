"""The Chinese working calendar by month: working days and where the Spring Festival falls.

Official holidays and make-up working days come from `chinesecalendar`, lunar dates from `lunardate`.
Years that the State Council has not announced yet follow a rule of weekdays less statutory days and are marked as not official.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta
from functools import lru_cache
from types import ModuleType

import polars as pl

from warehouse.periods import months_between

# The pull of the Spring Festival runs from about 5 days before day 1 to about 20 days after it.
PULL_FROM_DAYS = -5
PULL_TO_DAYS = 20
FIRST_YEAR, LAST_YEAR = 1901, 2098  # what lunardate can convert, with a year to spare on both sides
_FIXED_STATUTORY = ((1, 1), (4, 5), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LUNAR_STATUTORY = ((1, 1), (1, 2), (1, 3), (5, 5), (8, 15))


def month_calendar(first: date, last: date) -> pl.DataFrame:
    """Give one row for every month from `first` to `last`, both included.

    Args:
        first: any day of the first month.
        last: any day of the last month.

    Returns:
        Frame `period` (Date, first of month), `working_days` (Int64), `festival_share` (Float64: share of the
        26 days of the Spring Festival's pull that fall in the month; sums to 1 over a festival year), `is_official` (Boolean).

    Raises:
        ValueError: the months are in the wrong order or outside 1901-2098.
    """
    _refuse_bad_range(first, last)
    periods = months_between(first, last)
    rows = [_month_row(period.year, period.month) for period in periods]
    return pl.DataFrame(
        {
            "period": pl.Series(periods, dtype=pl.Date),
            "working_days": pl.Series([row[0] for row in rows], dtype=pl.Int64),
            "festival_share": pl.Series([row[1] for row in rows], dtype=pl.Float64),
            "is_official": pl.Series([row[2] for row in rows], dtype=pl.Boolean),
        }
    )


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """Whether people work on a day: by the official calendar where it knows the year, else weekdays without statutory holidays."""
    official = _official_calendar(day.year)
    if official is not None:
        return bool(official.is_workday(day))
    return day.weekday() < 5 and day not in _statutory_days(day.year)


@lru_cache(maxsize=256)
def spring_festival_day(year: int) -> date:
    """Give the Gregorian day of the first day of the first lunar month of `year`."""
    return _lunar_day(year, 1, 1)


def _refuse_bad_range(first: date, last: date) -> None:
    if (first.year, first.month) > (last.year, last.month):
        raise ValueError(f"The calendar is wanted from {first} to {last}: the first month must not lie after the last; swap them.")
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise ValueError(
            f"The calendar is wanted from {first} to {last}: lunar dates are known for {FIRST_YEAR} to {LAST_YEAR}; correct the period."
        )


@lru_cache(maxsize=4096)
def _month_row(year: int, month: int) -> tuple[int, float, bool]:
    days = [date(year, month, day) for day in range(1, gregorian.monthrange(year, month)[1] + 1)]
    official = _official_calendar(year)
    if official is None:
        # Make-up days only move leave around, so weekdays less statutory days is right on the year and close by month.
        statutory = _statutory_days(year)
        working = sum(day.weekday() < 5 for day in days) - sum(day.month == month for day in statutory)
    else:
        working = sum(bool(official.is_workday(day)) for day in days)
    return working, _festival_share(year, month), official is not None


def _official_calendar(year: int) -> ModuleType | None:
    """Give the `chinese_calendar` module where it knows `year`, else None."""
    import chinese_calendar

    known = [day.year for day in chinese_calendar.constants.holidays]
    return chinese_calendar if min(known) <= year <= max(known) else None


def _statutory_days(year: int) -> list[date]:
    # The eve is a statutory day since 2025.
    eve = spring_festival_day(year) - timedelta(days=1)
    return [eve, *(date(year, m, d) for m, d in _FIXED_STATUTORY), *(_lunar_day(year, m, d) for m, d in _LUNAR_STATUTORY)]


def _festival_share(year: int, month: int) -> float:
    day_one = spring_festival_day(year)
    pull = [day_one + timedelta(days=shift) for shift in range(PULL_FROM_DAYS, PULL_TO_DAYS + 1)]
    return sum((day.year, day.month) == (year, month) for day in pull) / len(pull)


def _lunar_day(year: int, month: int, day: int) -> date:
    from lunardate import LunarDate

    lunar = LunarDate(year, month, day)
    # lunardate 0.3 renamed the conversion and warns on the old name.
    return date.fromisoformat((lunar.to_solar_date() if hasattr(lunar, "to_solar_date") else lunar.toSolarDate()).isoformat())

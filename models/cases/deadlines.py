"""By when: days of cases counted in working days of the official calendar.

In: days. Out: who is reminded of them (pipelines.cases), how many days a matter has (models.cases.settings).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from models.series.calendar import is_working_day


def add_working_days(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after a day; with 0, the day itself or the next working day."""
    found = day
    for _ in range(count):
        found = _next(found + timedelta(days=1))
    return _next(found)


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_working_day(first + timedelta(days=shift)) for shift in range(1, (last - first).days + 1))


def due_by_level(day: date, respond_days: Mapping[str, int]) -> dict[str, date]:
    """Return by when somebody warned of on a day should have been visited, by level; `respond_days`: working days, by level."""
    return {level: add_working_days(day, days) for level, days in respond_days.items()}


def due_again(opened_on: date, due_on: date, on: date) -> date:
    """Return by when a case opened again on a day should be visited: it has as many working days as it had the first time, one at least."""
    return add_working_days(on, max(1, working_days_between(opened_on, due_on)))


def _next(day: date) -> date:
    """Return the day itself where people work on it, else the first day after it on which they do."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day

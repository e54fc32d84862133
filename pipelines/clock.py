"""Today and the scheduled day, in the district's time zone: the only clock of the program."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.errors import UsageError
from warehouse.periods import shift_month

TIME_ZONE = ZoneInfo("Asia/Shanghai")
SCHEDULED_DAY = 16


def today() -> date:
    """Return the day it is in the district."""
    return datetime.now(TIME_ZONE).date()


def now() -> datetime:
    """Return the moment in the district, without the zone, as ledgers store it."""
    return datetime.now(TIME_ZONE).replace(tzinfo=None, microsecond=0)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return shift_month(month, 1)


def previous_month(month: date) -> date:
    """Return the first day of the month before."""
    return shift_month(month, -1)


def scheduled_day(month: date) -> date:
    """Return the day on which a month is run: the 16th of the next."""
    return next_month(month).replace(day=SCHEDULED_DAY)


def as_of_day(month: date, latest: date) -> date:
    """Return up to which day a run for a month may see: its scheduled day, or `latest` where that is earlier.

    Raises UsageError where the month had not begun by then.
    """
    if latest < month:
        raise UsageError(f"the month {month:%Y-%m} had not begun on {latest}; name an earlier month or a later --as-of")
    return min(scheduled_day(month), latest)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from `first` to `last`; raises UsageError where they are the wrong way round."""
    if first > last:
        raise UsageError(
            f"the range runs from {first:%Y-%m} to {last:%Y-%m}; name the earlier month with --from and the later with --month"
        )
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


def last_complete_month(day: date) -> date:
    """Return the latest month whose scheduled day has come."""
    # Before the sixteenth the month before last is the latest complete one.
    month = previous_month(day.replace(day=1))
    return month if scheduled_day(month) <= day else previous_month(month)

"""Today and the scheduled day, in the district's time zone: the only clock of the program."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.errors import UsageError
from warehouse.periods import shift_month

TIME_ZONE = ZoneInfo("Asia/Shanghai")
SCHEDULED_DAY = 16
# The tournament is held for the last month of so many.
QUARTER_MONTHS = 3
# The first month anybody can ask for at the command line; the page shows those from the configured one on.
EARLIEST_MONTH = "2000-01"


def today() -> date:
    """Return the day it is in the district."""
    return datetime.now(TIME_ZONE).date()


def now() -> datetime:
    """Return the moment in the district, without the zone, as ledgers store it."""
    return datetime.now(TIME_ZONE).replace(tzinfo=None, microsecond=0)


def scheduled_day(month: date) -> date:
    """Return the day on which a month is run: the 16th of the next."""
    return shift_month(month, 1).replace(day=SCHEDULED_DAY)


def as_of_day(month: date, latest: date) -> date:
    """Return up to which day a run for a month may see: its scheduled day, or `latest` where that is earlier.

    Raises UsageError where the month had not begun by then.
    """
    if latest < month:
        raise UsageError(f"the month {month:%Y-%m} had not begun on {latest}; name an earlier month or a later --as-of")
    return min(scheduled_day(month), latest)


def last_complete_month(day: date) -> date:
    """Return the latest month whose scheduled day has come."""
    # Before the sixteenth the month before last is the latest complete one.
    month = shift_month(day, -1)
    return month if scheduled_day(month) <= day else shift_month(month, -1)

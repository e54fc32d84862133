"""Whether a source is late: by its own release day, moved to a working day, and by how much of what it usually brings is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from models.cases.deadlines import add_working_days
from warehouse.periods import shift_month


@dataclass(frozen=True, slots=True)
class LateSource:
    """A source that cannot carry its month although its day has passed."""

    indicator: str
    month: date
    due_on: date


def due_on(month: date, release_day: int) -> date:
    """Return by when a month of a source is there: its release day in the month after, or the next working day."""
    return add_working_days(shift_month(month, 1).replace(day=release_day), 0)


def latest_due(day: date, release_day: int) -> date:
    """Return the latest month of a source that should be there at the beginning of a day."""
    month = shift_month(day.replace(day=1), -1)
    while due_on(month, release_day) >= day:
        month = shift_month(month, -1)
    return month


def late_sources(coverage: Mapping[date, pl.DataFrame], release_days: Mapping[str, int], day: date) -> list[LateSource]:
    """Return the sources that are late on a day, each with the latest month that was due; `coverage`: as source_coverage gives, by month.

    Late is a source of which less than the stop threshold has arrived in some district: with that it says nothing about the month.
    """
    found = []
    for indicator, release_day in release_days.items():
        month = latest_due(day, release_day)
        statuses = coverage[month].filter(pl.col("indicator") == indicator)["status"]
        if "stop" in statuses:
            found.append(LateSource(indicator, month, due_on(month, release_day)))
    return found


def is_complete(coverage: pl.DataFrame) -> bool:
    """Whether every source of which anything is expected has arrived well enough to need no warning."""
    # Of a source of which nobody has reported for a year nothing is expected.
    expected = coverage.filter(pl.col("status") != "absent")
    return bool(expected.height) and bool((expected["status"] == "ok").all())

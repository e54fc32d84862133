"""Months as Dagster sees them: one partition a month, in the district's time zone."""

from datetime import date

import dagster as dg

TIME_ZONE = "Asia/Shanghai"
FIRST_MONTH = "2000-01"

# The running month is a partition too: a run for it sees what is known today and is replaced by the scheduled one.
MONTHS = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, timezone=TIME_ZONE, fmt="%Y-%m", end_offset=1)


def month_of(key: str) -> date:
    """Return the first day of the month a partition key names."""
    return date.fromisoformat(f"{key}-01")

"""Months as Dagster sees them: one partition a month, in the district's time zone."""

from typing import Final

import dagster as dg

from pipelines.clock import TIME_ZONE

FIRST_MONTH: Final = "2000-01"

# The running month is a partition too: a run for it sees what is known today and is replaced by the scheduled one.
MONTHS: Final = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, timezone=TIME_ZONE.key, fmt="%Y-%m", end_offset=1)

"""Months and quarters as Dagster sees them: one partition each, in the district's time zone, from the first month that is configured.

A partition is there once its time is over, so that the latest one is a month whose figures can have come; the running month, and months
before the configured one, are run from the command line alone. The key of a quarter is its first month.
"""

from datetime import date
from typing import Final

import dagster as dg

from pipelines.clock import EARLIEST_MONTH, QUARTER_MONTHS, TIME_ZONE
from pipelines.config.early_settings import load_run_settings
from pipelines.data_dir import find_home
from pipelines.instance.terminal_process import is_command
from warehouse.periods import month_key, month_of_key, shift_month

FIRST_MONTH: Final = EARLIEST_MONTH if is_command() else load_run_settings(find_home().config).first_month
# How many months a month learns from, as shipped: a home that sets another number has this one drawn, and the definitions read no settings.
TRAINING_MONTHS: Final = 36

MONTHS: Final = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, timezone=TIME_ZONE.key, fmt="%Y-%m")
QUARTERS: Final = dg.TimeWindowPartitionsDefinition(
    start=FIRST_MONTH, cron_schedule="0 0 1 1,4,7,10 *", timezone=TIME_ZONE.key, fmt="%Y-%m"
)


def month_of_partition(key: str, partitions: dg.PartitionsDefinition[str] | None = None) -> date:
    """Return the month a partition is run for: of a quarter the last."""
    month = month_of_key(key)
    return shift_month(month, QUARTER_MONTHS - 1) if partitions == QUARTERS else month


def partition_of_month(job: dg.JobDefinition, month: date) -> str:
    """Return the partition in which a job runs a month."""
    return month_key(shift_month(month, 1 - QUARTER_MONTHS) if partitions_of(job) == QUARTERS else month)


def partitions_of(job: dg.JobDefinition) -> dg.PartitionsDefinition[str] | None:
    """Return the partitions of a job: its own, or those of the assets it makes."""
    if job.partitions_def is not None:
        return job.partitions_def
    assets = job.asset_layer.executable_asset_keys
    found = (job.asset_layer.get(key).partitions_def for key in sorted(assets, key=str))
    return next((each for each in found if each is not None), None)

"""Waiting for one another: one run at a time has the warehouse, and whoever comes meanwhile is told for whom it waits.

The record of runs says who is under way; what makes sure of it is DuckDB, which lets one process write.
"""

import logging
import time
from collections.abc import Callable

import dagster as dg

from pipelines.config.early_settings import load_run_settings
from pipelines.config.environment import memory_share
from pipelines.data_dir import DataDir
from pipelines.instance.dead_runs import UNDER_WAY, OpenRun, end_dead_runs, open_runs
from pipelines.instance.settings import RunSettings
from warehouse.connection import bound_memory
from warehouse.errors import WarehouseBusyError
from warehouse.store import Store

Tell = Callable[[str], None]
LOOK_SECONDS = 0.5


def look_after(instance: dg.DagsterInstance, home: DataDir, tell: Tell) -> None:
    """End what is left of runs whose process is gone, and tell which."""
    for ended in end_dead_runs(instance, load_run_settings(home.config).longest_seconds):
        tell(f"ended what was left of {ended}: its process is gone")


def wait_for_pool(instance: dg.DagsterInstance, home: DataDir, tell: Tell) -> None:
    """Wait until no other run has the warehouse; raises WarehouseBusyError, naming the run, where that takes too long."""
    settings = load_run_settings(home.config)
    give_up, told = time.monotonic() + settings.wait_seconds, ""
    while holder := _holder(instance, settings):
        if time.monotonic() >= give_up:
            raise WarehouseBusyError(
                f"the warehouse {home.warehouse} is in use by {holder.describe()}, and {settings.wait_minutes:g} minutes of waiting were "
                "not enough; wait until that run has ended, or end it, and try again"
            )
        if holder.run.run_id != told:
            tell(f"waiting for {holder.describe()}, {settings.wait_minutes:g} minutes at most")
            told = holder.run.run_id
        time.sleep(LOOK_SECONDS)
        look_after(instance, home, tell)


def _holder(instance: dg.DagsterInstance, settings: RunSettings) -> OpenRun | None:
    """Return the run that has the warehouse, or None."""
    under_way = (each for each in open_runs(instance, UNDER_WAY) if each.run.run_op_concurrency)
    return next((each for each in under_way if not each.is_dead(settings.longest_seconds)), None)


def patient_store(home: DataDir, tell: Tell | None = None) -> Store:
    """Return the open warehouse, which another process may have for a while; raises WarehouseBusyError where that takes too long."""
    tell = tell or logging.getLogger(__name__).info
    settings = load_run_settings(home.config)
    bound_memory(memory_share())
    give_up, is_told = time.monotonic() + settings.wait_seconds, False
    while True:
        try:
            return Store(home.warehouse, ops=home.ops)
        except WarehouseBusyError as error:
            if time.monotonic() >= give_up:
                raise
            if not is_told:
                tell(f"waiting, {settings.wait_minutes:g} minutes at most: {error}")
                is_told = True
        time.sleep(LOOK_SECONDS)

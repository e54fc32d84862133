"""Queueing runs: of a range of months that somebody asked for at once, the earlier month goes first.

A list goes on from the one before. Dagster asks for the runs of a range in no order of months, and the queue takes what comes first; what
else is waiting, a delivery or a schedule's month, goes before the next month of a range.
"""

from typing import Any, Final

import dagster as dg
from dagster._core.run_coordinator import QueuedRunCoordinator, SubmitRunContext
from dagster._core.storage.tags import BACKFILL_ID_TAG, PARTITION_NAME_TAG, PRIORITY_TAG

from pipelines.instance.equal_subsets import mend_subsets
from warehouse.periods import month_number, month_of_key

mend_subsets()
# The length of a month as a partition names it; of what is no month nothing follows.
KEY_LENGTH: Final = len("2026-10")


class MonthlyRunCoordinator(QueuedRunCoordinator):
    """Dagster's queue, in which months of one request stand in their order."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Begin with no pool whose limit is known to be set."""
        super().__init__(*args, **named)
        self._pools = set[str]()

    def submit_run(self, context: SubmitRunContext) -> dg.DagsterRun:
        """Queue a run, a month of a range behind the months before it."""
        run = context.dagster_run
        self._limit_pools(run)
        month = run.tags.get(PARTITION_NAME_TAG, "")
        if BACKFILL_ID_TAG in run.tags and len(month) == KEY_LENGTH:
            self._instance.add_run_tags(run.run_id, {PRIORITY_TAG: str(-month_number(month_of_key(month)))})
        return super().submit_run(context)

    def _limit_pools(self, run: dg.DagsterRun) -> None:
        """Give the pools of a run their limit before it is queued.

        The queue sets the limit of a pool that it meets for the first time itself, and goes by it from its next look on: in a fresh home
        all months of a range would start together.
        """
        needed = run.run_op_concurrency.all_pools if run.run_op_concurrency else None
        for pool in (needed or set()) - self._pools:
            self._instance.event_log_storage.initialize_concurrency_limit_to_default(pool)
            self._pools.add(pool)

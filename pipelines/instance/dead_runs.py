"""Runs that say they are under way although nobody works on them any more: found, named and ended.

A run is dead where the process that its tags name is gone from this machine. One whose tags name none, as an earlier version's, is dead
once it has been under way for longer than any run may take. Of a run of another machine nothing is known here.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import dagster as dg
from dagster import DagsterRunStatus
from dagster._core.storage.dagster_run import RunRecord

from pipelines.clock import TIME_ZONE
from pipelines.instance.run_owner import Owner

# In which a run claims the pool, and in which a process has yet to begin.
UNDER_WAY = (DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING)
BEGUN = (DagsterRunStatus.NOT_STARTED, *UNDER_WAY)
SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that says it is under way, and who works on it."""

    record: RunRecord
    owner: Owner | None

    @property
    def run(self) -> dg.DagsterRun:
        """The run itself."""
        return self.record.dagster_run

    @property
    def since(self) -> datetime:
        """When it began, in the district's time."""
        return datetime.fromtimestamp(self.record.start_time or self.record.create_timestamp.timestamp(), TIME_ZONE)

    def is_dead(self, longest_seconds: float) -> bool:
        """Whether nobody works on it any more."""
        if self.owner is not None:
            return self.owner.is_gone
        return time.time() - self.record.create_timestamp.timestamp() > longest_seconds

    def describe(self) -> str:
        """Return which run it is, whose, and since when, in words."""
        month = self.run.tags.get("dagster/partition")
        parts = [f"{self.run.job_name} of {month}" if month else self.run.job_name, f"(run {self.run.run_id[:SHORT_ID]}"]
        if self.run.tags.get("user"):
            parts.append(f"of {self.run.tags['user']}")
        if self.owner is not None:
            parts.append(f"in process {self.owner.process} on {self.owner.host}")
        return " ".join(parts) + f", since {self.since:%Y-%m-%d %H:%M})"


def open_runs(instance: dg.DagsterInstance, statuses: Sequence[DagsterRunStatus] = BEGUN) -> list[OpenRun]:
    """Return the runs that say they are under way, the oldest first."""
    records = instance.get_run_records(dg.RunsFilter(statuses=list(statuses)), ascending=True)
    return [OpenRun(record, Owner.from_tags(record.dagster_run.tags)) for record in records]


def dead_runs(instance: dg.DagsterInstance, longest_seconds: float) -> list[OpenRun]:
    """Return the runs that say they are under way although nobody works on them."""
    return [each for each in open_runs(instance) if each.is_dead(longest_seconds)]


def end_dead_runs(instance: dg.DagsterInstance, longest_seconds: float) -> Iterator[str]:
    """End every dead run and yield what was ended, in words; one that was being stopped counts as stopped, any other as failed."""
    for each in dead_runs(instance, longest_seconds):
        # Somebody else may have ended it since.
        run = instance.get_run_by_id(each.run.run_id)
        if run is None or run.is_finished:
            continue
        end_run(instance, run, f"Nobody works on this run any more: {_why(each)}. It was ended; nothing half done was published.")
        yield each.describe()


def end_run(instance: dg.DagsterInstance, run: dg.DagsterRun, reason: str) -> None:
    """Put down that a run has ended, with the reason as its message."""
    if run.status == DagsterRunStatus.CANCELING:
        instance.report_run_canceled(run, reason)
    else:
        instance.report_run_failed(run, reason)
    # A step may have claimed a place of its own.
    instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _why(each: OpenRun) -> str:
    if each.owner is None:
        return f"it has been under way since {each.since:%Y-%m-%d %H:%M}, longer than any run may take"
    return f"its process {each.owner.process} on {each.owner.host} is gone, killed perhaps"

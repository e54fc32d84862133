"""The queue takes months of one request in their order, and everything else before the next of them."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from dagster._core.run_coordinator import SubmitRunContext
from dagster._core.test_utils import create_run_for_test
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import job_origin, open_instance
from pipelines.instance.run_coordinator import MonthlyRunCoordinator
from pipelines.instance.run_execution import create_run, job_named, plan_of


def submitted(instance: dg.DagsterInstance, tags: dict[str, str]) -> None:
    run = create_run_for_test(
        instance, job_name="report", status=DagsterRunStatus.NOT_STARTED, tags=tags, remote_job_origin=job_origin("report")
    )
    instance.run_coordinator.submit_run(SubmitRunContext(run, None))  # type: ignore[arg-type]


def test_earlier_months_of_a_range_go_first_and_what_is_no_range_before_them(tmp_path: Path) -> None:
    with open_instance(DataDir(tmp_path / "home")) as instance:
        assert isinstance(instance.run_coordinator, MonthlyRunCoordinator)
        for month in ("2026-06", "2026-05", "2025-12"):
            submitted(instance, {"dagster/backfill": "b", "dagster/partition": month})
        submitted(instance, {"dagster/backfill": "b", "dagster/partition": "all of it"})
        submitted(instance, {"dagster/partition": "2026-10"})
        queued = instance.get_runs(dg.RunsFilter(statuses=[DagsterRunStatus.QUEUED]), ascending=True)
        taken = QueuedRunCoordinatorDaemon(60)._priority_sort(queued)
    assert [run.tags.get("dagster/partition") for run in taken] == ["all of it", "2026-10", "2025-12", "2026-05", "2026-06"]


def test_a_fresh_home_limits_the_pool_before_anything_waits_for_it(tmp_path: Path) -> None:
    """Else the queue would start everything that waits at its first look, and hold back from the second."""
    with open_instance(DataDir(tmp_path / "home")) as instance:
        assert instance.event_log_storage.get_pool_limits() == []
        job = job_named("ingest")
        for _ in range(3):
            run = create_run(job, plan_of(job, {}, instance), {}, {}, instance)
            instance.run_coordinator.submit_run(SubmitRunContext(run, None))  # type: ignore[arg-type]
        queue = QueuedRunCoordinatorDaemon(60)
        assert len(queue._get_runs_to_dequeue(instance, instance.get_concurrency_config(), None)) == 1

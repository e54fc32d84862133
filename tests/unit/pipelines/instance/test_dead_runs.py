"""Runs whose process is gone: found, named in words and ended with a sentence; whoever works is left alone."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test, freeze_time

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.dead_runs import dead_runs, end_dead_runs
from pipelines.instance.run_owner import Owner

LONGEST = 3600.0


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """The instance of a home, for all tests; each looks at its own runs."""
    with open_instance(DataDir(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


@pytest.fixture
def gone() -> Owner:
    """A process that was here and was killed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = Owner.of(process.pid)
        process.kill()
    return owner


def run_of(instance: dg.DagsterInstance, status: DagsterRunStatus, owner: Owner | None) -> str:
    """Put down a run that somebody works on; returns its id."""
    tags = {"dagster/partition": "2026-10", "user": "li", **(owner.tags() if owner else {})}
    return create_run_for_test(instance, job_name="report", status=status, tags=tags).run_id


def status_of(instance: dg.DagsterInstance, run_id: str) -> DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (DagsterRunStatus.NOT_STARTED, DagsterRunStatus.FAILURE),
        (DagsterRunStatus.STARTING, DagsterRunStatus.FAILURE),
        (DagsterRunStatus.STARTED, DagsterRunStatus.FAILURE),
        (DagsterRunStatus.CANCELING, DagsterRunStatus.CANCELED),
    ],
)
def test_a_run_whose_process_is_gone_is_ended_with_a_sentence(
    instance: dg.DagsterInstance, gone: Owner, status: DagsterRunStatus, becomes: DagsterRunStatus
) -> None:
    run_id = run_of(instance, status, gone)
    (words,) = end_dead_runs(instance, LONGEST)
    assert words.startswith(f"report of 2026-10 (run {run_id[:8]} of li in process {gone.process} on {gone.host}, since 2")
    assert status_of(instance, run_id) == becomes
    messages = [record.event_log_entry.message for record in instance.get_records_for_run(run_id).records]
    assert any(f"its process {gone.process} on {gone.host} is gone" in message for message in messages)
    assert list(end_dead_runs(instance, LONGEST)) == []


@pytest.mark.parametrize("owner", [Owner.this(), Owner("elsewhere", 1, ""), None], ids=["here", "elsewhere", "unknown"])
def test_a_run_somebody_may_be_working_on_is_left_alone(instance: dg.DagsterInstance, owner: Owner | None) -> None:
    run_id = run_of(instance, DagsterRunStatus.STARTED, owner)
    assert dead_runs(instance, LONGEST) == []
    instance.delete_run(run_id)


def test_a_run_of_an_earlier_version_that_names_nobody_is_dead_once_it_took_longer_than_any_may(instance: dg.DagsterInstance) -> None:
    with freeze_time(datetime.now(UTC) - timedelta(hours=2)):
        run_id = run_of(instance, DagsterRunStatus.STARTED, None)
    assert len(list(end_dead_runs(instance, LONGEST))) == 1
    assert status_of(instance, run_id) == DagsterRunStatus.FAILURE


def test_a_run_that_has_ended_is_none_of_them(instance: dg.DagsterInstance, gone: Owner) -> None:
    run_of(instance, DagsterRunStatus.SUCCESS, gone)
    assert dead_runs(instance, LONGEST) == []

"""Runs of the page: a process each, known by its number, interrupted when asked, and never under way after it is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.launcher import LaunchRunContext, WorkerStatus
from dagster._core.test_utils import create_run_for_test

from pipelines.data_dir import DataDir
from pipelines.instance import run_launcher
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_launcher import ProcessRunLauncher
from pipelines.instance.run_owner import Owner

WORKER = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, lambda *_: sys.exit(7))
run_id = sys.argv[3]
while run_id:
    Path(sys.argv[1], run_id).write_text("began")
    while not Path(sys.argv[1], "enough").exists():
        time.sleep(0.05)
    Path(sys.argv[1], "enough").unlink()
    os.write(int(sys.argv[2]), b"done\\n")
    run_id = sys.stdin.readline().strip()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """A home whose runs are done by a process that only waits."""
    (tmp_path / "waiting_worker.py").write_text(WORKER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(run_launcher, "WORKER", "waiting_worker")
    return DataDir(tmp_path / "home")


@pytest.fixture
def instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """The home's instance."""
    with open_instance(home) as opened:
        yield opened
        launcher = opened.run_launcher
        assert isinstance(launcher, ProcessRunLauncher)
        for worker in launcher.workers:
            worker.process.kill()


def until(done: Callable[[], object]) -> None:
    """Wait for something that has to come."""
    give_up = time.monotonic() + 120
    while not done():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def launched(instance: dg.DagsterInstance, home: DataDir) -> tuple[dg.DagsterRun, Owner]:
    """Launch a run and wait until its process has begun."""
    run = create_run_for_test(instance, job_name="report", status=DagsterRunStatus.STARTING)
    instance.run_launcher.launch_run(LaunchRunContext(run, None))
    until((home.root / run.run_id).exists)
    noted = instance.get_run_by_id(run.run_id)
    assert noted is not None
    owner = Owner.from_tags(noted.tags)
    assert owner is not None
    return noted, owner


def ended(instance: dg.DagsterInstance, run: dg.DagsterRun) -> DagsterRunStatus:
    """Wait until a run has ended; returns how."""
    until(lambda: instance.get_run_by_id(run.run_id).is_finished)  # type: ignore[union-attr]
    return instance.get_run_by_id(run.run_id).status  # type: ignore[union-attr]


def test_a_run_whose_process_is_killed_has_failed_at_once(instance: dg.DagsterInstance, home: DataDir) -> None:
    assert isinstance(instance.run_launcher, ProcessRunLauncher)
    run, owner = launched(instance, home)
    assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    os.kill(owner.process, signal.SIGKILL)
    assert ended(instance, run) == DagsterRunStatus.FAILURE
    assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.NOT_FOUND
    messages = [record.event_log_entry.message for record in instance.get_records_for_run(run.run_id).records]
    assert any("The process of this run was killed by signal 9" in message for message in messages)


def test_terminating_interrupts_the_process_and_ends_the_run(instance: dg.DagsterInstance, home: DataDir) -> None:
    run, owner = launched(instance, home)
    assert instance.run_launcher.terminate(run.run_id)
    assert ended(instance, run) == DagsterRunStatus.CANCELED
    until(lambda: owner.is_gone)
    assert not instance.run_launcher.terminate(run.run_id)


def test_a_run_of_the_command_line_can_be_terminated_too(instance: dg.DagsterInstance) -> None:
    # A shell starts what it puts behind it with this signal ignored; a job that is under way listens to it anyhow.
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); print('began', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, stderr=-1) as command:
        assert command.stdout is not None
        command.stdout.readline()
        run = create_run_for_test(instance, job_name="report", status=DagsterRunStatus.STARTED, tags=Owner.of(command.pid).tags())
        assert instance.run_launcher.terminate(run.run_id)
        assert command.wait(60) == -signal.SIGINT
    # Nobody is left to say so; the second time it is the launcher that does.
    assert instance.run_launcher.terminate(run.run_id)
    assert ended(instance, run) == DagsterRunStatus.CANCELED


def test_a_run_of_another_machine_is_not_touched(instance: dg.DagsterInstance) -> None:
    run = create_run_for_test(instance, job_name="report", status=DagsterRunStatus.STARTED, tags=Owner("elsewhere", os.getpid(), "").tags())
    assert not instance.run_launcher.terminate(run.run_id)
    assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING


def test_what_a_killed_command_left_behind_is_ended_by_the_next_run(instance: dg.DagsterInstance, home: DataDir) -> None:
    gone = Owner(Owner.this().host, os.getpid(), "another start").tags()
    left = create_run_for_test(instance, job_name="ingest", status=DagsterRunStatus.NOT_STARTED, tags=gone)
    run, _ = launched(instance, home)
    assert ended(instance, left) == DagsterRunStatus.FAILURE
    assert instance.run_launcher.terminate(run.run_id)


def test_a_process_that_has_done_its_run_does_the_next_one(instance: dg.DagsterInstance, home: DataDir) -> None:
    _, owner = launched(instance, home)
    # While it works another run is another process.
    _, other = launched(instance, home)
    assert other.process != owner.process
    (home.root / "enough").touch()
    until(lambda: not (home.root / "enough").exists())
    launcher = instance.run_launcher
    assert isinstance(launcher, ProcessRunLauncher)
    until(lambda: "" in [worker.run_id for worker in launcher.workers])
    next_run, again = launched(instance, home)
    assert again in (owner, other)
    assert not again.is_gone
    os.kill(again.process, signal.SIGKILL)
    assert ended(instance, next_run) == DagsterRunStatus.FAILURE

"""Runs killed at any moment, of the command line and of the page: the next one starts by itself, and none stays under way.

Two kills with every test; EARLYWARN_KILLS=20 (with `--log-cli-level=INFO`) for the figures in tests/bench/RESULTS.md.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import dagster as dg
import pytest
from dagster import DagsterEvent, DagsterRunStatus

from pipelines.commands.demo import demo
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance, workspace_file
from pipelines.instance.dead_runs import BEGUN
from pipelines.instance.run_execution import create_run, job_named, plan_of
from pipelines.instance.run_owner import Owner
from pipelines.instance.waiting import look_after

KILLS = int(os.environ.get("EARLYWARN_KILLS", "2"))
# A run begins and is killed within this time; the machine decides how far it has come by then.
LONGEST_SECONDS = 8.0
STARTS_WITHIN = 60
# However slow the machine is, it does not take this long.
LIMIT_SECONDS = 240.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A home with a little to take in."""
    place = DataDir(tmp_path_factory.mktemp("home"))
    demo(place, enterprises=20, months=14, last=None, seed=7, is_tidy=True)
    return place


@pytest.fixture(scope="module")
def instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """The home's instance."""
    with open_instance(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def daemon(home: DataDir, instance: dg.DagsterInstance) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon that launches what is queued and looks after what runs."""
    command = [sys.executable, "-m", "dagster._daemon", "run", "-w", str(workspace_file(home)), "--log-level", "warning"]
    with (home.root / "daemon.log").open("wb") as log, subprocess.Popen(command, env=environment(home), stdout=log, stderr=log) as process:
        yield process
        process.send_signal(signal.SIGINT)


def environment(home: DataDir) -> dict[str, str]:
    """Return the environment of a process that works on a home."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, "PYTHONPATH": paths, "EARLYWARN_HOME": str(home.root), "DAGSTER_HOME": str(home.dagster)}


def until(done: Callable[[], object], seconds: float = LIMIT_SECONDS) -> None:
    """Wait for something that has to come."""
    give_up = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def queued(instance: dg.DagsterInstance) -> str:
    """Ask for a run as the page does; returns its id."""
    job = job_named("ingest")
    run = create_run(job, plan_of(job, {}, instance), {}, {"dagster/max_retries": "0"}, instance)
    instance.report_dagster_event(DagsterEvent.job_enqueue(run), run.run_id)
    return run.run_id


def status_of(instance: dg.DagsterInstance, run_id: str) -> DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def killed_command(instance: dg.DagsterInstance, home: DataDir, seconds: float) -> None:
    """Start a run at the command line and kill its process a while after it was put down."""
    before = instance.get_runs_count()
    command = [sys.executable, "-m", "pipelines.cli", "ingest"]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL) as process:
        until(lambda: instance.get_runs_count() > before or process.poll() is not None)
        time.sleep(seconds)
        process.kill()


def killed_run(instance: dg.DagsterInstance, run_id: str, seconds: float) -> None:
    """Kill the process of a run of the page a while after it was launched."""
    until(lambda: Owner.from_tags(instance.get_run_by_id(run_id).tags))  # type: ignore[union-attr]
    owner = Owner.from_tags(instance.get_run_by_id(run_id).tags)  # type: ignore[union-attr]
    assert owner is not None
    time.sleep(seconds)
    if not owner.is_gone:
        os.kill(owner.process, signal.SIGKILL)


def launched(instance: dg.DagsterInstance, run_id: str) -> float:
    """Wait until a run was launched; returns how many seconds that took."""
    at = time.monotonic()
    until(lambda: status_of(instance, run_id) not in (DagsterRunStatus.NOT_STARTED, DagsterRunStatus.QUEUED))
    return time.monotonic() - at


@pytest.mark.usefixtures("daemon")
def test_after_a_kill_the_next_run_starts_by_itself_and_none_stays_under_way(home: DataDir, instance: dg.DagsterInstance) -> None:
    chance, waits = random.Random(16), []  # noqa: S311 - moments, no secrets
    for _ in range(0, KILLS, 2):
        killed_command(instance, home, chance.uniform(0, LONGEST_SECONDS))
        victim = queued(instance)
        waits.append(launched(instance, victim))
        killed_run(instance, victim, chance.uniform(0, LONGEST_SECONDS))
        following = queued(instance)
        waits.append(launched(instance, following))
        instance.run_launcher.terminate(following)
    logging.getLogger(__name__).info("%s kills; the next run was launched after %s seconds", KILLS, [round(wait) for wait in waits])
    until(lambda: not instance.get_run_records(dg.RunsFilter(statuses=list(BEGUN))))
    assert max(waits) < STARTS_WITHIN


def test_a_killed_command_is_ended_by_the_next_one_without_any_daemon(home: DataDir, instance: dg.DagsterInstance) -> None:
    killed_command(instance, home, 0)
    lines: list[str] = []
    look_after(instance, home, lines.append)
    (line,) = lines
    assert line.startswith("ended what was left of ingest (run ")
    assert not instance.get_run_records(dg.RunsFilter(statuses=list(BEGUN)))

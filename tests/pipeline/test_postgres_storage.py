"""Dagster's records in PostgreSQL: a cluster of Debian's package on loopback, made for this test, run by somebody who is not root."""

from __future__ import annotations

import getpass
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from socket import create_server

import dagster as dg
import pytest
import yaml
from dagster import DagsterEvent, DagsterEventType

from pipelines.clock import now
from pipelines.commands.demo import demo
from pipelines.commands.doctor import doctor
from pipelines.commands.tidy import tidy
from pipelines.config.environment import POSTGRES, has_postgres
from pipelines.data_dir import DataDir
from pipelines.deploy.unit_health import has_heartbeat
from pipelines.errors import SettingsError
from pipelines.instance.dagster_home import open_instance, workspace_file
from pipelines.instance.run_execution import create_run, execute, job_named, plan_of
from pipelines.instance.run_owner import Owner
from pipelines.mail_jobs import RETRY_MAIL
from pipelines.retention.old_runs import old_runs
from pipelines.run_records.asset_names import INTAKE
from tests.faults.test_run_kills import environment, queued, status_of, until

pytestmark = pytest.mark.slow
PASSWORD = "a-secret-of-the-test"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Lend the address of a database that is there as long as these tests."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed")
    if find_spec("dagster_postgres") is None:
        pytest.skip("dagster-postgres is not installed (pipelines/deploy/requirements-postgres.lock)")
    user = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="earlywarn-postgres-"))
    data, tools = folder / "data", programs[-1].parent
    (folder / "password").write_text(PASSWORD)
    for path in (folder, folder / "password"):
        shutil.chown(path, user)
    with create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]

    def call(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user if os.getuid() == 0 else None, cwd=folder)

    try:
        call(str(tools / "initdb"), "-D", str(data), "-U", "dagster", "-A", "scram-sha-256", "--pwfile", str(folder / "password"), "-N")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        call(str(tools / "pg_ctl"), "-D", str(data), "-w", "-t", "120", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg2://dagster:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            call(str(tools / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> str:
    """Return who runs the cluster: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return getpass.getuser()
    return next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})


def test_a_run_is_recorded_there_and_not_in_the_home(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES, database)
    home = DataDir(tmp_path / "home")
    with open_instance(home) as instance:
        job = job_named(RETRY_MAIL)
        plan = plan_of(job, {}, instance)
        run = create_run(job, plan, {}, {}, instance)
        execute(job, run, instance, plan)
    with open_instance(home) as later:
        found = later.get_run_by_id(run.run_id)
        assert found is not None
        assert found.status == dg.DagsterRunStatus.FAILURE
        assert later.get_records_for_run(run.run_id).records
    assert not list(home.dagster.rglob("*.db"))
    settings = (home.dagster / "dagster.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(settings)["storage"]["custom"]["config"] == {"postgres_url": {"env": POSTGRES}}
    assert PASSWORD not in settings


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A home with a little to take in."""
    place = DataDir(tmp_path_factory.mktemp("recorded") / "home")
    demo(place, enterprises=20, months=14, last=None, seed=7, is_tidy=True)
    return place


@pytest.fixture
def home(database: str, place: DataDir, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """The home, whose records lie in the database."""
    monkeypatch.setenv(POSTGRES, database)
    return place


def runs_line(home: DataDir, *, is_repair: bool = False) -> list[str]:
    return [line for line in doctor(home, is_repair=is_repair).lines() if line[6:].startswith(("dead run", "runs"))]


def test_the_daemon_launches_what_is_queued_and_its_heartbeat_is_found_there(home: DataDir) -> None:
    command = [sys.executable, "-m", "dagster._daemon", "run", "-w", str(workspace_file(home)), "--log-level", "warning"]
    with open_instance(home) as instance:
        assert not has_heartbeat(home)
        with subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
            runs = [queued(instance) for _ in range(2)]
            until(lambda: {status_of(instance, run) for run in runs} == {dg.DagsterRunStatus.SUCCESS})
            until(lambda: has_heartbeat(home))
            daemon.send_signal(signal.SIGINT)
        assert instance.get_latest_materialization_event(dg.AssetKey(INTAKE)).run_id in runs  # type: ignore[union-attr]
    assert not list(home.dagster.rglob("*.db"))


def test_the_mend_of_ranges_of_months_comes_with_these_records(home: DataDir) -> None:
    from pipelines.instance.postgres_records import MendedPostgresStorage

    with open_instance(home) as instance:
        assert instance.get_ref().storage_data.class_name == MendedPostgresStorage.__name__
    loads = f"import dagster, sys; dagster.DagsterInstance.from_config({str(home.dagster)!r})"
    program = f"{loads}; print('pipelines.instance.equal_subsets' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True, timeout=300, env=environment(home)
    )
    assert shown.stdout.split()[-1] == "True"


def test_what_is_old_goes_there_too(home: DataDir) -> None:
    with open_instance(home) as instance:
        failed = {run.run_id for run in instance.get_runs() if run.job_name == RETRY_MAIL}
        made = set(instance.get_run_ids()) - failed
    said = "\n".join(tidy(home, clock=lambda: now() + timedelta(days=400)))
    assert re.search(rf"runs of Dagster +{len(failed)} ", said)
    # The first brought the sources, the second is the newest of everything else.
    assert re.search(r"events of old runs +2 ", said)
    assert "superseded verdicts" in said
    with open_instance(home) as instance:
        assert set(instance.get_run_ids()) == made
        assert instance.get_latest_materialization_event(dg.AssetKey(INTAKE)) is not None
    assert list(old_runs(home, 1, now() + timedelta(days=400))) == []


def test_a_run_nobody_works_on_is_named_and_ended_there_too(home: DataDir) -> None:
    assert runs_line(home) == ["ok    runs         none is under way"]
    with open_instance(home) as instance:
        job = job_named(RETRY_MAIL)
        run = create_run(job, plan_of(job, {}, instance), {}, {**Owner.this().tags(), "earlywarn/process_started": "before"}, instance)
        instance.report_dagster_event(DagsterEvent(DagsterEventType.RUN_START.value, run.job_name), run.run_id)
    assert runs_line(home)[0].startswith(f"BAD   dead run     {RETRY_MAIL} (run {run.run_id[:8]}")
    assert "was ended: nobody worked on it" in runs_line(home, is_repair=True)[0]
    assert runs_line(home) == ["ok    runs         none is under way"]


def test_an_address_that_is_none_is_refused_without_being_repeated() -> None:
    with pytest.raises(SettingsError, match=f"{POSTGRES} is no address of a database") as caught:
        has_postgres({POSTGRES: f"dagster:{PASSWORD}@127.0.0.1"})
    assert PASSWORD not in str(caught.value)


def test_without_the_extra_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.config.environment.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="dagster-postgres is not installed"):
        has_postgres({POSTGRES: "postgresql+psycopg2://127.0.0.1/dagster"})

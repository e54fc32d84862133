"""Dagster's records in PostgreSQL: a cluster of Debian's package on loopback, made for this test, run by somebody who is not root."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from socket import create_server

import dagster as dg
import pytest
import yaml

from pipelines.config.environment import POSTGRES, has_postgres
from pipelines.data_dir import DataDir
from pipelines.errors import SettingsError
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_execution import create_run, execute, job_named, plan_of
from pipelines.mail_jobs import RETRY_MAIL

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
    assert yaml.safe_load(settings)["storage"]["postgres"] == {"postgres_url": {"env": POSTGRES}}
    assert PASSWORD not in settings


def test_an_address_that_is_none_is_refused_without_being_repeated() -> None:
    with pytest.raises(SettingsError, match=f"{POSTGRES} is no address of a database") as caught:
        has_postgres({POSTGRES: f"dagster:{PASSWORD}@127.0.0.1"})
    assert PASSWORD not in str(caught.value)


def test_without_the_extra_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.config.environment.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="dagster-postgres is not installed"):
        has_postgres({POSTGRES: "postgresql+psycopg2://127.0.0.1/dagster"})

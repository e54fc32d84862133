"""Waiting for the warehouse: told for whom and since when, for as long as is configured, and not for the dead."""

import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.storage.dagster_run import RunOpConcurrency
from dagster._core.test_utils import create_run_for_test
from dagster_shared.record import copy

from pipelines.data_dir import DataDir
from pipelines.instance import waiting
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_owner import Owner
from pipelines.instance.waiting import patient_store, wait_for_pool
from warehouse.errors import WarehouseBusyError
from warehouse.store import Store

POOL = RunOpConcurrency(root_key_counts={"warehouse": 1}, has_unconstrained_root_nodes=False, all_pools={"warehouse"})


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    """A home in which nobody waits by default."""
    place = DataDir(tmp_path)
    place.prepare()
    limit(place, 0)
    return place


@pytest.fixture
def instance(home: DataDir) -> Iterator[dg.DagsterInstance]:
    """The home's instance."""
    with open_instance(home) as opened:
        yield opened


def limit(home: DataDir, minutes: float) -> None:
    """Say how long a run waits."""
    home.config.mkdir(exist_ok=True)
    (home.config / "runs.toml").write_text(f"[runs.wait_minutes]\nvalue = {minutes}\n", encoding="utf-8")


def holding(instance: dg.DagsterInstance, owner: Owner, *, is_pooled: bool = True) -> dg.DagsterRun:
    """Put down a run that is under way."""
    tags = {**owner.tags(), "dagster/partition": "2026-10", "user": "li"}
    run = create_run_for_test(instance, job_name="report", status=DagsterRunStatus.STARTED, tags=tags)
    if is_pooled:
        instance.delete_run(run.run_id)
        instance.run_storage.add_run(in_pool(run))
    return run


def in_pool(run: dg.DagsterRun) -> dg.DagsterRun:
    """Return a run that takes a place in the pool."""
    return copy(run, run_op_concurrency=POOL)


def test_a_run_waits_for_another_and_says_for_whom(instance: dg.DagsterInstance, home: DataDir) -> None:
    limit(home, 5)
    run, lines = holding(instance, Owner.this()), []
    threading.Timer(1.2, lambda: instance.report_run_canceled(run)).start()
    wait_for_pool(instance, home, lines.append)
    (line,) = lines
    assert line.startswith(f"waiting for report of 2026-10 (run {run.run_id[:8]} of li in process {Owner.this().process} on ")
    assert ", since 2" in line
    assert line.endswith("), 5 minutes at most")


def test_who_has_waited_long_enough_is_told_for_whom_it_was(instance: dg.DagsterInstance, home: DataDir) -> None:
    run = holding(instance, Owner.this())
    with pytest.raises(WarehouseBusyError, match=f"is in use by report of 2026-10 .run {run.run_id[:8]} of li .*0 minutes of waiting"):
        wait_for_pool(instance, home, print)


@pytest.mark.parametrize("started", ["gone:1"])
def test_nobody_waits_for_a_run_whose_process_is_gone(instance: dg.DagsterInstance, home: DataDir, started: str) -> None:
    holding(instance, Owner(Owner.this().host, Owner.this().process, started))
    wait_for_pool(instance, home, print)


def test_nobody_waits_for_a_run_that_needs_no_warehouse(instance: dg.DagsterInstance, home: DataDir) -> None:
    holding(instance, Owner.this(), is_pooled=False)
    wait_for_pool(instance, home, print)


def test_a_warehouse_that_somebody_else_has_open_is_waited_for(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def busy_at_first(path: Path, **_: object) -> Store | str:
        opened.append(path)
        if len(opened) < 3:
            raise WarehouseBusyError("the warehouse is in use by another process (PID 7)")
        return "open"

    monkeypatch.setattr(waiting, "Store", busy_at_first)
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.01)
    lines: list[str] = []
    with pytest.raises(WarehouseBusyError):
        patient_store(home, lines.append)
    assert lines == []
    opened.clear()
    limit(home, 5)
    assert patient_store(home, lines.append) == "open"  # type: ignore[comparison-overlap]
    assert lines == ["waiting, 5 minutes at most: the warehouse is in use by another process (PID 7)"]

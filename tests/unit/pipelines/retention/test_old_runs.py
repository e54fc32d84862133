"""Old runs go with their events, verdicts and logs; of one that made what is newest of a month what shows it stays, however old."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from pipelines.asset_factory import check_spec
from pipelines.clock import now
from pipelines.commands.tidy import tidy
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.retention.latest_state import latest_state
from pipelines.retention.old_runs import old_runs
from warehouse.periods import month_key, month_of_key, shift_month

MONTHS = dg.StaticPartitionsDefinition([month_key(shift_month(month_of_key("2024-01"), number)) for number in range(6)])
FIRST, SECOND = "2024-01", "2024-02"
MONTHLY = dg.AssetKey("monthly")
SOUND = dg.AssetCheckKey(MONTHLY, "sound")


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def step(is_sound: bool = True) -> dg.AssetsDefinition:
    @dg.asset(partitions_def=MONTHS, check_specs=[check_spec("sound", "monthly", "", MONTHS, is_blocking=True)])
    def monthly(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        context.log.info("a line of a log")
        yield dg.AssetCheckResult(passed=is_sound, check_name="sound", asset_key="monthly")
        if not is_sound:
            raise dg.Failure("not sound")
        yield dg.MaterializeResult(metadata={"rows": 3}, data_version=dg.DataVersion("of the rows"))

    return monthly


@dg.op
def send() -> int:
    return 1


@dg.job
def mail() -> None:
    send()


def made(instance: dg.DagsterInstance, month: str, *, is_sound: bool = True) -> str:
    return dg.materialize([step(is_sound)], instance=instance, partition_key=month, raise_on_error=False).run_id


def later() -> datetime:
    return now() + timedelta(days=2)


def remove_all(home: DataDir) -> None:
    for each in list(old_runs(home, 1, later())):
        each.remove()


def kinds(home: DataDir) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in old_runs(home, 1, later()):
        found.setdefault(each.kind, set()).add(each.name)
    return found


def rows(home: DataDir, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home.dagster / "events" / "event_log.db") as connection:
        return connection.execute(query).fetchall()


def test_runs_go_with_what_they_logged_and_every_month_keeps_its_newest(home: DataDir) -> None:
    with open_instance(home) as instance:
        first, second, other = (made(instance, month) for month in (FIRST, FIRST, SECOND))
        mails = mail.execute_in_process(instance=instance).run_id
        under_way = instance.create_run_for_job(mail, status=dg.DagsterRunStatus.STARTED).run_id
    (home.dagster / "compute" / first).mkdir(parents=True, exist_ok=True)
    assert list(old_runs(home, 1, now())) == []
    found = kinds(home)
    assert found == {"runs of Dagster": {first, mails}, "events of old runs": {second, other}, "superseded verdicts": {"1 of checks"}}
    assert all(each.bytes > 0 for each in old_runs(home, 1, later()))
    remove_all(home)
    with open_instance(home) as instance:
        assert {run.run_id for run in instance.get_runs()} == {second, other, under_way}
        assert instance.get_materialized_partitions(MONTHLY) == {FIRST, SECOND}
        assert instance.all_logs(first) == []
    assert not (home.dagster / "compute" / first).exists()
    assert kinds(home) == {}


def test_what_the_page_shows_of_a_month_is_what_it_showed(home: DataDir) -> None:
    with open_instance(home) as instance:
        for month in (FIRST, FIRST, SECOND):
            made(instance, month)
        before = shown(instance)
    remove_all(home)
    with open_instance(home) as instance:
        assert shown(instance) == before
    kept = {kind for (kind,) in rows(home, "select distinct dagster_event_type from event_logs")}
    assert kept == {"ASSET_MATERIALIZATION", "PIPELINE_START", "PIPELINE_SUCCESS"}
    assert rows(home, "select count(*) from asset_event_tags where event_id not in (select id from event_logs)") == [(0,)]


def shown(instance: dg.DagsterInstance) -> object:
    """Return what the page asks for: newest events with their versions, the newest verdict of each month, and how the runs ended."""
    events = instance.event_log_storage
    versions = events.get_latest_tags_by_partition(MONTHLY, dg.DagsterEventType.ASSET_MATERIALIZATION, ["dagster/data_version"])
    verdicts = [events.get_latest_asset_check_execution_by_key([SOUND], PartitionKeyFilter(key=month)) for month in (FIRST, SECOND)]
    latest = instance.get_latest_materialization_event(MONTHLY)
    runs = {each[SOUND].run_id for each in verdicts}
    states = {run.run_id: run.status for run in instance.get_runs() if run.run_id in runs}
    return versions, [(each[SOUND].status, each[SOUND].evaluation.passed) for each in verdicts], latest, states


def test_a_month_whose_last_run_failed_keeps_saying_so_and_why(home: DataDir) -> None:
    with open_instance(home) as instance:
        made(instance, FIRST)
        failed = made(instance, FIRST, is_sound=False)
    remove_all(home)
    with open_instance(home) as instance:
        assert instance.get_run_by_id(failed).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]
        assert "not sound" in str(instance.all_logs(failed))
        verdict = instance.event_log_storage.get_latest_asset_check_execution_by_key([SOUND], PartitionKeyFilter(key=FIRST))[SOUND]
        assert verdict.status == AssetCheckExecutionRecordStatus.FAILED
        assert instance.get_materialized_partitions(MONTHLY) == {FIRST}
        made(instance, FIRST)
    # Once the month is made again nothing hangs on it any more.
    assert failed in kinds(home)["runs of Dagster"]


def test_what_is_kept_of_a_month_does_not_grow_with_how_often_it_was_made(home: DataDir) -> None:
    with open_instance(home) as instance:
        for month in MONTHS.get_partition_keys():
            made(instance, month)
    remove_all(home)
    once = sizes(home)
    with open_instance(home) as instance:
        for month in MONTHS.get_partition_keys():
            made(instance, month)
    assert sizes(home)["events"] > 2 * once["events"]
    list(tidy(home, clock=lambda: now() + timedelta(days=400)))
    assert sizes(home) == once
    with open_instance(home) as instance:
        assert len(instance.get_runs()) == 6
        assert latest_state(instance).runs == {run.run_id for run in instance.get_runs()}


def sizes(home: DataDir) -> dict[str, int]:
    """Return how many records there are by table; bytes differ with times and numbers."""
    tables = {"events": "event_logs", "verdicts": "asset_check_executions", "tags": "asset_event_tags"}
    return {name: int(str(rows(home, f"select count(*) from {table}")[0][0])) for name, table in tables.items()}  # noqa: S608


def test_a_home_in_which_nothing_ran_has_none(home: DataDir) -> None:
    assert list(old_runs(home, 1, now())) == []
    assert list(home.root.iterdir()) == []

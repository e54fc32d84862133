"""What is asked for when something changes: new deliveries once they are whole, mail after publication, one mail for each failure."""

import json
import os
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from pipelines.data_dir import DataDir
from pipelines.delivery.publication import brief_folder
from pipelines.errors import CheckFailedError
from pipelines.run_records.step_failure import recorded_failures
from pipelines.sensors import SENSORS, brief_mail_sensor, early_month_sensor, failure_sensor, inbox_sensor, month_mail_sensor
from tests.unit.pipelines.dated_context import DatedContext
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.errors import WarehouseBusyError
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

OUT = {"content_id": "a", "revision": 1, "files": {}}


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    return home


@pytest.fixture
def relay_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EARLYWARN_SMTP_FROM", "warn@example.cn")


def at(home: DataDir, day: str) -> dict[str, Any]:
    return {"run_context": DatedContext(home=str(home.root), day=day)}


def asked(found: Any) -> list[dg.RunRequest | str]:
    """Return what a sensor came to: requests, or why there are none."""
    items = list(found) if isinstance(found, Iterator) else [found]
    return [one.skip_message if isinstance(one, dg.SkipReason) else one for one in items]


class Looks:
    """The inbox looked at again and again, as the daemon does: with the cursor of the look before."""

    def __init__(self, home: DataDir) -> None:
        self.home, self.cursor = home, None

    def look(self) -> list[dg.RunRequest]:
        with dg.build_sensor_context(cursor=self.cursor, resources=at(self.home, "2026-11-20")) as context:
            found = inbox_sensor(context)
            self.cursor = found.cursor if isinstance(found, dg.SensorResult) else context.cursor
            return list(found.run_requests) if isinstance(found, dg.SensorResult) else []


def deliver(home: DataDir, name: str, content: str, moment: int) -> None:
    path = home.inbox / name
    path.write_text(content, encoding="utf-8")
    os.utime(path, (moment, moment))


def test_a_delivery_is_taken_in_once_it_has_stopped_growing(home: DataDir) -> None:
    looks = Looks(home)
    assert looks.look() == []
    deliver(home, "tax.csv", "first half", 1)
    assert looks.look() == []
    deliver(home, "tax.csv", "first half, second half", 2)
    assert looks.look() == []
    assert len(looks.look()) == 1
    assert looks.look() == []


def test_a_file_that_keeps_its_size_and_is_written_again_is_still_growing(home: DataDir) -> None:
    looks = Looks(home)
    deliver(home, "tax.csv", "aaaa", 1)
    looks.look()
    deliver(home, "tax.csv", "bbbb", 2)
    assert looks.look() == []
    assert len(looks.look()) == 1


def test_what_was_touched_or_renamed_is_nothing_new(home: DataDir) -> None:
    looks = Looks(home)
    deliver(home, "tax.csv", "figures", 1)
    looks.look()
    first = looks.look()
    deliver(home, "tax.csv", "figures", 9)
    (home.inbox / "tax.csv").rename(home.inbox / "tax (1).csv")
    assert [looks.look(), looks.look(), looks.look()] == [[], [], []]
    deliver(home, "tax.csv", "other figures", 10)
    looks.look()
    second = looks.look()
    assert first[0].run_key != second[0].run_key


def test_what_was_taken_in_at_the_command_line_starts_no_run(home: DataDir) -> None:
    deliver(home, "tax.csv", "taken in", 1)
    ledger(home, {"taken in": "tax", "of no layout": None})
    looks = Looks(home)
    assert [looks.look(), looks.look(), looks.look()] == [[], [], []]
    deliver(home, "more.csv", "not taken in", 2)
    assert [len(looks.look()) for _ in range(4)] == [0, 1, 0, 0]
    # A file that no layout knew is looked at again every morning anyhow.
    deliver(home, "more.csv", "of no layout", 3)
    assert [looks.look(), looks.look(), looks.look()] == [[], [], []]


def test_a_ledger_that_cannot_be_read_keeps_nothing_from_being_taken_in(home: DataDir) -> None:
    deliver(home, "tax.csv", "taken in", 1)
    home.snapshot.write_bytes(b"no database" * 1000)
    looks = Looks(home)
    assert [len(looks.look()) for _ in range(3)] == [0, 1, 0]


def ledger(home: DataDir, layouts: dict[str, str | None]) -> None:
    """Note in the snapshot's ledger what was delivered, by content, and which layout it had."""
    table = table_named(names.DELIVERIES)
    rows = [
        {"delivery_id": f"d{number}", "batch_id": 1, "file_name": "a.csv", "content_sha256": sha256(content.encode()).hexdigest(),
         "reading": 1, "layout": layout, "ingested_on": date(2026, 11, 1), "rows_in": 1, "rows_stored": 1, "rows_refused": 0,
         "rows_duplicate": 0}
        for number, (content, layout) in enumerate(layouts.items())
    ]  # fmt: skip
    with Store(home.warehouse, ops=home.ops) as store:
        store.append(names.DELIVERIES, pl.DataFrame(rows, schema=table.polars_schema()))
        publish_snapshot(store, home.snapshot)


def test_leftovers_and_links_do_not_stand_in_the_way(home: DataDir) -> None:
    looks = Looks(home)
    deliver(home, ".~lock.tax.csv", "x", 1)
    assert [looks.look(), looks.look()] == [[], []]
    (home.inbox / "link.csv").symlink_to("/etc/hostname")
    looks.look()
    assert len(looks.look()) == 1


def test_the_month_is_mailed_after_it_is_out_and_again_after_a_correction(home: DataDir, relay_named: None) -> None:
    with dg.build_sensor_context(resources=at(home, "2026-11-16")) as context:
        assert asked(month_mail_sensor(context)) == ["2026-10 is not out yet"]
        publish(home.briefing(date(2026, 10, 1)), 1)
        [first] = asked(month_mail_sensor(context))
        publish(home.briefing(date(2026, 10, 1)), 2)
        [second] = asked(month_mail_sensor(context))
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert (first.partition_key, first.run_key, second.run_key) == ("2026-10", "2026-10 r1", "2026-10 r2")


@pytest.mark.parametrize(("day", "month"), [("2026-11-15", "2026-09"), ("2026-11-16", "2026-10"), ("2026-12-15", "2026-10")])
def test_only_the_newest_month_that_is_due_is_mailed_by_itself(home: DataDir, relay_named: None, day: str, month: str) -> None:
    for number in range(1, 12):
        publish(home.briefing(date(2026, number, 1)), 1)
    with dg.build_sensor_context(resources=at(home, day)) as context:
        [request] = asked(month_mail_sensor(context))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == month


def test_a_month_that_is_run_early_is_mailed_early(home: DataDir, relay_named: None) -> None:
    run_early(home)
    publish(home.briefing(date(2026, 9, 1)), 1)
    with dg.build_sensor_context(resources=at(home, "2026-11-12")) as context:
        [before] = asked(month_mail_sensor(context))
        publish(home.briefing(date(2026, 10, 1)), 1)
        [after] = asked(month_mail_sensor(context))
        # The month that has not ended is nobody's bulletin.
        publish(home.briefing(date(2026, 11, 1)), 1)
        [still] = asked(month_mail_sensor(context))
    assert [one.partition_key for one in (before, after, still) if isinstance(one, dg.RunRequest)] == ["2026-09", "2026-10", "2026-10"]


def test_without_a_relay_nothing_is_mailed_and_the_reason_is_said(home: DataDir) -> None:
    publish(home.briefing(date(2026, 10, 1)), 1)
    publish(brief_folder(home, date(2026, 11, 16)), 1)
    for sensor in (month_mail_sensor, brief_mail_sensor):
        with dg.build_sensor_context(resources=at(home, "2026-11-20")) as context:
            assert asked(sensor(context)) == ["no mail relay is named (EARLYWARN_SMTP_HOST), so nothing is mailed by itself"]


@pytest.mark.parametrize(("today", "day"), [("2026-11-01", "2026-11-01"), ("2026-11-15", "2026-11-01"), ("2026-11-30", "2026-11-16")])
def test_the_brief_of_the_last_day_on_which_one_is_due_is_mailed(home: DataDir, relay_named: None, today: str, day: str) -> None:
    with dg.build_sensor_context(resources=at(home, today)) as context:
        assert asked(brief_mail_sensor(context)) == [f"the brief of {day} is not out yet"]
        publish(brief_folder(home, date.fromisoformat(day)), 1)
        [request] = asked(brief_mail_sensor(context))
    assert isinstance(request, dg.RunRequest)
    assert request.run_config == {"ops": {"send_due_brief": {"config": {"day": day}}}}


def test_months_wait_for_the_16th_unless_the_configuration_says_otherwise(home: DataDir) -> None:
    with dg.build_sensor_context(resources=at(home, "2026-11-12")) as context:
        assert asked(early_month_sensor(context)) == ["months are run on the 16th; is_early in automation.toml says otherwise"]
    run_early(home)
    for day in ("2026-11-16", "2026-11-30"):
        with dg.build_sensor_context(resources=at(home, day)) as context:
            assert asked(early_month_sensor(context)) == ["2026-10 is out or has its own day"]


def test_a_failure_is_told_once_by_job_month_and_kind(home: DataDir, relay_named: None) -> None:
    tell(home, "ops@example.cn")
    [request] = told(home, failing(WarehouseBusyError("/some/where is busy")), partition="2026-10")
    assert isinstance(request, dg.RunRequest)
    config = request.run_config["ops"]["tell_operators"]["config"]
    assert config == {"run": request.run_key, "job": "broken", "month": "2026-10", "reason": "busy"}


@pytest.mark.parametrize(
    ("error", "kind"),
    [(dg.Failure("a check failed"), "held"), (CheckFailedError("a check failed"), "held"), (ValueError("x"), "bug"), (OSError("x"), "bug")],
    ids=["failure", "held", "bug", "other"],
)
def test_the_kind_of_a_failure_is_that_of_its_error(home: DataDir, relay_named: None, error: Exception, kind: str) -> None:
    tell(home, "ops@example.cn")
    [request] = told(home, failing(error))
    assert isinstance(request, dg.RunRequest)
    assert request.run_config["ops"]["tell_operators"]["config"]["reason"] == kind


def test_a_mail_about_a_failure_that_fails_is_not_mailed_about(home: DataDir, relay_named: None) -> None:
    tell(home, "ops@example.cn")
    [reason] = told(home, failing(ValueError("x"), name="report_failure"))
    assert reason == "the mail to the operators itself did not go out; it is tried again every day"


def test_nobody_is_told_where_nobody_is_named(home: DataDir, relay_named: None) -> None:
    assert told(home, failing(ValueError("x"))) == ["nobody is told: `operators` in mail.toml names no address"]


def test_every_sensor_says_what_it_does() -> None:
    assert [sensor.name for sensor in SENSORS if not sensor.description] == []


def publish(folder: Path, revision: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({**OUT, "revision": revision}), encoding="utf-8")


def run_early(home: DataDir) -> None:
    home.config.mkdir(exist_ok=True)
    (home.config / "automation.toml").write_text("[automation.is_early]\nvalue = true\n", encoding="utf-8")


def tell(home: DataDir, *operators: str) -> None:
    home.config.mkdir(exist_ok=True)
    (home.config / "mail.toml").write_text(f"operators = {json.dumps(operators)}\n", encoding="utf-8")


def failing(error: Exception, name: str = "broken") -> dg.JobDefinition:
    @dg.op
    def breaks() -> None:
        # As every step of the program fails.
        with recorded_failures():
            raise error

    @dg.job(name=name)
    def job() -> None:
        breaks()

    return job


def told(home: DataDir, job: dg.JobDefinition, partition: str | None = None) -> list[dg.RunRequest | str]:
    """Return what the sensor asks for after a run of a job that fails."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        event = next(each for each in result.all_events if each.event_type == dg.DagsterEventType.RUN_FAILURE)
        with dg.build_run_status_sensor_context(
            "operators_hear_of_failures", event, instance, result.dagster_run, partition_key=partition, resources=at(home, "2026-11-20")
        ) as context:
            return asked(failure_sensor(context.for_run_failure()))

"""The process of a run of the page: it works like the command line, in the same log file and with the same tags."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from pipelines.clock import today
from pipelines.data_dir import DataDir
from pipelines.instance import run_worker
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.run_execution import create_run, job_named, plan_of
from pipelines.instance.run_owner import Owner
from pipelines.instance.run_worker import has_changed_since, work
from pipelines.mail_jobs import RECEIPTS


def asked_for(home: DataDir, run_config: dict[str, Any], job: str = RECEIPTS.job) -> str:
    """Put a run down as the page does; returns its id."""
    with open_instance(home) as instance:
        definition = job_named(job)
        return create_run(definition, plan_of(definition, run_config, instance), run_config, {}, instance).run_id


def done(home: DataDir, run_id: str) -> dg.DagsterRun:
    """Let the process of a run do its work; returns what became of the run."""
    work(home, run_id)
    with open_instance(home) as instance:
        run = instance.get_run_by_id(run_id)
    assert run is not None
    return run


def test_a_run_of_the_page_works_in_the_home_it_is_recorded_in_and_logs_with_the_others(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    run = done(home, asked_for(home, {"ops": {RECEIPTS.step: {"config": {"is_dry_run": True}}}}))
    assert run.status == DagsterRunStatus.SUCCESS
    assert Owner.from_tags(run.tags) == Owner.this()
    assert run.tags["earlywarn/as_of"] == today().isoformat()
    assert run.tags["dagster/max_runtime"] == "43200"


def test_what_fails_stands_in_the_log_file_and_in_the_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = DataDir(tmp_path)
    run = done(home, asked_for(home, {}, "ingest"))
    assert capfd.readouterr() == ("", "")
    assert run.status == DagsterRunStatus.FAILURE
    log = (home.logs / "earlywarn.log").read_text(encoding="utf-8")
    assert run.run_id in log
    assert "inbox" in log


def test_a_run_that_cannot_be_begun_fails_with_the_reason(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    run_id = asked_for(home, {})
    home.config.mkdir()
    (home.config / "mail.toml").write_text("strange = 1\n", encoding="utf-8")
    assert done(home, run_id).status == DagsterRunStatus.FAILURE
    with open_instance(home) as instance:
        messages = [record.event_log_entry.message for record in instance.get_records_for_run(run_id).records]
    assert any("strange is read by nothing" in message for message in messages)


def test_a_run_that_was_ended_before_its_process_began_is_not_done(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    run_id = asked_for(home, {})
    with open_instance(home) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        instance.report_run_canceled(run)
    assert done(home, run_id).status == DagsterRunStatus.CANCELED


def test_a_run_that_is_stopped_while_its_process_begins_is_stopped(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    run_id = asked_for(home, {})
    with open_instance(home) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        instance.report_run_canceling(run)
    assert done(home, run_id).status == DagsterRunStatus.CANCELED


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[IO[str], IO[str], int]]:
    """Where runs are handed over, and where the process tells that one is done."""
    given, told = os.pipe(), os.pipe()
    with os.fdopen(given[0]) as stdin, os.fdopen(given[1], "w") as hands_over, os.fdopen(told[0]) as done:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(run_worker, "IDLE_SECONDS", 0.2)
        yield hands_over, done, told[1]
        os.close(told[1])


def test_a_process_does_one_run_after_the_other_and_ends_when_nothing_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[IO[str], IO[str], int]
) -> None:
    did: list[str] = []
    monkeypatch.setattr(run_worker, "work", lambda _home, run_id: did.append(run_id))
    monkeypatch.setattr(run_worker, "make_room", lambda: did.append("made room"))
    asked[0].write("second\n")
    asked[0].flush()
    run_worker.serve(DataDir(tmp_path), asked[2], "first")
    # What a run left behind in circles is freed before the next one, as at the command line.
    assert did == ["first", "made room", "second", "made room"]
    assert [asked[1].readline() for _ in range(2)] == ["done\n"] * 2


def test_a_process_older_than_the_program_begins_anew_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[IO[str], IO[str], int]
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(run_worker, "work", lambda _home, _run_id: None)
    monkeypatch.setattr(run_worker, "has_changed_since", lambda _: not begun)
    monkeypatch.setattr(os, "execv", lambda _program, command: begun.append(command))
    asked[0].write("second\n")
    asked[0].flush()
    run_worker.serve(DataDir(tmp_path), asked[2], "first")
    assert begun == [[sys.executable, "-m", "pipelines.instance.run_worker", str(tmp_path), str(asked[2]), "second"]]


def test_a_file_of_the_program_that_was_written_later_is_noticed() -> None:
    assert has_changed_since(0)
    assert not has_changed_since(time.time())

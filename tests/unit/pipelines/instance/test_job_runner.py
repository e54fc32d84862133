"""A job of the command line is recorded as one of the page is: where its code lies, who started it, what it saw, how long it may take."""

from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from pipelines.clock import today
from pipelines.data_dir import DataDir
from pipelines.delivery.fingerprint import code_version
from pipelines.errors import NoUsableInputError
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.run_owner import Owner
from pipelines.mail_jobs import RECEIPTS

DRY = JobRequest(RECEIPTS.job, DataDir(Path("unused")), steps={RECEIPTS.step: {"is_dry_run": True}})


def test_a_run_of_the_command_line_is_no_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARLYWARN_USER", "li@office.example")
    home = DataDir(tmp_path)
    with open_jobs(home) as run_job:
        result = run_job(JobRequest(DRY.job, home, steps=DRY.steps))
    assert result.success
    with open_instance(home) as instance:
        run = instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.status == DagsterRunStatus.SUCCESS
    assert run.remote_job_origin is not None
    assert run.remote_job_origin.repository_origin.get_label() == "__repository__@earlywarn"
    assert run.tags["dagster/code_location"] == "earlywarn"
    assert run.tags["user"] == "li"
    assert run.tags["earlywarn/as_of"] == today().isoformat()
    assert code_version().startswith(run.tags["earlywarn/code_version"])
    assert int(run.tags["dagster/max_runtime"]) == 12 * 3600
    # Whoever ends a command at the terminal does not expect the daemon to begin it again.
    assert run.tags["dagster/max_retries"] == "0"
    assert Owner.from_tags(run.tags) == Owner.this()
    # What was sent or written is for whoever called it.
    assert not list((home.dagster / "storage").glob("**/*"))


def test_a_run_that_fails_raises_what_its_step_raised_and_is_recorded_as_failed(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    with open_jobs(home) as run_job, pytest.raises(NoUsableInputError):
        run_job(JobRequest("ingest", home))
    with open_instance(home) as instance:
        (record,) = instance.get_run_records()
    assert record.dagster_run.status == DagsterRunStatus.FAILURE


def test_months_and_quarters_are_asked_for_by_their_partition(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    with open_jobs(home) as run_job:
        for job in ("report", "tournament"):
            with pytest.raises(Exception):  # noqa: B017, PT011 - an empty home; what is looked at is the record
                run_job(JobRequest(job, home, {"as_of": "2026-10-20"}, date(2026, 9, 1)))
    with open_instance(home) as instance:
        runs = {record.dagster_run.job_name: record.dagster_run.tags for record in instance.get_run_records()}
    assert runs["report"]["dagster/partition"] == "2026-09"
    assert runs["tournament"]["dagster/partition"] == "2026-07"
    # Both see the figures of September as of its own day.
    assert {tags["earlywarn/as_of"] for tags in runs.values()} == {"2026-10-16"}

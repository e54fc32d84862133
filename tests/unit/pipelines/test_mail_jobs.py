"""Jobs that send: what Dagster keeps of them is counts, a wrong word is refused before a run, and what waits is tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.mailing import SendReport
from pipelines.errors import SettingsError, UsageError, UserError
from pipelines.mail_jobs import BRIEF_MAIL, MAIL_JOBS, MAILINGS, failure_job, mail_job, notice_lines, retry_job
from pipelines.run_records.step_failure import StepFailedError
from pipelines.run_records.terminal_notices import listening
from pipelines.steps import mail_steps
from tests.unit.pipelines.dated_context import DatedContext
from tests.unit.pipelines.delivery.relay_server import Relay
from warehouse.ops.outbox import FrozenMail, MailKey, OutboxRow, open_outbox

Sending = Callable[[SendReport | UserError], dg.JobDefinition]
WHO = "director@example.gov.cn"


def row(state: str, recipient: str = WHO) -> OutboxRow:
    return OutboxRow(1, "brief", "2026-11-16", 1, recipient, "district", "<a@b.cn>", "s", state, 1, "550 no such user", "")


@pytest.fixture
def sending(monkeypatch: pytest.MonkeyPatch) -> Sending:
    """Give the brief's job with another outcome."""

    def job(report: SendReport | UserError) -> dg.JobDefinition:
        def send(*_: object) -> SendReport:
            if isinstance(report, Exception):
                raise report
            return report

        monkeypatch.setitem(mail_steps.WAYS, BRIEF_MAIL.job, replace(mail_steps.WAYS[BRIEF_MAIL.job], send=send))
        return mail_job(BRIEF_MAIL)

    return job


def run(job: dg.JobDefinition, home: Path, /, **config: Any) -> tuple[dg.ExecuteInProcessResult, str]:
    """Run a job of one step; returns the result and everything Dagster keeps of it."""
    [step] = [node.name for node in job.nodes]
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config={"ops": {step: {"config": config}}} if config else {},
            resources={"run_context": DatedContext(home=str(home), day="2026-11-20")},
            instance=instance,
            raise_on_error=False,
        )
        stored = repr([record.event_log_entry for record in instance.get_records_for_run(result.run_id).records])
        return result, stored


@contextmanager
def heard() -> Iterator[list[str]]:
    """Lend what steps say to the terminal."""
    lines: list[str] = []
    with listening(lambda notice: lines.extend(notice_lines(notice))):
        yield lines


def counts(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    [event] = [each for each in result.all_events if each.is_successful_output]
    return {name: value.value for name, value in event.step_output_data.metadata.items()}


def test_what_was_sent_held_and_failed_is_kept_in_counts_and_nobody_is_named(tmp_path: Path, sending: Sending) -> None:
    report = SendReport((row("sent"), row("sent", "b@example.cn")), (f"nothing is written to {WHO}: nobody is monitored there",))
    with heard() as lines:
        result, stored = run(sending(report), tmp_path, day="2026-11-16")
    assert counts(result) == {"sent": 2, "held": 0, "failed": 0, "pending": 0}
    assert lines == [report.remarks[0], "2 mails of the brief of 2026-11-16 are sent"]
    assert "example" not in stored


@pytest.mark.parametrize("error", [SendReport((row("failed"), row("held"))), SettingsError(f"subscribers.csv, line 2: '{WHO}' is twice")])
def test_a_failure_is_kept_without_addresses_and_told_whole_to_the_terminal(
    tmp_path: Path, sending: Sending, error: SendReport | UserError
) -> None:
    result, stored = run(sending(error), tmp_path)
    assert not result.success
    with pytest.raises(StepFailedError) as failed, dg.DagsterInstance.ephemeral() as instance:
        sending(error).execute_in_process(resources={"run_context": DatedContext(home=str(tmp_path), day="2026-11-20")}, instance=instance)
    assert WHO in str(failed.value.error)
    assert "example.gov" not in stored
    assert ("2 of 2 mails" if isinstance(error, SendReport) else "…") in stored


@pytest.mark.parametrize(
    "config", [{"held": "agian"}, {"held": "maybe"}, {"is_dry_run": "yes"}, {"dya": "2026-11-16"}], ids=lambda config: next(iter(config))
)
def test_a_wrong_word_in_the_configuration_is_refused_before_the_run(tmp_path: Path, config: dict[str, object]) -> None:
    with pytest.raises(dg.DagsterInvalidConfigError):
        run(mail_job(BRIEF_MAIL), tmp_path, **config)


def test_a_wrong_reason_of_a_failure_is_refused_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(dg.DagsterInvalidConfigError):
        run(failure_job, tmp_path, run="r", job="run", reason="tired")


def test_every_mailing_has_a_way_and_every_way_a_mailing() -> None:
    assert sorted(mail_steps.WAYS) == sorted(mailing.job for mailing in MAILINGS)


def test_a_step_that_sends_returns_nothing() -> None:
    assert {job.name: [node.definition.output_defs[0].dagster_type.kind.name for node in job.nodes] for job in MAIL_JOBS} == {
        job.name: ["NOTHING"] for job in MAIL_JOBS
    }


@pytest.fixture
def relay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    server = Relay(tmp_path, is_secure=False)
    server.start()
    for name, text in {"HOST": "127.0.0.1", "PORT": str(server.bound_port), "SECURITY": "none", "FROM": "warn@example.cn"}.items():
        monkeypatch.setenv(f"EARLYWARN_SMTP_{name}", text)
    yield server
    server.stop()


def test_a_failed_run_is_told_to_each_operator_once(tmp_path: Path, relay: Relay) -> None:
    home = DataDir(tmp_path / "home")
    home.config.mkdir(parents=True)
    (home.config / "mail.toml").write_text('operators = ["a@example.cn", "b@example.cn"]\n', encoding="utf-8")
    told = {"run": "0d1e", "job": "run", "reason": "held", "month": "2026-10"}
    for _ in range(2):
        result, stored = run(failure_job, home.root, **told)
        assert result.success
        assert "example.cn" not in stored
    assert dict(relay.accepted) == {"a@example.cn": 1, "b@example.cn": 1}


def test_what_waits_is_tried_again_and_a_relay_that_is_still_down_is_no_news(tmp_path: Path, relay: Relay) -> None:
    home = DataDir(tmp_path / "home")
    home.prepare()
    home.config.mkdir()
    (home.config / "mail.toml").write_text('operators = ["a@example.cn"]\nretry_seconds = []\n', encoding="utf-8")
    relay.faults["a@example.cn"] = ["450", "450"]
    tries = [run(failure_job, home.root, run="0d1e", job="run", reason="held"), run(retry_job, home.root), run(retry_job, home.root)]
    assert [result.success for result, _ in tries] == [True, True, True]
    assert [(counts(result)["pending"], counts(result)["sent"]) for result, _ in tries] == [(1, 0), (1, 0), (0, 1)]
    assert dict(relay.accepted) == {"a@example.cn": 1}


def test_a_district_whose_configuration_cannot_be_read_keeps_the_others_from_nothing(tmp_path: Path, relay: Relay) -> None:
    home = DataDir(tmp_path / "home")
    home.prepare()
    broken, whole = home.of_district("broken"), home.of_district("whole")
    for district in (broken, whole):
        district.prepare()
        with open_outbox(district.ops, now) as outbox:
            key = MailKey("failure", "0d1e", 1, WHO, "district")
            outbox.freeze(key, FrozenMail(f"<{district.district}@example.cn>", "s", b"Subject: s\r\n\r\n"))
    broken.config.mkdir()
    (broken.config / "mail.toml").write_text("retry_seconds = 3\n", encoding="utf-8")
    result, stored = run(retry_job, home.root)
    assert dict(relay.accepted) == {WHO: 1}
    # The step fails with what is wrong after everything was tried.
    assert not result.success
    assert "retry_seconds" in stored


def test_what_a_retry_finds_refused_for_good_fails_the_run(tmp_path: Path, relay: Relay) -> None:
    home = DataDir(tmp_path / "home")
    home.prepare()
    with open_outbox(home.ops, now) as outbox:
        outbox.freeze(MailKey("failure", "0d1e", 1, WHO, "district"), FrozenMail("<a@example.cn>", "s", b"Subject: s\r\n\r\n"))
    relay.faults[WHO] = ["550"]
    result, stored = run(retry_job, home.root)
    assert not result.success
    assert StepFailedError.__name__ in stored
    assert "example.gov" not in stored


def test_mail_that_waits_is_sent_again_by_the_job_of_its_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relay: Relay) -> None:
    home, asked = DataDir(tmp_path / "home"), []
    home.prepare()
    with open_outbox(home.ops, now) as outbox:
        for number, (edition, period) in enumerate(
            [("bulletin", "2026-10"), ("urgent", "2026-10"), ("brief", "2026-11-16"), ("receipt", "2026-11-19-3"), ("summary", "2026-09")]
        ):
            outbox.freeze(MailKey(edition, period, 1, WHO, "district"), FrozenMail(f"<{number}@example.cn>", "s", b"x"))

    def send(job: str, day: date) -> SendReport:
        asked.append((job, day))
        if day == date(2026, 9, 1):
            raise UsageError("no whole summary of 2026-09 is out")
        return SendReport(())

    for job, way in list(mail_steps.WAYS.items()):
        monkeypatch.setitem(mail_steps.WAYS, job, replace(way, send=lambda _, __, ___, day, job=job: send(job, day)))
    result, stored = run(retry_job, home.root)
    assert asked == [
        ("answer_replies", date(2026, 11, 20)), ("send", date(2026, 9, 1)), ("send", date(2026, 10, 1)), ("send_brief", date(2026, 11, 16)),
    ]  # fmt: skip
    # What cannot be sent keeps no other from its own, and is said.
    assert not result.success
    assert "no whole summary of 2026-09 is out" in stored

"""Reminders of late sources: once a source and month, only to the office whose source it is, and what is not sent is said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from models.district.late_sources import LateSource
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery import notices
from pipelines.delivery.notices import release_held_notices, send_failure, send_late, send_waiting_notices, write_late_files
from pipelines.errors import SettingsError
from pipelines.settings import Settings, load_settings
from reports.letters.notice_letter import FailedRun
from tests.unit.pipelines.delivery.relay_server import Relay

OCTOBER, DUE = date(2026, 10, 1), date(2026, 11, 10)
LATE = [LateSource(name, OCTOBER, DUE) for name in ("electricity", "output_value", "value_added")]
READERS = "data@grid.example.cn,赵某,source:供电企业,feedback,zh\nboss@example.cn,李某,district,bulletin,zh\n"


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0)


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path / "home")
    home.prepare()
    home.subscribers.write_text(f"email,name,scope,editions,language\n{READERS}", encoding="utf-8")
    return home


@pytest.fixture
def settings() -> Settings:
    known = load_settings()
    return replace(known, mail=replace(known.mail, retry_seconds=()))


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path, is_secure=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp(relay: Relay) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", relay.bound_port, "warn@example.cn", security="none")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[LateSource]:
    known = list(LATE)
    monkeypatch.setattr(notices, "late_on", lambda *_: known)
    return known


def test_each_office_is_reminded_once_of_a_source_and_month(
    home: DataDir, settings: Settings, relay: Relay, smtp: SmtpSettings, late: list[LateSource]
) -> None:
    for _ in range(3):
        report = send_late(home, settings, smtp, date(2026, 11, 20), clock)
    assert dict(relay.accepted) == {"data@grid.example.cn": 1}
    [remark] = report.remarks
    assert remark.startswith("统计部门 is late with 2026-10 and is not reminded: nobody takes feedback with the scope source:统计部门")
    text = message_from_bytes(relay.mails[0], policy=default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "- 用电" in text
    assert "产值" not in text


def test_the_next_month_is_another_reminder(
    home: DataDir, settings: Settings, relay: Relay, smtp: SmtpSettings, late: list[LateSource]
) -> None:
    send_late(home, settings, smtp, date(2026, 11, 20), clock)
    late[:] = [LateSource("electricity", date(2026, 11, 1), date(2026, 12, 10))]
    send_late(home, settings, smtp, date(2026, 12, 11), clock)
    assert dict(relay.accepted) == {"data@grid.example.cn": 2}


def test_a_reminder_the_relay_was_down_for_goes_out_with_the_retry(
    home: DataDir, settings: Settings, relay: Relay, smtp: SmtpSettings, late: list[LateSource]
) -> None:
    nobody = SmtpSettings("127.0.0.1", 1, "warn@example.cn", security="none")
    assert send_late(home, settings, nobody, date(2026, 11, 20), clock).count("pending") == 1
    assert send_waiting_notices(home, settings, smtp, clock).count("sent") == 1
    assert send_waiting_notices(home, settings, smtp, clock).rows == ()
    assert dict(relay.accepted) == {"data@grid.example.cn": 1}


def test_reminders_can_be_looked_at_before_they_are_sent(home: DataDir, settings: Settings, late: list[LateSource]) -> None:
    done = write_late_files(home, settings, date(2026, 11, 20))
    first = [path.read_bytes() for path in sorted((home.outbox / "late-2026-11-20").glob("*.eml"))]
    assert len(done) == 2
    write_late_files(home, settings, date(2026, 11, 20))
    assert [path.read_bytes() for path in sorted((home.outbox / "late-2026-11-20").glob("*.eml"))] == first


def test_nobody_to_tell_is_a_wrong_setting(home: DataDir, settings: Settings, smtp: SmtpSettings) -> None:
    with pytest.raises(SettingsError, match="name addresses with `operators`"):
        send_failure(home, settings, smtp, FailedRun("r", "run", "bug"), clock)
    assert release_held_notices(home, "failure", "again", clock) == 0


def test_a_failure_told_on_one_day_is_not_told_again_on_the_next(
    home: DataDir, settings: Settings, relay: Relay, smtp: SmtpSettings
) -> None:
    told = replace(settings, mail=replace(settings.mail, operators=("ops@example.cn",)))
    for day in (20, 21):
        report = send_failure(home, told, smtp, FailedRun("0d1e", "run", "bug"), lambda day=day: datetime(2026, 11, day, 9, 0))  # type: ignore[misc]
        assert [(row.month, row.state) for row in report.rows] == [("2026-11-20 0d1e", "sent")]
    assert dict(relay.accepted) == {"ops@example.cn": 1}

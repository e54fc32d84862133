"""The summary by mail: to readers of the whole, once, in their language, from the figures it came out with."""

import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipelines.clock import now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery import summary_mailing, summary_publisher
from pipelines.delivery.mailing import SendReport
from pipelines.delivery.summary_mailing import SUMMARY_EDITION, release_held_summary, send_summary, write_summary_files
from pipelines.delivery.summary_publisher import publish_summary
from pipelines.errors import UsageError
from pipelines.settings import load_settings
from reports.pdf import PdfResult
from tests.unit.pipelines.delivery.fixture_districts import HELD, MONTH, OUT, installation_of, put_out
from tests.unit.pipelines.delivery.relay_server import PASSWORD, USER, Relay
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox

LINES = (
    "email,name,scope,editions,language",
    "lead@x.cn,张,district,bulletin,zh",
    "guest@x.cn,Guest,district,bulletin,en",
    "brief@x.cn,李,district,brief,zh",
    "part@x.cn,王,region:甲区,bulletin,zh",
)
SETTINGS = load_settings()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    # A PDF takes seconds and is tested by itself.
    monkeypatch.setattr(summary_publisher, "make_pdf", lambda _: PdfResult(None, "not here"))
    monkeypatch.setattr(summary_mailing, "make_pdf", lambda _: PdfResult(None, "not here"))
    made = installation_of(tmp_path / "home")
    made.subscribers.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    publish_summary(made, SETTINGS, MONTH, (*OUT.values(), HELD))
    return made


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path)
    server.start()
    yield server
    server.stop()


def send(home: DataDir, relay: Relay) -> SendReport:
    smtp = SmtpSettings(host="127.0.0.1", port=relay.bound_port, sender="warn@example.cn", user=USER, password=PASSWORD)
    return send_summary(home, SETTINGS, smtp, MONTH, now, ssl.create_default_context(cafile=str(relay.certificate)))


def written(home: DataDir) -> dict[str, EmailMessage]:
    """The mails written to files, by their reader."""
    write_summary_files(home, SETTINGS, MONTH)
    files = sorted(home.outbox.glob("summary-2026-10.r1/*.eml"))
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    return {str(mail["To"]): mail for mail in mails}  # type: ignore[misc]


def test_readers_of_the_whole_get_it_once_however_often_it_is_sent(home: DataDir, relay: Relay) -> None:
    for _ in range(2):
        report = send(home, relay)
        report.require_delivered()
        assert {row.recipient: row.state for row in report.rows} == {"lead@x.cn": "sent", "guest@x.cn": "sent"}
    assert relay.accepted == {"lead@x.cn": 1, "guest@x.cn": 1}


def test_a_revision_is_a_correction_of_the_first_mail(home: DataDir, relay: Relay) -> None:
    send(home, relay)
    put_out(home, "乙区", "red", content_id="bb")
    publish_summary(home, SETTINGS, MONTH, (*OUT.values(), HELD))
    send(home, relay)
    lead = [message_from_bytes(mail, policy=policy.default) for mail in relay.mails if b"lead@x.cn" in mail]
    assert lead[1]["In-Reply-To"] == lead[0]["Message-ID"]
    assert str(lead[1]["Subject"]).startswith("【更正】")


def test_the_letter_begins_with_the_number_and_names_what_is_not_out(home: DataDir) -> None:
    mails = written(home)
    assert set(mails) == {"lead@x.cn", "guest@x.cn"}
    # Red and orange of 甲区 and the one of 乙区.
    assert str(mails["lead@x.cn"]["Subject"]).startswith("【内部资料】红橙3家，1个区县未发布：")
    text = mails["lead@x.cn"].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "丙区" in text
    assert "数据核验未通过" in text
    assert "3 red or orange" in str(mails["guest@x.cn"]["Subject"])
    assert [part.get_filename() for part in mails["lead@x.cn"].iter_attachments()] == ["企业预警月度汇总.xlsx"]


def test_files_are_the_same_on_any_day_and_tell_what_came_out_whatever_districts_did_since(home: DataDir) -> None:
    before = {to: mail.as_bytes() for to, mail in written(home).items()}
    put_out(home, "乙区", "red", "red", content_id="bb")
    assert {to: mail.as_bytes() for to, mail in written(home).items()} == before


def test_a_summary_that_is_half_or_not_there_is_not_sent(home: DataDir) -> None:
    (home.briefing(MONTH) / "summary.csv").write_bytes(b"half")
    with pytest.raises(UsageError, match=r"no whole summary of 2026-10.*`earlywarn run --month 2026-10`"):
        write_summary_files(home, SETTINGS, MONTH)


def test_a_reader_of_the_whole_is_told_what_only_districts_have(home: DataDir) -> None:
    done = write_summary_files(home, SETTINGS, MONTH)
    assert done[0] == "nothing of brief is written to brief@x.cn: districts alone have it; name one with region:X"
    assert len(done) == 3


def test_held_mails_are_settled_as_a_person_says(home: DataDir) -> None:
    with open_outbox(home.ops, now) as outbox:
        for edition in (SUMMARY_EDITION, "policies"):
            outbox.freeze(MailKey(edition, "2026-10", 1, "lead@x.cn", "district"), FrozenMail(f"<{edition}@x.cn>", "s", b"x"))
        for row in outbox.rows():
            outbox.settle(row, "held", "nobody knows")
        assert release_held_summary(home, MONTH, "sent") == 1
        assert {row.edition: row.state for row in outbox.rows()} == {SUMMARY_EDITION: "sent", "policies": "held"}

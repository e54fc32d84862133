"""A mail that answers a letter is answered once, line by line; nobody else is, and no program."""

import ssl
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.letters import LetterBook
from pipelines.cases.opening import open_cases
from pipelines.cases.receipts import compose_receipt, due_receipts, send_receipts
from pipelines.cases.recording import Actor, record
from pipelines.cases.replies import record_replies
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.ingest.run import ingest_inbox
from pipelines.settings import MailSettings, Settings
from tests.unit.pipelines.cases.test_recording import AT, MONTH, change, listed
from tests.unit.pipelines.delivery.relay_server import Relay
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.store import Store

DAY, SENT_AT = date(2026, 11, 20), datetime(2026, 11, 17, 9)
LETTER, STREET = "<digest@x>", "street:坪山街道"
SETTINGS = Settings(mail=MailSettings(from_name="企业服务", retry_seconds=(0,), timeout_seconds=5, settle_seconds=0))


@pytest.fixture
def home(tmp_path):
    own = DataDir(tmp_path)
    own.inbox.mkdir()
    rows = [
        {"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": "orange"},
        {"uscc": "b", "name": "乙公司", "owner": "第一工作组", "level": "blue"},
    ]
    open_cases(own.ops, listed(*rows), MONTH, AT.isoformat())
    own.subscribers.write_text(f"email,name,scope,editions,language\nli@x.invalid,李四,{STREET},bulletin,zh\n", encoding="utf-8")
    with open_outbox(own.ops, lambda: SENT_AT) as outbox:
        outbox.freeze(MailKey("digest", "2026-11-16", 1, "li@x.invalid", STREET), FrozenMail(LETTER, "subject", b""))
        outbox.settle(outbox.rows()[0], "sent", "250")
    return own


def lay(home, text, number=1, **headers):
    message = EmailMessage()
    known = {"From": "li@x.invalid", "Message-ID": f"<{number}@x>", "In-Reply-To": LETTER, "Date": "Fri, 20 Nov 2026 10:00:00 +0800"}
    for name, value in (known | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    (home.inbox / f"{number}.eml").write_bytes(message.as_bytes())


def take_in(home, day=DAY):
    book = LetterBook(home)
    with Store(home.warehouse) as store:
        ingest_inbox(store, home.inbox, day, SETTINGS.ingest, resolve=book.answered)
        record_replies(store, book, day, datetime(day.year, day.month, day.day, 6), CaseSettings())


def said(home, day=DAY):
    return [[(line.number, line.why) for line in receipt.lines] for receipt in due_receipts(home, day)]


def written(home):
    (receipt,) = due_receipts(home, DAY)
    mail = compose_receipt(receipt, SETTINGS, DAY, "warn@x.invalid", datetime(2026, 11, 20, 7))
    return message_from_bytes(mail.content, policy=policy.default)


def test_every_line_is_answered_with_what_became_of_it(home):
    lay(home, "各位好：\n1 走访 11-18 情况属实 订单减少\n7 误报\n2 很好\n谢谢\n> 2 误报\n")
    take_in(home)
    # Greetings and quotes are no lines of the sender's.
    assert said(home) == [[(2, ""), (3, "unknown_number"), (4, "not_understood")]]
    mail = written(home)
    text = mail.get_body(("plain",)).get_content()
    assert "第2行“1 走访 11-18 情况属实 订单减少”——已登记：1号甲公司，走访（情况属实）" in text
    assert "第3行“7 误报”——未登记：所复邮件中没有这个序号" in text
    assert "已登记1行、未登记2行" in mail["Subject"]
    assert (mail["To"], mail["In-Reply-To"], mail["Auto-Submitted"]) == ("li@x.invalid", "<1@x>", "auto-replied")
    # Whoever answers this answer means the letter.
    assert mail["References"].split() == [LETTER, "<1@x>"]


def test_names_stay_out_of_the_mail_where_the_district_wants_it(home):
    lay(home, "1 走访 11-18 情况属实\n")
    take_in(home)
    (receipt,) = due_receipts(home, DAY)
    shy = Settings(mail=MailSettings(names_in_body=False))
    assert "甲公司" not in compose_receipt(receipt, shy, DAY, "w@x.invalid", SENT_AT).content.decode()


def test_what_somebody_decided_since_is_said(home):
    given = change("visit", door="page", on=date(2026, 11, 19), visited_on="2026-11-18", finding="confirmed")
    record(home.ops, given, Actor("张三"), datetime(2026, 11, 19, 9), CaseSettings())
    lay(home, "1 误报 11-18\n2 恢复\n")
    take_in(home)
    assert said(home) == [[(1, "conflict"), (2, "not_possible")]]
    assert "目前为“待走访”" in written(home).get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("text", "headers", "why"),
    [("谢谢\n", {}, "empty_reply"), ("1 误报\n", {"In_Reply_To": "<strange@x>"}, "unknown_letter")],
)
def test_a_mail_of_a_subscriber_that_records_nothing_is_answered_with_why(home, text, headers, why):
    lay(home, text, **headers)
    take_in(home)
    assert said(home) == [[(0, why)]]
    assert "没有登记任何内容" in written(home)["Subject"]


@pytest.mark.parametrize(
    "headers",
    [{"From": "who@x.invalid"}, {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"},
     {"From": "MAILER-DAEMON@x.invalid"}],
)  # fmt: skip
def test_strangers_and_programs_are_not_answered(home, headers):
    lay(home, "1 误报\n", **headers)
    take_in(home)
    assert said(home) == []
    with open_ops(home.ops) as connection:
        assert connection.execute("select count(*) from case_events where door = 'mail'").fetchone() == (0,)


def test_old_mails_are_left_alone(home):
    lay(home, "1 误报\n")
    take_in(home)
    assert len(said(home, date(2026, 11, 27))) == 1
    assert said(home, date(2026, 11, 28)) == []


def test_a_mail_is_answered_once_by_the_relay_and_the_answer_answers_nothing(home, tmp_path):
    relay = Relay(tmp_path, is_secure=False)
    relay.start()
    smtp = SmtpSettings("127.0.0.1", relay.bound_port, "warn@x.invalid", security="none")
    try:
        lay(home, "1 走访 11-18 情况属实\n")
        take_in(home)
        # Two on one day, and the same mail delivered under another name.
        lay(home, "2 误报\n", 2)
        (home.inbox / "again.eml").write_bytes((home.inbox / "1.eml").read_bytes())
        take_in(home)
        for _ in range(2):
            send_receipts(home, SETTINGS, smtp, DAY, lambda: SENT_AT, ssl.create_default_context()).require_delivered()
        assert dict(relay.accepted) == {"li@x.invalid": 2}
        answered = {message_from_bytes(mail)["In-Reply-To"] for mail in relay.mails}
        assert answered == {"<1@x>", "<2@x>"}
        # Our own answer, put back into the inbox, is a program's.
        (home.inbox / "own.eml").write_bytes(relay.mails[0])
        take_in(home)
        send_receipts(home, SETTINGS, smtp, DAY, lambda: SENT_AT, ssl.create_default_context())
        assert dict(relay.accepted) == {"li@x.invalid": 2}
    finally:
        relay.stop()

"""Lines of mails on their cases: bound by the letter they answer, recorded once, conflicts shown."""

from datetime import date, datetime

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.letters import LetterBook
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, record
from pipelines.cases.replies import record_replies
from pipelines.data_dir import DataDir
from pipelines.ingest.mail_text import Answered
from tests.unit.pipelines.cases.test_recording import AT, MONTH, change, listed
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.absences import note_absence
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox

SETTINGS = CaseSettings()
SENT_AT = datetime(2026, 11, 17, 9)
SENT_ON = date(2026, 11, 20)
LETTER = "<digest@x>"
STREET = "street:坪山街道"


class Warehouse:
    """The replies and deliveries, and nothing else of a warehouse."""

    def __init__(self, *rows):
        base = {"message_id": "<1@x>", "sender": "li@x.invalid", "letter_id": LETTER, "sent_on": date(2026, 11, 20), "delivery_id": "one"}
        empty = dict.fromkeys(("acted_on", "reply_key", "person", "words"))
        self.rows = [{**base, **empty, "line_number": place, **row} for place, row in enumerate(rows, start=1)]

    def read(self, name):
        if name == names.DELIVERIES:
            return pl.DataFrame({"delivery_id": ["one"], "file_name": ["reply.eml"]})
        text = dict.fromkeys(("message_id", "sender", "letter_id", "action", "reply_key", "person", "words", "delivery_id"), pl.String())
        return pl.DataFrame(
            self.rows, schema={**text, "line_number": pl.Int64(), "case_id": pl.Int64(), "sent_on": pl.Date(), "acted_on": pl.Date()}
        )


@pytest.fixture
def home(tmp_path):
    rows = [
        {"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": "orange"},
        {"uscc": "b", "name": "乙公司", "owner": "第一工作组", "level": "blue", "street": "坑梓街道"},
    ]
    open_cases(tmp_path / "ops.db", listed(*rows), MONTH, AT.isoformat())
    (tmp_path / "subscribers.csv").write_text(
        f"email,name,scope,editions,language\nli@x.invalid,李四,{STREET},bulletin,zh\nwang@x.invalid,王五,district,bulletin,zh\n"
    )
    with open_outbox(tmp_path / "ops.db", lambda: SENT_AT) as outbox:
        outbox.freeze(MailKey("digest", "2026-11-16", 1, "li@x.invalid", STREET), FrozenMail(LETTER, "subject", b""))
        (row,) = outbox.rows()
        outbox.settle(row, "sent", "250")
    return DataDir(tmp_path)


def answer(home, *rows):
    return record_replies(Warehouse(*rows), LetterBook(home), date(2026, 11, 21), datetime(2026, 11, 21, 6), SETTINGS)


def case(home, number=1):
    with open_ops(home.ops) as connection:
        return stored.case_row(connection, number), stored.events_of(connection, number)


VISIT = {"case_id": 1, "action": "visit", "acted_on": date(2026, 11, 18), "reply_key": "confirmed", "words": "订单减少"}
REQUEST = {"case_id": 1, "action": "request", "person": "区工信局", "words": "融资"}
FALSE_ALARM = {"case_id": 1, "action": "close", "acted_on": date(2026, 11, 18), "reply_key": "false_alarm"}


def test_a_letter_knows_its_numbers_and_its_readers(home):
    book = LetterBook(home)
    # The case of the other street is none of this letter's.
    assert book.answered("li@x.invalid", ("<other@x>", LETTER), SENT_ON) == Answered(LETTER, {1: 1})
    assert book.answered("wang@x.invalid", (LETTER,), SENT_ON) == Answered(LETTER, {1: 1})
    assert "does not take letters" in book.answered("who@x.invalid", (LETTER,), SENT_ON)
    assert "none of our letters" in book.answered("li@x.invalid", ("<other@x>",), SENT_ON)


def test_lines_of_one_mail_follow_each_other_and_are_recorded_once(home):
    done = answer(home, VISIT, REQUEST, {"case_id": 1, "action": "close", "acted_on": date(2026, 11, 20), "reply_key": "helped"})
    assert (done.recorded, done.remarks) == (3, [])
    row, events = case(home)
    assert (row["state"], row["closing"]) == ("closed", "helped")
    assert [(event["actor"], event["door"]) for event in events[1:]] == [("李四", "mail")] * 3
    assert answer(home, VISIT, REQUEST).recorded == 0
    assert len(case(home)[1]) == len(events)


def test_who_writes_only_how_it_ended_has_been_there(home):
    assert answer(home, FALSE_ALARM).recorded == 1
    row, events = case(home)
    assert (row["visits"], row["first_visited_on"], row["closing"]) == (1, "2026-11-18", "false_alarm")
    assert [event["action"] for event in events] == ["open", "visit", "close"]


def test_what_was_decided_since_the_letter_is_shown_with_both_sides(home):
    given = change("visit", door="page", on=date(2026, 11, 19), visited_on="2026-11-19", finding="confirmed")
    record(home.ops, given, Actor("张三"), datetime(2026, 11, 19, 9), SETTINGS)
    ((file, line, text),) = answer(home, FALSE_ALARM).remarks
    assert (file, line) == ("reply.eml", 1)
    assert "张三" in text
    assert "李四" in text
    row, events = case(home)
    assert row["state"] == "in_service"
    assert (events[-1]["action"], events[-1]["door"]) == ("note", "mail")
    assert answer(home, FALSE_ALARM).remarks == []


def test_what_does_not_fit_the_case_is_told_in_the_words_of_its_history(home):
    ((_, _, text),) = answer(home, {"case_id": 1, "action": "resume"}).remarks
    assert "is not possible while a case is to be visited" in text
    # On the page of the case no English stands between Chinese words.
    assert case(home)[1][-1]["words"] == "邮件所报“恢复办理”未登记：服务单目前为“待走访”，或所填日期、单位有误"


def test_a_letter_changes_nothing_outside_its_scope(home):
    done = answer(home, {**VISIT, "case_id": 2})
    assert done.recorded == 0
    assert "no case 2" in done.remarks[0][2]
    assert case(home, 2)[0]["visits"] == 0


def away(home, person, deputy, first="2026-11-18", last="2026-11-24"):
    with open_ops(home.ops) as connection, transaction(connection):
        note_absence(connection, person, first, last, deputy)


def subscribe(home, *lines):
    with home.subscribers.open("a", encoding="utf-8") as handle:
        handle.writelines(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("first", "last", "is_accepted"),
    [
        ("2026-11-18", "2026-11-24", True),
        ("2026-11-20", "2026-11-20", True),
        ("2026-11-10", "2026-11-19", False),
        ("2026-11-21", "2026-11-30", False),
    ],
)
def test_a_deputy_answers_the_letter_of_who_is_away_while_they_are_away(home, first, last, is_accepted):
    subscribe(home, "zhao@x.invalid,赵六,street:龙田街道,bulletin,zh")
    away(home, "李四", "赵六", first, last)
    found = LetterBook(home).answered("zhao@x.invalid", (LETTER,), SENT_ON)
    assert isinstance(found, Answered) == is_accepted
    if is_accepted:
        # The scope of who is away, and nothing of the other street.
        assert found.cases == {1: 1}
        assert answer(home, {**VISIT, "sender": "zhao@x.invalid"}).recorded == 1
        row, events = case(home)
        assert (row["visits"], events[-1]["actor"], events[-1]["door"]) == (1, "赵六（代李四）", "mail")
        with open_ops(home.ops) as connection:
            assert [visit["visited_by"] for visit in stored.records_of(connection, "case_visits", 1)] == ["赵六"]
        assert answer(home, {**VISIT, "sender": "zhao@x.invalid", "case_id": 2, "message_id": "<2@x>"}).recorded == 0


def test_the_own_weekly_letter_of_a_deputy_holds_the_cases_of_who_is_away(home):
    subscribe(home, "second@x.invalid,,owner:第二工作组,digest,zh")
    away(home, "第一工作组", "第二工作组")
    with open_outbox(home.ops, lambda: SENT_AT) as outbox:
        outbox.freeze(MailKey("digest", "2026-11-16", 1, "second@x.invalid", "owner:第二工作组"), FrozenMail("<own@x>", "s", b""))
        outbox.settle(outbox.rows("pending")[0], "sent", "250")
    assert LetterBook(home).answered("second@x.invalid", ("<own@x>",), SENT_ON) == Answered("<own@x>", {1: 1, 2: 2})
    assert answer(home, {**VISIT, "sender": "second@x.invalid", "letter_id": "<own@x>", "case_id": 2}).recorded == 1
    assert case(home, 2)[1][-1]["actor"] == "second@x.invalid（代第一工作组）"
    # Back at work, they answer for themselves again.
    assert LetterBook(home).answered("second@x.invalid", ("<own@x>",), date(2026, 11, 25)) == Answered("<own@x>", {})

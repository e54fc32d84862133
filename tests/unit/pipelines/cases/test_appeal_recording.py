"""Appeals from the door to the answer, and what the warehouse is told of them."""

from datetime import date, datetime

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases import appeal_recording as appeals
from pipelines.cases.appeal_export import appeal_rows
from pipelines.cases.appeal_recording import APPEALS, Entry
from pipelines.cases.recording import Actor
from pipelines.errors import UsageError
from warehouse.ops.cases import open_case
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.record_events import record_events, records, verify_records

FIRM = {"uscc": "a", "name": "甲公司", "street": "坪山街道", "tier": "group", "owner": "第1组"}
OFFICE, SETTINGS = Actor("张三"), CaseSettings()
FRIDAY = datetime(2026, 11, 20, 9)


@pytest.fixture
def ops(tmp_path):
    return tmp_path / "ops.db"


def enter(ops, topic="space", raised_on=date(2026, 11, 18), detail="扩产缺厂房", at=FRIDAY):
    return appeals.enter(ops, Entry(FIRM, raised_on, topic, detail), OFFICE, at, SETTINGS)


def stored(ops):
    with open_ops(ops) as connection:
        return records(connection, APPEALS)


def exported(ops, day=date(2026, 12, 31)):
    with open_ops(ops) as connection:
        return appeal_rows(connection, day)


def delivered(*rows):
    columns = {
        "uscc": pl.String,
        "raised_on": pl.Date,
        "topic": pl.String,
        "detail": pl.String,
        "handled_by": pl.String,
        "closed_on": pl.Date,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def take_in(ops, *rows):
    return appeals.take_in(ops, delivered(*rows), pl.DataFrame([FIRM]), FRIDAY, SETTINGS)


@pytest.mark.parametrize(("appeal_class", "due"), [("simple", "2026-11-25"), ("ordinary", "2026-11-27"), ("complex", "2026-12-04")])
def test_the_class_says_by_which_working_day_a_department_answers(ops, appeal_class, due):
    enter(ops)
    assert appeals.dispatch(ops, 1, "规自局", appeal_class, OFFICE, FRIDAY, SETTINGS)["due_on"] == due


def test_an_appeal_is_answered_confirmed_and_closed(ops):
    enter(ops)
    appeals.dispatch(ops, 1, "规自局", "simple", OFFICE, FRIDAY, SETTINGS)
    appeals.answer(ops, 1, "已对接两处厂房", OFFICE, datetime(2026, 11, 24, 9))
    with pytest.raises(UsageError, match="has not been asked yet"):
        appeals.close(ops, 1, OFFICE, datetime(2026, 11, 25, 9))
    appeals.confirm(ops, 1, is_called_back=True, is_helped=True, actor=OFFICE, at=datetime(2026, 11, 25, 9))
    closed = appeals.close(ops, 1, OFFICE, datetime(2026, 11, 26, 9))
    assert (closed["state"], closed["closed_on"], closed["is_helped"]) == ("closed", "2026-11-26", 1)
    assert verify_records(ops, APPEALS).is_whole
    # What the warehouse is told: a row for each day on which it would read otherwise.
    head = ("a", "2026-11-18", "space", "扩产缺厂房")
    assert exported(ops) == [(*head, "规自局", "", "2026-11-20"), (*head, "规自局", "2026-11-26", "2026-11-26")]
    assert exported(ops, date(2026, 11, 25)) == [(*head, "规自局", "", "2026-11-20")]


def test_who_was_not_helped_goes_one_level_up_and_is_dispatched_anew(ops):
    enter(ops)
    appeals.dispatch(ops, 1, "规自局", "simple", OFFICE, FRIDAY, SETTINGS)
    appeals.answer(ops, 1, "无可用厂房", OFFICE, FRIDAY)
    appeals.confirm(ops, 1, is_called_back=True, is_helped=False, actor=OFFICE, at=FRIDAY)
    with pytest.raises(UsageError, match="was not helped"):
        appeals.close(ops, 1, OFFICE, FRIDAY)
    back = appeals.send_back(ops, 1, "请区专班协调", OFFICE, FRIDAY)
    assert (back["state"], back["rung"], back["department"], back["answered_on"]) == ("sent_back", "office", "", "")
    assert appeals.dispatch(ops, 1, "区专班", "complex", OFFICE, FRIDAY, SETTINGS)["state"] == "dispatched"


def test_the_same_topic_within_three_weeks_is_attached(ops):
    enter(ops)
    again, is_new = enter(ops, raised_on=date(2026, 12, 9), at=datetime(2026, 12, 9, 9))
    assert (is_new, again["id"], again["attached"]) == (False, 1, 1)
    assert enter(ops, topic="cost")[1]
    # Three weeks and a day after the first.
    assert enter(ops, raised_on=date(2026, 12, 10), at=datetime(2026, 12, 10, 9))[1]


def test_who_comes_again_after_it_was_closed_was_not_helped(ops):
    test_an_appeal_is_answered_confirmed_and_closed(ops)
    again, is_new = enter(ops, raised_on=date(2026, 11, 30), at=datetime(2026, 11, 30, 9))
    assert (is_new, again["state"], again["rung"], again["closed_on"]) == (False, "sent_back", "office", "")


def test_open_appeals_of_deliveries_are_taken_over_once_and_closed_when_they_are(ops):
    first, second = date(2026, 11, 3), date(2026, 11, 10)
    rows = [
        ("a", first, "space", "缺厂房", "中心", None),
        ("a", second, "space", "再次反映", None, None),
        ("x", first, "cost", None, None, None),
    ]
    assert (take_in(ops, *rows), take_in(ops, *rows)) == (1, 0)
    (appeal,) = stored(ops)
    assert (appeal["raised_on"], appeal["department"], appeal["attached"], appeal["state"]) == ("2026-11-03", "中心", 1, "to_dispatch")
    # The delivery told the warehouse already.
    assert exported(ops) == []
    take_in(ops, ("a", first, "space", "缺厂房", "中心", date(2026, 11, 19)))
    assert [(row["state"], row["closed_on"]) for row in stored(ops)] == [("closed", "2026-11-19")]


def test_a_delivered_closing_does_not_undo_that_the_enterprise_came_again_and_a_later_one_closes(ops):
    raised_on = date(2026, 11, 3)
    row = ("a", raised_on, "space", "缺厂房", "中心")
    take_in(ops, (*row, None))
    take_in(ops, (*row, date(2026, 11, 19)))
    enter(ops, raised_on=date(2026, 11, 20), detail="还是没有")
    take_in(ops, (*row, date(2026, 11, 19)))
    assert [(row["state"], row["closed_on"]) for row in stored(ops)] == [("sent_back", "")]
    take_in(ops, (*row, date(2026, 11, 25)))
    assert [(row["state"], row["closed_on"]) for row in stored(ops)] == [("closed", "2026-11-25")]


def test_what_was_sent_back_by_hand_stays_open_though_a_delivery_says_it_was_closed_before(ops):
    row = ("a", date(2026, 11, 3), "space", "缺厂房", "中心")
    take_in(ops, (*row, None))
    appeals.dispatch(ops, 1, "中心", "ordinary", OFFICE, FRIDAY, SETTINGS)
    appeals.answer(ops, 1, "已协调", OFFICE, FRIDAY)
    appeals.send_back(ops, 1, "没有解决", OFFICE, FRIDAY)
    take_in(ops, (*row, date(2026, 11, 19)))
    assert stored(ops)[0]["state"] == "sent_back"


def test_a_case_that_is_opened_later_gets_the_open_appeals_of_its_enterprise_once(ops):
    enter(ops)
    with open_ops(ops) as connection, transaction(connection):
        own = {**FIRM, "industry": "", "opened_month": "2026-10", "opened_on": "2026-11-21", "month": "2026-10", "level": "red"}
        own |= {"kind": "operating", "state": "to_visit", "lead": "第1组", "due_on": "2026-11-28", "follows": None}
        number = open_case(connection, own)
    assert stored(ops)[0]["case_id"] is None
    take_in(ops)
    take_in(ops)
    with open_ops(ops) as connection:
        assert [event["action"] for event in record_events(connection, APPEALS, 1)] == ["open", "link"]
    assert stored(ops)[0]["case_id"] == number
    assert verify_records(ops, APPEALS).is_whole


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda ops: appeals.dispatch(ops, 1, " ", "simple", OFFICE, FRIDAY, SETTINGS), "--to"),
        (lambda ops: appeals.dispatch(ops, 1, "规自局", "quick", OFFICE, FRIDAY, SETTINGS), "no class"),
        (lambda ops: appeals.answer(ops, 1, "好", OFFICE, FRIDAY), "not possible"),
        (lambda ops: appeals.answer(ops, 1, "好", Actor(" "), FRIDAY), "--by"),
        (lambda ops: appeals.dispatch(ops, 1, "规自局", "simple", Actor("李四", "owner:第2组"), FRIDAY, SETTINGS), "no appeal 1"),
        (lambda ops: enter(ops, raised_on=date(2026, 11, 21)), "was not raised"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(ops, change, problem):
    enter(ops)
    before = stored(ops)
    with pytest.raises(UsageError, match=problem):
        change(ops)
    assert stored(ops) == before

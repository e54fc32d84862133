"""One function records every change: what is stored, what is refused, what stands after a conflict."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, ConflictError, UnknownCaseError, record
from pipelines.errors import UsageError
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 16, 9)
DAY = date(2026, 11, 18)
OFFICE = Actor("张三")
SETTINGS = CaseSettings()


def listed(*rows, **changes):
    columns = ("uscc", "rank", "name", "street", "industry", "tier", "owner", "level", "kind", "is_listed", "respond_by_on")
    base = {
        "street": "坪山街道",
        "industry": "C39",
        "tier": "group",
        "kind": "operating",
        "is_listed": True,
        "respond_by_on": date(2026, 11, 23),
    }
    given = [{**base, "rank": place, **row, **changes} for place, row in enumerate(rows, start=1)]
    return pl.DataFrame(given).select(columns)


@pytest.fixture
def ops(tmp_path):
    path = tmp_path / "ops.db"
    rows = [
        {"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": "orange"},
        {"uscc": "b", "name": "乙公司", "owner": "", "level": "blue", "street": "坑梓街道"},
    ]
    open_cases(path, listed(*rows), MONTH, AT.isoformat())
    return path


def change(action, case_id=1, **given):
    values = {name: given.pop(name) for name in list(given) if name not in ("words", "seen", "seen_at", "source", "door", "on")}
    return Change(case_id, action, given.pop("door", "command"), given.pop("on", DAY), values, **given)


def do(ops, action, case_id=1, actor=OFFICE, **given):
    return record(ops, change(action, case_id, **given), actor, AT, SETTINGS)


def cases(ops, **wanted):
    with open_ops(ops) as connection:
        return stored.select_cases(connection, CaseFilter(**wanted))


def rows(ops, table, case_id=1):
    with open_ops(ops) as connection:
        return stored.records_of(connection, table, case_id)


def test_a_list_opens_a_case_for_everybody_on_it_once(ops):
    assert [(case["name"], case["state"], case["lead"]) for case in cases(ops)] == [
        ("甲公司", "to_visit", "第一工作组"),
        ("乙公司", "to_assign", ""),
    ]
    assert open_cases(ops, listed({"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": "orange"}), MONTH, AT.isoformat()) == (
        0,
        0,
    )


def test_a_new_warning_is_an_event_of_the_open_case_and_may_raise_its_level(ops):
    row = {"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": "red", "respond_by_on": date(2026, 11, 19)}
    assert open_cases(ops, listed(row), date(2026, 11, 1), AT.isoformat()) == (0, 1)
    (case,) = cases(ops, level="red")
    assert (case["id"], case["month"], case["opened_month"], case["due_on"]) == (1, "2026-11", "2026-10", "2026-11-19")


def test_a_case_goes_from_its_visit_to_its_end(ops):
    do(ops, "visit", visited_on="2026-11-17", finding="confirmed", note="订单减少")
    do(ops, "request", department="区工信局", request_class="simple", words="融资对接")
    do(ops, "answer", words="已对接银行", on=date(2026, 11, 20))
    closed = do(ops, "close", closing="helped", words="已恢复").case
    assert (closed["state"], closed["closing"], closed["closed_on"], closed["visits"]) == ("closed", "helped", "2026-11-18", 1)
    (visit,) = rows(ops, "case_visits")
    assert (visit["visited_by"], visit["known_on"], visit["note"]) == ("张三", "2026-11-18", "订单减少")
    (request,) = rows(ops, "case_requests")
    # Wednesday the 18th: a receipt by Thursday, a simple answer by Monday.
    assert (request["receipt_due_on"], request["answer_due_on"]) == ("2026-11-19", "2026-11-23")
    assert (request["received_on"], request["answered_on"], request["answer"]) == ("2026-11-20", "2026-11-20", "已对接银行")
    assert stored.verify_events(ops).is_whole


def test_who_looked_before_somebody_else_decided_is_shown_both_sides(ops):
    seen = cases(ops)[0]["version"]
    do(ops, "visit", visited_on="2026-11-17", finding="confirmed", actor=Actor("李四"))
    with pytest.raises(ConflictError, match="李四") as found:
        do(ops, "close", closing="unreachable", seen=seen)
    assert [event["action"] for event in found.value.since] == ["visit"]
    assert found.value.case["state"] == "in_service"
    assert cases(ops)[0]["state"] == "in_service"
    # A remark overwrites nobody, and what the program notes decides nothing.
    do(ops, "note", words="电话联系过", seen=seen)
    assert do(ops, "watch", seen=seen + 1).case["state"] == "watched"


def test_an_answer_to_a_letter_is_held_against_what_was_decided_since(ops):
    do(ops, "assign", lead="第二工作组")
    with pytest.raises(ConflictError):
        do(ops, "visit", visited_on="2026-11-17", finding="confirmed", seen_at="2026-11-16T08:00:00")
    do(ops, "visit", visited_on="2026-11-17", finding="confirmed", seen_at="2026-11-16T10:00:00")


def test_one_visit_cannot_have_two_findings(ops):
    do(ops, "visit", visited_on="2026-11-17", finding="confirmed", visited_by="第一工作组")
    with pytest.raises(ConflictError, match="'confirmed', got 'false_alarm'"):
        do(ops, "visit", visited_on="2026-11-17", finding="false_alarm", visited_by="第一工作组")
    do(ops, "visit", visited_on="2026-11-17", finding="false_alarm", visited_by="第二工作组")
    assert cases(ops)[0]["visits"] == 2


def test_what_arrives_twice_is_recorded_once(ops):
    first = do(ops, "visit", visited_on="2026-11-17", finding="confirmed", source="<1@x>")
    again = do(ops, "visit", visited_on="2026-11-17", finding="confirmed", source="<1@x>")
    assert (first.was_known, again.was_known, again.event) == (False, True, first.event)
    assert len(rows(ops, "case_visits")) == 1


def test_a_scope_is_never_left(ops):
    own = Actor("李四", "street:坑梓街道")
    with pytest.raises(UnknownCaseError, match="no case 1"):
        do(ops, "note", actor=own, words="看看")
    do(ops, "note", case_id=2, actor=own, words="看看")
    assert [case["id"] for case in cases(ops, scope=own.limits)] == [2]


def test_a_closed_case_is_followed_by_another(ops):
    do(ops, "close", closing="unreachable")
    with pytest.raises(UsageError, match="is not possible while a case is closed"):
        do(ops, "visit", visited_on="2026-11-17", finding="confirmed")
    after = do(ops, "reopen", words="企业来电").case
    assert (after["id"], after["follows"], after["state"], after["lead"]) == (3, 1, "to_visit", "第一工作组")
    # Five working days again, from Wednesday the 18th on, and not those of a case that is over.
    assert (after["opened_on"], after["due_on"]) == ("2026-11-18", "2026-11-25")
    with pytest.raises(UsageError, match="followed by case 3"):
        do(ops, "reopen", words="再来一次")
    assert stored.verify_events(ops).is_whole


@pytest.mark.parametrize(
    ("action", "given", "problem"),
    [
        ("assign", {}, "who answers for the case is missing"),
        ("note", {}, "what is noted is missing"),
        ("visit", {"visited_on": "2026-11-17"}, "what was found is missing"),
        ("visit", {"visited_on": "17.11.2026", "finding": "confirmed"}, "'17.11.2026' is not a day"),
        ("visit", {"visited_on": "2026-11-19", "finding": "confirmed"}, "has not happened by 2026-11-18"),
        ("visit", {"visited_on": "2026-11-17", "finding": "fine"}, "'fine' is no finding of a visit"),
        ("request", {"department": "区工信局", "request_class": "hard", "words": "x"}, "choose one of simple, ordinary, complex"),
        ("answer", {"words": "x"}, "which request is meant is not clear; open are none"),
        ("suspend", {"until_on": "2026-11-18", "words": "停产检修"}, "until a day to come"),
        ("suspend", {"until_on": "2026-12-18"}, "the reason is missing"),
        ("close", {"closing": "helped"}, "can only be known by a visit"),
        ("close", {"closing": "done"}, "'done' is no reason to close a case"),
        ("judge", {"is_useful": "yes"}, "useful is 1 or 0"),
        ("warn", {}, "'warn' is no action on a case"),
    ],
)
def test_what_cannot_be_recorded_changes_nothing(ops, action, given, problem):
    before = cases(ops)
    with pytest.raises(UsageError, match=problem):
        do(ops, action, **given)
    assert cases(ops) == before
    assert rows(ops, "case_visits") == []


def test_nobody_records_namelessly(ops):
    with pytest.raises(UsageError, match="say who"):
        do(ops, "note", actor=Actor(" "), words="x")


@pytest.mark.parametrize(
    "damage",
    [
        "update case_events set words = '改过' where number = 2",
        "delete from case_events where number = 1",
        "update cases set state = 'closed', closed_on = '2026-11-17' where id = 1",
    ],
)
def test_a_changed_row_is_named(ops, damage):
    do(ops, "note", words="第一次联系")
    assert stored.verify_events(ops).is_whole
    with sqlite3.connect(ops) as connection:
        connection.execute(damage)
    verdict = stored.verify_events(ops)
    assert not verdict.is_whole
    assert verdict.problem


def test_fifty_people_at_once_lose_nothing(ops):
    seen = cases(ops)[0]["version"]

    def one(number):
        note = do(ops, "note", actor=Actor(f"第{number}人"), words=str(number))
        try:
            do(ops, "assign", actor=Actor(f"第{number}人"), lead=f"第{number}工作组", seen=seen)
        except ConflictError:
            return note.event, 0
        return note.event, 1

    with ThreadPoolExecutor(50) as people:
        found = list(people.map(one, range(50)))
    assert len({event for event, _ in found}) == 50
    # Whoever came first has it; nobody is overwritten.
    assert sum(won for _, won in found) == 1
    assert stored.verify_events(ops).entries == 2 + 50 + 1

"""Items of the joint meeting: put once, decided, done; every change with its event, none without."""

import sqlite3
from datetime import date, datetime

import polars as pl
import pytest

from models.cases.stuck import STUCK_SCHEMA
from pipelines.cases.meeting_items import add_by_hand, decide, finish, put_on_agenda
from pipelines.errors import UsageError
from warehouse.ops.meeting import ITEMS
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.ops.record_events import record_events, records, verify_records

MONTH, AT, DUE = date(2026, 11, 1), datetime(2026, 11, 20, 9), date(2026, 12, 10)


@pytest.fixture
def ops(tmp_path):
    from pipelines.cases.opening import open_cases
    from tests.unit.pipelines.cases.test_recording import listed

    path = tmp_path / "ops.db"
    open_cases(path, listed({"uscc": "a", "name": "甲", "owner": "第1组", "level": "red"}), date(2026, 10, 1), "2026-10-16T08:00:00")
    return path


def put(ops):
    stuck = pl.DataFrame([(1, "overdue", "第1组", date(2026, 10, 16), 35, None)], schema=STUCK_SCHEMA, orient="row")
    with open_ops(ops) as connection, transaction(connection):
        return put_on_agenda(connection, stuck, MONTH, AT)


def items(ops):
    with open_ops(ops) as connection:
        return records(connection, ITEMS)


def test_an_item_is_put_once_until_it_is_done(ops):
    assert (put(ops), put(ops)) == (1, 0)
    decide(ops, 1, "分管领导带队走访", DUE, "区专班", AT)
    assert put(ops) == 0
    finish(ops, 1, "区专班", AT, "12月2日已走访")
    # The same trouble again is a new matter.
    assert put(ops) == 1
    assert [(item["id"], item["month"], item["done_on"]) for item in items(ops)] == [(1, "2026-11", "2026-11-20"), (2, "2026-11", "")]


def test_every_change_is_kept_with_who_and_what(ops):
    add_by_hand(ops, MONTH, "园区限电", "供电企业", "区工信局", AT)
    decide(ops, 1, "错峰安排", DUE, "区专班", AT)
    decide(ops, 1, "增容", DUE, "区专班", AT)
    with open_ops(ops) as connection:
        events = record_events(connection, ITEMS, 1)
    assert [(event["version"], event["actor"], event["action"]) for event in events] == [
        (1, "区工信局", "add"),
        (2, "区专班", "decide"),
        (3, "区专班", "decide"),
    ]
    assert (events[2]["before"]["decision"], events[2]["after"]["decision"]) == ("错峰安排", "增容")
    assert verify_records(ops, ITEMS).is_whole


def test_a_row_changed_without_an_event_is_named(ops):
    put(ops)
    with sqlite3.connect(ops) as connection:
        connection.execute("update meeting_items set asked_of = '别人'")
    assert "row 1 of meeting_items" in verify_records(ops, ITEMS).problem


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda ops: decide(ops, 9, "x", DUE, "y", AT), "no item 9"),
        (lambda ops: decide(ops, 1, " ", DUE, "y", AT), "--decision"),
        (lambda ops: decide(ops, 1, "x", date(2026, 11, 19), "y", AT), "later day"),
        (lambda ops: decide(ops, 1, "x", DUE, "y", AT, seen=4), "changed after you had looked"),
        (lambda ops: finish(ops, 1, " ", AT), "--by"),
        (lambda ops: add_by_hand(ops, MONTH, "x", "y", "z", AT, 9), "no case 9"),
        (lambda ops: add_by_hand(ops, MONTH, "x", "", "z", AT), "--of"),
    ],
)
def test_what_cannot_be_accounted_for_is_refused_and_nothing_stored(ops, change, problem):
    put(ops)
    before = items(ops)
    with pytest.raises(UsageError, match=problem):
        change(ops)
    assert items(ops) == before


def test_what_is_done_is_not_decided_again(ops):
    put(ops)
    finish(ops, 1, "区专班", AT)
    with pytest.raises(UsageError, match="was done on 2026-11-20"):
        decide(ops, 1, "x", DUE, "y", AT)

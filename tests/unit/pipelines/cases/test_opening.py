"""Cases of a list that comes out after its month: nobody is late for what nobody could know."""

from datetime import date

import polars as pl
import pytest

from models.cases.moves import is_overdue
from pipelines.cases.opening import known_from, open_cases
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter
from warehouse.ops.ops_db import open_ops

AUGUST, OUT = date(2026, 8, 1), date(2026, 11, 16)
RESPOND_DAYS = {"red": 3, "orange": 5, "yellow": 10, "blue": 15}


def august(level="red", due_on=date(2026, 9, 21), is_listed=True):
    row = {"uscc": "a", "name": "甲公司", "owner": "第一工作组", "level": level, "is_listed": is_listed, "respond_by_on": due_on}
    return pl.DataFrame([{"rank": 1, "street": "坪山街道", "industry": "C39", "tier": "group", "kind": "operating", **row}])


def opened(tmp_path, warnings, month=AUGUST):
    open_cases(tmp_path / "ops.db", warnings, month, "2026-11-16T09:00:00")
    with open_ops(tmp_path / "ops.db") as connection:
        (case,) = stored.select_cases(connection, CaseFilter())
    return case


def test_a_month_made_later_gives_its_people_as_long_as_one_made_in_time(tmp_path):
    case = opened(tmp_path, known_from(august(), OUT, RESPOND_DAYS))
    # Three working days from Monday the 16th of November, not from September.
    assert case["due_on"] == "2026-11-19"
    assert not is_overdue(case["state"], case["due_on"], OUT)
    # A graver warning of another month counts from the day it came out too.
    graver = opened(tmp_path, known_from(august("red", date(2026, 10, 21)), OUT, RESPOND_DAYS), date(2026, 9, 1))
    assert graver["due_on"] == "2026-11-19"


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 9, 16), date(2026, 9, 21)), (date(2026, 9, 10), date(2026, 9, 21))])
def test_a_month_made_on_its_day_keeps_the_day_that_is_printed(day, expected):
    assert known_from(august(), day, RESPOND_DAYS)["respond_by_on"].to_list() == [expected]


def test_who_is_not_listed_is_not_due():
    assert known_from(august(due_on=None, is_listed=False), OUT, RESPOND_DAYS)["respond_by_on"].to_list() == [None]

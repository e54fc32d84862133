"""Rows of a returned list on their cases: each taken once, contradictions reported by row, the rest taken."""

from datetime import date, datetime

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.facts import write_case_files
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, record
from pipelines.cases.returned import record_returns
from pipelines.data_dir import DataDir
from tests.unit.pipelines.cases.test_recording import AT, DAY, MONTH, change, listed
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.ops_db import open_ops

SETTINGS = CaseSettings()
ON = date(2026, 12, 1)
LATER = datetime(2026, 12, 1, 6)


class Warehouse:
    """The tables the door reads, and nothing else of a warehouse."""

    def __init__(self, *visits):
        columns = ("uscc", "visited_on", "visited_by", "finding", "outcome", "note", "file")
        rows = [dict(zip(columns, (*visit, *[None] * len(columns)), strict=False)) for visit in visits]
        self.visits = [
            {**row, "visited_on": date.fromisoformat(row["visited_on"]), "delivery_id": row["file"] or "one", "row_number": number}
            for number, row in enumerate(rows, start=1)
        ]

    def read(self, name):
        text = dict.fromkeys(("uscc", "visited_by", "finding", "outcome", "note", "delivery_id"), pl.String())
        if name == names.VISITS:
            rows = [{key: value for key, value in row.items() if key != "file"} for row in self.visits]
            return pl.DataFrame(rows, schema={**text, "visited_on": pl.Date(), "row_number": pl.Int64()})
        if name == names.DELIVERIES:
            files = sorted({row["delivery_id"] for row in self.visits})
            return pl.DataFrame({"delivery_id": files, "file_name": [f"{file}.xlsx" for file in files], "layout": "returned_list"})
        raise KeyError(name)


@pytest.fixture
def home(tmp_path):
    codes = [("a", "甲公司"), ("b", "乙公司"), ("c", "丙公司")]
    rows = [{"uscc": uscc, "name": name, "owner": "第一工作组", "level": "orange"} for uscc, name in codes]
    open_cases(tmp_path / "ops.db", listed(*rows), MONTH, AT.isoformat())
    return DataDir(tmp_path)


def take(home, *visits):
    return record_returns(Warehouse(*visits), home, ON, LATER, SETTINGS)


def do(home, action, at=datetime(2026, 11, 20, 9), door="page", **given):
    return record(home.ops, change(action, door=door, on=date(2026, 11, 20), **given), Actor("张三"), at, SETTINGS)


def case(home, number=1):
    with open_ops(home.ops) as connection:
        return stored.case_row(connection, number)


def test_visits_and_ends_are_taken_and_taken_once(home):
    rows = (
        ("a", "2026-11-18", "第一工作组", "confirmed", "in_service"),
        ("b", "2026-11-18", "第一工作组", "false_alarm"),
        ("c", "2026-11-19", "第一工作组", "企业说一切都好", "relocated_out"),
        ("nobody's", "2026-11-19", "第一工作组", "confirmed"),
    )
    done = take(home, *rows)
    assert (done.visits, done.closings, done.remarks) == (3, 2, [])
    states = [(case(home, number)["state"], case(home, number)["closing"]) for number in (1, 2, 3)]
    assert states == [("in_service", ""), ("closed", "false_alarm"), ("closed", "moved_out")]
    again = take(home, *rows)
    assert (again.visits, again.closings, again.remarks) == (0, 0, [])


def test_a_visit_before_the_list_was_out_is_no_answer_to_it(home):
    assert take(home, ("a", "2026-11-15", "第一工作组", "confirmed")).visits == 0


def test_a_row_that_contradicts_another_door_is_reported_and_the_rest_is_taken(home):
    do(home, "visit", visited_on="2026-11-18", finding="confirmed")
    done = take(home, ("a", "2026-11-18", "第一工作组", "false_alarm"), ("b", "2026-11-18", "第一工作组", "confirmed"))
    assert done.visits == 1
    ((file, row, text),) = done.remarks
    assert (file, row) == ("one.xlsx", 1)
    assert "甲公司" in text
    assert "误报" in text
    assert "情况属实" in text
    assert case(home)["visits"] == 1
    with open_ops(home.ops) as connection:
        assert "与已记录的走访" in stored.events_of(connection, 1)[-1]["words"]
    assert take(home, ("a", "2026-11-18", "第一工作组", "false_alarm"), ("b", "2026-11-18", "第一工作组", "confirmed")).remarks == []


def test_two_groups_that_contradict_each_other_are_told_in_either_order(home):
    first, second = ("a", "2026-11-18", "第一工作组", "confirmed"), ("a", "2026-11-20", "第二工作组", "false_alarm")
    done = take(home, first, second)
    assert (done.visits, done.closings, len(done.remarks)) == (2, 0, 1)
    third = ("b", "2026-11-18", "第二工作组", "false_alarm", None, None, "two")
    fourth = ("b", "2026-11-20", "第一工作组", "confirmed", None, None, "two")
    done = take(home, third, fourth)
    assert (done.visits, done.closings, len(done.remarks)) == (1, 1, 1)


def test_what_was_decided_after_the_list_went_out_is_not_undone(home):
    do(home, "close", closing="unreachable")
    (remark,) = take(home, ("a", "2026-11-18", "第一工作组", "confirmed")).remarks
    assert "办结" in remark[2]
    assert case(home)["state"] == "closed"


def test_what_people_recorded_goes_out_and_what_came_in_does_not(home):
    take(home, ("b", "2026-11-18", "第一工作组", "false_alarm"))
    assert write_case_files(home, ON) == home.cases
    assert list(home.cases.iterdir()) == []
    do(home, "visit", visited_on="2026-11-18", finding="confirmed", note="订单\n减少")
    do(home, "close", closing="helped", words="已恢复")
    write_case_files(home, ON)
    visits, outcomes = (home.cases / name for name in ("visits.csv", "outcomes.csv"))
    assert visits.read_text(encoding="utf-8").splitlines()[1:] == ["a,2026-11-18,张三,confirmed,,订单 减少,2026-11-20"]
    assert outcomes.read_text(encoding="utf-8").splitlines()[1:] == ["a,2026-11-20,recovered,已恢复,2026-11-20"]
    write_case_files(home, DAY)
    assert list(home.cases.iterdir()) == []


def test_an_end_that_says_nothing_of_the_enterprise_is_no_outcome(home):
    do(home, "close", closing="unreachable")
    write_case_files(home, ON)
    assert list(home.cases.iterdir()) == []


def outcomes_of(home):
    write_case_files(home, ON)
    path = home.cases / "outcomes.csv"
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []


def test_a_false_alarm_that_a_visit_found_is_one_and_not_two(home):
    do(home, "visit", visited_on="2026-11-18", finding="false_alarm")
    do(home, "close", closing="false_alarm")
    assert (case(home)["state"], outcomes_of(home)) == ("closed", [])


@pytest.mark.parametrize(
    ("finding", "outcome", "expected"),
    [
        # Found solved: the case ends as solved, which no column of the list says.
        ("solved", None, ["b,2026-12-01,recovered,,2026-12-01"]),
        # What the list says itself the warehouse knows.
        ("confirmed", "recovered", []),
        ("false_alarm", None, []),
    ],
)
def test_how_a_list_ends_a_case_reaches_the_figures_once(home, finding, outcome, expected):
    take(home, ("b", "2026-11-18", "第一工作组", finding, outcome))
    assert outcomes_of(home) == expected

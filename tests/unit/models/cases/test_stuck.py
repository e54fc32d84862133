"""What is put before the joint meeting, from when on, and of whom something is asked."""

from datetime import date, timedelta

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from models.cases.stuck import stuck_cases

DAY = date(2026, 11, 20)
REQUESTS = {
    "id": pl.Int64, "case_id": pl.Int64, "department": pl.String, "asked_on": pl.Date, "answer_due_on": pl.Date, "answered_on": pl.Date
}  # fmt: skip


def case(age=0, **changes):
    base = {
        "id": 1, "state": "to_visit", "lead": "第1组", "opened_on": DAY - timedelta(days=age), "due_on": DAY - timedelta(days=1),
        "first_visited_on": None, "grave_months": 0,
    }  # fmt: skip
    return pl.DataFrame([base | changes], schema_overrides={"first_visited_on": pl.Date})


def requests(*rows):
    return pl.DataFrame(rows, schema=REQUESTS, orient="row")


def causes(cases, asked=()):
    return stuck_cases(cases, requests(*asked), DAY, CaseSettings()).select("cause", "asked_of", "days", "count").rows()


@pytest.mark.parametrize(
    ("age", "changes", "expected"),
    [
        (21, {}, []),
        (22, {}, [("overdue", "第1组", 22, None)]),
        (44, {}, [("overdue", "第1组", 44, None)]),
        (45, {"lead": ""}, [("untreated", "", 45, None)]),
        (45, {"state": "suspended"}, []),
        (45, {"state": "closed"}, []),
        (45, {"first_visited_on": DAY}, []),
        # Its day has not come, however old it is.
        (30, {"due_on": DAY}, []),
    ],
)
def test_who_is_not_visited_for_three_weeks_is_put_before_the_meeting(age, changes, expected):
    assert causes(case(age, **changes)) == expected


@pytest.mark.parametrize(("months", "expected"), [(1, []), (2, [("red", "第1组", 3, 2)])])
def test_red_for_two_months_needs_more_than_its_lead(months, expected):
    assert causes(case(3, grave_months=months, state="in_service", first_visited_on=DAY)) == expected


def test_several_departments_are_settled_at_one_table_while_one_has_not_answered():
    served = case(3, state="in_service", first_visited_on=DAY)
    early, later = date(2026, 11, 18), date(2026, 11, 30)
    first, second = (1, 1, "工信局", early, later, early), (2, 1, "规自局", early, later, None)
    assert causes(served, [first, second]) == [("departments", "工信局、规自局", 2, 2)]
    assert causes(served, [first, (2, 1, "规自局", early, later, early)]) == []
    assert causes(served, [second, (3, 1, "规自局", early, later, None)]) == []


def test_a_request_is_late_the_day_after_it_was_due():
    served = case(3, state="in_service", first_visited_on=DAY)
    asked = date(2026, 11, 10)
    assert causes(served, [(1, 1, "工信局", asked, DAY, None)]) == []
    late = (1, 1, "工信局", asked, DAY - timedelta(days=4), None)
    assert causes(served, [late, (2, 1, "工信局", asked, DAY - timedelta(days=1), None)]) == [("unanswered", "工信局", 4, 2)]


def test_nothing_is_stuck_where_there_is_no_case():
    assert causes(case().clear()) == []

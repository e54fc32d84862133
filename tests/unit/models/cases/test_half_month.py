"""Which days a brief is about, and how the visits due in them stand."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.half_month import (
    HalfMonth,
    all_visits,
    by_unit,
    coming_cases,
    due_cases,
    half_month_before,
    overdue_cases,
    share_of,
    visit_burden,
    with_first_visits,
    with_shares,
)

PERIOD = HalfMonth(date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 30))
VISITS = {"uscc": pl.String, "visited_on": pl.Date, "visited_by": pl.String, "finding": pl.String}


def cases(*rows):
    """Cases by number: due day, state, first visit; answered for by 第1组 unless told otherwise."""
    base = {"opened_on": date(2026, 10, 16), "closed_on": None, "lead": "第1组", "state": "to_visit", "first_visited_on": None}
    given_rows = [{"id": place, "uscc": f"u{place}", "last_visited_on": None, **base, **row} for place, row in enumerate(rows, 1)]
    days = dict.fromkeys(("opened_on", "due_on", "first_visited_on", "last_visited_on", "closed_on"), pl.Date)
    return pl.DataFrame(given_rows, schema_overrides=days)


def visits(*rows):
    return pl.DataFrame([(*row, "confirmed") for row in rows], schema=VISITS, orient="row")


@pytest.mark.parametrize(
    ("day", "first", "last", "ahead"),
    [
        (date(2026, 11, 16), date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 11, 16), date(2026, 11, 30), date(2026, 12, 15)),
        (date(2027, 1, 1), date(2026, 12, 16), date(2026, 12, 31), date(2027, 1, 15)),
        (date(2028, 3, 1), date(2028, 2, 16), date(2028, 2, 29), date(2028, 3, 15)),
        # Between two briefs: what has happened since the last.
        (date(2026, 11, 20), date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 30)),
    ],
)
def test_a_brief_is_about_the_days_since_the_last_one(day, first, last, ahead):
    found = half_month_before(day)
    assert (found.first, found.last, found.ahead, found.issued_on) == (first, last, ahead, day)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_briefs_leave_no_day_out_and_count_none_twice(day):
    first, second = half_month_before(day.replace(day=1)), half_month_before(day.replace(day=16))
    assert first.issued_on == second.first
    assert half_month_before(second.ahead + timedelta(days=1)).first == second.issued_on


def test_everybody_due_has_one_standing():
    due = date(2026, 11, 10)
    found = due_cases(
        cases(
            {"due_on": due, "state": "in_service", "first_visited_on": date(2026, 11, 9)},
            {"due_on": due, "state": "closed", "closed_on": date(2026, 11, 12)},
            {"due_on": due, "state": "suspended"},
            {"due_on": due, "state": "to_visit"},
            {"due_on": due, "state": "sent_back"},
            {"due_on": date(2026, 11, 16)},
            {"due_on": date(2026, 10, 31)},
        ),
        PERIOD,
    )
    assert found["standing"].to_list() == ["visited", "ended", "suspended", "overdue", "overdue"]


def test_overdue_counts_what_was_due_before_and_coming_what_is_due_after():
    rows = cases(
        {"due_on": date(2026, 10, 1)}, {"due_on": date(2026, 11, 15)}, {"due_on": date(2026, 11, 16)}, {"due_on": date(2026, 12, 1)}
    )
    assert overdue_cases(rows, PERIOD.last)["id"].to_list() == [1, 2]
    assert coming_cases(rows, PERIOD)["id"].to_list() == [3]


def test_a_visit_of_any_source_while_a_case_was_open_is_its_visit():
    rows = cases(
        {"due_on": date(2026, 11, 10)},
        {"due_on": date(2026, 11, 10), "state": "closed", "closed_on": date(2026, 11, 5)},
        {"due_on": date(2026, 11, 10), "first_visited_on": date(2026, 11, 3)},
    )
    told = visits(
        ("u1", date(2026, 10, 15), "甲"), ("u1", date(2026, 11, 2), "甲"), ("u2", date(2026, 11, 6), "甲"), ("u3", date(2026, 11, 8), "乙")
    )
    assert with_first_visits(rows, told)["first_visited_on"].to_list() == [date(2026, 11, 2), None, date(2026, 11, 3)]


def test_a_visit_on_record_twice_is_one():
    both = all_visits(
        visits(("a", date(2026, 11, 2), "甲")), visits(("a", date(2026, 11, 2), "甲"), ("a", date(2026, 11, 20), "甲")), PERIOD.last
    )
    assert both["visited_on"].to_list() == [date(2026, 11, 2)]


def test_units_stand_in_their_order_whatever_they_did():
    rows = cases(
        {"due_on": date(2026, 11, 10), "lead": "第2组"},
        {"due_on": date(2026, 11, 10), "lead": "第1组", "first_visited_on": date(2026, 11, 9), "state": "in_service"},
        {"due_on": date(2026, 12, 10), "lead": "第3组", "state": "suspended"},
        {"due_on": date(2026, 11, 1), "lead": ""},
    )
    told = visits(("u2", date(2026, 11, 7), "x"), ("u2", date(2026, 11, 8), "x"), ("u9", date(2026, 11, 8), "x"))
    found = by_unit(rows, told, PERIOD, ["第1组", "第2组", "第3组"])
    assert found.rows() == [("第1组", 1, 1, 0, 0, 1, 1), ("第2组", 1, 0, 1, 0, 0, 0), ("第3组", 0, 0, 0, 1, 0, 0), ("", 1, 0, 1, 0, 0, 0)]


def test_a_share_of_a_handful_is_not_given():
    assert (share_of(4, 4, 5), share_of(4, 5, 5), share_of(0, 0, 0)) == (None, 0.8, None)
    units = pl.DataFrame({"due": [4, 5], "visited": [4, 4]})
    assert with_shares(units, 5)["visited_share"].to_list() == [None, 0.8]


def test_groups_that_go_together_burden_an_enterprise_once():
    told = visits(
        ("a", date(2026, 11, 2), "第1组"),
        ("a", date(2026, 11, 2), "第2组"),
        ("a", date(2026, 8, 17), "第1组"),
        ("b", date(2026, 8, 18), "第1组"),
    )
    # Ninety days up to the 15th of November begin on the 18th of August.
    assert visit_burden(told, PERIOD.last, 90, 2).select("uscc", "visit_days", "groups").rows() == [("a", 1, 2), ("b", 1, 1)]


@pytest.mark.parametrize(("days", "is_joint", "is_often"), [(1, False, False), (2, True, False), (3, True, True)])
def test_from_the_second_day_on_fewer_should_come(days, is_joint, is_often):
    told = visits(*(("a", date(2026, 11, 1) + timedelta(days=day), "第1组") for day in range(days)))
    assert visit_burden(told, PERIOD.last, 90, 2).rows() == [("a", days, 1, is_joint, is_often)]

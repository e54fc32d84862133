"""Only a list known before an enterprise left was a warning; whoever left before the first list says nothing of lists."""

from datetime import date

import polars as pl
import pytest

from models.cases.departures import judged_departures

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
DAYS = {AUGUST: date(2026, 9, 16), SEPTEMBER: date(2026, 10, 16)}
MONTH = date(2026, 10, 1)


def outcomes(*rows: tuple[str, str, date]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "outcome": pl.String, "occurred_on": pl.Date}, orient="row")


NO_VISITS = pl.DataFrame(schema={"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String})
CANDIDATES = pl.DataFrame(
    [(AUGUST, "A", True), (SEPTEMBER, "A", True), (AUGUST, "B", False), (SEPTEMBER, "B", True), (SEPTEMBER, "D", True)],
    schema={"month": pl.Date, "uscc": pl.String, "is_listed": pl.Boolean},
    orient="row",
)


@pytest.mark.parametrize(
    ("row", "warning", "first"),
    [
        (("A", "relocated_out", date(2026, 10, 20)), "warned", AUGUST),
        # The list that named it came out four days later.
        (("B", "closed", date(2026, 10, 12)), "watched", None),
        (("C", "closed", date(2026, 10, 12)), "missed", None),
        (("D", "relocated_out", date(2026, 10, 16)), "missed", None),
        (("A", "relocated_out", date(2026, 9, 16)), "before_lists", None),
        (("C", "closed", date(2025, 11, 1)), "before_lists", None),
    ],
)
def test_what_the_lists_had_said(row: tuple[str, str, date], warning: str, first: date | None) -> None:
    found = judged_departures(outcomes(row), NO_VISITS, CANDIDATES, DAYS, MONTH)
    assert found.select("warning", "first_listed_on").row(0) == (warning, first)


def test_months_ahead_are_counted_from_the_day_the_first_list_came_out() -> None:
    found = judged_departures(outcomes(("A", "closed", date(2026, 10, 20))), NO_VISITS, CANDIDATES, DAYS, MONTH)
    # 34 days of a month of 30.4375.
    assert found["months_ahead"][0] == pytest.approx(34 / 30.4375)
    assert found["warned_on"][0] == date(2026, 9, 16)


def test_only_departures_within_a_year_count_and_each_once() -> None:
    rows = outcomes(
        ("A", "relocated_out", date(2026, 10, 20)), ("A", "closed", date(2026, 10, 25)), ("E", "closed", date(2025, 10, 31)),
        ("F", "recovered", date(2026, 5, 1)), ("G", "left_register", date(2026, 5, 1)), ("H", "closed", date(2026, 11, 2)),
    )  # fmt: skip
    assert judged_departures(rows, NO_VISITS, CANDIDATES, DAYS, MONTH).select("uscc", "occurred_on").rows() == [("A", date(2026, 10, 20))]


def test_without_a_list_nobody_could_have_been_named() -> None:
    found = judged_departures(outcomes(("A", "closed", date(2026, 5, 1))), NO_VISITS, CANDIDATES.clear(), {}, MONTH)
    assert found["warning"].to_list() == ["before_lists"]


def test_whoever_a_visit_found_gone_proves_nothing_because_nobody_knows_when_it_left() -> None:
    day = date(2026, 9, 21)
    visits = pl.DataFrame([("A", day, "confirmed", "closed")], schema=NO_VISITS.schema, orient="row")
    found = judged_departures(outcomes(("A", "closed", day)), visits, CANDIDATES, DAYS, MONTH)
    assert found.select("warning", "first_listed_on", "months_ahead").rows() == [("found_by_visit", None, None)]
    # A record of the day it left stands before the visit that came later.
    recorded = judged_departures(outcomes(("A", "closed", date(2026, 9, 18)), ("A", "closed", day)), visits, CANDIDATES, DAYS, MONTH)
    assert recorded.select("warning", "occurred_on").rows() == [("warned", date(2026, 9, 18))]

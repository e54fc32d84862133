"""Arrival of the sources: who was expected, who came, and the rhythms that are no gaps."""

from datetime import date

import polars as pl
import pytest

from models.district.coverage import Gone, source_coverage
from tests.unit.models.warnings.case_frames import MONTH, registered
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS


def series(*rows, last=MONTH):
    return pl.DataFrame(
        [(u, i, shift_month(last, -age), 1.0, flags) for u, i, ages, flags in rows for age in ages],
        schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "flags": pl.String},
        orient="row",
    )


def coverage(figures, firms=("a", "b", "c", "d"), month=MONTH, indicator="electricity", **more):
    found = source_coverage(figures, registered(*firms), month, **more)
    return found.filter(pl.col("indicator") == indicator).row(0, named=True)


def test_every_indicator_is_named_and_what_never_came_is_absent():
    found = source_coverage(series(("a", "electricity", range(12), "")), registered("a"), MONTH)
    assert set(found["indicator"]) == set(INDICATORS.keys)
    gas = found.filter(pl.col("indicator") == "gas").row(0, named=True)
    assert (gas["status"], gas["expected_count"], gas["latest_period"], gas["arrival_share"]) == ("absent", 0, None, None)


@pytest.mark.parametrize(("late", "status"), [(0, "ok"), (1, "warn"), (3, "stop")])
def test_status_follows_the_share_that_arrived(late, status):
    rows = [(u, "electricity", range(1 if i < late else 0, 12), "") for i, u in enumerate("abcd")]
    found = coverage(series(*rows))
    assert (found["expected_count"], found["arrived_count"], found["status"]) == (4, 4 - late, status)


def test_age_is_counted_from_the_latest_month_of_the_source():
    found = coverage(series(("a", "electricity", range(3, 12), "")))
    assert (found["age_months"], found["latest_period"]) == (3, shift_month(MONTH, -3))
    assert found["status"] == "stop"


def test_who_stopped_over_a_year_ago_is_no_longer_expected():
    found = coverage(series(("a", "electricity", range(12), ""), ("b", "electricity", range(13, 30), "")))
    assert found["expected_count"] == 1


def test_two_month_bills_are_not_late_in_between():
    found = coverage(series(("a", "water", range(1, 12), "two_month_bill")), indicator="water")
    # Not arrived either: the bill of this month comes with the next one.
    assert (found["not_due_count"], found["expected_count"], found["arrived_count"], found["status"]) == (1, 0, 0, "ok")
    late = coverage(series(("a", "water", range(2, 12), "two_month_bill")), indicator="water")
    assert (late["late_count"], late["not_due_count"], late["status"]) == (1, 0, "stop")


def test_no_january_report_is_expected_of_who_never_makes_one():
    january = date(2026, 1, 1)
    merged = series(("a", "output_value", range(1, 12), "merged"), last=january)
    plain = series(("a", "output_value", range(1, 12), ""), last=january)
    assert coverage(merged, month=january, indicator="output_value")["not_due_count"] == 1
    assert coverage(plain, month=january, indicator="output_value")["late_count"] == 1
    assert coverage(series(("a", "output_value", range(1, 12), "merged")), indicator="output_value")["late_count"] == 1


def test_held_and_restated_figures_are_counted_by_source():
    held = pl.DataFrame({"uscc": ["a", "a", "z"], "indicator": ["electricity"] * 3})
    found = coverage(series(("a", "electricity", range(12), "")), set_aside=held, restated=held.head(1))
    # z is in no register: its figures are stored and stay unseen.
    assert (found["set_aside_count"], found["restated_count"]) == (2, 1)


def test_figures_of_later_months_do_not_count_as_arrival():
    assert coverage(series(("a", "electricity", range(-2, -1), "")))["status"] == "absent"


def test_expected_not_due_and_silent_add_up_to_the_monitored():
    rows = [
        ("a", "water", range(12), ""),
        ("b", "water", range(1, 12), ""),
        ("c", "water", range(1, 12), "two_month_bill"),
        ("d", "electricity", range(12), ""),
        ("e", "water", range(12), ""),
        ("f", "water", range(2, 12), ""),
    ]
    gone = Gone(unregistered=["e"], departed=["f"])
    found = coverage(series(*rows), firms="abcdef", indicator="water", gone=gone)
    assert found["monitored_count"] == 5
    assert (found["expected_count"], found["arrived_count"], found["late_count"]) == (2, 1, 1)
    # d has no water bills and f has moved out: nobody waits for theirs.
    assert (found["not_due_count"], found["silent_count"]) == (1, 2)

"""When a source is late: by its own day, moved to a working day, and by what has arrived."""

from datetime import date

import polars as pl
import pytest

from models.district.late_sources import LateSource, due_on, is_complete, late_sources, latest_due

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("month", "release_day", "due"),
    [
        # 10 November 2026 is a Tuesday; 15 November a Sunday; 1 to 7 October is the national holiday.
        (OCTOBER, 10, date(2026, 11, 10)),
        (OCTOBER, 15, date(2026, 11, 16)),
        (SEPTEMBER, 1, date(2026, 10, 8)),
        (date(2026, 12, 1), 28, date(2027, 1, 28)),
    ],
)
def test_a_release_day_on_which_nobody_works_is_moved_to_the_next_that_is(month: date, release_day: int, due: date) -> None:
    assert due_on(month, release_day) == due


@pytest.mark.parametrize(("day", "month"), [(date(2026, 11, 10), SEPTEMBER), (date(2026, 11, 11), OCTOBER), (date(2026, 12, 10), OCTOBER)])
def test_on_its_day_a_source_is_not_late_yet(day: date, month: date) -> None:
    assert latest_due(day, 10) == month


def coverage(**statuses: str) -> pl.DataFrame:
    return pl.DataFrame({"indicator": list(statuses), "status": list(statuses.values())})


def test_a_source_below_the_stop_threshold_is_late_with_the_month_that_was_due_last() -> None:
    known = {OCTOBER: coverage(tax="stop", water="warn", gas="absent"), SEPTEMBER: coverage(electricity="stop", tax="stop")}
    days = {"tax": 10, "water": 10, "gas": 10, "electricity": 25}
    found = late_sources(known, days, date(2026, 11, 20))
    assert found == [LateSource("tax", OCTOBER, date(2026, 11, 10)), LateSource("electricity", SEPTEMBER, date(2026, 10, 26))]


def test_a_month_is_complete_when_nothing_that_is_expected_is_thin() -> None:
    assert is_complete(coverage(tax="ok", gas="absent"))
    assert not is_complete(coverage(tax="ok", water="warn"))
    assert not is_complete(coverage(gas="absent"))

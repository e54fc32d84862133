"""Time to the first visit: by hand, and against the same told in plain Python."""

from datetime import date, timedelta
from statistics import median_low

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.first_contact import contact_times, first_contacts, half_within
from models.series.calendar import is_working_day

SEPTEMBER = date(2026, 9, 1)
PUBLISHED, DUE, AS_OF = date(2026, 10, 16), date(2026, 10, 23), date(2026, 11, 16)


def began(*codes, level="red", due=DUE):
    rows = [{"month": SEPTEMBER, "uscc": code, "level": level, "published_on": PUBLISHED, "respond_by_on": due} for code in codes]
    schema = {"month": pl.Date, "uscc": pl.String, "level": pl.String, "published_on": pl.Date, "respond_by_on": pl.Date}
    return pl.DataFrame(rows, schema=schema)


def visits(*rows):
    return pl.DataFrame(rows, schema={"uscc": pl.String, "visited_on": pl.Date}, orient="row")


@pytest.mark.parametrize(
    ("visited_on", "working_days", "is_visited", "is_in_time"),
    [
        (PUBLISHED, 0, True, True),
        # The 16th is a Friday.
        (date(2026, 10, 19), 1, True, True),
        (DUE, 5, True, True),
        (date(2026, 10, 26), 6, True, False),
        # Before the list came out, and after the day of the page: nobody was there as far as it knows.
        (date(2026, 10, 15), 21, False, False),
        (date(2026, 11, 17), 21, False, False),
    ],
)
def test_working_days_from_the_list_to_the_first_visit(visited_on, working_days, is_visited, is_in_time):
    found = first_contacts(began("A"), visits(("A", visited_on)), AS_OF).row(0, named=True)
    assert (found["working_days"], found["is_visited"], found["is_in_time"], found["is_due"]) == (
        working_days,
        is_visited,
        is_in_time,
        True,
    )


def test_whose_day_has_not_passed_is_not_due():
    found = contact_times(first_contacts(began("A", "B", due=AS_OF), visits(), AS_OF), 1)
    assert found.filter(pl.col("month").is_null(), pl.col("level").is_null()).select("warnings", "due", "in_time_share").rows() == [
        (2, 0, None)
    ]


@pytest.mark.parametrize(
    ("days", "is_over", "half"),
    [
        ([1, 2, 3, 4], [True] * 4, 2.0),
        ([1, 2, 3], [True] * 3, 2.0),
        ([0, 0, 5], [True, True, False], 0.0),
        # Half of all still wait: not yet.
        ([1, 2, 20, 20, 20], [True, True, False, False, False], None),
        ([5, 5], [False, False], None),
        # Whoever came onto the list later has not waited long enough to count for long waits (worked out by hand: 3/4, then 3/8).
        ([1, 2, 4, 9], [True, False, True, False], 4.0),
    ],
)
def test_half_within(days, is_over, half):
    assert half_within(pl.Series(days), pl.Series(is_over)) == half


CODES = st.sampled_from("ABCDEFGHIJ")


@given(st.lists(CODES, unique=True, min_size=1), st.lists(st.tuples(CODES, st.dates(date(2026, 10, 10), date(2026, 11, 20))), max_size=20))
def test_of_one_list_half_is_the_lower_median_of_all_with_the_waiting_last(codes, made):
    found = contact_times(first_contacts(began(*codes), visits(*made), AS_OF), 1).row(-1, named=True)
    waits = []
    for code in codes:
        days = [day for who, day in made if who == code and PUBLISHED <= day <= AS_OF]
        span = (min(days) - PUBLISHED).days if days else None
        waits.append(float("inf") if span is None else sum(is_working_day(PUBLISHED + timedelta(days=step)) for step in range(1, span + 1)))
    middle = median_low(waits)
    assert found["median_days"] == (None if middle == float("inf") else middle)
    in_time = sum(any(who == code and PUBLISHED <= day <= DUE for who, day in made) for code in codes)
    assert (found["visited"], found["due"], found["in_time"]) == (sum(wait < float("inf") for wait in waits), len(codes), in_time)


def test_of_too_few_neither_time_nor_share_is_given():
    found = contact_times(first_contacts(began("A", "B"), visits(("A", DUE), ("B", DUE)), AS_OF), 3).row(-1, named=True)
    assert (found["warnings"], found["visited"], found["in_time"], found["is_few"]) == (2, 2, 2, True)
    assert (found["median_days"], found["in_time_share"]) == (None, None)


def test_without_lists_there_is_nothing():
    assert contact_times(first_contacts(began(), visits(), AS_OF), 1).is_empty()

"""Working days as people count them on the calendar of the State Council."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadlines import add_working_days, working_days_between
from models.series.calendar import is_working_day

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),
        (date(2026, 11, 19), 3, date(2026, 11, 24)),
        (date(2026, 11, 14), 0, date(2026, 11, 16)),
        # National Day 2025: off from Wednesday 1 to Wednesday 8 October, at work on Saturday 11 October instead.
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        # A year nobody has announced yet: weekdays without the statutory days.
        (date(2033, 9, 30), 1, date(2033, 10, 4)),
    ],
)
def test_days_are_counted_as_people_work(day, count, expected):
    assert add_working_days(day, count) == expected


@given(day=DAYS, count=st.integers(0, 60))
def test_both_ways_of_counting_agree(day, count):
    due = add_working_days(day, count)
    assert is_working_day(due)
    assert working_days_between(day, due) == (count if count else int(not is_working_day(day)))


@given(day=DAYS, shift=st.integers(0, 40), count=st.integers(0, 30))
def test_whoever_starts_later_is_never_due_sooner(day, shift, count):
    assert add_working_days(day + timedelta(days=shift), count) >= add_working_days(day, count)

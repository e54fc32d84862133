"""Working days as people count them on the calendar of the State Council."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadlines import add_working_days, due_again, due_by_level, working_days_between
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


def test_each_level_has_its_working_days_from_a_day_on():
    # Monday the 16th: Thursday, and Monday over a weekend.
    assert due_by_level(date(2026, 11, 16), {"red": 3, "orange": 5}) == {"red": date(2026, 11, 19), "orange": date(2026, 11, 23)}


@pytest.mark.parametrize(
    ("opened_on", "due_on", "expected"),
    [
        # Three working days the first time, Monday to Thursday; three again, over a weekend.
        (date(2026, 11, 16), date(2026, 11, 19), date(2026, 12, 2)),
        # Due before it was opened, as older versions had it: somebody has a day at least.
        (date(2026, 11, 16), date(2026, 9, 23), date(2026, 11, 30)),
    ],
)
def test_a_case_opened_again_has_as_long_as_the_first_time(opened_on, due_on, expected):
    assert due_again(opened_on, due_on, date(2026, 11, 27)) == expected

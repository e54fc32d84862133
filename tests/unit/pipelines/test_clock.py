"""Days and months: what a run may see, and which month it is about."""

from datetime import date

import pytest

from pipelines.clock import as_of_day, last_complete_month, months_between, next_month, previous_month, scheduled_day
from pipelines.errors import UsageError


@pytest.mark.parametrize(
    ("month", "before", "after"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2026, 6, 1), date(2026, 5, 1), date(2026, 7, 1)),
    ],
)
def test_neighbouring_months(month: date, before: date, after: date) -> None:
    assert previous_month(month) == before
    assert next_month(month) == after


def test_a_month_is_run_on_the_sixteenth_of_the_next() -> None:
    assert scheduled_day(date(2026, 12, 1)) == date(2027, 1, 16)


def test_a_run_sees_until_its_scheduled_day_or_today_whichever_is_earlier() -> None:
    assert as_of_day(date(2026, 10, 1), date(2027, 5, 1)) == date(2026, 11, 16)
    assert as_of_day(date(2026, 10, 1), date(2026, 11, 3)) == date(2026, 11, 3)


def test_a_month_that_had_not_begun_cannot_be_run() -> None:
    with pytest.raises(UsageError, match="had not begun"):
        as_of_day(date(2026, 10, 1), date(2026, 9, 30))


def test_the_latest_complete_month_is_the_last_whose_sixteenth_has_come() -> None:
    assert last_complete_month(date(2026, 11, 15)) == date(2026, 9, 1)
    assert last_complete_month(date(2026, 11, 16)) == date(2026, 10, 1)


def test_a_range_has_every_month_once_and_runs_forward() -> None:
    assert months_between(date(2025, 11, 1), date(2026, 2, 1)) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    with pytest.raises(UsageError, match="--from"):
        months_between(date(2026, 2, 1), date(2026, 1, 1))

"""Days and months: what a run may see, and which month it is about."""

from datetime import date

import pytest

from pipelines.clock import as_of_day, last_complete_month, scheduled_day
from pipelines.errors import UsageError


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

"""Which months teach: stable from one month to the next, so that little is made anew."""

from datetime import date

from pipelines.month.training import training_months


def test_every_month_of_the_last_year_and_every_second_before() -> None:
    taught = training_months(date(2026, 10, 1), 36)
    assert taught[-12:] == [date(2025 + (month + 8) // 12, (month + 8) % 12 + 1, 1) for month in range(1, 13)]
    assert taught[0] == date(2023, 10, 1)
    assert all(month.month % 2 == 0 for month in taught[:-12])


def test_next_month_needs_no_old_month_that_this_one_lacks() -> None:
    this, following = (set(training_months(date(2026, month, 1), 36)) for month in (10, 11))
    assert following - this == {date(2026, 10, 1)}

from datetime import date

import polars as pl
import pytest

from models.series.calendar import month_calendar, spring_festival_day


def test_working_days_follow_the_official_calendar() -> None:
    # State Council notice for 2024: January has 23 weekdays less New Year's Day; February has 21, less the five from the 12th to the
    # 16th, plus the make-up Sundays of the 4th and the 18th.
    days = month_calendar(date(2024, 1, 1), date(2024, 2, 1))
    assert days["working_days"].to_list() == [22, 18]
    assert days["is_official"].all()


@pytest.mark.parametrize(
    ("year", "january", "february", "march"), [(2023, 15, 11, 0), (2024, 0, 25, 1), (2015, 0, 15, 11), (2020, 12, 14, 0)]
)
def test_festival_share_counts_the_days_of_the_pull_in_each_month(year: int, january: int, february: int, march: int) -> None:
    shares = month_calendar(date(year, 1, 1), date(year, 3, 1))["festival_share"]
    assert shares.to_list() == pytest.approx([january / 26, february / 26, march / 26])


def test_festival_share_sums_to_one_in_every_year() -> None:
    calendar = month_calendar(date(1990, 1, 1), date(2050, 12, 1))
    yearly = calendar.group_by(pl.col("period").dt.year()).agg(pl.col("festival_share").sum())
    assert yearly["festival_share"].to_list() == pytest.approx([1.0] * 61)


def test_years_without_an_announcement_follow_the_weekday_rule_and_say_so() -> None:
    future = month_calendar(date(2031, 1, 1), date(2031, 12, 1))
    assert not future["is_official"].any()
    # 261 weekdays in 2031 and 13 statutory days.
    assert future["working_days"].sum() == 248


def test_spring_festival_days_of_known_years() -> None:
    assert [spring_festival_day(year) for year in (2023, 2024, 2025, 2026)] == [
        date(2023, 1, 22),
        date(2024, 2, 10),
        date(2025, 1, 29),
        date(2026, 2, 17),
    ]


def test_any_day_of_a_month_stands_for_the_month() -> None:
    assert month_calendar(date(2024, 5, 31), date(2024, 6, 2)).equals(month_calendar(date(2024, 5, 1), date(2024, 6, 1)))


@pytest.mark.parametrize(("first", "last"), [(date(2024, 2, 1), date(2024, 1, 1)), (date(1800, 1, 1), date(2024, 1, 1))])
def test_impossible_ranges_are_refused(first: date, last: date) -> None:
    with pytest.raises(ValueError, match="calendar is wanted"):
        month_calendar(first, last)

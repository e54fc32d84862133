"""Months, working days and the Spring Festival."""

from datetime import date

import pytest

from pipelines.demo.settings import HISTORY_MONTHS, DemoSettings
from pipelines.demo.timeline import build_timeline, festival_share, is_working_day, new_year_day, shift_month


def test_history_comes_before_the_delivered_months():
    timeline = build_timeline(DemoSettings(last=date(2025, 3, 17), months=20))
    assert timeline.months[-1] == date(2025, 3, 1)
    assert timeline.months[HISTORY_MONTHS] == date(2023, 8, 1)
    assert timeline.count == 20 + HISTORY_MONTHS
    assert timeline.at(timeline.count) == date(2025, 4, 1)


@pytest.mark.parametrize(("count", "expected"), [(1, date(2024, 1, 1)), (-12, date(2022, 12, 1)), (13, date(2025, 1, 1))])
def test_months_are_added_over_the_year_end(count, expected):
    assert shift_month(date(2023, 12, 1), count) == expected


@pytest.mark.parametrize(
    ("year", "day"), [(2023, date(2023, 1, 22)), (2024, date(2024, 2, 10)), (2025, date(2025, 1, 29)), (2033, date(2033, 1, 31))]
)
def test_new_year_days(year, day):
    assert new_year_day(year) == day


@pytest.mark.parametrize("year", range(2015, 2040))
def test_the_standstill_is_shared_out_wholly_over_the_year(year):
    assert sum(festival_share(date(year, m, 1)) for m in range(1, 13)) == pytest.approx(1.0)


def test_the_standstill_moves_with_the_festival():
    assert festival_share(date(2024, 2, 1)) == 1.0
    assert festival_share(date(2023, 1, 1)) > festival_share(date(2025, 1, 1)) > festival_share(date(2024, 1, 1))


def test_make_up_days_are_worked_and_holidays_not():
    assert is_working_day(date(2024, 2, 4))
    assert not is_working_day(date(2024, 2, 12))


def test_years_without_an_official_table_follow_the_rule():
    assert not is_working_day(date(2035, 10, 3))
    assert is_working_day(date(2035, 10, 9))
    assert not is_working_day(new_year_day(2035))

"""What a run sees of a month whose bill has not come and whose days have."""

from datetime import date

import polars as pl

from models.series.comparable import comparable_series
from models.series.daily_use import SCHEMA
from pipelines.month.figures import with_summed_days

FIGURES = pl.DataFrame({
    "uscc": ["a", "a", "b"], "indicator": ["electricity"] * 3, "period": [date(2026, 7, 1), date(2026, 8, 1), date(2026, 8, 1)],
    "basis": ["month"] * 3, "value": [900.0, 1000.0, 500.0], "covers_months": [None] * 3, "same_period_last_year": [None] * 3,
}, schema_overrides={"covers_months": pl.Int8, "same_period_last_year": pl.Float64})  # fmt: skip


def use(*firms, days=30, month=9):
    rows = [
        (firm, "electricity", date(2026, month, day), 10.0, date(2026, month, day), "administrative", "d", 1)
        for firm in firms
        for day in range(1, days + 1)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def added(days):
    return with_summed_days(FIGURES, days).join(FIGURES, on=["uscc", "period"], how="anti").select("uscc", "period", "value").rows()


def test_a_month_without_a_bill_is_the_sum_of_its_days_and_flagged():
    figures = with_summed_days(FIGURES, use("a"))
    series = comparable_series(figures, date(2026, 9, 1)).filter(pl.col("period") == date(2026, 9, 1))
    assert series.select("uscc", "value", "flags").rows() == [("a", 300.0, "summed_days")]


def test_a_bill_stands_before_its_days_and_a_day_short_is_no_month():
    assert added(use("a", days=31, month=8)) == []
    assert added(use("a", days=29)) == []


def test_who_is_never_billed_gets_no_months_of_days():
    assert added(use("c")) == []


def test_without_readings_the_figures_are_the_same():
    assert with_summed_days(FIGURES, use()) is FIGURES

"""Typing errors are set aside; news is not."""

from datetime import date

import polars as pl
import pytest

from models.periods import shift_month
from models.series.comparable import comparable_series
from models.series.editing import suspicious_figures

FIRST = date(2025, 1, 1)


def observed(values: list[float | None], indicator: str = "electricity", basis: str = "month") -> pl.DataFrame:
    rows = [
        {"uscc": "A", "indicator": indicator, "period": shift_month(FIRST, step), "basis": basis, "value": value}
        for step, value in enumerate(values)
        if value is not None
    ]
    nothing = {"covers_months": pl.lit(None, pl.Int64), "same_period_last_year": pl.lit(None, pl.Float64)}
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64}).with_columns(**nothing)


def aside(values: list[float | None], **kind: str) -> list[str]:
    return [f"{period:%Y-%m}" for period in suspicious_figures(observed(values, **kind))["period"]]


STEADY: list[float | None] = [100.0, 110.0, 95.0, 105.0, 98.0, 102.0, 99.0, 104.0]


@pytest.mark.parametrize("slip", [10, 1_000, 10_000])
def test_a_unit_slip_is_set_aside_in_the_month_it_arrives(slip: int) -> None:
    assert aside([*STEADY, 100.0 * slip]) == ["2025-09"]
    assert aside([*STEADY, 100.0 * slip, 103.0]) == ["2025-09"]


def test_a_second_month_at_the_new_level_is_news() -> None:
    assert aside([*STEADY, 100_000.0, 98_000.0]) == []


def test_a_fall_to_near_zero_is_how_a_stop_looks() -> None:
    assert aside([*STEADY, 0.1]) == []
    assert aside([*STEADY, 0.1, 0.1]) == []


def test_a_slip_downward_is_known_when_the_month_after_is_as_before() -> None:
    assert aside([*STEADY, 0.1, 101.0]) == ["2025-09"]


def test_a_volatile_enterprise_is_given_more_room() -> None:
    wild: list[float | None] = [100.0, 900.0, 40.0, 300.0, 20.0, 700.0, 60.0, 150.0]
    assert aside([*wild, 3_000.0]) == []


def test_tax_may_jump_tenfold_but_not_a_thousandfold() -> None:
    assert aside([*STEADY, 1_500.0], indicator="tax") == []
    assert aside([*STEADY, 100_000.0], indicator="tax") == ["2025-09"]


def test_a_slip_in_a_running_total_neither_makes_nor_takes_output() -> None:
    totals: list[float | None] = [None, 200.0, 300.0, 400.0, 500.0, 600_000.0, 700.0, 800.0]
    assert aside(totals, indicator="output_value", basis="ytd") == ["2025-06"]
    series = comparable_series(observed(totals, indicator="output_value", basis="ytd"), date(2025, 8, 1))
    assert series["value"].to_list() == [100.0] * 8
    assert series.filter(pl.col("flags") == "spread")["period"].to_list() == [date(2025, 6, 1), date(2025, 7, 1)]

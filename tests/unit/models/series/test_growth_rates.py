"""Growth on a year before: the reported base wins, and without a positive base there is no rate."""

from datetime import date

import polars as pl
import pytest

from models.series.growth_rates import growth_rate, with_year_before
from warehouse.periods import shift_month

MONTH = date(2026, 3, 1)
TYPES = {"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "growth_base": pl.Float64}


def series(*rows: tuple[str, str, int, float | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame([(u, i, shift_month(MONTH, -age), value, base) for u, i, age, value, base in rows], schema=TYPES, orient="row")


def bases(*rows: tuple[str, str, int, float | None, float | None]) -> list[float | None]:
    return with_year_before(series(*rows))["base"].to_list()


def test_the_reported_base_comes_before_last_years_own_figure() -> None:
    assert bases(("a", "tax", 12, 80.0, None), ("a", "tax", 0, 90.0, None), ("b", "tax", 12, 80.0, None), ("b", "tax", 0, 90.0, 75.0)) == [
        None,
        80.0,
        None,
        75.0,
    ]


def test_another_enterprise_indicator_or_month_is_no_base() -> None:
    rows = [("b", "tax", 12, 1.0, None), ("a", "gas", 12, 1.0, None), ("a", "tax", 11, 1.0, None), ("a", "tax", 0, 2.0, None)]
    assert bases(*rows)[-1] is None


def test_rows_come_back_in_their_order_with_their_columns() -> None:
    given = series(("b", "tax", 0, 2.0, None), ("a", "tax", 12, 1.0, None), ("a", "tax", 0, 2.0, None))
    assert with_year_before(given).drop("base").equals(given)


@pytest.mark.parametrize(("value", "base", "rate"), [(120.0, 100.0, 0.2), (-10.0, 100.0, -1.1), (1.0, 0.0, None), (1.0, -5.0, None)])
def test_there_is_a_rate_on_a_positive_base_only(value: float, base: float, rate: float | None) -> None:
    found = pl.DataFrame({"value": [value], "base": [base]}).select(growth_rate(pl.col("value"), pl.col("base"))).item()
    assert found == (None if rate is None else pytest.approx(rate))

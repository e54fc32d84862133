"""Growth on a year before: the reported base wins, and without a positive base there is no rate."""

from datetime import date

import polars as pl
import pytest

from models.series.growth_rates import bases_of_month, compared_with_last_year, growth_rate, with_year_before
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


def compared(values: list[float | None], indicator: str = "output_value") -> dict[str, object]:
    """A series that ends with MONTH, compared with the year before."""
    rows = [("a", indicator, len(values) - 1 - place, value, None) for place, value in enumerate(values) if value is not None]
    return compared_with_last_year(series(*rows), MONTH).row(0, named=True)


def test_three_months_are_summed_on_both_sides() -> None:
    values = [float(100 + place) for place in range(30)]
    row = compared([*values[:-3], 60.0, 90.0, 30.0])
    assert row["growth_3m_share"] == pytest.approx((60 + 90 + 30) / (115 + 116 + 117) - 1)
    assert row["yoy_share"] == pytest.approx(30 / 117 - 1)
    assert row["year_base"] is None


def test_a_missing_month_on_either_side_leaves_no_growth_of_three() -> None:
    values: list[float | None] = [100.0] * 30
    for place in (28, 16):
        row = compared([None if number == place else value for number, value in enumerate(values)])
        assert row["growth_3m_share"] is None
        assert row["yoy_share"] == 0


@pytest.mark.parametrize(("base", "wanted"), [(30.0, "low"), (300.0, "high"), (90.0, None), (130.0, None)])
def test_a_base_far_from_the_two_years_around_it_is_named(base: float, wanted: str | None) -> None:
    values: list[float | None] = [100.0] * 30
    values[15:18] = [base] * 3
    values[-3:] = [50.0] * 3
    assert compared(values)["year_base"] == wanted
    # Investment is lumpy by nature: no base of it is ordinary.
    assert compared(values, "fixed_investment")["year_base"] is None


def test_one_huge_month_a_year_ago_makes_its_base_unusual() -> None:
    values: list[float | None] = [100.0] * 30
    values[17] = 1000.0
    row = compared(values)
    assert (row["year_base"], row["growth_3m_share"]) == ("high", pytest.approx(300 / 1200 - 1))


def test_a_fall_of_this_year_makes_no_base_unusual() -> None:
    row = compared([100.0] * 20 + [30.0] * 10)
    assert (row["year_base"], row["growth_3m_share"]) == (None, pytest.approx(-0.7))


def test_more_paid_back_than_paid_has_no_rate_of_three_months() -> None:
    assert compared([100.0] * 27 + [10.0, -80.0, 10.0], "tax")["growth_3m_share"] is None


def test_steady_growth_is_no_unusual_base() -> None:
    assert compared([100 * 1.03**place for place in range(30)])["year_base"] is None


def base_of_month(values: list[float]) -> str | None:
    """What the base of the last month of a series is like."""
    rows = [("a", "output_value", len(values) - 1 - place, value, None) for place, value in enumerate(values)]
    return bases_of_month(series(*rows), MONTH)["year_base"].item()


@pytest.mark.parametrize(("base", "said"), [(100.0, None), (60.0, "low"), (70.0, None), (160.0, "high"), (140.0, None)])
def test_last_years_month_is_unusual_by_itself_where_it_stands_far_off_those_around_it(base: float, said: str | None) -> None:
    # The month a year ago is the thirteenth from the end; the fall of this month says nothing of it.
    values = [100.0] * 30
    values[-13], values[-1] = base, 50.0
    assert base_of_month(values) == said


def test_too_few_months_around_make_no_base_unusual() -> None:
    assert base_of_month([100.0] * 4 + [10.0] + [100.0] * 12) is None

"""Observations as delivered become one figure a month; every expected figure is worked out by hand."""

from datetime import date

import polars as pl
import pytest

from models.series.comparable import comparable_series, with_quarter_sums

A = "91440310MA00000001"


def observed(
    indicator: str, basis: str, figures: dict[str, float], covers: int | None = None, base: dict[str, float] | None = None
) -> pl.DataFrame:
    rows = [
        {
            "uscc": A,
            "indicator": indicator,
            "period": date.fromisoformat(f"{month}-01"),
            "basis": basis,
            "covers_months": covers,
            "value": value,
            "same_period_last_year": (base or {}).get(month),
        }
        for month, value in figures.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"covers_months": pl.Int64, "same_period_last_year": pl.Float64, "value": pl.Float64})


def as_dict(series: pl.DataFrame, column: str = "value") -> dict[str, float | str | None]:
    return {f"{row['period']:%Y-%m}": row[column] for row in series.iter_rows(named=True)}


def test_running_totals_become_months_and_january_comes_with_february() -> None:
    series = comparable_series(observed("output_value", "ytd", {"2026-02": 200, "2026-03": 290, "2026-04": 390}), date(2026, 4, 1))
    assert as_dict(series) == {"2026-01": 100, "2026-02": 100, "2026-03": 90, "2026-04": 100}
    assert as_dict(series, "flags") == {"2026-01": "merged", "2026-02": "merged", "2026-03": "", "2026-04": ""}


def test_running_totals_begin_anew_each_year() -> None:
    series = comparable_series(observed("tax", "ytd", {"2025-11": 110, "2025-12": 120, "2026-01": 9}), date(2026, 1, 1))
    assert as_dict(series)["2025-12"] == 10
    assert as_dict(series)["2026-01"] == 9


def test_a_gap_inside_a_cumulative_run_is_spread_and_flagged() -> None:
    series = comparable_series(observed("output_value", "ytd", {"2026-01": 10, "2026-02": 20, "2026-05": 80}), date(2026, 5, 1))
    assert as_dict(series) == {"2026-01": 10, "2026-02": 10, "2026-03": 20, "2026-04": 20, "2026-05": 20}
    assert as_dict(series, "flags")["2026-04"] == "spread"


def test_a_total_that_falls_is_a_negative_month_and_kept() -> None:
    series = comparable_series(observed("tax", "ytd", {"2026-03": 30, "2026-04": 25}), date(2026, 4, 1))
    assert as_dict(series)["2026-04"] == -5
    assert as_dict(series, "flags")["2026-04"] == "negative"


def test_the_reported_base_is_taken_apart_like_the_total() -> None:
    base = {"2026-02": 180.0, "2026-03": 280.0}
    series = comparable_series(observed("output_value", "ytd", {"2026-02": 200, "2026-03": 290}, base=base), date(2026, 3, 1))
    assert as_dict(series, "growth_base") == {"2026-01": 90, "2026-02": 90, "2026-03": 100}


def last_year_and_this(base: dict[str, float]) -> pl.DataFrame:
    """A hundred a month last year and a little more this year, with the base as it was reported this year."""
    totals = {f"{year}-{month:02d}": size * month for year, size in ((2025, 100.0), (2026, 104.0)) for month in range(2, 13)}
    return comparable_series(observed("output_value", "ytd", totals, base=base), date(2026, 12, 1))


def test_a_base_revised_within_the_year_is_no_month_of_its_own() -> None:
    # From November on the base is on a footing a fifth lower: 1000 up to October, 880 up to November.
    reported = {f"2026-{month:02d}": (100.0 if month <= 10 else 80.0) * month for month in range(2, 13)}
    base = as_dict(last_year_and_this(reported), "growth_base")
    assert [base[f"2026-{month:02d}"] for month in (9, 10, 11, 12)] == pytest.approx([100, 100, 80, 80])


def test_a_base_on_another_footing_all_year_is_taken_apart_as_reported() -> None:
    base = as_dict(last_year_and_this({f"2026-{month:02d}": 130.0 * month for month in range(2, 13)}), "growth_base")
    assert [base[f"2026-{month:02d}"] for month in range(3, 13)] == pytest.approx([130.0] * 10)


def test_a_stated_two_month_bill_covers_the_month_before() -> None:
    series = comparable_series(observed("water", "month", {"2026-02": 60, "2026-04": 80}, covers=2), date(2026, 4, 1))
    assert as_dict(series) == {"2026-01": 30, "2026-02": 30, "2026-03": 40, "2026-04": 40}


@pytest.mark.parametrize("between", [None, 0.0])
def test_two_month_bills_are_recognised_from_their_pattern(between: float | None) -> None:
    bills = {f"2025-{month:02d}": 100.0 for month in range(2, 13, 2)}
    empty = {} if between is None else {f"2025-{month:02d}": between for month in range(3, 12, 2)}
    series = comparable_series(observed("water", "month", dict(sorted({**bills, **empty}.items()))), date(2025, 12, 1))
    assert set(as_dict(series).values()) == {50.0}
    assert len(series) == 12


def test_a_monthly_meter_is_not_taken_for_a_two_month_bill() -> None:
    figures = {f"2025-{month:02d}": 10.0 * month for month in range(1, 13) if month != 6}
    series = comparable_series(observed("water", "month", figures), date(2025, 12, 1))
    assert as_dict(series) == figures


def test_an_idle_meter_is_zero_and_flagged() -> None:
    series = comparable_series(observed("electricity", "month", {"2026-01": 31.0, "2026-02": 32.0}), date(2026, 2, 1))
    assert as_dict(series) == {"2026-01": 0.0, "2026-02": 32.0}
    assert as_dict(series, "flags")["2026-01"] == "idle"


def test_head_count_is_a_level_and_never_shared_out() -> None:
    series = comparable_series(observed("employment", "month", {"2026-02": 200}, covers=2), date(2026, 2, 1))
    assert as_dict(series)["2026-02"] == 200


def test_a_month_reported_by_itself_wins_over_one_taken_from_a_total() -> None:
    both = pl.concat([observed("output_value", "ytd", {"2026-01": 10, "2026-02": 30}), observed("output_value", "month", {"2026-02": 21})])
    assert as_dict(comparable_series(both, date(2026, 2, 1))) == {"2026-01": 10, "2026-02": 21}


def test_months_after_the_last_are_not_seen() -> None:
    series = comparable_series(observed("gas", "month", {"2026-01": 5, "2026-02": 6}), date(2026, 1, 1))
    assert as_dict(series) == {"2026-01": 5}


def test_the_answer_does_not_depend_on_the_order_of_rows() -> None:
    rows = pl.concat(
        [observed("output_value", "ytd", {"2025-02": 20, "2025-03": 33, "2025-07": 90}), observed("gas", "month", {"2025-03": 4})]
    )
    expected = comparable_series(rows, date(2025, 12, 1))
    for seed in range(5):
        assert comparable_series(rows.sample(fraction=1, shuffle=True, seed=seed), date(2025, 12, 1)).equals(expected)


def meter(*values: float) -> pl.DataFrame:
    months = [f"2025-{number:02d}" for number in range(1, len(values) + 1)]
    return observed("electricity", "month", dict(zip(months, values, strict=True)), covers=1)


@pytest.mark.parametrize(("low", "high"), [(40.0, 163.0), (158.0, 40.0), (0.0, 205.0)])
def test_a_reading_taken_early_or_late_is_evened_out(low: float, high: float) -> None:
    values = (10000, 10500, low * 100, high * 100, 9800, 10100)
    series = comparable_series(meter(*values), date(2025, 6, 1))
    mean = (low + high) * 50
    assert series["value"].to_list() == pytest.approx([10000, 10500, mean, mean, 9800, 10100])
    assert series["flags"].to_list() == ["", "", "shifted_reading", "shifted_reading", "", ""]


def test_at_the_newest_end_the_months_before_say_what_is_right() -> None:
    assert comparable_series(meter(10000, 10500, 16000, 4300), date(2025, 4, 1))["value"].to_list() == [10000, 10500, 10150, 10150]


@pytest.mark.parametrize(
    "values",
    [
        (10000, 10500, 4000, 4100, 9800, 10100),  # down for two months: nothing was made up for
        (10000, 10500, 4000, 12000, 9800, 10100),  # made up for in part
        (10000, 10500, 4000, 16000, 3000, 2500),  # the months around say nothing
        (10000, 10500, 9000, 11500, 9800, 10100),  # too small to matter
        (100, 10500, 4000),  # nothing has followed yet
        (10000, 10500, -4000, 24500, 9800, 10100),  # a correction
    ],
)
def test_other_swings_stay_as_they_are(values: tuple[float, ...]) -> None:
    series = comparable_series(meter(*values), date(2025, 6, 1))
    assert series["value"].to_list() == list(values)


def test_only_meters_are_read_early_or_late() -> None:
    figures = {f"2025-{number:02d}": value for number, value in enumerate((100.0, 105.0, 40.0, 163.0, 98.0, 101.0), start=1)}
    series = comparable_series(observed("tax", "month", figures), date(2025, 6, 1))
    assert series["value"].to_list() == list(figures.values())


def test_three_months_of_tax_add_up_where_none_is_missing() -> None:
    tax = observed("tax", "month", {"2026-01": 30, "2026-02": 1, "2026-03": -4, "2026-05": 2, "2026-06": 2, "2026-07": 40})
    heads = observed("employment", "month", {"2026-01": 5, "2026-02": 5, "2026-03": 5})
    series = with_quarter_sums(comparable_series(pl.concat([tax, heads]), date(2026, 7, 1)))
    sums = series.filter(pl.col("indicator") == "tax")
    assert as_dict(sums, "three_month_sum") == {
        "2026-01": None, "2026-02": None, "2026-03": 27, "2026-05": None, "2026-06": None, "2026-07": 44,
    }  # fmt: skip
    assert series.filter(pl.col("indicator") == "employment")["three_month_sum"].null_count() == 3

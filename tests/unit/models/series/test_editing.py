"""Typing errors are set aside; news is not."""

from datetime import date

import polars as pl
import pytest

from models.series.comparable import comparable_series, judged_figures
from models.series.editing import PASTED, REJECTED, SWAPPED, TYPING_ERROR, WRONG_UNIT, suspicious_of
from models.series.settings import EditingSettings
from warehouse.periods import shift_month

FIRST = date(2025, 1, 1)


def observed(
    values: list[float | None], indicator: str = "electricity", basis: str = "month", bases: list[float | None] | None = None
) -> pl.DataFrame:
    rows = [
        {
            "uscc": "A",
            "indicator": indicator,
            "period": shift_month(FIRST, step),
            "basis": basis,
            "value": value,
            "same_period_last_year": base,
        }
        for step, (value, base) in enumerate(zip(values, bases or [None] * len(values), strict=True))
        if value is not None
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "same_period_last_year": pl.Float64}).with_columns(
        covers_months=pl.lit(None, pl.Int64)
    )


def suspicious_among(observations: pl.DataFrame) -> pl.DataFrame:
    """The figures that are set aside, as a month judges them."""
    return suspicious_of(judged_figures(observations, date(2030, 12, 1)))


def aside(
    values: list[float | None], indicator: str = "electricity", basis: str = "month", bases: list[float | None] | None = None
) -> list[str]:
    return [f"{period:%Y-%m}" for period in suspicious_among(observed(values, indicator, basis, bases))["period"]]


def rules(values: list[float | None], basis: str = "ytd", bases: list[float | None] | None = None) -> list[tuple[str, str]]:
    found = suspicious_among(observed(values, "output_value" if basis == "ytd" else "electricity", basis, bases))
    return [(f"{period:%Y-%m}", rule) for period, rule in found.select("period", "rule").iter_rows()]


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


def test_a_month_of_maintenance_is_no_slip() -> None:
    assert aside([*STEADY, 6.0, 101.0]) == []


def test_a_declining_enterprise_is_judged_against_the_months_around() -> None:
    fallen: list[float | None] = [1_000.0, 950.0, 900.0, 700.0, 500.0, 380.0, 300.0, 290.0, 280.0, 270.0]
    assert aside([*fallen, 2_600.0]) == ["2025-11"]
    assert aside([*fallen, 260.0]) == []


def test_a_boom_that_the_next_month_confirms_is_news() -> None:
    assert aside([*STEADY, 700.0]) == ["2025-09"]
    assert aside([*STEADY, 700.0, 650.0]) == []


def test_a_season_that_was_there_last_year_is_no_slip() -> None:
    year: list[float | None] = [100.0] * 9 + [1_500.0, 100.0, 100.0]
    assert aside([*year, *year[:10]]) == ["2025-10"]


def test_a_new_enterprise_may_start_small_and_jump() -> None:
    assert aside([1.0, 40.0, 900.0]) == []
    assert aside([500.0, 480.0, 520.0, 500_000.0]) == ["2025-04"]


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


TOTALS: list[float | None] = [None, 200.0, 300.0, 400.0, 500.0, 600.0]


def test_a_month_in_the_column_of_totals_is_found() -> None:
    assert rules([*TOTALS, 100.0]) == [("2025-07", PASTED)]
    assert rules([*TOTALS, 100.0, 800.0]) == [("2025-07", PASTED)]
    assert rules([*TOTALS, 0.0, 800.0]) == [("2025-07", PASTED)]


def test_a_lower_total_from_which_the_next_goes_on_is_a_correction() -> None:
    assert rules([*TOTALS, 300.0, 400.0]) == []
    assert rules([*TOTALS, 560.0]) == []


def test_a_new_year_begins_a_new_total() -> None:
    assert rules([*TOTALS, 700.0, 800.0, 900.0, 1_000.0, 1_100.0, 1_200.0, None, 190.0]) == []


def test_the_month_after_a_slip_has_not_fallen() -> None:
    assert rules([*TOTALS, 700_000.0, 800.0]) == [("2025-07", TYPING_ERROR)]


def test_totals_far_above_both_neighbours_are_slips_even_in_lumpy_series() -> None:
    lumpy: list[float | None] = [None, 1.0, 900.0, 905.0, 905.0, 9_050_000.0]
    assert aside([*lumpy, 1_000.0, 1_000.0], "fixed_investment", "ytd") == ["2025-06"]
    assert aside([*lumpy[:5], 6_000.0, 6_500.0], "fixed_investment", "ytd") == []


def test_a_total_since_january_in_the_column_of_months_is_found() -> None:
    assert rules([*STEADY[:6], 709.0], "month") == [("2025-07", PASTED)]
    assert rules([*STEADY[:6], 709.0, 99.0], "month") == [("2025-07", PASTED)]


def test_a_rise_that_stays_comes_back_or_misses_the_sum_is_no_total() -> None:
    assert rules([*STEADY[:4], 470.0, 460.0, 480.0], "month") == []
    assert rules([*STEADY[:4], 250.0, 98.0, 101.0], "month") == []
    year: list[float | None] = [100.0, 100.0, 330.0, *[100.0] * 9]
    assert rules([*year, *year[:3]], "month") == [("2025-03", PASTED)]


def test_people_are_counted_and_not_added_up() -> None:
    assert aside([100.0, 100.0, 300.0, 100.0, 100.0, 100.0, 100.0], "employment") == []


LAST_YEAR: list[float | None] = [None, 260.0, 390.0, 520.0, 650.0, 780.0]


def test_years_that_stand_in_each_others_column_are_found() -> None:
    swapped = {"bases": [*LAST_YEAR, 700.0]}
    assert rules([*TOTALS, 910.0], **swapped) == [("2025-07", SWAPPED)]
    after = {"bases": [*LAST_YEAR, 700.0, 1_040.0]}
    assert rules([*TOTALS, 910.0, 800.0], **after) == [("2025-07", SWAPPED)]


def test_years_that_go_on_from_their_own_month_before_are_right() -> None:
    assert rules([*TOTALS, 700.0], bases=[*LAST_YEAR, 910.0]) == []
    # A base that was restated a little goes on from neither.
    assert rules([*TOTALS, 700.0], bases=[*LAST_YEAR, 770.0]) == []


def test_last_years_own_figure_in_this_years_column_is_found() -> None:
    totals: list[float | None] = [None, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1_000.0, 1_100.0, 1_200.0]
    nothing: list[float | None] = [None] * 13
    assert rules([*totals, None, 200.0], bases=[*nothing, 230.0]) == [("2026-02", SWAPPED)]
    assert rules([*totals, None, 200.0], bases=[*nothing, 200.0]) == []


def test_the_digits_of_the_total_before_with_the_point_elsewhere_are_a_slip() -> None:
    totals: list[float | None] = [60.5, 60.5, 175.1, 175.1, 280.9, 442.4, 481.7, 481.7, 499.3, 4993.0]
    found = suspicious_among(observed(totals, "fixed_investment", "ytd"))
    assert found.select("period", "rule").rows() == [(date(2025, 10, 1), TYPING_ERROR)]
    # Tenfold growth to another amount is news of a lumpy series, and so are amounts of two digits.
    assert aside([*totals[:-1], 4870.0], "fixed_investment", "ytd") == []
    assert aside([8.0, 8.0, 8.0, 80.0, 80.0, 95.0, 99.0], "fixed_investment", "ytd") == []


def test_what_next_year_states_as_last_years_figure_tells_swapped_years() -> None:
    first: list[float | None] = [10.0, 20.0, 31.0, 41.5, 52.0, 62.0, 73.0, 83.0, 94.0, 104.0, 115.0, 125.0]
    bases: list[float | None] = [9.0, 19.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0]
    # In May this year's 52.3 and last year's 52.0 stand in each other's column, which no step from month to month shows.
    bases[4] = 52.3
    second: list[float | None] = [10.5, 21.0, 32.0, 42.0, 53.0]
    later: list[float | None] = [*first[:4], 52.3]
    before: list[float | None] = [*bases[:4], 52.0, *bases[5:]]
    years = [*before, *first, *second]
    assert rules(years, bases=[*[None] * 12, *bases, *later]) == [("2026-05", SWAPPED)]
    # Where the base is last year's own figure, next year's row repeats what is stale.
    own: list[float | None] = [*bases[:4], 52.3, *bases[5:]]
    assert rules([*own, *first, *second], bases=[*[None] * 12, *bases, *later]) == []


def test_the_same_month_of_last_year_is_found_where_months_are_missing() -> None:
    year: list[float | None] = [None, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
    gaps: list[float | None] = [*year, 90.0, 100.0, 110.0, 120.0, None, None, 33.0, 44.0, 55.0, 66.0, 77.0, 80.0]
    bases: list[float | None] = [*[None] * 14, 30.0, 40.0, 50.0, 60.0, 70.0, 88.0]
    assert rules(gaps, bases=bases) == [("2026-08", SWAPPED)]


def file_of(factors: list[float]) -> pl.DataFrame:
    """Eight steady months of as many enterprises, and a ninth of one file times these factors."""
    each = [observed([*STEADY, 100.0 * factor]).with_columns(uscc=pl.lit(f"E{n:02d}")) for n, factor in enumerate(factors)]
    return pl.concat(each).with_columns(delivery_id=pl.col("period").dt.strftime("%Y-%m"))


def test_a_file_in_a_wrong_unit_is_held_as_a_file() -> None:
    found = suspicious_among(file_of([1_000.0] * 20))
    assert found["rule"].to_list() == [WRONG_UNIT] * 20
    assert found["uscc"].n_unique() == 20


def test_a_few_slips_or_a_boom_of_all_hold_no_file() -> None:
    assert suspicious_among(file_of([1_000.0, *[1.0] * 19]))["rule"].to_list() == [TYPING_ERROR]
    assert suspicious_among(file_of([2.0] * 20)).is_empty()
    assert WRONG_UNIT not in suspicious_among(file_of([1_000.0] * 9))["rule"].to_list()


def test_a_month_asks_no_more_than_people_can_answer() -> None:
    found = suspicious_among(file_of([*[1_000.0] * 8, *[1.0] * 20]))
    assert found.height == EditingSettings().most_at_least


def settled(action: str | None) -> pl.DataFrame:
    """A unit slip in the ninth month, about which somebody has decided."""
    decided = pl.when(pl.col("period") == shift_month(FIRST, 8)).then(pl.lit(action, pl.String))
    return observed([100.0, 110.0, 90.0, 105.0, 95.0, 100.0, 98.0, 102.0, 100_000.0, 101.0]).with_columns(settled=decided)


def test_a_released_figure_is_not_judged_again_and_a_rejected_one_stays_out() -> None:
    assert [suspicious_among(settled(action))["rule"].to_list() for action in (None, "release", "reject")] == [
        [TYPING_ERROR],
        [],
        [REJECTED],
    ]
    values = [comparable_series(settled(action), shift_month(FIRST, 9))["value"].max() for action in (None, "release", "reject")]
    assert values == [110.0, 100_000.0, 110.0]


def test_a_sound_figure_can_be_rejected_too() -> None:
    sound = observed([100.0] * 10).with_columns(settled=pl.when(pl.col("period") == shift_month(FIRST, 3)).then(pl.lit("reject")))
    assert suspicious_among(sound)["period"].to_list() == [shift_month(FIRST, 3)]
    assert comparable_series(sound, shift_month(FIRST, 9)).height == 9

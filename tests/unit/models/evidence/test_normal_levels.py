"""One normal level: of every month of a dip what was expected before it began, recomputed here from runs that ended before it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.normal_levels import low_spells, normal_levels
from models.forecast.district.district_forecaster import Expectation, expect_district
from models.forecast.settings import HORIZONS
from tests.unit.models.forecast.fictional import FIRST, district
from warehouse.periods import month_number, shift_month

SINCE = 40
MONTHS = 48


@pytest.fixture(scope="module")
def fallen() -> tuple[pl.DataFrame, pl.DataFrame, date]:
    """Firm F0000 at two fifths of itself from month 40 of 48 on."""
    series, groups, last = district()
    onset = shift_month(FIRST, SINCE)
    is_low = (pl.col("uscc") == "F0000") & (pl.col("period") >= onset)
    return series.with_columns(value=pl.when(is_low).then(0.4 * pl.col("value")).otherwise("value")), groups, last


@pytest.fixture(scope="module")
def expectation(fallen: tuple[pl.DataFrame, pl.DataFrame, date]) -> Expectation:
    return expect_district(*fallen)


def low(months: int, uscc: str = "F0000") -> pl.DataFrame:
    return pl.DataFrame({"uscc": [uscc], "indicator": ["electricity"], "duration_months": [months]})


def test_every_month_since_the_onset_is_held_against_what_was_expected_before_it(fallen, expectation: Expectation) -> None:
    series, groups, last = fallen
    found = normal_levels(low(MONTHS - SINCE), expectation, last).sort("period")
    assert found["period"].to_list() == [shift_month(FIRST, place) for place in range(SINCE, MONTHS)]
    for row in found.iter_rows(named=True):
        origin = shift_month(row["period"], -row["horizon_months"])
        assert origin < shift_month(FIRST, SINCE)
        # The same run made on the day of the origin, which cannot know the fall; its own unit and calendar differ a little.
        then = expect_district(series, groups, origin).targets
        made = then.filter(pl.col("uscc") == "F0000", pl.col("horizon_months") == row["horizon_months"])["expected"].item()
        assert row["expected"] == pytest.approx(made, rel=0.1)
        assert row["lo_95"] <= row["lo_80"] <= row["expected"] <= row["hi_80"] <= row["hi_95"]


def test_the_expectation_of_a_month_ahead_has_followed_the_fall_and_the_normal_level_has_not(fallen, expectation: Expectation) -> None:
    _, _, last = fallen
    ahead = expectation.one_ahead.filter(pl.col("uscc") == "F0000", pl.col("period") == last)["expected"].item()
    normal = normal_levels(low(MONTHS - SINCE), expectation, last).filter(pl.col("period") == last)["expected"].item()
    assert ahead < 0.6 * normal


def test_without_a_dip_it_is_the_middle_one_of_what_was_expected_up_to_half_a_year_before(fallen, expectation: Expectation) -> None:
    _, _, last = fallen
    [row] = normal_levels(low(0, "F0001"), expectation, last).to_dicts()
    made = expectation.of_last_month.filter(pl.col("uscc") == "F0001", pl.col("horizon_months") <= 6).sort("expected").to_dicts()
    names = ("horizon_months", "expected", "lo_80", "hi_80", "lo_95", "hi_95")
    assert row["period"] == last
    assert [row[name] for name in names] == pytest.approx([made[1][name] for name in names])


def test_one_month_out_of_line_does_not_carry_the_normal_level_of_the_next_one_along() -> None:
    series, groups, last = district()
    is_odd = (pl.col("uscc") == "F0001") & (pl.col("period") == shift_month(last, -1))
    odd = series.with_columns(value=pl.when(is_odd).then(0.2 * pl.col("value")).otherwise("value"))
    found = [normal_levels(low(0, "F0001"), expect_district(frame, groups, last), last)["expected"].item() for frame in (series, odd)]
    ahead = expect_district(odd, groups, last).one_ahead.filter(pl.col("uscc") == "F0001", pl.col("period") == last)["expected"].item()
    assert found[1] == pytest.approx(found[0], rel=0.15)
    assert abs(ahead / found[0] - 1) > abs(found[1] / found[0] - 1)


def described(uscc: str, months: int, onset: date) -> pl.DataFrame:
    return pl.DataFrame(
        {"uscc": [uscc], "indicator": ["water"], "duration_months": [months], "onset": [onset]},
        schema_overrides={"duration_months": pl.Int32},
    )


def spell(values: list[float | None], normal: float = 100.0) -> tuple[int, date | None]:
    """The months and the first month told of figures that end in December 2025, all of them in a dip before that is looked at."""
    periods = [date(2025, 13 - len(values) + place, 1) for place in range(len(values))]
    series = pl.DataFrame({"uscc": "a", "indicator": "water", "period": periods, "value": values}, schema_overrides={"value": pl.Float64})
    levels = series.select("uscc", "indicator", "period").with_columns(expected=pl.lit(normal))
    [row] = low_spells(described("a", len(values), periods[0]), levels, series).to_dicts()
    return row["duration_months"], row["onset"]


def test_a_month_at_its_normal_level_is_not_told_as_low() -> None:
    assert spell([100.0, 104.0, 80.0, 70.0]) == (2, date(2025, 11, 1))
    assert spell([60.0, 97.0, 80.0, 70.0]) == (2, date(2025, 11, 1))
    assert spell([60.0, 60.0, 96.0]) == (0, None)


def test_a_month_that_has_not_arrived_neither_counts_nor_ends_a_spell() -> None:
    assert spell([100.0, 80.0, None, 70.0]) == (2, date(2025, 10, 1))
    assert spell([100.0, None, None, 70.0]) == (1, date(2025, 12, 1))
    assert spell([80.0, 80.0, None]) == (2, date(2025, 10, 1))


def test_what_is_in_no_dip_stays_so() -> None:
    series = pl.DataFrame({"uscc": ["a"], "indicator": ["water"], "period": [date(2025, 12, 1)], "value": [10.0]})
    levels = series.select("uscc", "indicator", "period").with_columns(expected=pl.lit(100.0))
    [row] = low_spells(described("a", 0, date(2025, 12, 1)), levels, series).to_dicts()
    assert (row["duration_months"], row["onset"]) == (0, None)


def test_the_level_of_a_dip_longer_than_a_year_goes_on_from_the_year_before(fallen, expectation: Expectation) -> None:
    _, _, last = fallen
    found = normal_levels(low(18), expectation, last).sort("period")
    value = dict(found.select("period", "expected").iter_rows())
    assert found.height == 18
    for row in found.tail(6).iter_rows(named=True):
        assert row["expected"] == value[shift_month(row["period"], -12)]
        assert row["horizon_months"] > max(HORIZONS)
        assert row["lo_80"] is None


def test_nothing_is_normal_of_which_nothing_was_expected_before_the_dip() -> None:
    series, groups, last = district(months=6)
    expectation = expect_district(series, groups, last)
    found = normal_levels(low(6), expectation, last)
    origins = [month_number(row["period"]) - row["horizon_months"] for row in found.iter_rows(named=True)]
    assert all(origin >= month_number(FIRST) for origin in origins)
    assert found.height < 6


@pytest.mark.parametrize("seed", range(20))
def test_every_expectation_lies_in_the_band_it_stands_with(seed: int) -> None:
    random = np.random.default_rng(seed)
    series, groups, last = district(firms=40, months=36, seed=seed, noise=float(random.uniform(0.05, 0.6)))
    onset = shift_month(last, -int(random.integers(0, 14)))
    drop = (pl.col("uscc").is_in([f"F{number:04d}" for number in range(10)])) & (pl.col("period") >= onset)
    expectation = expect_district(series.with_columns(value=pl.when(drop).then(0.3 * pl.col("value")).otherwise("value")), groups, last)
    durations = pl.DataFrame({"uscc": groups["uscc"], "indicator": "electricity", "duration_months": random.integers(0, 12, groups.height)})
    levels = normal_levels(durations, expectation, last)
    assert levels.filter(pl.col("period") == last).height == groups.height
    for frame in (levels, expectation.one_ahead, expectation.of_last_month):
        known = frame.drop_nulls("lo_80")
        assert known.filter(~pl.col("expected").is_between("lo_80", "hi_80")).is_empty()

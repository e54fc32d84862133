"""The tournament's choice moves what is expected of its classes, from what was known at each origin, and nothing else."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.district.district_forecaster import Expectation, expect_district
from models.forecast.tournament.selection import apply_choice
from tests.unit.models.forecast.fictional import district
from warehouse.periods import shift_month

LIMITS = ("lo_95", "lo_80", "expected", "hi_80", "hi_95")
District = tuple[pl.DataFrame, pl.DataFrame, date]


def choice(forecaster: str) -> pl.DataFrame:
    return pl.DataFrame({"indicator": ["electricity"], "size_class": ["2"], "forecaster": [forecaster]})


@pytest.fixture(scope="module")
def plain() -> District:
    return district(firms=30, months=48)


@pytest.fixture(scope="module")
def screened(plain: District) -> Expectation:
    return expect_district(*plain)


def in_class(frame: pl.DataFrame, plain: District, size: str = "2") -> pl.DataFrame:
    members = plain[1].filter(pl.col("size_class") == size)["uscc"]
    return frame.filter(pl.col("uscc").is_in(members.implode()), pl.col("indicator") == "electricity")


def test_every_horizon_speaks_from_its_own_origin(plain: District, screened: Expectation) -> None:
    series, _, last = plain
    after = in_class(apply_choice(screened, choice("seasonal_naive")).of_last_month, plain)
    year_before = series.filter(pl.col("period") == shift_month(last, -12)).select("uscc", "indicator", "value")
    both = after.join(year_before, on=["uscc", "indicator"])
    assert both["horizon_months"].n_unique() == 4
    assert both["expected"].to_numpy() == pytest.approx(both["value"].to_numpy())


@pytest.mark.parametrize("name", ["blend", "screening_blend", "seasonal_naive"])
def test_the_last_month_is_told_the_same_way_twice_and_earlier_ones_stay(name: str, plain: District, screened: Expectation) -> None:
    after, last = apply_choice(screened, choice(name)), plain[2]
    once = after.one_ahead.filter(pl.col("period") == last).sort("uscc", "indicator")
    again = after.of_last_month.filter(pl.col("horizon_months") == 1).sort("uscc", "indicator")
    np.testing.assert_allclose(once.select(LIMITS).to_numpy(), again.select(LIMITS).to_numpy(), rtol=1e-12)
    earlier = pl.col("period") < last
    assert after.one_ahead.filter(earlier).equals(screened.one_ahead.filter(earlier))


@pytest.mark.parametrize("frame", ["one_ahead", "targets", "of_last_month"])
def test_other_classes_stay_to_the_last_digit(frame: str, plain: District, screened: Expectation) -> None:
    before, after = getattr(screened, frame), getattr(apply_choice(screened, choice("blend")), frame)
    for size in ("1", "3"):
        assert in_class(before, plain, size).equals(in_class(after, plain, size))
    assert not in_class(before, plain).equals(in_class(after, plain))
    ordered = np.diff(after.select(LIMITS).to_numpy(), axis=1)
    assert (ordered >= 0).all()
    assert after["lo_95"].min() >= 0  # type: ignore[operator]


def test_what_was_expected_of_the_last_month_does_not_know_it(plain: District, screened: Expectation) -> None:
    series, groups, last = plain
    # Raised where it was high already, so that the median, and with it the unit of the scale, stays what it was.
    high = (pl.col("period") == last) & (pl.col("value") > pl.col("value").quantile(0.6).over("uscc", "indicator"))
    raised = series.with_columns(value=pl.when(high).then(pl.col("value") * 3).otherwise("value"))
    before = apply_choice(screened, choice("blend"))
    after = apply_choice(expect_district(raised, groups, last), choice("blend"))
    np.testing.assert_allclose(before.of_last_month["expected"].to_numpy(), after.of_last_month["expected"].to_numpy(), rtol=1e-9)
    assert not np.allclose(before.targets["expected"].to_numpy(), after.targets["expected"].to_numpy(), rtol=1e-3)


def test_a_history_shorter_than_the_horizons_is_no_trouble() -> None:
    series, groups, last = district(firms=12, months=5)
    after = apply_choice(expect_district(series, groups, last), choice("seasonal_naive"))
    assert np.isfinite(after.of_last_month.select(LIMITS).to_numpy()).all()

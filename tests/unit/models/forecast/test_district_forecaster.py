from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.district.district_forecaster import Expectation, expect_district
from models.forecast.settings import HORIZONS
from tests.unit.models.forecast.fictional import FIRST, district, one_firm
from warehouse.periods import shift_month

MONTHS = 48


@pytest.fixture(scope="module")
def plain() -> tuple[pl.DataFrame, pl.DataFrame, date]:
    return district(months=MONTHS)


def with_firm(plain: tuple[pl.DataFrame, pl.DataFrame, date], values: list[float | None], flags: str | None = None) -> Expectation:
    series, groups, last = plain
    firm = one_firm(values, flags=flags)
    joined = pl.concat([groups, pl.DataFrame({"uscc": ["X0001"], "industry_division": ["39"], "size_class": ["2"]})])
    return expect_district(pl.concat([series, firm]), joined, last)


def targets_of(expectation: Expectation) -> pl.DataFrame:
    return expectation.targets.filter(pl.col("uscc") == "X0001")


def test_expectations_are_better_than_last_years_month(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    arrays = expect_district(*plain).arrays
    ours = np.nanmean(np.abs(arrays.z - arrays.e[:, :, 0])[:, 24:])
    naive = np.nanmean(np.abs(arrays.z[:, 24:] - arrays.z[:, 12:-12]))
    assert ours < 0.8 * naive


def test_every_series_gets_every_horizon_with_ordered_limits(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    targets = expect_district(*plain).targets
    assert targets.height == 60 * len(HORIZONS)
    assert targets["horizon_months"].unique().to_list() == list(HORIZONS)
    ordered = (
        (pl.col("lo_95") <= pl.col("lo_80"))
        & (pl.col("lo_80") <= pl.col("expected"))
        & (pl.col("expected") <= pl.col("hi_80"))
        & (pl.col("hi_80") <= pl.col("hi_95"))
    )
    assert targets.select(ordered.all()).item()
    assert not targets["is_fallback"].any()


def test_a_new_level_is_followed_within_months_and_an_outlier_is_not(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    stepped = targets_of(with_firm(plain, [1000.0] * 40 + [400.0] * 8))["expected"]
    spiked = targets_of(with_firm(plain, [1000.0] * 47 + [40000.0]))["expected"]
    assert stepped.max() < 650  # type: ignore[operator]
    assert spiked.max() < 2500  # type: ignore[operator]


def test_what_was_expected_a_year_before_a_fall_does_not_know_it(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    arrays = with_firm(plain, [1000.0] * 42 + [300.0] * 6).arrays
    row = (arrays.index["uscc"] == "X0001").to_numpy()
    gap = (arrays.z[row, -1] - arrays.e[row, -1])[0]
    assert gap[HORIZONS.index(12)] < np.log(0.5)
    assert gap[HORIZONS.index(1)] > gap[HORIZONS.index(12)]


@pytest.mark.parametrize(
    "values",
    [
        [5.0],
        [None] * 47 + [5.0],
        [0.0] * 48,
        [7.0] * 48,
        [-3.0] * 48,
        [1e12 if month == 20 else 10.0 for month in range(48)],
        [10.0, None, None, 12.0] * 12,
        [100.0] * 10 + [0.0] * 38,
        [(-1.0) ** month * month for month in range(48)],
    ],
    ids=["first month only", "last month only", "zeros", "constant", "negative", "giant", "gaps", "stopped", "swinging"],
)
def test_bad_series_get_finite_expectations(plain: tuple[pl.DataFrame, pl.DataFrame, date], values: list[float | None]) -> None:
    targets = targets_of(with_firm(plain, values))
    figures = targets.select("expected", "lo_80", "hi_80", "lo_95", "hi_95").to_numpy()
    assert figures.shape == (4, 5)
    assert np.isfinite(figures).all()
    largest = max(abs(value) for value in values if value is not None)
    assert np.abs(figures).max() <= 50 * max(largest, 1.0)


def test_strangers_and_the_silent_are_marked_as_fallback(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    assert targets_of(with_firm(plain, [None] * 46 + [5.0, 6.0]))["is_fallback"].all()
    assert targets_of(with_firm(plain, [100.0] * 30))["is_fallback"].all()
    assert not targets_of(with_firm(plain, [100.0] * 46))["is_fallback"].any()


def test_never_negative_figures_are_never_expected_to_be(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    swinging = [10.0 ** (month % 4) for month in range(48)]
    assert targets_of(with_firm(plain, swinging))["lo_95"].min() >= 0  # type: ignore[operator]


def test_lumpy_series_expect_their_yearly_mean(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    lumps = [600.0 if month % 6 == 0 else 0.0 for month in range(48)]
    expectation = with_firm(plain, lumps)
    arrays = expectation.arrays
    assert arrays.is_intermittent[(arrays.index["uscc"] == "X0001").to_numpy()].all()
    assert targets_of(expectation)["expected"].to_list() == pytest.approx([100.0] * 4)


def test_zeros_after_the_end_are_not_lumps(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    arrays = with_firm(plain, [100.0] * 20 + [0.0] * 28).arrays
    assert not arrays.is_intermittent[(arrays.index["uscc"] == "X0001").to_numpy()].any()


def test_a_years_pair_of_merged_months_is_one_surprise(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    values = [100.0, 100.0, *([110.0] * 10)] * 4
    firm = one_firm(values).with_columns(
        flags=pl.when(pl.col("period").dt.month() <= 2).then(pl.lit("merged")).otherwise(pl.lit(None, pl.String))
    )
    arrays = expect_district(
        firm, pl.DataFrame({"uscc": ["X0001"], "industry_division": ["39"], "size_class": ["1"]}), shift_month(FIRST, 47)
    ).arrays
    assert arrays.is_part[0].nonzero()[0].tolist() == [0, 12, 24, 36]


def test_bands_cover_what_they_say() -> None:
    coverage = expect_district(*district(firms=240, months=84, noise=0.15)).band_coverage
    for nominal in (0.8, 0.95):
        for horizon in HORIZONS:
            rows = coverage.filter(pl.col("nominal_share") == nominal, pl.col("horizon_months") == horizon)
            share = (rows["covered_share"] * rows["count"]).sum() / rows["count"].sum()
            assert share == pytest.approx(nominal, abs=0.03)


def test_volatile_firms_get_wider_bands() -> None:
    calm, groups, last = district(firms=40, months=48, noise=0.05)
    wild, _, _ = district(firms=40, months=48, noise=0.4)
    wild = wild.with_columns(uscc=pl.col("uscc").str.replace("F", "W"))
    both = pl.concat([groups, groups.with_columns(uscc=pl.col("uscc").str.replace("F", "W"))])
    targets = expect_district(pl.concat([calm, wild]), both, last).targets.filter(pl.col("horizon_months") == 1)
    width = targets.select("uscc", width=(pl.col("hi_80") - pl.col("lo_80")) / pl.col("expected"))
    by_kind = width.group_by(pl.col("uscc").str.slice(0, 1).alias("kind")).agg(pl.col("width").median()).sort("kind")["width"]
    assert by_kind[1] > 3 * by_kind[0]


@pytest.mark.parametrize("months_ago", [12, 6, 3, 1])
@pytest.mark.parametrize("pays", ["monthly", "quarterly"])
def test_one_huge_payment_makes_no_month_after_it_a_fall(plain, pays: str, months_ago: int) -> None:
    series, groups, last = plain
    own = pl.col("uscc") == "F0000"
    if pays == "quarterly":
        series = series.with_columns(value=pl.when(own & (pl.col("period").dt.month() % 3 != 1)).then(0.0).otherwise("value"))
    usual = series.filter(own, pl.col("value") > 0)["value"].median()
    huge = own & (pl.col("period") == shift_month(last, -months_ago))
    once = series.with_columns(value=pl.when(huge).then(pl.lit(10 * usual)).otherwise("value"))
    with_it, without = (expect_district(frame, groups, last).of_last_month.filter(own).sort("horizon_months") for frame in (once, series))
    # Each by its own horizon; a quarterly payer has five payments in the year instead of four.
    assert ((with_it["expected"] / without["expected"]) < 1.3).all()


def test_one_ahead_gives_the_last_36_periods_made_the_month_before() -> None:
    series, groups, last = district(firms=12, months=48)
    one_ahead = expect_district(series, groups, last).one_ahead
    assert one_ahead.group_by("uscc").len()["len"].unique().to_list() == [36]
    earlier = expect_district(series, groups, shift_month(last, -1)).targets.filter(pl.col("horizon_months") == 1)
    both = one_ahead.filter(pl.col("period") == last).join(earlier, on="uscc", suffix="_then")
    assert both["expected"].to_numpy() == pytest.approx(both["expected_then"].to_numpy(), rel=1e-3)


def test_of_the_last_month_each_horizon_was_expected_from_its_own_origin() -> None:
    series, groups, last = district(firms=12, months=48)
    of_last = expect_district(series, groups, last).of_last_month
    assert of_last["horizon_months"].unique().sort().to_list() == list(HORIZONS)
    for horizon in HORIZONS:
        then = expect_district(series, groups, shift_month(last, -horizon)).targets
        both = of_last.join(then, on=["uscc", "indicator", "horizon_months"], suffix="_then").filter(pl.col("horizon_months") == horizon)
        assert both["expected"].to_numpy() == pytest.approx(both["expected_then"].to_numpy(), rel=2e-3)


def test_a_district_of_one_month_has_targets_and_no_past() -> None:
    expectation = expect_district(one_firm([5.0]), pl.DataFrame({"uscc": ["X0001"], "industry_division": [""], "size_class": [""]}), FIRST)
    assert expectation.one_ahead.is_empty()
    assert expectation.of_last_month.is_empty()
    assert expectation.band_coverage.is_empty()
    assert expectation.targets["expected"].to_list() == pytest.approx([5.0] * 4, rel=0.2)


def test_bills_of_every_second_month_count_in_the_bands_like_all_others() -> None:
    """A meter read six times a year is no stranger after two years; its errors must not wait for four."""
    random = np.random.default_rng(7)
    frames = []
    for number in range(60):
        # Half are billed every second month and are three times as noisy.
        step, noise = (2, 0.45) if number % 2 else (1, 0.15)
        figures: list[float | None] = [100 * float(np.exp(random.normal(0, noise))) if month % step == 0 else None for month in range(60)]
        frames.append(one_firm(figures, f"W{number:04d}", "water"))
    series = pl.concat(frames)
    names = series["uscc"].unique().sort()
    groups = pl.DataFrame({"uscc": names, "industry_division": "39", "size_class": "1"})
    coverage = expect_district(series, groups, shift_month(FIRST, 58)).band_coverage
    three_months = coverage.filter(pl.col("horizon_months") == 3, pl.col("nominal_share") == 0.8)
    assert three_months["covered_share"][0] == pytest.approx(0.8, abs=0.04)

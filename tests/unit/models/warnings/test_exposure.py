"""What is at stake: twelve months, nothing invented, shares of the own district."""

from datetime import date

import polars as pl
import pytest

from models.warnings.exposure import measure_exposure
from models.warnings.settings import LevelSettings
from warehouse.periods import shift_month

MONTH = date(2026, 6, 1)


def series(*rows):
    return pl.DataFrame(
        [{"uscc": u, "indicator": i, "period": shift_month(MONTH, -age), "value": v} for u, i, age, v in rows],
        schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64},
    )


def register(*codes, district="d", tier=None):
    return pl.DataFrame(
        {"uscc": codes, "district": [district] * len(codes), "tier": [tier] * len(codes)}, schema_overrides={"tier": pl.String}
    )


def row(frame, uscc):
    return frame.filter(pl.col("uscc") == uscc).row(0, named=True)


def test_sums_the_twelve_months_to_the_month_and_not_one_more():
    figures = [("a", "output_value", age, 10.0) for age in range(15)] + [("a", "output_value", -1, 99.0)]
    assert row(measure_exposure(series(*figures), register("a"), MONTH), "a")["exposure_output_cny_10k"] == 120


def test_jobs_are_the_latest_head_count_not_a_sum():
    figures = series(("a", "employment", 3, 50.0), ("a", "employment", 1, 40.0), ("a", "employment", 2, 45.0))
    assert row(measure_exposure(figures, register("a"), MONTH), "a")["exposure_jobs"] == 40


def test_never_delivered_is_null_and_zero_is_zero():
    found = measure_exposure(series(("a", "output_value", 0, 0.0)), register("a", "b"), MONTH)
    assert row(found, "a")["exposure_output_cny_10k"] == 0
    assert row(found, "a")["exposure_tax_cny_10k"] is None
    assert row(found, "b")["exposure_output_cny_10k"] is None


def test_shares_are_of_the_own_district_and_add_up_to_one():
    firms = pl.concat([register("a", "b"), register("c", district="e")])
    found = measure_exposure(series(*[(u, "tax", 0, v) for u, v in (("a", 30.0), ("b", 70.0), ("c", 5.0))]), firms, MONTH)
    assert [row(found, u)["exposure_tax_share"] for u in "abc"] == pytest.approx([0.3, 0.7, 1.0])


def test_a_net_refund_takes_no_share_from_the_others():
    found = measure_exposure(series(("a", "tax", 0, -50.0), ("b", "tax", 0, 100.0)), register("a", "b"), MONTH)
    assert row(found, "a")["exposure_tax_cny_10k"] == -50
    assert row(found, "a")["exposure_tax_share"] == 0
    assert row(found, "b")["exposure_tax_share"] == 1


def test_one_month_in_the_wrong_unit_does_not_make_a_giant():
    figures = [("a", "output_value", age, 10.0) for age in range(1, 12)] + [("a", "output_value", 0, 10_000_000.0)]
    assert row(measure_exposure(series(*figures), register("a"), MONTH), "a")["exposure_output_cny_10k"] == 110


def test_class_goes_by_multiples_of_the_average_share():
    codes = [f"f{i:02d}" for i in range(20)]
    values = dict.fromkeys(codes, 10.0) | {"f00": 400.0, "f01": 50.0}
    found = measure_exposure(series(*[(u, "output_value", 0, v) for u, v in values.items()]), register(*codes), MONTH)
    assert row(found, "f00")["exposure_class"] == "large"
    assert row(found, "f01")["exposure_class"] == "medium"
    assert row(found, "f02")["exposure_class"] == "small"


def test_the_tier_sets_a_floor_and_the_unknown_are_not_taken_for_small():
    firms = pl.concat([register("a", tier="district_leader"), register("b"), register("c", "e", tier="group")])
    found = measure_exposure(series(("c", "output_value", 0, 1.0), ("e", "output_value", 0, 99.0)), firms, MONTH)
    assert row(found, "a")["exposure_class"] == "large"
    assert row(found, "b")["exposure_class"] == LevelSettings().unknown_exposure_class
    assert row(found, "c")["exposure_class"] == "small"


def test_every_enterprise_of_the_register_has_one_row_even_without_figures():
    found = measure_exposure(series(), register("a", "b"), MONTH)
    assert found["uscc"].to_list() == ["a", "b"]

"""Totals and exposure: independent of row order, in proportion to their unit, blind to later months."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.district.coverage import source_coverage
from models.district.growth import find_growth
from models.district.totals import district_totals
from models.warnings.exposure import measure_exposure
from models.warnings.false_alarms import count_distribution, expected_false_alarms
from tests.unit.models.warnings.case_frames import registered
from warehouse.periods import shift_month

MONTH = date(2026, 6, 1)
CODES = tuple("abcde")


@st.composite
def series(draw):
    """Three years of figures of five enterprises, some missing."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gaps = draw(st.floats(0, 0.4))
    rows = [
        (code, indicator, shift_month(MONTH, -age), float(np.exp(rng.normal(5, 1))), None, "")
        for code in CODES
        for indicator in ("output_value", "tax", "employment", "electricity")
        for age in range(36)
        if rng.random() >= gaps
    ]
    names = ["uscc", "indicator", "period", "value", "growth_base", "flags"]
    kinds = [pl.String, pl.String, pl.Date, pl.Float64, pl.Float64, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def answers(figures):
    register = registered(*CODES)
    return (
        measure_exposure(figures, register, MONTH),
        district_totals(figures, register, MONTH),
        source_coverage(figures, register, MONTH),
        find_growth(figures, register, MONTH),
    )


def assert_close(first, second):
    for one, other in zip(first, second, strict=True):
        assert one.columns == other.columns
        for name in one.columns:
            if one[name].dtype == pl.Float64:
                np.testing.assert_allclose(one[name].to_numpy(), other[name].to_numpy(), rtol=1e-9)
            else:
                assert one[name].equals(other[name], null_equal=True), name


@given(series(), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_figures_changes_nothing(figures, seed):
    assert_close(answers(figures), answers(figures.sample(fraction=1, shuffle=True, seed=seed)))


@given(series(), st.floats(1, 1e9))
@settings(max_examples=20, deadline=None)
def test_later_figures_change_nothing(figures, wild):
    later = figures.with_columns(period=pl.lit(shift_month(MONTH, 1)), value=pl.lit(wild)).unique(["uscc", "indicator"])
    assert_close(answers(figures), answers(pl.concat([figures, later])))


@given(series(), st.sampled_from([0.001, 0.5, 1000.0]))
@settings(max_examples=20, deadline=None)
def test_shares_and_growth_do_not_know_the_unit(figures, factor):
    scaled = figures.with_columns(pl.col("value") * factor)
    register = registered(*CODES)
    first, second = (measure_exposure(frame, register, MONTH) for frame in (figures, scaled))
    shares = [name for name in first.columns if name.endswith("_share")]
    np.testing.assert_allclose(first.select(shares).to_numpy(), second.select(shares).to_numpy(), rtol=1e-9)
    one, other = (district_totals(frame, register, MONTH)["yoy_share"].to_numpy() for frame in (figures, scaled))
    np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9)


@given(st.lists(st.floats(0, 1), max_size=40))
@settings(max_examples=60, deadline=None)
def test_counts_of_false_alarms_are_a_distribution_with_its_mean(chances):
    distribution = count_distribution(np.array(chances))
    assert distribution.sum() == pytest.approx(1)
    assert (distribution * np.arange(len(distribution))).sum() == pytest.approx(sum(chances), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_expected_false_alarms_lie_within_their_interval(chances):
    count = expected_false_alarms(np.array(chances))
    assert count.low - 1 <= count.expected <= count.high + 1
    assert 0 <= count.low <= count.high <= len(chances)

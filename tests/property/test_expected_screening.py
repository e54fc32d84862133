"""No look-ahead, no matter of order, no matter of unit, no matter of threads."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from models.forecast.district.district_forecaster import expect_district
from tests.unit.models.forecast.fictional import district
from warehouse.periods import shift_month

VALUES = ("expected", "lo_80", "hi_80", "lo_95", "hi_95")
ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from tests.property.test_expected_screening import fingerprint
sys.stdout.write(fingerprint())
"""


@pytest.fixture(scope="module")
def plain() -> tuple[pl.DataFrame, pl.DataFrame, date]:
    return district(firms=30, months=42, indicators=("electricity", "output_value"))


def fingerprint() -> str:
    expectation = expect_district(*district(firms=80, months=42, indicators=("electricity", "tax")))
    parts = [expectation.targets, expectation.one_ahead, expectation.band_coverage]
    return hashlib.sha256(b"".join(part.write_csv().encode() for part in parts)).hexdigest()


@pytest.mark.parametrize("cut", [20, 33])
def test_what_was_expected_uses_no_later_figure(plain: tuple[pl.DataFrame, pl.DataFrame, date], cut: int) -> None:
    series, groups, last = plain
    middle = shift_month(last, cut - 41)
    # Only later figures well above the median are raised: the median, and with it the unit of the scale, stays what it was.
    high = pl.col("value").quantile(0.6).over("uscc", "indicator")
    raised = pl.when((pl.col("period") > middle) & (pl.col("value") > high)).then(pl.col("value") * 7).otherwise(pl.col("value"))
    before, after = (expect_district(frame, groups, last).arrays for frame in (series, series.with_columns(value=raised)))
    np.testing.assert_array_equal(before.e[:, : cut + 1], after.e[:, : cut + 1])
    np.testing.assert_array_equal(before.s_path[:, : cut + 1], after.s_path[:, : cut + 1])
    assert not np.array_equal(before.e[:, cut + 2 :], after.e[:, cut + 2 :], equal_nan=True)


def test_months_after_the_last_are_not_looked_at(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    series, groups, last = plain
    middle = shift_month(last, -6)
    whole, cut = (expect_district(frame, groups, middle) for frame in (series, series.filter(pl.col("period") <= middle)))
    assert_frame_equal(whole.targets, cut.targets, check_exact=True)
    assert_frame_equal(whole.one_ahead, cut.one_ahead, check_exact=True)


def test_the_order_of_rows_does_not_matter(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    series, groups, last = plain
    shuffled = expect_district(series.sample(fraction=1, shuffle=True, seed=1), groups.reverse(), last)
    ordered = expect_district(series, groups, last)
    for name in ("targets", "one_ahead", "band_coverage"):
        assert_frame_equal(getattr(shuffled, name), getattr(ordered, name), check_exact=True, check_row_order=False)


@pytest.mark.parametrize("factor", [1e-4, 1000.0])
def test_another_unit_gives_the_same_expectation_in_that_unit(plain: tuple[pl.DataFrame, pl.DataFrame, date], factor: float) -> None:
    series, groups, last = plain
    plain_targets = expect_district(series, groups, last).targets
    scaled = expect_district(series.with_columns(pl.col("value") * factor), groups, last).targets
    assert_frame_equal(scaled, plain_targets.with_columns(pl.col(name) * factor for name in VALUES), rel_tol=1e-9)


def test_another_indicator_beside_it_changes_nothing(plain: tuple[pl.DataFrame, pl.DataFrame, date]) -> None:
    series, groups, last = plain
    alone = expect_district(series.filter(pl.col("indicator") == "electricity"), groups, last).targets
    both = expect_district(series, groups, last).targets.filter(pl.col("indicator") == "electricity")
    assert_frame_equal(alone, both, check_exact=True)


def test_the_number_of_threads_does_not_matter() -> None:
    prints = set()
    for threads in ("1", "2"):
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"), threads)
        command = [sys.executable, "-c", PROGRAM]
        run = subprocess.run(command, cwd=ROOT, env={**os.environ, **limits, "PYTHONPATH": "."}, capture_output=True, text=True, check=True)
        prints.add(run.stdout)
    assert len(prints) == 1

"""Robust statistics agree with NumPy's where NumPy has them."""

import numpy as np
import pytest

from models.numeric import deviation, lagged, mean, median, trailing_mean


@pytest.fixture
def holed() -> np.ndarray:
    random = np.random.default_rng(1)
    values = random.normal(size=(7, 5, 11))
    values[random.random(values.shape) < 0.3] = np.nan
    values[2, 3] = np.nan
    return values


@pytest.mark.filterwarnings("ignore:All-NaN slice encountered", "ignore:Mean of empty slice")
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_median_and_mean_pass_over_missing_values(holed: np.ndarray, axis: int) -> None:
    np.testing.assert_allclose(median(holed, axis), np.nanmedian(holed, axis=axis))
    np.testing.assert_allclose(mean(holed, axis), np.nanmean(holed, axis=axis))


@pytest.mark.parametrize("known", [0, 1, 2, 999, 1000])
def test_the_median_of_few_long_rows_is_that_of_many(known: int) -> None:
    row = np.full(1500, np.nan)
    row[:known] = np.random.default_rng(known).normal(size=known)
    # As many rows as are sorted whole, beside the few whose middle alone is looked for.
    few, many = np.stack([row, row[::-1]], axis=1), np.tile(row, (100, 1)).T
    np.testing.assert_array_equal(median(few, 0), median(many, 0)[:2])
    np.testing.assert_array_equal(median(few, 0), np.full(2, np.median(row[:known]) if known else np.nan))


def test_deviation_is_the_standard_deviation_of_a_normal_sample() -> None:
    sample = np.random.default_rng(2).normal(0, 3, 200_000)
    assert deviation(sample, 0) == pytest.approx(3, rel=0.02)


def test_one_wild_value_hardly_moves_the_deviation() -> None:
    sample = np.append(np.random.default_rng(3).normal(0, 1, 999), 1e9)
    assert deviation(sample, 0) == pytest.approx(1, rel=0.1)


def test_trailing_mean_counts_only_what_is_known() -> None:
    values = np.array([1.0, np.nan, 3.0, 5.0])
    np.testing.assert_allclose(trailing_mean(values, 2), [1, 1, 3, 4])


def test_lagged_shifts_and_fills() -> None:
    np.testing.assert_array_equal(lagged(np.array([1.0, 2.0, 3.0]), 1), [np.nan, 1, 2])
    assert np.isnan(lagged(np.array([1.0, 2.0]), 9)).all()

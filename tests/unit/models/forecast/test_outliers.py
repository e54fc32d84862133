import numpy as np
import pytest

from models.forecast.single.outliers import limit_outliers


def calm(months: int = 48) -> np.ndarray:
    return np.random.default_rng(2).normal(5, 0.1, (1, months))


def test_a_lone_spike_is_pulled_back() -> None:
    figures = calm()
    figures[0, 20] += 8
    limited, found = limit_outliers(figures)
    assert np.flatnonzero(found[0]).tolist() == [20]
    assert limited[0, 20] < figures[0, 20] - 6


def test_a_new_level_is_none() -> None:
    figures = calm()
    figures[0, 24:] -= 3
    assert not limit_outliers(figures)[1].any()


def test_a_peak_of_every_year_is_none() -> None:
    figures = calm()
    figures[0, 5::12] += 3
    assert not limit_outliers(figures)[1].any()


def test_everything_else_is_left_alone() -> None:
    figures = calm()
    figures[0, [3, 17]] = np.nan
    limited, found = limit_outliers(figures)
    np.testing.assert_array_equal(limited, figures)
    assert not found.any()


@pytest.mark.parametrize("months", [1, 3, 7])
def test_short_series_have_no_outliers(months: int) -> None:
    assert not limit_outliers(np.array([[0.0] * (months - 1) + [50.0]]))[1].any()

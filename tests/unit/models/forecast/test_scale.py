import numpy as np
import pytest

from models.forecast.scale import from_log_like, to_log_like, unit_of_series, usual_size


def test_the_scale_can_be_undone() -> None:
    values = np.array([[0.0, -5.0, 3.0, 1e9], [1.0, 2.0, 4.0, 8.0]])
    unit = unit_of_series(values)
    np.testing.assert_allclose(from_log_like(to_log_like(values, unit), unit), values, rtol=1e-9, atol=1e-9)


def test_differences_of_ordinary_figures_are_log_ratios() -> None:
    values = np.array([[100.0, 200.0, 100.0, 50.0]])
    scaled = to_log_like(values, unit_of_series(values))
    assert np.diff(scaled[0]) == pytest.approx(np.log([2.0, 0.5, 0.5]), abs=2e-3)


def test_zero_stays_zero_and_refunds_lie_below() -> None:
    values = np.array([[100.0, 0.0, -100.0]])
    scaled = to_log_like(values, unit_of_series(values))[0]
    assert scaled[1] == 0
    assert scaled[2] == pytest.approx(-scaled[0])


def test_trembling_around_zero_widens_the_linear_part() -> None:
    calm = np.array([[100.0, 110.0, 90.0, 105.0]])
    trembling = np.array([[100.0, -1.0, 90.0, 2.0]])
    assert unit_of_series(trembling)[0] / usual_size(trembling)[0] > 5 * unit_of_series(calm)[0] / usual_size(calm)[0]


def test_a_series_of_zeros_has_a_unit() -> None:
    assert unit_of_series(np.zeros((1, 5))).tolist() == [1.0]


def test_missing_months_do_not_count() -> None:
    assert usual_size(np.array([[np.nan, 4.0, np.nan, 2.0, 3.0]])).tolist() == [3.0]

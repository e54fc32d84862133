"""Theta on months and on years: half the slope goes on, noise and season cancel out within a year."""

import numpy as np
import pytest

from models.forecast.single.theta import theta_forecast, yearly_forecast


def test_half_the_slope_goes_on() -> None:
    made = theta_forecast(np.arange(60.0)[None], 12)[:, 0]
    assert np.diff(made) == pytest.approx(0.5)
    assert made[0] == pytest.approx(59.5, abs=1.0)


def test_years_are_counted_back_from_the_last_month() -> None:
    level = np.repeat([90.0, 100.0, 100.0, 100.0], 12)[None]
    assert yearly_forecast(level, 18)[-1, 0] == pytest.approx(100, abs=4)
    # Seven months in front are a year of their own, three are too few for one.
    assert yearly_forecast(level[:, 5:], 18)[-1, 0] != pytest.approx(yearly_forecast(level[:, 9:], 18)[-1, 0], abs=1e-6)
    assert yearly_forecast(level[:, 9:], 18) == pytest.approx(yearly_forecast(level[:, 12:], 18))


def test_noise_moves_years_less_than_months() -> None:
    figures = np.random.default_rng(3).normal(0, 1, (200, 72))
    assert yearly_forecast(figures, 12).std() < 0.8


def test_the_slope_of_two_years_is_not_carried_on() -> None:
    made = yearly_forecast(np.r_[np.full(12, 50.0), np.full(12, 60.0)][None], 24)
    assert made.min() > 55
    assert made.max() < 60


@pytest.mark.parametrize("months", [1, 11, 12, 13])
def test_few_months_are_enough(months: int) -> None:
    assert yearly_forecast(np.full((1, months), 3.0), 30) == pytest.approx(3.0)
    assert theta_forecast(np.full((1, months), 3.0), 30) == pytest.approx(3.0)

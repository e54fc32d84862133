"""Forecasts from a series' own past months: what comes back, what fades, and what a single wild figure may do."""

import numpy as np
import pytest

from models.forecast.single.autoregression import OF_FIGURES, own_past_forecast, regression_forecast, yearly_change_forecast

SEASON = 5 * np.sin(np.arange(96) * 2 * np.pi / 12)


def test_a_season_that_repeats_is_repeated() -> None:
    figures = (100 + SEASON[:60])[None]
    for forecast in (yearly_change_forecast, own_past_forecast):
        assert forecast(figures, 24)[:, 0] == pytest.approx(100 + SEASON[60:84], abs=0.5)


def test_yearly_growth_goes_on() -> None:
    figures = (100 + 0.5 * np.arange(60) + SEASON[:60])[None]
    assert yearly_change_forecast(figures, 24)[:, 0] == pytest.approx(100 + 0.5 * np.arange(60, 84) + SEASON[60:84], abs=0.5)


def test_a_dip_of_the_last_months_fades_where_dips_did() -> None:
    random = np.random.default_rng(4)
    figures = np.zeros((40, 120))
    for month in range(1, 120):
        figures[:, month] = 0.6 * figures[:, month - 1] + random.normal(0, 1, 40)
    figures[:, -1] -= 5
    made = own_past_forecast(figures, 12).mean(axis=1)
    assert made[0] < -1.0
    assert abs(made[-1]) < 0.3 * abs(made[0])


def test_one_wild_figure_does_not_come_back() -> None:
    figures = np.random.default_rng(5).normal(100, 1, (1, 72)) + SEASON[:72]
    wild = figures.copy()
    wild[0, 45] += 1000
    for forecast in (yearly_change_forecast, own_past_forecast):
        assert forecast(wild, 24) == pytest.approx(forecast(figures, 24), abs=20)


@pytest.mark.parametrize("months", [1, 5, 12, 13, 25])
def test_short_and_constant_figures_are_finite(months: int) -> None:
    figures = np.full((2, months), 7.0)
    assert own_past_forecast(figures, 30) == pytest.approx(7.0)
    if months > 12:
        assert yearly_change_forecast(figures, 30) == pytest.approx(7.0)


def test_neighbours_and_empty_months_in_front_change_nothing() -> None:
    figures = np.random.default_rng(6).normal(0, 1, (130, 48)).cumsum(axis=1)
    together = regression_forecast(figures, 12, OF_FIGURES)
    alone = regression_forecast(figures[77:78], 12, OF_FIGURES)
    assert (together[:, 77:78] == alone).all()
    in_front = np.pad(figures[77:78], ((0, 0), (12, 0)), constant_values=np.nan)
    assert regression_forecast(in_front, 12, OF_FIGURES) == pytest.approx(alone)

import numpy as np
import pytest

from models.forecast.single.starting_values import line, positions, season_profile, starting_values

WAVE = np.array([0.3, 0.1, -0.2, -0.4, 0.0, 0.2, 0.1, -0.1, 0.2, -0.3, 0.4, -0.3])


def test_positions_count_from_the_end() -> None:
    assert positions(14).tolist() == [10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize("months", [24, 36, 60, 120])
def test_a_pure_season_on_a_slope_is_found(months: int) -> None:
    figures = (WAVE[positions(months)] + 0.01 * np.arange(months))[None, :]
    assert season_profile(figures)[:, 0] == pytest.approx(WAVE, abs=0.06)


def test_noise_has_little_season() -> None:
    figures = np.random.default_rng(1).normal(0, 1, (400, 48))
    assert np.abs(season_profile(figures)).mean() < 0.12


def test_a_single_year_has_no_season() -> None:
    assert not season_profile(np.tile(WAVE, (3, 1))).any()


def test_a_line_is_fitted_through_the_known_months() -> None:
    figures = np.array([[1.0, np.nan, 5.0, 7.0], [4.0, np.nan, np.nan, np.nan]])
    level, slope = line(figures, np.tile(np.arange(4.0), (2, 1)))
    assert level == pytest.approx([1.0, 4.0])
    assert slope == pytest.approx([2.0, 0.0])


def test_the_start_stands_a_month_before_the_first_figure() -> None:
    figures = np.full((1, 60), np.nan)
    figures[0, 20:] = 3 + 0.5 * np.arange(40)
    start = starting_values(figures)
    assert start.slope[0] == pytest.approx(0.5, abs=0.02)
    assert start.level[0] == pytest.approx(2.5, abs=0.2)

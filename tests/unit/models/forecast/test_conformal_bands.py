import numpy as np
import pytest
from scipy.stats import norm, t

from models.forecast.single.conformal_bands import best_sets, past_errors, relative_limits, variance_shape
from models.forecast.single.smoother_bank import bank_gains, run_bank
from models.forecast.single.starting_values import starting_values


def test_without_past_errors_the_reference_stands() -> None:
    nothing = np.full((6, 30, 2), np.nan)
    middle, outer = relative_limits(nothing, np.ones((6, 2)), (0.8, 0.95))[:, 0]
    assert middle == pytest.approx(norm.ppf(0.9), abs=1e-3)
    assert outer / middle == pytest.approx(t.ppf(0.975, 2) / t.ppf(0.9, 2))


def test_many_own_errors_bring_the_outer_limits_closer() -> None:
    errors = np.random.default_rng(1).standard_t(4, (6, 200, 1))
    middle, outer = relative_limits(errors, np.ones((6, 1)), (0.8, 0.95))[:, 0]
    assert outer / middle < 2.0


def test_a_season_makes_the_band_of_a_short_series_wider() -> None:
    figures, gains = np.random.default_rng(2).normal(0, 1, (60, 24)), bank_gains()
    fit = run_bank(figures, starting_values(figures), gains)
    sets, flat = best_sets(fit, gains), np.zeros((3, 6, 60))
    without, has = (variance_shape(fit, gains, sets, flat, np.full(60, season)) for season in (False, True))
    assert (has / without).mean() == pytest.approx((24 - 6) / (24 - 6 - 9))


def test_the_band_follows_the_series_own_errors() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (6, 80, 2)) * np.array([1.0, 3.0])
    middle = relative_limits(errors, np.ones((6, 2)), (0.8,))[0]
    assert middle == pytest.approx([norm.ppf(0.9), 3 * norm.ppf(0.9)], rel=0.25)


def test_recent_errors_weigh_more() -> None:
    calmer = np.random.default_rng(1).normal(0, 1, (6, 80, 1)) * np.where(np.arange(80) < 40, 4.0, 1.0)[:, None]
    assert relative_limits(calmer, np.ones((6, 1)), (0.8,))[0, 0] < 2


def test_a_fit_without_error_keeps_a_band() -> None:
    assert relative_limits(np.zeros((6, 80, 1)), np.ones((6, 1)), (0.8,))[0, 0] > 0.5


def test_errors_of_short_series_are_enlarged_by_what_the_fit_has_used_up() -> None:
    noise = np.random.default_rng(2).normal(0, 1, (60, 120))

    def size_of(months: int) -> float:
        figures, gains = noise[:, -months:], bank_gains()
        start = starting_values(figures)
        fit = run_bank(figures, start, gains)
        return float(np.nanstd(past_errors(figures, start, gains, best_sets(fit, gains), 1)[0]))

    # White noise around a constant level: a forecaster that had seen nothing of the figures would be off by a little more than 1.
    assert size_of(36) > 1.0
    assert size_of(120) == pytest.approx(1.08, abs=0.08)

import numpy as np
import pytest
from scipy.stats import norm, t

from models.expected.rolling import relative_limits


def test_without_past_errors_the_reference_stands() -> None:
    nothing = np.full((6, 30, 2), np.nan)
    middle, outer = relative_limits(nothing, np.ones((6, 2)), (0.8, 0.95))[:, 0]
    assert middle == pytest.approx(norm.ppf(0.9), abs=1e-3)
    assert outer / middle == pytest.approx(t.ppf(0.975, 4) / t.ppf(0.9, 4))


def test_the_band_follows_the_series_own_errors() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (6, 80, 2)) * np.array([1.0, 3.0])
    middle = relative_limits(errors, np.ones((6, 2)), (0.8,))[0]
    assert middle == pytest.approx([norm.ppf(0.9), 3 * norm.ppf(0.9)], rel=0.25)


def test_recent_errors_weigh_more() -> None:
    calmer = np.random.default_rng(1).normal(0, 1, (6, 80, 1)) * np.where(np.arange(80) < 40, 4.0, 1.0)[:, None]
    assert relative_limits(calmer, np.ones((6, 1)), (0.8,))[0, 0] < 2


def test_a_fit_without_error_keeps_a_band() -> None:
    assert relative_limits(np.zeros((6, 80, 1)), np.ones((6, 1)), (0.8,))[0, 0] > 0.5

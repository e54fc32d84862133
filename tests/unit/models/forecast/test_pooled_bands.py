import numpy as np
import pytest
from scipy.stats import norm

from models.forecast.district.pooled_bands import LIMITS, cells_of_rows, fading_limits, not_narrower

NORMAL = [norm.ppf(share) for share in LIMITS.values()]


def limits(errors: np.ndarray, classes: np.ndarray, memory: float = 1.0, lumpy: bool = False) -> np.ndarray:
    cells = cells_of_rows(np.zeros(errors.shape[1], dtype=np.int64), classes)
    return fading_limits(errors, np.ones_like(errors), cells, np.full(len(cells.parent), lumpy), memory, len(errors) - 1)[0]


def test_limits_are_the_quantiles_of_the_errors() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (20, 500))
    found = limits(errors, np.zeros(500, dtype=np.int64))
    assert found[:, 0] == pytest.approx(NORMAL, abs=0.06)


def test_cells_keep_their_own_limits() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (40, 400)) * np.where(np.arange(400) < 200, 1.0, 3.0)
    found = limits(errors, (np.arange(400) >= 200).astype(np.int64))
    assert found[:, 1] / found[:, 0] == pytest.approx([3.0] * 4, rel=0.15)


def test_a_cell_with_few_errors_leans_on_its_indicator() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (30, 301))
    errors[:, 300] = np.nan
    errors[-1, 300] = 50.0
    found = limits(errors, (np.arange(301) == 300).astype(np.int64))
    assert found[1:3, 1] == pytest.approx(NORMAL[1:3], abs=0.25)


def test_old_errors_fade() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (60, 300)) * np.where(np.arange(60) < 40, 5.0, 1.0)[:, None]
    fading, staying = limits(errors, np.zeros(300, dtype=np.int64), 0.7), limits(errors, np.zeros(300, dtype=np.int64), 1.0)
    assert fading[3, 0] == pytest.approx(NORMAL[3], abs=0.2)
    assert staying[3, 0] > 3 * fading[3, 0]


def test_lumpy_cells_put_the_whole_risk_above() -> None:
    errors = np.where(np.random.default_rng(1).random((40, 200)) < 0.85, -0.5, 4.0)
    found = limits(errors, np.zeros(200, dtype=np.int64), lumpy=True)
    assert found[1, 0] <= -0.4
    assert found[2, 0] < 0
    assert found[3, 0] > 3


def test_without_errors_the_normal_limits_stand() -> None:
    assert limits(np.full((3, 2), np.nan), np.zeros(2, dtype=np.int64))[:, 0] == pytest.approx([-1.96, -1.28, 1.28, 1.96])


def test_a_far_month_is_not_known_better_than_a_near_one() -> None:
    near, far = np.array([-2.0, -1.0, 1.0, 2.0])[None, :, None], np.array([-1.5, -1.2, 1.3, 1.9])[None, :, None]
    assert not_narrower(far, near)[0, :, 0].tolist() == [-2.0, -1.2, 1.3, 2.0]

"""Noise is as rough as it claims to be."""

import numpy as np
import pytest

from pipelines.demo.impacts import ROW
from pipelines.demo.latent import autoregress, firm_volatility, healthy_logs, stationary, tailed


def test_autoregression_by_hand():
    assert autoregress(np.array([[1.0, 0.0, 2.0]]), 0.5) == pytest.approx(np.array([[1.0, 0.5, 2.25]]))


@pytest.mark.parametrize("persistence", [0.3, 0.7, 0.9])
def test_persistent_noise_has_unit_variance_from_the_first_month(persistence):
    noise = stationary(np.random.default_rng(1), (20_000, 24), persistence)
    assert noise.var(axis=0) == pytest.approx(np.ones(24), abs=0.12)
    assert np.corrcoef(noise[:, 10], noise[:, 11])[0, 1] == pytest.approx(persistence, abs=0.03)


def test_tails_are_heavier_than_normal():
    noise = tailed(np.random.default_rng(2), (200_000,))
    assert noise.std() == pytest.approx(1, abs=0.05)
    # A normal variable lies beyond four standard deviations once in 16,000.
    assert (np.abs(noise) > 4).mean() > 20 / 16_000


def test_volatility_differs_fivefold(world):
    low, high = np.quantile(firm_volatility(world.settings, world.register), (0.05, 0.95))
    assert 4 < high / low < 10


def test_indicators_of_one_enterprise_move_together(world):
    logs = healthy_logs(world.settings, world.register, world.timeline)
    centred = logs - logs.mean(axis=2, keepdims=True) - logs.mean(axis=1, keepdims=True)
    output, power = (centred[ROW[name]].ravel() for name in ("output_value", "electricity"))
    assert 0.08 < np.corrcoef(output, power)[0, 1] < 0.6


def test_the_festival_empties_factories(world):
    logs = healthy_logs(world.settings, world.register, world.timeline)[ROW["electricity"]]
    whole = world.timeline.festival == 1
    quiet = (world.timeline.festival == 0) & np.isin(world.timeline.month_numbers, (3, 4))
    assert np.median(logs[:, whole]) < np.median(logs[:, quiet]) - 0.3

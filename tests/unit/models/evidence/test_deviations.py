"""Deviations are measured against the peers and the own past."""

import numpy as np

from models.evidence.deviations import DeviationSettings, log_scale, measure_deviations
from models.evidence.shifts import Spell, measure_shift
from models.series.panel import Panel
from tests.unit.models.evidence.panels import one_group, quiet_panel, with_fall
from warehouse.vocabulary import INDICATORS


def test_season_shared_by_all_is_taken_off() -> None:
    panel = quiet_panel(noise=0.02)
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    electricity = deviations.excess[:, INDICATORS.index("electricity")]
    assert np.std(electricity - electricity.mean(axis=1, keepdims=True)) < 0.04


def test_zero_and_negative_figures_stay_finite() -> None:
    values = np.ones((1, len(INDICATORS.keys), 6))
    values[0, :, 4], values[0, :, 5] = 0.0, -3.0
    assert np.isfinite(log_scale(values)).all()


def test_the_shift_of_a_fall_is_its_logarithm() -> None:
    panel = with_fall(quiet_panel(noise=0.02), [7], ("water",), 36, 0.5)
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    shift = measure_shift(deviations, Spell(36, 36, 39))
    fallen = shift.size[7, INDICATORS.index("water")]
    # The floor of 5 % that keeps zeros finite makes falls a little shallower.
    assert -0.72 < fallen < -0.58


def test_a_noisier_series_has_a_larger_error() -> None:
    panel = quiet_panel(noise=0.05)
    values = panel.values.copy()
    values[0] *= np.exp(np.random.default_rng(9).normal(0, 0.5, values[0].shape))
    deviations = measure_deviations(Panel(panel.uscc, panel.first, values), one_group(panel), DeviationSettings())
    shift = measure_shift(deviations, Spell(37, 37, 39))
    assert (shift.error[0] > 3 * np.median(shift.error[1:], axis=0)).all()


def test_an_enterprise_without_figures_has_no_shift() -> None:
    panel = quiet_panel()
    values = panel.values.copy()
    values[4] = np.nan
    deviations = measure_deviations(Panel(panel.uscc, panel.first, values), one_group(panel), DeviationSettings())
    assert np.isnan(measure_shift(deviations, Spell(37, 37, 39)).size[4]).all()

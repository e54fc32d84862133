"""Deviations are measured against the peers and the own past."""

import numpy as np

from models.evidence.deviations import log_scale, measure_deviations
from models.evidence.settings import DeviationSettings
from models.evidence.shifts import LevelShifts, Spell, measure_shift
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


def new_panel(since: int, fall_from: int) -> Panel:
    """A district whose first enterprise has figures since a month only, and stands at half of itself from a later one on."""
    panel = with_fall(quiet_panel(noise=0.02), [0], INDICATORS.keys, fall_from, 0.5)
    values = panel.values.copy()
    values[0, :, :since] = np.nan
    return Panel(panel.uscc, panel.first, values)


def test_a_new_enterprise_is_held_against_its_earliest_level_where_it_has_no_year() -> None:
    panel = new_panel(since=30, fall_from=36)
    shifts = LevelShifts(measure_deviations(panel, one_group(panel), DeviationSettings()))
    half_a_year_ago = shifts.measure(Spell(34, 37, 39)).size[0]
    a_year_ago = shifts.measure(Spell(28, 37, 39)).size[0]
    # Tax enters as the mean of three months, so that its newest figures still hold one from before.
    assert (np.delete(a_year_ago, INDICATORS.index("tax")) < -0.5).all()
    assert np.allclose(a_year_ago, half_a_year_ago, atol=0.1)


def test_figures_from_before_a_level_is_known_are_no_shift() -> None:
    panel = new_panel(since=30, fall_from=36)
    shifts = LevelShifts(measure_deviations(panel, one_group(panel), DeviationSettings()))
    # The level is known from the third figure on, in month 32.
    assert np.isnan(shifts.measure(Spell(28, 32, 39)).size[0]).all()
    assert np.isfinite(shifts.measure(Spell(28, 33, 39)).size[0]).all()


def test_with_a_year_of_figures_what_is_unknown_stays_unknown() -> None:
    panel = new_panel(since=26, fall_from=36)
    shifts = LevelShifts(measure_deviations(panel, one_group(panel), DeviationSettings()))
    assert np.isnan(shifts.measure(Spell(22, 37, 39)).size[0]).all()


def test_figures_that_never_moved_are_measured_without_a_warning() -> None:
    panel = quiet_panel()
    values = panel.values.copy()
    # All enterprises but one, so that the typical one has no noise.
    values[1:, INDICATORS.index("employment")] = 25.0
    shifts = LevelShifts(measure_deviations(Panel(panel.uscc, panel.first, values), one_group(panel), DeviationSettings()))
    assert (shifts.deviations.noise[1:, INDICATORS.index("employment")] == 0).all()
    shift = shifts.measure(Spell(37, 37, 39))
    assert np.isfinite(shift.error).all()
    assert np.allclose(shift.size[1:, INDICATORS.index("employment")], 0.0, atol=0.01)

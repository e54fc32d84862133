"""What those hit alike share is no enterprise's own fall; groups that differ by chance share nothing."""

import numpy as np

from models.evidence.alike import shared_by_alike
from models.evidence.deviations import measure_deviations
from models.evidence.settings import DeviationSettings
from models.evidence.shifts import LevelShifts, Spell
from models.numeric import Floats, Integers
from models.series.panel import Panel
from tests.unit.models.evidence.panels import BOOKED, PHYSICAL, one_group, quiet_panel, with_fall

ENTERPRISES, MONTHS, ONSET = 120, 40, 34
STREETS: Integers = np.arange(ENTERPRISES) % 6
HIT = np.flatnonzero(STREETS == 2)
SPELL = Spell(ONSET, MONTHS - 3, MONTHS - 1)


def falls(panel: Panel, alike: tuple[Integers, ...]) -> Floats:
    """Middle fall of each enterprise over its indicators, in logs."""
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings(), alike)
    return np.asarray(-np.median(LevelShifts(deviations).measure(SPELL).size, axis=1))


def flooded_street() -> Panel:
    """Everything in one street falls by a third, and one enterprise of it to a third."""
    panel = with_fall(quiet_panel(ENTERPRISES, MONTHS), HIT.tolist(), (*PHYSICAL, *BOOKED), ONSET, 0.67)
    return with_fall(panel, [int(HIT[0])], (*PHYSICAL, *BOOKED), ONSET, 0.5)


def test_who_falls_no_more_than_his_street_has_not_fallen() -> None:
    alone, alike = falls(flooded_street(), ()), falls(flooded_street(), (STREETS,))
    assert np.median(alone[HIT[1:]]) > 0.3
    assert np.abs(alike[HIT[1:]]).max() < 0.12


def test_who_falls_further_than_his_street_stands_out() -> None:
    alike = falls(flooded_street(), (STREETS,))
    assert alike[HIT[0]] > 0.5
    assert alike[HIT[0]] == alike.max()


def test_groups_that_differ_by_chance_share_next_to_nothing() -> None:
    rest = np.random.default_rng(3).normal(0, 0.2, (ENTERPRISES, 300))
    shared = shared_by_alike(rest, (STREETS,))
    middles = np.stack([np.median(rest[group == STREETS], axis=0) for group in range(6)])
    assert np.sqrt((shared**2).mean()) < 0.6 * np.sqrt((middles**2).mean())


def test_one_group_or_none_shares_nothing() -> None:
    rest = np.random.default_rng(4).normal(-1, 0.2, (30, 5))
    nobody: Integers = np.full(30, -1)
    assert not shared_by_alike(rest, (np.zeros(30, dtype=np.int64), nobody)).any()


def test_whoever_is_in_no_group_is_left_as_he_is() -> None:
    streets = STREETS.copy()
    streets[HIT[-1]] = -1
    rest = np.where(np.isin(np.arange(ENTERPRISES), HIT)[:, None], -0.4, 0.0) + np.random.default_rng(5).normal(0, 0.05, (ENTERPRISES, 4))
    shared = shared_by_alike(rest, (streets,))
    assert not shared[HIT[-1]].any()
    assert (shared[HIT[:-1]] < -0.3).all()


def test_unknown_figures_stay_unknown_to_their_group() -> None:
    rest = np.random.default_rng(6).normal(0, 0.1, (ENTERPRISES, 4))
    rest[HIT] -= 0.5
    rest[HIT[3:], 1] = np.nan
    rest[:, 2] = np.nan
    shared = shared_by_alike(rest, (STREETS,))
    assert np.isfinite(shared).all()
    assert (shared[HIT, 0] < -0.4).all()
    assert not shared[:, 2].any()

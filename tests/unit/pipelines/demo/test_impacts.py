"""How events bend the figures."""

from datetime import date

import numpy as np
import pytest

from pipelines.demo.events import Event
from pipelines.demo.impacts import Effects, activity_share, apply_events, course
from pipelines.demo.indicator_traits import BOOKED, PHYSICAL, ROW, TRAITS
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import build_timeline

SETTINGS = DemoSettings(last=date(2025, 12, 1), months=36, enterprises=20)
TIMELINE = build_timeline(SETTINGS)


def bend(*events):
    return apply_events(list(events), SETTINGS, 3, TIMELINE)


def rows(names):
    return [ROW[name] for name in names]


def test_without_events_everything_is_normal():
    effects = bend()
    assert (activity_share(effects) == 1).all()
    assert (effects.normal == 1).all()
    assert (effects.stop == TIMELINE.count).all()


def test_true_activity_is_the_mean_of_two_medians():
    shape = (len(TRAITS), 1, 1)
    effects = Effects(np.ones(shape), np.ones(shape), np.ones(shape[:2]), np.ones(shape[1:]))
    for name, value in zip(PHYSICAL, (0.2, 0.4, 0.6, 1.0), strict=True):
        effects.share[ROW[name]] = value
    for name, value in zip(BOOKED, (0.9, 0.7, 0.1), strict=True):
        effects.share[ROW[name]] = value
    assert activity_share(effects)[0, 0] == pytest.approx((0.5 + 0.7) / 2)


@pytest.mark.parametrize(
    ("shape", "ramp", "recovery", "expected"),
    [
        ("sudden", 1, 0, [1, 1, 1, 1]),
        ("gradual", 4, 0, [0.25, 0.5, 0.75, 1]),
        ("gradual", 2, 2, [0.5, 1, 0.75, 0.25]),
        ("stepwise", 4, 0, [1 / 3, 2 / 3, 1, 1]),
    ],
)
def test_courses_of_a_decline(shape, ramp, recovery, expected):
    event = Event(0, "decline", 0, 4, 0.5, is_benign=False, shape=shape, ramp=ramp, recovery=recovery)
    assert course(event, 4) == pytest.approx(expected)


def test_a_decline_takes_everything_down_and_ends():
    effects = bend(Event(1, "decline", 30, 42, 0.5, is_benign=False, ramp=1, recovery=2))
    activity = activity_share(effects)
    assert activity[1, 35:38].max() < 0.75
    assert (activity[1, 48:] == 1).all()
    assert (activity[[0, 2]] == 1).all()


def test_a_closure_ends_in_silence():
    effects = bend(Event(0, "closure", 30, None, 0.5, is_benign=False, left=38))
    assert effects.share[ROW["output_value"], 0, 38:].max() == 0
    assert effects.share[ROW["electricity"], 0, 38:].max() < 0.06
    assert (effects.stop[:, 0] <= 42).all()
    assert (effects.stop[:, 0] >= 38).all()


@pytest.mark.parametrize("shape", ["stepwise", "gradual", "late"])
def test_capacity_leaves_before_the_books_do(shape):
    left = 45
    effects = bend(Event(2, "relocation", 33, None, 1.0, is_benign=False, shape=shape, form="whole", left=left))
    before, after = left - 4, left + 1
    assert effects.share[rows(BOOKED), 2, before].min() > 0.9
    assert effects.share[rows(("electricity", "employment")), 2, left - 2].max() < 0.75
    assert effects.share[rows(BOOKED), 2, after].max() < 0.06
    assert effects.investment[2, 33:].max() <= 0.6


def test_a_partial_move_goes_on_reporting():
    effects = bend(Event(0, "relocation", 30, None, 0.6, is_benign=False, shape="stepwise", form="partial", left=40))
    assert (effects.stop[:, 0] == TIMELINE.count).all()
    assert 0.3 < activity_share(effects)[0, 50] < 0.55


def touched(effects):
    """Indicators whose figures an event has changed in any way."""
    changed = (effects.share != 1).any(axis=(1, 2)) | (effects.normal != 1).any(axis=(1, 2))
    return {name for name in TRAITS if changed[ROW[name]]}


def test_a_price_cut_leaves_quantities_alone():
    effects = bend(Event(0, "price_cut", 30, 40, 0.35, is_benign=True))
    assert touched(effects) == set(BOOKED)
    assert activity_share(effects).min() > 0.75


def test_outsourcing_moves_people_on_paper_only():
    effects = bend(Event(0, "outsourced_headcount", 30, None, 0.6, is_benign=True))
    assert touched(effects) == {"employment"}
    assert (effects.share[ROW["employment"], 0, 30:] == 0.4).all()


def test_a_shifted_reading_keeps_the_sum():
    effects = bend(Event(0, "shifted_meter", 30, 32, 0.5, is_benign=True))
    assert effects.share[ROW["electricity"], 0, 30:32].sum() == pytest.approx(2.0)


def test_efficiency_is_the_new_normal_and_no_loss_of_activity():
    effects = bend(Event(0, "efficiency", 30, None, 0.25, is_benign=True))
    assert (activity_share(effects) == 1).all()
    assert (effects.normal[ROW["electricity"], 0, 30:] == 0.75).all()
    assert (effects.normal[ROW["output_value"]] == 1).all()


def test_an_expansion_grows_here_too():
    effects = bend(Event(0, "expansion", 30, None, -0.4, is_benign=True, ramp=10))
    assert effects.normal[ROW["output_value"], 0, 45] > 1.2
    assert (activity_share(effects) == 1).all()


def test_what_lies_before_the_range_is_cut_off():
    effects = bend(Event(0, "decline", -5, 6, 0.5, is_benign=False, ramp=1, recovery=1))
    assert activity_share(effects)[0, 0] < 0.75
    assert (activity_share(effects)[0, 12:] == 1).all()

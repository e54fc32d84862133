"""What is planned to happen: at which rates, when, and to whom."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pipelines.demo.settings import DemoSettings
from pipelines.demo.simulation import simulate

RISKS = {"decline", "closure", "relocation"}


def of_kind(world, *kinds):
    return [event for event in world.events if event.kind in kinds]


def months_under_way(world, kinds):
    """Firm-months (N, T) of the delivered range in which an event of some kinds is under way, and those in which a firm is there."""
    firms, history, count = len(world.register.entry), world.timeline.history, world.timeline.count
    busy, there = np.zeros((firms, count), dtype=bool), np.ones((firms, count), dtype=bool)
    for event in world.events:
        if event.kind in kinds:
            busy[event.firm, max(event.onset, 0) : event.end or event.left or count] = True
        if event.left is not None:
            there[event.firm, event.left :] = False
    return (busy & there)[:, history:], there[:, history:]


def test_about_seven_in_a_hundred_months_are_in_trouble_and_one_in_leaving(world):
    trouble, there = months_under_way(world, RISKS)
    leaving, _ = months_under_way(world, {"relocation"})
    assert 0.055 < trouble.sum() / there.sum() < 0.095
    assert 0.007 < leaving.sum() / there.sum() < 0.014


def test_one_enterprise_in_a_hundred_leaves_in_each_year(world):
    history = world.timeline.history
    left = np.array([event.left for event in of_kind(world, "relocation")])
    yearly = np.histogram(left, bins=[history + 12 * year for year in range(6)])[0]
    assert 0.007 < yearly.mean() / 1040 < 0.015
    assert yearly.min() >= 5


@pytest.mark.parametrize("kinds", [RISKS, {"relocation"}])
def test_every_stretch_of_the_range_has_events_under_way(world, kinds):
    busy, there = months_under_way(world, kinds)
    share = busy.sum(axis=0) / there.sum(axis=0)
    assert share[:3].min() > 0.5 * share.mean()
    assert share[-3:].min() > 0.5 * share.mean()


def test_risks_of_one_enterprise_do_not_overlap(world):
    spans = defaultdict(list)
    for event in of_kind(world, *RISKS):
        spans[event.firm].append((event.onset, event.end or event.left or world.timeline.count))
    for found in spans.values():
        ordered = sorted(found)
        assert all(first[1] < second[0] for first, second in pairwise(ordered))


def test_nothing_happens_to_an_enterprise_that_is_gone(world):
    left = {event.firm: event.left for event in world.events if event.left is not None}
    assert all(event.onset <= left[event.firm] for event in world.events if event.firm in left)


def test_declines_have_the_stated_depth_and_length(world):
    declines = of_kind(world, "decline", "closure")
    assert all(0.25 <= event.depth <= 0.80 for event in declines)
    lengths = np.array([event.end - event.onset for event in declines if event.end is not None])
    assert lengths.min() >= 4
    assert lengths.max() <= 27
    assert {event.shape for event in declines} == {"sudden", "gradual", "stepwise"}


def test_departures_have_a_lead_a_form_and_a_place(world):
    departures = of_kind(world, "relocation")
    assert all(6 <= event.left - event.onset <= 15 for event in departures)
    assert {event.form for event in departures} == {"whole", "partial"}
    assert all(event.depth == 1.0 if event.form == "whole" else event.depth > 0.5 for event in departures)
    assert all(event.destination for event in departures)
    assert {event.detail for event in departures} == {"within_city", "outside_city"}


def test_each_enterprise_leaves_once(world):
    firms = [event.firm for event in world.events if event.left is not None]
    assert len(firms) == len(set(firms))


def test_look_alikes_of_every_kind_are_marked_benign(world):
    kinds = defaultdict(set)
    for event in world.events:
        kinds[event.is_benign].add(event.kind)
    assert kinds[False] == RISKS
    named = {"maintenance", "shifted_meter", "refund", "price_cut", "outsourced_headcount", "order_peak", "expansion"}
    assert named | {"benign_drop", "benign_rise", "efficiency", "sector_slump"} <= kinds[True]


def test_a_shock_hits_everybody_at_once_to_different_degrees():
    world = simulate(DemoSettings(last=date(2025, 12, 1), enterprises=200, months=36, seed=2, with_shock=True))
    shocks = of_kind(world, "district_shock")
    assert len({event.onset for event in shocks}) == 1
    assert len({event.firm for event in shocks}) > 170
    depths = np.array([event.depth for event in shocks])
    assert np.quantile(depths, 0.9) > 1.5 * np.quantile(depths, 0.1)
    before, after = shocks[0].onset - 1, shocks[0].onset + 1
    assert np.median(world.activity[:, before]) > 0.97
    assert np.median(world.activity[:, after]) < 0.85


@pytest.mark.parametrize("hits", ["street", "size", "trade"])
def test_a_shock_may_hit_one_street_one_size_or_one_trade(hits):
    world = simulate(DemoSettings(last=date(2025, 12, 1), enterprises=200, months=36, seed=2, with_shock=True, shock_hits=hits))
    hit = sorted({event.firm for event in of_kind(world, "district_shock")})
    assert 5 < len(hit) < 90
    others = np.setdiff1d(np.arange(200), hit)
    groups = {"street": world.register.frame["street"].to_numpy(), "trade": world.register.industry_index}
    if hits == "size":
        assert world.register.output[hit].max() < np.quantile(world.register.output, 0.34)
    else:
        assert len(set(groups[hits][hit])) == 1
    after = of_kind(world, "district_shock")[0].onset + 1
    assert np.median(world.activity[hit, after]) < 0.85 < 0.95 < np.median(world.activity[others, after])

"""What happens in the second world: the mixture that its settings promise, and nobody to whom two things of weight happen at once."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pipelines.second_world.world_enterprises import invent_enterprises
from pipelines.second_world.world_events import NEVER, Happening, fall_path, plan_happenings
from pipelines.second_world.world_settings import WorldSettings

SETTINGS = WorldSettings(last=date(2026, 6, 1), enterprises=300, months=48, seed=3)
FIRMS = invent_enterprises(SETTINGS)
HAPPENINGS = plan_happenings(SETTINGS, FIRMS)
WEIGHTY = {"relocation", "decline", "closure", "moved_within_district"}


def test_the_same_settings_give_the_same_happenings_and_another_seed_others() -> None:
    assert plan_happenings(SETTINGS, FIRMS) == HAPPENINGS
    other = WorldSettings(last=date(2026, 6, 1), enterprises=300, months=48, seed=4)
    assert plan_happenings(other, invent_enterprises(other)) != HAPPENINGS


def test_nothing_of_weight_happens_to_one_enterprise_twice_at_once() -> None:
    spans = defaultdict(list)
    for one in HAPPENINGS:
        if one.kind in WEIGHTY:
            spans[one.who].append((one.onset, one.left or one.end or NEVER))
    for own in spans.values():
        ordered = sorted(own)
        assert all(end < start for (_, end), (start, _) in pairwise(ordered))


def test_moves_show_in_every_order_and_falls_have_every_course() -> None:
    many = WorldSettings(last=date(2026, 6, 1), enterprises=2000, months=60, seed=1)
    planned = plan_happenings(many, invent_enterprises(many))
    assert {one.course for one in planned if one.kind == "relocation"} == set(many.move_orders)
    assert {one.course for one in planned if one.kind == "decline"} == set(many.onset_shapes)
    mild = [one for one in planned if one.kind == "decline" and one.depth < 0.25]
    assert 0.3 < len(mild) / sum(one.kind == "decline" for one in planned) < 0.6


def test_a_shock_hits_everybody_and_is_there_only_where_it_was_asked_for() -> None:
    shaken = WorldSettings(last=date(2026, 6, 1), enterprises=300, months=48, seed=3, with_shock=True)
    hit = [one for one in plan_happenings(shaken, FIRMS) if one.kind == "district_shock"]
    assert len({one.who for one in hit}) == 300
    assert not any(one.kind == "district_shock" for one in HAPPENINGS)


@pytest.mark.parametrize("course", ["slide", "decay", "sawtooth", "step", "v", "u"])
def test_a_fall_stays_within_its_depth(course: str) -> None:
    path = fall_path(np.random.default_rng(1), Happening(0, "decline", 0, 20, 0.5, course), 20)
    assert path.min() >= 0
    assert path.max() <= 1
    assert path.max() > 0.5


def test_a_sawtooth_comes_back_half_way_before_it_falls_again() -> None:
    paths = [fall_path(np.random.default_rng(seed), Happening(0, "decline", 0, 30, 0.5, "sawtooth"), 30) for seed in range(20)]
    assert any((np.diff(path) < -0.05).any() for path in paths)
    assert all((np.diff(fall_path(np.random.default_rng(1), Happening(0, "decline", 0, 30, 0.5, "slide"), 30)) >= 0).all() for _ in paths)


@pytest.mark.parametrize("wrong", [{"enterprises": 19}, {"months": 13}])
def test_a_district_too_small_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="ask for more"):
        WorldSettings(last=date(2026, 6, 1), **wrong)

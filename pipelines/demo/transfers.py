"""Enterprises that move between districts of a country: their figures go on at the new place as they were, once the dip is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts
from pipelines.demo.fictional_register import Register
from pipelines.demo.simulation import Simulation

# A register hears of an arrival some weeks later.
HEARD_AFTER_DAYS = (8, 36)
# What an enterprise has from its district.
OF_THE_DISTRICT = ("district", "street", "park", "tier", "owner", "owner_email")


@dataclass(frozen=True, slots=True)
class Group:
    """The enterprises of one district that move to another, and the month index in which each is there."""

    origin: Simulation
    firms: Counts
    moved: Counts


def with_arrivals(world: Simulation, neighbours: Sequence[Simulation]) -> Simulation:
    """Return a district with the enterprises that come from the districts beside it, after its own in every array."""
    groups = [_moving(origin, world.settings.place.name) for origin in neighbours]
    effects, figures = world.effects, world.figures
    effects = replace(
        effects,
        share=np.concatenate([effects.share, *(each.origin.effects.share[:, each.firms] for each in groups)], axis=1),
        normal=np.concatenate([effects.normal, *(each.origin.effects.normal[:, each.firms] for each in groups)], axis=1),
        investment=np.concatenate([effects.investment, *(each.origin.effects.investment[each.firms] for each in groups)]),
        # Their reports stop where they come from, not here.
        stop=np.pad(effects.stop, ((0, 0), (0, sum(len(each.firms) for each in groups))), constant_values=world.timeline.count),
    )
    figures = replace(
        figures,
        values=np.concatenate([figures.values, *(each.origin.figures.values[:, each.firms] for each in groups)], axis=1),
        has=np.concatenate([figures.has, *(each.origin.figures.has[:, each.firms] for each in groups)], axis=1),
    )
    activity = np.concatenate([world.activity, *(each.origin.activity[each.firms] for each in groups)])
    return replace(world, register=_register(world, groups), effects=effects, figures=figures, activity=activity)


def _moving(origin: Simulation, district: str) -> Group:
    """Return who moves to a district."""
    moves = [event for event in origin.events if event.kind == "transfer" and event.destination == district]
    return Group(origin, np.array([event.firm for event in moves], dtype=int), np.array([event.left for event in moves], dtype=int))


def _register(world: Simulation, groups: list[Group]) -> Register:
    """Return the register with the arrivals, whose rows say when they were received."""
    own = world.register
    coming = pl.concat([each.origin.register.frame[each.firms] for each in groups])
    moved = np.concatenate([each.moved for each in groups])
    rng = world.settings.random("arrivals")
    days = [
        world.timeline.at(int(m)) + timedelta(days=int(d)) for m, d in zip(moved, rng.integers(*HEARD_AFTER_DAYS, len(moved)), strict=True)
    ]
    # They settle beside an enterprise of the district, and whoever serves that one serves them.
    beside = own.frame[rng.integers(0, own.frame.height, len(moved))].select(OF_THE_DISTRICT)
    received = pl.Series("received_on", days, dtype=pl.Date)
    rows = coming.with_columns(beside.get_columns()).with_columns(received)
    return Register(
        frame=pl.concat([own.frame.with_columns(received_on=pl.lit(None, dtype=pl.Date)), rows]),
        industry_index=np.concatenate([own.industry_index, *(each.origin.register.industry_index[each.firms] for each in groups)]),
        output=np.concatenate([own.output, *(each.origin.register.output[each.firms] for each in groups)]),
        entry=np.concatenate([own.entry, moved]),
    )

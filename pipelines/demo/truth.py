"""What was planted, kept apart from the deliveries: events, faults, true activity."""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.demo.arrays import Flags
from pipelines.demo.events import Event
from pipelines.demo.fictional_register import Register
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import Timeline
from pipelines.demo.writers import Files

EVENT_SCHEMA = {
    "uscc": pl.String,
    "kind": pl.String,
    "is_benign": pl.Boolean,
    "onset": pl.Date,
    "end": pl.Date,
    "depth_share": pl.Float64,
    "form": pl.String,
    "left_on": pl.Date,
    "detail": pl.String,
}


def event_frame(events: list[Event], register: Register, timeline: Timeline) -> pl.DataFrame:
    """One row per planted event; `end` is the first month no longer affected, null = to the end."""
    codes = register.codes
    rows = [
        (
            codes[e.firm],
            e.kind,
            e.is_benign,
            timeline.at(e.onset),
            None if e.end is None else timeline.at(e.end),
            round(e.depth, 4),
            e.form,
            None if e.left is None else timeline.at(e.left),
            ";".join(p for p in (e.shape, e.detail, e.destination) if p),
        )
        for e in events
    ]
    return pl.DataFrame(rows, schema=EVENT_SCHEMA, orient="row").sort("uscc", "onset", "kind")


def activity_frame(world: Simulation) -> pl.DataFrame:
    """True activity as a share of normal for every enterprise and delivered month; of one that moves, in the district it is in."""
    history, codes = world.timeline.history, world.register.codes
    months = world.timeline.months[history:]
    shares = world.activity[:, history:]
    is_here = pl.Series(_presence(world)[:, history:].ravel())
    return pl.DataFrame(
        {
            "uscc": np.repeat(codes, len(months)),
            "period": list(months) * len(codes),
            "activity_share": np.round(shares.ravel(), 6),
        },
        schema_overrides={"uscc": pl.String, "period": pl.Date},
    ).filter(is_here)


def _presence(world: Simulation) -> Flags:
    """Whether an enterprise that moves between districts is in this one in a month (N, T); of all others always."""
    months, here = np.arange(world.timeline.count), np.ones(world.activity.shape, dtype=bool)
    for event in world.events:
        if event.kind == "transfer" and event.left is not None:
            here[event.firm] = months < event.left
    arrived = slice(world.settings.enterprises, None)
    here[arrived] = months >= world.register.entry[arrived, None]
    return here


def write_truth(target: Files, folder: Path, frames: dict[str, pl.DataFrame]) -> list[Path]:
    """Write the truth files; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [target.write(folder / f"{name}.parquet", frame).path for name, frame in frames.items()]

"""What was planted, kept apart from the deliveries: events, faults, true activity."""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.demo.arrays import Floats
from pipelines.demo.events import Event
from pipelines.demo.fictional_register import Register
from pipelines.demo.timeline import Timeline

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


def activity_frame(activity: Floats, register: Register, timeline: Timeline) -> pl.DataFrame:
    """True activity as a share of normal for every enterprise and delivered month."""
    months = timeline.months[timeline.history :]
    shares = activity[:, timeline.history :]
    return pl.DataFrame(
        {
            "uscc": np.repeat(register.codes, len(months)),
            "period": list(months) * len(register.codes),
            "activity_share": np.round(shares.ravel(), 6),
        },
        schema_overrides={"uscc": pl.String, "period": pl.Date},
    )


def write_truth(folder: Path, frames: dict[str, pl.DataFrame]) -> list[Path]:
    """Write the truth files; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", statistics=False)
        paths.append(path)
    return paths

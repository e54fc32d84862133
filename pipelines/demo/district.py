"""Writes a fictional district: the one way in."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.demo.deliveries import deliver
from pipelines.demo.faults import plant_faults
from pipelines.demo.ledger import write_ledger
from pipelines.demo.settings import DemoReport, DemoSettings
from pipelines.demo.simulation import Simulation, simulate
from pipelines.demo.truth import activity_frame, event_frame, write_truth
from pipelines.demo.writers import write_lists, write_observations


def write_district(home_inbox: Path, truth_dir: Path, settings: DemoSettings) -> DemoReport:
    """Write the district's deliveries into an inbox and what was planted into `truth_dir`.

    The same settings give the same bytes. Existing files of the same names are replaced, others are left alone.
    """
    home_inbox.mkdir(parents=True, exist_ok=True)
    world = simulate(settings)
    rows = plant_faults(settings, deliver(world))
    files, faults = write_observations(home_inbox, rows)
    lists = {"enterprises": register_frame(world), **write_ledger(world)}
    files += write_lists(home_inbox, lists)
    truth = event_frame(world.events, world.register, world.timeline)
    activity = activity_frame(world.activity, world.register, world.timeline)
    write_truth(truth_dir, {"truth_events": truth, "truth_faults": faults, "truth_activity": activity})
    return DemoReport(
        inbox=home_inbox,
        truth_dir=truth_dir,
        files=tuple(files),
        rows={"observations": rows.height, **{name: frame.height for name, frame in lists.items()}},
        events=count(truth["kind"]),
        faults=count(faults["fault"]),
    )


def count(values: pl.Series) -> dict[str, int]:
    """How often each value occurs, in alphabetical order."""
    return dict(sorted(Counter(values).items()))


def register_frame(world: Simulation) -> pl.DataFrame:
    """The register file, with the day each departed enterprise was struck off: months after it had gone."""
    rng = world.settings.random("strike-off")
    struck: list[date | None] = [None] * len(world.register.codes)
    for event in world.events:
        if event.left is not None and event.form != "partial":
            delay = 0 if event.kind == "left_register" else int(rng.integers(40, 240))
            day = world.timeline.at(event.left) + timedelta(days=delay)
            struck[event.firm] = day if day <= world.settings.last_day else None
    return world.register.frame.with_columns(pl.Series("left_register_on", struck, dtype=pl.Date))

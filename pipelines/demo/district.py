"""Writes a fictional district: the one way in."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.demo.daily_readings import write_readings
from pipelines.demo.department_figures import deliver
from pipelines.demo.departments.delivery import write_departments
from pipelines.demo.faults import plant_faults
from pipelines.demo.people_records import write_records
from pipelines.demo.policy_catalogue import clause_frame, policy_frame
from pipelines.demo.policy_claims import claim_frame
from pipelines.demo.settings import DemoReport, DemoSettings
from pipelines.demo.simulation import Simulation, simulate
from pipelines.demo.truth import activity_frame, event_frame, write_truth
from pipelines.demo.writers import Files, WholeFiles, write_lists, write_observations


def write_district(home_inbox: Path, truth_dir: Path, settings: DemoSettings) -> DemoReport:
    """Write the district's deliveries into an inbox and what was planted into `truth_dir`.

    The same settings give the same bytes. Existing files of the same names are replaced, others are left alone.
    """
    target = WholeFiles()
    written = write_world(target, home_inbox, simulate(settings))
    catalogue = catalogue_of(settings)
    files = written.files + write_lists(target, home_inbox, catalogue)
    write_truth(target, truth_dir, written.truth)
    return DemoReport(
        inbox=home_inbox,
        truth_dir=truth_dir,
        files=tuple(files),
        rows={**written.rows, **{name: frame.height for name, frame in catalogue.items()}},
        events=count(written.truth["truth_events"]["kind"]),
        faults=count(written.truth["truth_faults"]["fault"]),
    )


def catalogue_of(settings: DemoSettings) -> dict[str, pl.DataFrame]:
    """The policies and their clauses, which are the same in every district."""
    return {"policies": policy_frame(settings.last), "policy_clauses": clause_frame()}


@dataclass(frozen=True, slots=True)
class Written:
    """Files, rows by kind, and the truth by name of the file."""

    files: list[Path]
    rows: dict[str, int]
    truth: dict[str, pl.DataFrame]


def write_world(target: Files, inbox: Path, world: Simulation) -> Written:
    """Write what a simulated district delivers into an inbox; gives the truth about it, which lies elsewhere."""
    inbox.mkdir(parents=True, exist_ok=True)
    is_tidy = world.settings.layouts == "tidy"
    figures = (write_tidy if is_tidy else write_departmental)(target, inbox, world, deliver(world))
    records = {**write_records(world), "claims": claim_frame(world)}
    lists = {"enterprises": register_frame(world), **records} if is_tidy else records
    truth = event_frame(world.events, world.register, world.timeline)
    activity = activity_frame(world)
    readings, read = write_readings(target, inbox, world) if world.settings.has_readings else ([], 0)
    return Written(
        figures.files + write_lists(target, inbox, lists) + readings,
        {**figures.rows, **{name: frame.height for name, frame in lists.items()}, **({"readings": read} if readings else {})},
        {"truth_events": truth, "truth_activity": activity, **figures.truth},
    )


def write_tidy(target: Files, inbox: Path, world: Simulation, rows: pl.DataFrame) -> Written:
    """Write the figures in the tidy layout."""
    faulty = plant_faults(world.settings, rows)
    files, faults = write_observations(target, inbox, faulty)
    return Written(files, {"observations": faulty.height}, {"truth_faults": faults})


def write_departmental(target: Files, inbox: Path, world: Simulation, rows: pl.DataFrame) -> Written:
    """Write the figures and the register as departments send them."""
    delivered = write_departments(inbox, world, rows, register_frame(world))
    truth = {"truth_faults": delivered.faults, "truth_withdrawals": delivered.withdrawals, "truth_files": delivered.counts}
    counted = {"observations": rows.height, "enterprises": len(world.register.codes), **delivered.rows}
    return Written(delivered.files, counted, truth)


def count(values: pl.Series) -> dict[str, int]:
    """How often each value occurs, in alphabetical order."""
    return dict(sorted(Counter(values).items()))


def register_frame(world: Simulation) -> pl.DataFrame:
    """The register file, with the day each departed enterprise was struck off: months after it had gone."""
    rng = world.settings.random("strike-off")
    struck: list[date | None] = [None] * len(world.register.codes)
    for event in world.events:
        if event.left is not None and event.form != "partial":
            delay = 0 if event.kind in {"left_register", "transfer"} else int(rng.integers(40, 240))
            day = world.timeline.at(event.left) + timedelta(days=delay)
            struck[event.firm] = day if day <= world.settings.last_day else None
    return world.register.frame.with_columns(pl.Series("left_register_on", struck, dtype=pl.Date))

"""Writes a fictional country: districts one after the other, in files that grow, so that memory does not go with their number."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.demo.departments.shared_files import SharedFiles, in_country
from pipelines.demo.district import Written, catalogue_of, write_world
from pipelines.demo.fictional_places import place_of
from pipelines.demo.growing_files import GrowingFiles
from pipelines.demo.settings import DemoReport, DemoSettings
from pipelines.demo.simulation import Simulation, simulate
from pipelines.demo.transfers import with_arrivals
from pipelines.demo.truth import write_truth
from pipelines.demo.writers import write_lists

# Readers take a file in whole.
MOST_ROWS = 2_000_000
# Of the districts after the first, how many are hit by a shock.
SHOCK_SHARE = 0.25


def write_country(inbox: Path, truth_dir: Path, settings: DemoSettings, districts: int, *, is_last_late: bool = False) -> DemoReport:
    """Write the deliveries of a country's districts into one inbox and what was planted into `truth_dir`.

    `settings` are those of each district; a district is the same however many come after it. Tidy files hold all districts, departmental
    ones lie in a folder for each, but for those of offices that serve all. `is_last_late`: of the last district no department has sent the
    last month yet, so that its month is held and the others' are not.
    """
    files: dict[Path, None] = {}
    rows, events, faults = Counter[str](), Counter[str](), Counter[str]()
    inbox.mkdir(parents=True, exist_ok=True)
    with GrowingFiles(MOST_ROWS) as target, GrowingFiles() as truth:
        catalogue = catalogue_of(settings)
        files |= dict.fromkeys(write_lists(target, inbox, catalogue))
        write = _tidy(target, inbox) if settings.layouts == "tidy" else _departmental(target, inbox)
        for world in districts_of(settings, districts, is_last_late=is_last_late):
            written = write(world)
            written.truth["truth_events"] = _within(written.truth["truth_events"], districts)
            name = pl.lit(world.settings.place.name).alias("district")
            write_truth(truth, truth_dir, {key: frame.with_columns(name) for key, frame in written.truth.items()})
            files |= dict.fromkeys(written.files)
            rows.update(written.rows)
            events.update(written.truth["truth_events"]["kind"])
            faults.update(written.truth["truth_faults"]["fault"])
    rows.update({name: frame.height for name, frame in catalogue.items()})
    return DemoReport(inbox, truth_dir, tuple(sorted(files)), dict(rows), dict(sorted(events.items())), dict(sorted(faults.items())))


def _tidy(target: GrowingFiles, inbox: Path) -> Callable[[Simulation], Written]:
    """Return what writes a district into the files of all."""
    return lambda world: write_world(target, inbox, world)


def _departmental(target: GrowingFiles, inbox: Path) -> Callable[[Simulation], Written]:
    """Return what writes a district into a folder of its own and the files of offices that serve all."""
    shared = SharedFiles(inbox)

    def write(world: Simulation) -> Written:
        name = world.settings.place.name
        written = write_world(target, inbox / name, world)
        files, above = shared.take(written.files, written.truth["truth_files"])
        truth = {key: in_country(frame, name, above) if "file_name" in frame.columns else frame for key, frame in written.truth.items()}
        return Written(files, written.rows, truth)

    return write


def districts_of(settings: DemoSettings, districts: int, *, is_last_late: bool) -> Iterator[Simulation]:
    """Simulate the districts one after the other, each with those who come to it from the districts beside it."""
    before: tuple[Simulation, ...] = ()
    here = simulate(_settings_of(settings, 1, is_late=False))
    for number in range(1, districts + 1):
        # Beyond the last one too: who comes from there is new to the country, and the last district is as it would be with more.
        after = simulate(_settings_of(settings, number + 1, is_late=is_last_late and number + 1 == districts))
        yield with_arrivals(here, (*before, after))
        before, here = (here,), after


def _settings_of(settings: DemoSettings, number: int, *, is_late: bool) -> DemoSettings:
    """Return the settings of a district: its own random numbers, its own shock or none."""
    own = replace(settings, number=number, has_neighbours=True, is_late=is_late)
    is_hit = number > 1 and bool(own.random("is shocked").random() < SHOCK_SHARE)
    return replace(own, with_shock=settings.with_shock or is_hit)


def _within(events: pl.DataFrame, districts: int) -> pl.DataFrame:
    """Return events in which a move to a district that the country does not have is a departure like others."""
    place = pl.col("detail").str.split(";").list.last()
    is_outside = (pl.col("kind") == "transfer") & ~place.is_in([place_of(number).name for number in range(1, districts + 1)])
    return events.with_columns(kind=pl.when(is_outside).then(pl.lit("relocation")).otherwise("kind"))

"""Dagster's record of runs that ended long ago: the runs, their events, and what they wrote to the terminal.

A run that made what is now the newest of an asset, of one of its months or of a check stays, or the page would call that month missing;
of its events those stay that show it. What a month's verdicts said in words stands in ops.db.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import dagster as dg
from dagster import DagsterRunStatus

from pipelines.clock import TIME_ZONE
from pipelines.config.environment import has_run
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.retention.latest_state import (
    LatestState,
    delete_events,
    delete_verdicts,
    latest_state,
    superseded_events,
    superseded_verdicts,
)
from pipelines.retention.leftovers import Leftover, size_of

ENDED: Final = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


def old_runs(home: DataDir, days: int, moment: datetime) -> Iterator[Leftover]:
    """Yield what may go of every run that ended more than so many days before a moment: all of it, or what shows no latest state."""
    if not has_run(home.dagster):
        return
    # The clock of the program speaks of the district's time without its zone.
    before = (moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)) - timedelta(days=days)
    with open_instance(home) as instance:
        found = instance.get_run_records(dg.RunsFilter(statuses=list(ENDED), created_before=before), ascending=True)
        state = latest_state(instance) if found else LatestState(frozenset(), frozenset())
        runs = [record.dagster_run.run_id for record in found]
        gone = [_whole(instance, home, run) for run in runs if run not in state.runs]
        thinned = [_thinned(instance, home, run, state) for run in runs if run in state.runs]
        verdicts = superseded_verdicts(instance, before)
    yield from gone
    yield from (each for each in thinned if each.bytes)
    if verdicts.ids:
        remove = partial(_in_instance, home, lambda instance: delete_verdicts(instance, verdicts.ids))
        yield Leftover("superseded verdicts", f"{len(verdicts.ids):,} of checks", verdicts.bytes, remove)


def _whole(instance: dg.DagsterInstance, home: DataDir, run: str) -> Leftover:
    """Return a run that goes with everything."""
    size = superseded_events(instance, run, frozenset()).bytes + _bytes_written(home, run)
    return Leftover("runs of Dagster", run, size, partial(_remove, home, run))


def _thinned(instance: dg.DagsterInstance, home: DataDir, run: str, state: LatestState) -> Leftover:
    """Return what goes of a run that stays."""
    gone = superseded_events(instance, run, state.events)
    return Leftover("events of old runs", run, gone.bytes + _bytes_written(home, run), partial(_thin, home, run, gone.ids))


def _written(home: DataDir, run: str) -> Path:
    """Return where lies what a run wrote to the terminal."""
    return home.dagster / "compute" / run


def _bytes_written(home: DataDir, run: str) -> int:
    written = _written(home, run)
    return size_of(written) if written.exists() else 0


def _remove(home: DataDir, run: str) -> None:
    _in_instance(home, lambda instance: instance.delete_run(run))
    shutil.rmtree(_written(home, run), ignore_errors=True)


def _thin(home: DataDir, run: str, ids: tuple[int, ...]) -> None:
    _in_instance(home, lambda instance: delete_events(instance, ids))
    shutil.rmtree(_written(home, run), ignore_errors=True)


def _in_instance(home: DataDir, work: Callable[[dg.DagsterInstance], object]) -> None:
    with open_instance(home) as instance:
        work(instance)

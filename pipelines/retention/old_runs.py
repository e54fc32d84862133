"""Dagster's record of runs that ended long ago: the runs, their events, and what they wrote to the terminal.

A run that made what is now the newest of an asset or of one of its months stays, or the page would call that month missing.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import dagster as dg
from dagster import DagsterEventType, DagsterRunStatus

from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.retention.leftovers import Leftover, size_of

ENDED: Final = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)
# What one event takes in the log on average, as measured; the log itself only says how many there are.
BYTES_OF_AN_EVENT: Final = 2_000
MOST_AT_ONCE: Final = 1_000


def old_runs(home: DataDir, days: int, moment: datetime) -> Iterator[Leftover]:
    """Yield every run that ended more than so many days before a moment and is nobody's newest."""
    if not (home.dagster / "runs").exists():
        return
    with open_instance(home) as instance:
        found = instance.get_run_records(dg.RunsFilter(statuses=list(ENDED), created_before=moment - timedelta(days=days)), ascending=True)
        kept = _newest(instance) if found else set()
        runs = [record.dagster_run.run_id for record in found if record.dagster_run.run_id not in kept]
        sizes = [_size(instance, home, run) for run in runs]
    for run, size in zip(runs, sizes, strict=True):
        yield Leftover("runs of Dagster", run, size, partial(_remove, home, run))


def _newest(instance: dg.DagsterInstance) -> set[str]:
    """Return the runs that made the newest of any asset, of each of its partitions."""
    kept: set[str] = set()
    for asset in instance.all_asset_keys():
        latest = instance.get_latest_materialization_event(asset)
        kept |= {latest.run_id} if latest else set()
        for kind in (DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_OBSERVATION):
            ids = list(instance.event_log_storage.get_latest_storage_id_by_partition(asset, kind).values())
            for start in range(0, len(ids), MOST_AT_ONCE):
                kept |= _runs_of(instance, asset, kind, ids[start : start + MOST_AT_ONCE])
    return kept


def _runs_of(instance: dg.DagsterInstance, asset: dg.AssetKey, kind: DagsterEventType, ids: list[int]) -> set[str]:
    """Return the runs that logged events of an asset."""
    records = dg.AssetRecordsFilter(asset_key=asset, storage_ids=ids)
    fetch = instance.fetch_materializations if kind == DagsterEventType.ASSET_MATERIALIZATION else instance.fetch_observations
    return {record.run_id for record in fetch(records, limit=len(ids)).records}


def _size(instance: dg.DagsterInstance, home: DataDir, run: str) -> int:
    """Return about how much room a run takes."""
    written = _written(home, run)
    return len(instance.all_logs(run)) * BYTES_OF_AN_EVENT + (size_of(written) if written.exists() else 0)


def _written(home: DataDir, run: str) -> Path:
    """Return where lies what a run wrote to the terminal."""
    return home.dagster / "compute" / run


def _remove(home: DataDir, run: str) -> None:
    with open_instance(home) as instance:
        instance.delete_run(run)
    shutil.rmtree(_written(home, run), ignore_errors=True)

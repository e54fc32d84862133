"""Which of Dagster's records show the latest state of an asset, of each of its months and of each check; all others may go when old.

In: one look at the event log, in SQLite or PostgreSQL. Out: which runs are old, and removing (old_runs.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import dagster as dg
import sqlalchemy as db
from dagster import DagsterEventType
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetEventTagsTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

EVENTS: Final = SqlEventLogStorageTable.c
CHECKS: Final = AssetCheckExecutionsTable.c
MADE: Final = (DagsterEventType.ASSET_MATERIALIZATION.value, DagsterEventType.ASSET_OBSERVATION.value)
PLANNED: Final = DagsterEventType.ASSET_MATERIALIZATION_PLANNED.value
# What a run has to keep for its page to tell when it began, how it ended and why it failed.
OF_RUN: Final = frozenset(
    each.value
    for each in (
        DagsterEventType.RUN_START, DagsterEventType.RUN_SUCCESS, DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_CANCELED,
        DagsterEventType.STEP_FAILURE,
    )
)  # fmt: skip
MOST_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class LatestState:
    """What the page shows: the events by their numbers in the log, and the runs they or the newest verdicts belong to."""

    events: frozenset[int]
    runs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Superseded:
    """Records that may go: by their numbers in a table of the log, and how many bytes they hold."""

    ids: tuple[int, ...]
    bytes: int


def log_of(instance: dg.DagsterInstance) -> SqlEventLogStorage:
    """Return the event log, which is one database wherever it lies."""
    log = instance.event_log_storage
    if not isinstance(log, SqlEventLogStorage):
        raise TypeError(f"{type(log).__name__} is no event log in a database")
    return log


def latest_state(instance: dg.DagsterInstance) -> LatestState:
    """Return the newest of every asset and month, what was begun and not made since, and whose the newest verdict of every check is."""
    with log_of(instance).index_connection() as connection:
        newest = connection.execute(
            db.select(EVENTS.id, EVENTS.run_id, EVENTS.dagster_event_type, EVENTS.asset_key, EVENTS.partition).where(
                EVENTS.id.in_(
                    db.select(db.func.max(EVENTS.id))
                    .where(EVENTS.dagster_event_type.in_((*MADE, PLANNED)))
                    .group_by(EVENTS.asset_key, EVENTS.partition, EVENTS.dagster_event_type)
                )
            )
        ).fetchall()
        judged = connection.execute(db.select(CHECKS.run_id).where(CHECKS.id.in_(_newest_verdicts())).distinct()).fetchall()
    made = {(row.asset_key, row.partition): row.id for row in sorted(newest, key=lambda row: row.id) if row.dagster_event_type in MADE}
    # What has no months is planned under the run's month and made under none.
    since = {key: max(made.get(key, 0), made.get((key[0], None), 0)) for key in {(row.asset_key, row.partition) for row in newest}}
    shown = [row for row in newest if row.dagster_event_type != PLANNED or row.id > since[row.asset_key, row.partition]]
    return LatestState(frozenset(row.id for row in shown), frozenset({*(row.run_id for row in shown), *(row.run_id for row in judged)}))


def _newest_verdicts() -> db.Select[tuple[int]]:
    """Return the query for the newest verdict of every check and month."""
    return db.select(db.func.max(CHECKS.id)).group_by(CHECKS.asset_key, CHECKS.check_name, CHECKS.partition)


def superseded_events(instance: dg.DagsterInstance, run: str, kept: frozenset[int]) -> Superseded:
    """Return the events of a run that show no latest state and tell nothing of the run itself."""
    query = db.select(EVENTS.id, EVENTS.dagster_event_type, db.func.length(EVENTS.event)).where(EVENTS.run_id == run)
    with log_of(instance).index_connection() as connection:
        rows = connection.execute(query).fetchall()
    gone = [(number, size) for number, kind, size in rows if number not in kept and kind not in OF_RUN]
    return Superseded(tuple(number for number, _ in gone), sum(size for _, size in gone))


def superseded_verdicts(instance: dg.DagsterInstance, before: datetime) -> Superseded:
    """Return the verdicts of before a moment that later ones of the same check and month have taken the place of."""
    moment = before.astimezone(UTC).replace(tzinfo=None)
    query = db.select(CHECKS.id, db.func.coalesce(db.func.length(CHECKS.evaluation_event), 0)).where(
        CHECKS.create_timestamp < moment, CHECKS.id.not_in(_newest_verdicts())
    )
    with log_of(instance).index_connection() as connection:
        rows = connection.execute(query).fetchall()
    return Superseded(tuple(number for number, _ in rows), sum(size for _, size in rows))


def delete_events(instance: dg.DagsterInstance, ids: Iterable[int]) -> None:
    """Delete events by their numbers, with the tags by which they are found."""
    with log_of(instance).index_connection() as connection:
        for some in _portions(ids):
            connection.execute(db.delete(AssetEventTagsTable).where(AssetEventTagsTable.c.event_id.in_(some)))
            connection.execute(db.delete(SqlEventLogStorageTable).where(EVENTS.id.in_(some)))


def delete_verdicts(instance: dg.DagsterInstance, ids: Iterable[int]) -> None:
    """Delete verdicts of checks by their numbers."""
    with log_of(instance).index_connection() as connection:
        for some in _portions(ids):
            connection.execute(db.delete(AssetCheckExecutionsTable).where(CHECKS.id.in_(some)))


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield numbers so many at once that any database takes them in one statement."""
    every = list(ids)
    for start in range(0, len(every), MOST_AT_ONCE):
        yield every[start : start + MOST_AT_ONCE]

"""Chains of events of what people record besides cases: items of the joint meeting, appeals, leads to policies.

A change and its event are written together.

In: changing a row with its event, reading events, verifying. Out: what a change means (pipelines.cases), how a row stood (models.cases).
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from warehouse.ops.chain import START, ChainVerdict, as_text, digest, verify_chain
from warehouse.ops.ops_db import open_ops

# The table of rows and the chain of what happened to them.
CHAINS: Final[Mapping[str, str]] = {"meeting_items": "meeting_events", "appeals": "appeal_events", "policy_leads": "policy_lead_events"}


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """One change: to which row of which table, who, when, what, and the columns as they are from then on."""

    table: str
    record_id: int
    at: str
    actor: str
    action: str
    after: Mapping[str, Any]
    words: str = ""


def add_record(connection: sqlite3.Connection, event: RecordEvent) -> int:
    """Store a new row with its first event, inside the caller's transaction; returns its number."""
    columns = {**event.after, "version": 0}
    query = f"insert into {event.table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608 - columns of our own
    number = int(connection.execute(query, tuple(columns.values())).lastrowid or 0)
    change_record(connection, RecordEvent(event.table, number, event.at, event.actor, event.action, event.after, event.words))
    return number


def change_record(connection: sqlite3.Connection, event: RecordEvent) -> None:
    """Change a row and append the event of it, inside the caller's transaction."""
    row = record(connection, event.table, event.record_id) or {}
    columns = "".join(f"{name} = ?, " for name in event.after)
    query = f"update {event.table} set {columns}version = version + 1 where id = ?"  # noqa: S608 - columns of our own
    connection.execute(query, (*event.after.values(), event.record_id))
    _append(connection, event, {name: row.get(name) for name in event.after}, int(row.get("version", 0)) + 1)


def _append(connection: sqlite3.Connection, event: RecordEvent, before: Mapping[str, Any], version: int) -> None:
    chain = CHAINS[event.table]
    query = f"select number, sha256 from {chain} order by number desc limit 1"  # noqa: S608 - one of CHAINS
    last = connection.execute(query).fetchone() or (0, START)
    parts = (event.at, event.actor, event.action, as_text(before), as_text(event.after), event.words)
    own = digest(last[0] + 1, (str(event.record_id), str(version), *parts), last[1])
    values = (last[0] + 1, event.record_id, version, *parts, last[1], own)
    connection.execute(f"insert into {chain} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608 - one of CHAINS


def record(connection: sqlite3.Connection, table: str, record_id: int) -> dict[str, Any] | None:
    """Return a row by its number, None where there is none."""
    found = records(connection, table, "id = ?", (record_id,))
    return found[0] if found else None


def records(connection: sqlite3.Connection, table: str, where: str = "true", values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    """Return the rows of a table that a condition of our own lets through, in the order they were stored."""
    return _rows(connection, f"select * from {table} where {where} order by id", values)  # noqa: S608 - a condition of our own


def record_events(connection: sqlite3.Connection, table: str, record_id: int | None = None) -> list[dict[str, Any]]:
    """Return the events of a table, or of one of its rows, in order; `before` and `after` as mappings."""
    where, values = ("", ()) if record_id is None else (" where record_id = ?", (record_id,))
    rows = _rows(connection, f"select * from {CHAINS[table]}{where} order by number", values)  # noqa: S608 - one of CHAINS
    return [{**row, "before": json.loads(row["before"]), "after": json.loads(row["after"])} for row in rows]


def verify_records(ops: Path, table: str) -> ChainVerdict:
    """Return whether the chain of a table holds, and whether every row stands as its last event left it."""
    with open_ops(ops) as connection:
        chain = _rows(connection, f"select * from {CHAINS[table]} order by number", ())  # noqa: S608 - one of CHAINS
        rows = {row["id"]: row for row in records(connection, table)}
    told = ("at", "actor", "action", "before", "after", "words")
    entries = [
        (
            each["number"],
            (str(each["record_id"]), str(each["version"]), *(each[name] for name in told)),
            each["previous_sha256"],
            each["sha256"],
        )
        for each in chain
    ]
    verdict = verify_chain(entries)
    changed = _changed(chain, rows)
    if not verdict.is_whole or not changed:
        return verdict
    return ChainVerdict(False, len(chain), f"row {changed[0]} of {table} does not stand as its last event left it")


def _changed(chain: list[dict[str, Any]], rows: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Return the rows that somebody changed, added or removed without an event."""
    stands: dict[int, dict[str, Any]] = {}
    for event in chain:
        stands.setdefault(event["record_id"], {}).update(json.loads(event["after"]), version=event["version"])
    differing = [key for key, row in rows.items() if any(row[name] != value for name, value in stands.get(key, {"id": 0}).items())]
    return differing or sorted(set(stands) - set(rows))


def _rows(connection: sqlite3.Connection, query: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]

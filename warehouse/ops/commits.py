"""The chain of what was committed to the warehouse, in ops.db, so that a warehouse that lost something cannot vouch for itself.

A commit is noted as intended before the warehouse commits and as done after it; each entry carries the digest of the one before.
In: the entries. Out: holding the warehouse against them (warehouse.commit_log).
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.ops.chain import START, ChainVerdict, digest, verify_chain
from warehouse.ops.ops_db import open_ops, transaction

COLUMNS = "number, content, schema, state, previous_sha256, sha256"


@dataclass(frozen=True, slots=True)
class Written:
    """What a commit did to one table.

    `of`: the month it put in place as YYYY-MM, empty for rows added. `rows`, `digest`: how many, and what they say (empty for none).
    `held`: the rows of the whole table afterwards.
    """

    table: str
    of: str
    rows: int
    digest: str
    held: int


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry: `schema` is the latest migration the warehouse had seen."""

    number: int
    written: tuple[Written, ...]
    schema: int
    is_done: bool
    sha256: str


def intend(ops: Path, written: Sequence[Written], schema: int) -> Commit:
    """Note what is about to be committed, in the place of an intention that came to nothing; on disk when this returns."""
    content = json.dumps([asdict(each) for each in written], ensure_ascii=False, sort_keys=True)
    with open_ops(ops) as connection, transaction(connection):
        connection.execute("delete from warehouse_commits where state = 'intended'")
        last = connection.execute("select number, sha256 from warehouse_commits order by number desc limit 1").fetchone() or (0, START)
        number = last[0] + 1
        own = digest(number, (content, str(schema)), last[1])
        connection.execute("insert into warehouse_commits values (?, ?, ?, 'intended', ?, ?)", (number, content, schema, last[1], own))
    return Commit(number, tuple(written), schema, False, own)


def acknowledge(ops: Path, number: int) -> None:
    """Note that a commit was made."""
    with open_ops(ops) as connection, transaction(connection):
        connection.execute("update warehouse_commits set state = 'done' where number = ?", (number,))


def last_commits(ops: Path) -> tuple[Commit | None, Commit | None]:
    """Return the last commit that is done, and the one that was intended and never acknowledged."""
    with open_ops(ops) as connection:
        found = {state: _last(connection, state) for state in ("done", "intended")}
    return found["done"], found["intended"]


def _last(connection: sqlite3.Connection, state: str) -> Commit | None:
    query = f"select {COLUMNS} from warehouse_commits where state = ? order by number desc limit 1"  # noqa: S608 - columns of our own
    row = connection.execute(query, (state,)).fetchone()
    return None if row is None else _commit(row)


def commits_from(ops: Path, number: int) -> list[Commit]:
    """Return the commits that are done, from a number on."""
    query = f"select {COLUMNS} from warehouse_commits where state = 'done' and number >= ? order by number"  # noqa: S608
    with open_ops(ops) as connection:
        return [_commit(row) for row in connection.execute(query, (number,))]


def _commit(row: tuple[int, str, int, str, str, str]) -> Commit:
    number, content, schema, state, _, own = row
    return Commit(number, tuple(Written(**each) for each in json.loads(content)), schema, state == "done", own)


def rows_held(ops: Path) -> dict[str, int]:
    """Return how many rows each table held after the last commit that touched it."""
    query = """
        select json_extract(each.value, '$.table'), json_extract(each.value, '$.held'), max(number)
        from warehouse_commits, json_each(content) as each where state = 'done' group by 1
    """
    with open_ops(ops) as connection:
        return {table: held for table, held, _ in connection.execute(query)}


def verify_commits(ops: Path) -> ChainVerdict:
    """Return whether every entry follows from the one before."""
    query = f"select {COLUMNS} from warehouse_commits order by number"  # noqa: S608 - columns of our own
    with open_ops(ops) as connection:
        rows = connection.execute(query).fetchall()
    return verify_chain([(number, (content, str(schema)), before, own) for number, content, schema, _, before, own in rows])


def note_reading(ops: Path, name: str, at: str) -> None:
    """Note that every block of a file was read and found whole."""
    with open_ops(ops) as connection, transaction(connection):
        connection.execute("insert or replace into deep_readings values (?, ?)", (name, at))


def last_reading(ops: Path, name: str) -> str | None:
    """Return when every block of a file was last read, None where it never was."""
    with open_ops(ops) as connection:
        row = connection.execute("select read_at from deep_readings where path = ?", (name,)).fetchone()
    return None if row is None else str(row[0])

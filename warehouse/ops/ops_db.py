"""Opens ops.db, the SQLite file of what people do and were sent: checks shown, editions, outbox, audit.

In: connection and schema. Out: what the tables mean to their users (archive.py, outbox.py, audit.py).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import WarehouseUnavailableError

# Numbered from 1; never change one that has been released, add another.
MIGRATIONS = (
    """
    create table check_results (
        month text not null, asset text not null, name text not null, severity text not null,
        passed integer not null, observed text not null, meaning text not null,
        primary key (month, asset, name)
    ) strict;
    create table editions (
        month text not null, content_id text not null, as_of text not null, list_sha256 text not null,
        primary key (month, content_id)
    ) strict;
    create table edition_frames (
        month text not null, content_id text not null, name text not null, parquet blob not null,
        primary key (month, content_id, name)
    ) strict;
    create table edition_listed (
        month text not null, content_id text not null, uscc text not null, level text not null,
        primary key (month, content_id, uscc)
    ) strict;
    """,
    """
    create table outbox (
        id integer primary key, edition text not null, month text not null, revision integer not null,
        recipient text not null, scope text not null, message_id text not null unique, subject text not null, mail blob not null,
        state text not null check (state in ('pending', 'sending', 'sent', 'failed', 'held')),
        attempts integer not null default 0, reply text not null default '', queued_at text not null, tried_at text not null default '',
        unique (edition, month, revision, recipient, scope)
    ) strict;
    create table audit (
        number integer primary key, at text not null, action text not null, said text not null,
        previous_sha256 text not null, sha256 text not null unique
    ) strict;
    """,
    """
    create table copies (
        number integer primary key, recipient text not null, scope text not null, unique (recipient, scope)
    ) strict;
    """,
)


@contextmanager
def open_ops(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to ops.db, made or migrated where needed; every write is on disk when its transaction ends.

    Raises WarehouseUnavailableError where the file is locked, damaged or newer than the program.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection: sqlite3.Connection | None = None
    try:
        # Transactions are begun by hand: Python's own would leave schema changes outside of them.
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        _migrate(connection, path)
        yield connection
    except sqlite3.OperationalError as error:
        raise WarehouseUnavailableError(f"{path} cannot be used now ({error}); wait until other runs have ended and try again") from error
    except sqlite3.DatabaseError as error:
        raise WarehouseUnavailableError(f"{path} is damaged ({error}); put back the last backup of this file") from error
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make everything written inside appear at once or not at all."""
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the program's version."""
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise WarehouseUnavailableError(f"{path} has version {version}, this program knows {len(MIGRATIONS)}; update the program")
    if version == len(MIGRATIONS):
        return
    with transaction(connection):
        # Another process may have migrated while this one waited for the lock.
        for number in range(_version(connection), len(MIGRATIONS)):
            for statement in filter(str.strip, MIGRATIONS[number].split(";")):
                connection.execute(statement)
            connection.execute(f"pragma user_version = {number + 1}")


def _version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen."""
    return int(connection.execute("pragma user_version").fetchone()[0])

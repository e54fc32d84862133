"""Opens ops.db, the SQLite file of what people do and were sent: checks shown, editions, outbox, audit.

In: connection, transactions and schema (`migrations/`). Out: what the tables hold (verdicts.py, editions.py, outbox.py, audit.py).
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path

from warehouse.errors import NoRoomError, WarehouseBusyError, WarehouseDamagedError, WarehouseError
from warehouse.migration_files import Migration, pending_migrations, shipped_migrations

# What callers outside of the warehouse hand from one function of it to another.
Connection = sqlite3.Connection

FOLDER = Path(__file__).parent / "migrations"
CREATE_LEDGER = "create table schema_migrations (number integer primary key, name text not null, sha256 text not null) strict"
BUSY_SECONDS = 30
# Connections that are kept open (`hold_ops`), of this thread alone.
_HELD: ContextVar[dict[Path, sqlite3.Connection]] = ContextVar("held_connections", default={})  # noqa: B039 - never changed in place
# SQLite keeps the kind of a failure in the lowest byte of its code and the details above it.
PRIMARY_CODE = 0xFF
LEAST_FREE_BYTES = 256 * 1024
UNREADABLE = (
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_PROTOCOL,
)  # fmt: skip


@contextmanager
def open_ops(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to ops.db, made or migrated where needed; every write is on disk when its transaction ends.

    Raises WarehouseBusyError where the file is locked, NoRoomError where the disk is full, WarehouseDamagedError where it cannot be read,
    WarehouseVersionError where it is newer than the program.
    """
    held = _HELD.get().get(path)
    try:
        # What one has begun to write is no part of what another writes.
        if held is not None and not held.in_transaction:
            yield held
        else:
            with closing(_connected(path)) as connection:
                yield connection
    except sqlite3.DatabaseError as error:
        if translated := translate_sqlite(error, path):
            raise translated from error
        raise


@contextmanager
def hold_ops(path: Path) -> Iterator[None]:
    """Keep one connection to ops.db for everything that is asked inside, by this thread: a month asks hundreds of times.

    Raises what `open_ops` raises.
    """
    with open_ops(path) as connection:
        token = _HELD.set({**_HELD.get(), path: connection})
        try:
            yield
        finally:
            _HELD.reset(token)


def _connected(path: Path) -> sqlite3.Connection:
    """Return a connection to the file, which is made or migrated where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Transactions are begun by hand: Python's own would leave schema changes outside of them.
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Set how the file is written, and bring it to the program's version."""
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        migrate_ops(connection, shipped_migrations(FOLDER), path.name)
    except UnicodeDecodeError as error:
        # SQLite repeats a damaged definition of a table in what it says, which then is no text.
        raise WarehouseDamagedError(f"{path} is damaged ({error}); put back the last backup of this file") from error


def translate_sqlite(error: sqlite3.DatabaseError, path: Path) -> WarehouseError | None:
    """Return what an SQLite failure means to the person at the keyboard; None for a mistake of the program."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE
    # Where even the pages that its readers share find no room, SQLite speaks of the device.
    is_crowded = code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and shutil.disk_usage(path.parent).free < LEAST_FREE_BYTES
    if code == sqlite3.SQLITE_FULL or is_crowded:
        return NoRoomError(f"there is no room left for {path} ({error})")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return WarehouseBusyError(f"{path} cannot be used now ({error}); wait until other runs have ended and try again")
    # No statement of the program names a table or a column that is not there, unless a bit of its name has turned.
    if code in UNREADABLE or any(words in str(error) for words in ("no such ", "decode to UTF-8")):
        return WarehouseDamagedError(f"{path} cannot be read or written ({error}); put back the last backup of this file")
    return None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make everything written inside appear at once or not at all."""
    with _turn(connection):
        connection.execute("begin immediate")
        try:
            yield
            connection.execute("commit")
        except BaseException:
            # A full disk or a damaged page has SQLite roll back by itself.
            if connection.in_transaction:
                connection.execute("rollback")
            raise


@contextmanager
def _turn(connection: sqlite3.Connection) -> Iterator[None]:
    """Wait for one's turn to write; the system lets go of it when the process ends, however it ends.

    SQLite itself lets waiting writers sleep longer and longer while those who have just come try at once: with fifty of them somebody
    waits ten seconds.
    """
    path = connection.execute("pragma database_list").fetchone()[2]
    descriptor = os.open(f"{path}.turn", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def require_sound(path: Path) -> None:
    """Read the whole file and raise WarehouseDamagedError where SQLite finds it damaged."""
    with open_ops(path) as connection:
        found = [line for (row,) in connection.execute("pragma integrity_check") for line in str(row).splitlines()]
    if found != ["ok"]:
        # SQLite names every page; whoever reads this can do the same about one as about forty.
        raise WarehouseDamagedError(f"{path} is damaged in {len(found)} or more places; put back the last backup of this file")


def migrate_ops(connection: sqlite3.Connection, migrations: Sequence[Migration], name: str) -> list[int]:
    """Run what has not run yet, all in one transaction; returns the numbers that ran. Raises WarehouseVersionError."""
    # Looked at without a lock first, since nearly every opening finds nothing to do.
    if not pending_migrations(name, _applied(connection, migrations), migrations):
        return []
    with transaction(connection):
        # Another process may have migrated while this one waited for the lock.
        pending = pending_migrations(name, _applied(connection, migrations), migrations)
        _keep_ledger(connection, migrations)
        for migration in pending:
            for statement in _statements(migration.sql):
                connection.execute(statement)
            _note(connection, migration)
    return [migration.number for migration in pending]


def _applied(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> dict[int, str]:
    """Return the numbers a file has seen with their digests."""
    if _has_ledger(connection):
        return dict(connection.execute("select number, sha256 from schema_migrations"))
    # A file from before there was a ledger counted its migrations; those it saw have not changed since.
    digests = {migration.number: migration.sha256 for migration in migrations}
    return {number: digests.get(number, "") for number in range(1, _version(connection) + 1)}


def _keep_ledger(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Begin the ledger where there is none, with what the file has seen so far."""
    if not _has_ledger(connection):
        version = _version(connection)
        connection.execute(CREATE_LEDGER)
        for migration in migrations[:version]:
            _note(connection, migration)


def _note(connection: sqlite3.Connection, migration: Migration) -> None:
    """Write a migration that has run into the ledger; the count is for programs from before there was one, which refuse a higher one."""
    connection.execute("insert into schema_migrations values (?, ?, ?)", (migration.number, migration.name, migration.sha256))
    connection.execute(f"pragma user_version = {migration.number}")


def _has_ledger(connection: sqlite3.Connection) -> bool:
    return connection.execute("select 1 from sqlite_master where name = 'schema_migrations'").fetchone() is not None


def _version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has counted."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one: SQLite would end the open transaction before a whole script."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement

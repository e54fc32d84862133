"""Bringing a database to the version of the program: numbered migrations first, then the comments of the contracts.

In: DuckDB and its comments. Out: which files have not run yet (migration_files.py).
"""

import hashlib
from collections.abc import Sequence
from functools import cache

from warehouse.catalogue import all_tables
from warehouse.connection import Database
from warehouse.contract import Column, Table
from warehouse.migration_files import Migration, pending_migrations

CREATE_LEDGER = """
create table if not exists schema_migrations (
    number integer not null, name varchar not null, sha256 varchar not null, comments_sha256 varchar not null
)
"""


def is_current(connection: Database, migrations: Sequence[Migration]) -> bool:
    """Return whether a warehouse has seen every migration; raises WarehouseVersionError where it has seen others."""
    applied = dict(connection.sql("select number, sha256 from schema_migrations").fetchall())
    return not pending_migrations("the warehouse", applied, migrations)


def migrate(connection: Database, migrations: Sequence[Migration]) -> list[int]:
    """Run what has not run yet, all in one transaction; returns the numbers that ran. Raises WarehouseVersionError."""
    # The one table without a contract: it has to exist before the first contract is made.
    connection.execute(CREATE_LEDGER)
    # Drained at once: DuckDB refuses the next statement while a result is open.
    applied = dict(connection.sql("select number, sha256 from schema_migrations").fetchall())
    pending = pending_migrations("the warehouse", applied, migrations)
    if pending or _comments_are_stale(connection):
        _apply(connection, pending)
    return [migration.number for migration in pending]


def _apply(connection: Database, pending: Sequence[Migration]) -> None:
    """Run the pending files and rewrite all comments, or leave the database as it was."""
    # DuckDB can undo a CREATE TABLE, so half a version never exists.
    connection.execute("begin")
    try:
        for migration in pending:
            connection.execute(migration.sql)
            connection.execute("insert into schema_migrations values (?, ?, ?, '')", [migration.number, migration.name, migration.sha256])
        # Words change more often than columns, and need no migration of their own.
        for statement in _all_comments():
            connection.execute(statement)
        connection.execute("update schema_migrations set comments_sha256 = ?", [_comments_digest()])
        connection.execute("commit")
    except Exception:
        connection.execute("rollback")
        raise


@cache
def _all_comments() -> tuple[str, ...]:
    """Return the comment statements of every contract."""
    # Comments travel with every copy of the file, so an analyst without this repository still has the dictionary.
    return tuple(statement for table in all_tables() for statement in _comments_of(table))


def _comments_of(table: Table) -> list[str]:
    """Return the statements that carry meaning, unit and null meaning of a table into the database."""
    columns = [f"comment on column {table.name}.{column.name} is {_quoted(column_comment(column))}" for column in table.columns]
    return [f"comment on table {table.name} is {_quoted(table_comment(table))}", *columns]


def table_comment(table: Table) -> str:
    """Return the meaning of a table followed by its caveats."""
    return " ".join([table.meaning, *(f"Caveat: {caveat.text}" for caveat in table.caveats)])


def column_comment(column: Column) -> str:
    """Return label, meaning, unit and null meaning of a column in one line."""
    parts = [f"{column.label}: {column.meaning}"]
    if column.unit is not None:
        parts.append(f"Unit: {column.unit.key}.")
    if column.null_means is not None:
        parts.append(f"Null: {column.null_means}.")
    return " ".join(parts)


def _quoted(text: str) -> str:
    """Return the text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _comments_digest() -> str:
    """Return the digest of all comments; a changed meaning reaches old databases through it."""
    return hashlib.sha256("\n".join(_all_comments()).encode()).hexdigest()


def _comments_are_stale(connection: Database) -> bool:
    """Whether the database carries other comments than the contracts would give it."""
    stored = {row[0] for row in connection.sql("select comments_sha256 from schema_migrations").fetchall()}
    return stored != {_comments_digest()}

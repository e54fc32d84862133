"""Bringing a database to the version of the program: numbered migrations first, then the comments of the contracts.

Files are numbered from 1 and never change once released. `ops.db` keeps to the same rules (`warehouse.ops.ops_db`).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.catalogue import all_tables
from warehouse.contract import Column, Table
from warehouse.errors import WarehouseVersionError

FOLDER = Path(__file__).parent / "migrations"
FILE_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
CREATE_LEDGER = """
create table if not exists schema_migrations (
    number integer not null, name varchar not null, sha256 varchar not null, comments_sha256 varchar not null
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Digest of the statements, which shows that a file was changed after it had run."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def load_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations of a folder in order; raises ValueError on a bad name or a gap in the numbers."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = FILE_NAME.match(path.name)
        if match is None:
            raise ValueError(f"migration {path.name}: expected a name like 0001_first_tables.sql; rename the file")
        found.append(Migration(int(match.group(1)), path.stem, path.read_text(encoding="utf-8")))
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are numbered {[m.number for m in found]}, expected 1, 2, 3, ... without gaps; renumber the newest")
    return found


def pending_migrations(database: str, applied: Mapping[int, str], migrations: Sequence[Migration]) -> list[Migration]:
    """Return the migrations a database has not seen; `applied` maps the numbers it has seen to their digests.

    Raises WarehouseVersionError, naming the database, where it has seen one that the program does not know or knows with other content.
    """
    known = {migration.number: migration for migration in migrations}
    for number, digest in sorted(applied.items()):
        if number not in known:
            raise WarehouseVersionError(
                f"{database} has migration {number:04d}, this program knows {len(known)}: "
                "it was made by a newer version; update the program"
            )
        if known[number].sha256 != digest:
            raise WarehouseVersionError(
                f"migration {known[number].name} was changed after it ran on {database}; restore the file and add a new migration instead"
            )
    return [migration for migration in migrations if migration.number not in applied]


def is_current(connection: duckdb.DuckDBPyConnection, migrations: Sequence[Migration]) -> bool:
    """Return whether a warehouse has seen every migration; raises WarehouseVersionError where it has seen others."""
    applied = dict(connection.sql("select number, sha256 from schema_migrations").fetchall())
    return not pending_migrations("the warehouse", applied, migrations)


def migrate(connection: duckdb.DuckDBPyConnection, migrations: Sequence[Migration]) -> list[int]:
    """Run what has not run yet, all in one transaction; returns the numbers that ran. Raises WarehouseVersionError."""
    # The one table without a contract: it has to exist before the first contract is made.
    connection.execute(CREATE_LEDGER)
    # Drained at once: DuckDB refuses the next statement while a result is open.
    applied = dict(connection.sql("select number, sha256 from schema_migrations").fetchall())
    pending = pending_migrations("the warehouse", applied, migrations)
    if pending or _comments_are_stale(connection):
        _apply(connection, pending)
    return [migration.number for migration in pending]


def _apply(connection: duckdb.DuckDBPyConnection, pending: Sequence[Migration]) -> None:
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


def _comments_are_stale(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database carries other comments than the contracts would give it."""
    stored = {row[0] for row in connection.sql("select comments_sha256 from schema_migrations").fetchall()}
    return stored != {_comments_digest()}

"""Bringing a database to the version of the program: numbered migrations first, then the comments of the contracts."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.catalogue import all_tables
from warehouse.ddl import comment_statements
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


def migrate(connection: duckdb.DuckDBPyConnection, migrations: list[Migration]) -> list[int]:
    """Run what has not run yet, all in one transaction; returns the numbers that ran. Raises WarehouseVersionError."""
    # The one table without a contract: it has to exist before the first contract is made.
    connection.execute(CREATE_LEDGER)
    # Drained at once: DuckDB refuses the next statement while a result is open.
    applied = dict(connection.sql("select number, sha256 from schema_migrations").fetchall())
    _refuse_strange_history(applied, migrations)
    pending = [migration for migration in migrations if migration.number not in applied]
    if pending or _comments_are_stale(connection):
        _apply(connection, pending)
    return [migration.number for migration in pending]


def _refuse_strange_history(applied: dict[int, str], migrations: list[Migration]) -> None:
    """Raise where the database knows migrations that the program does not, or knows them with other content."""
    known = {migration.number: migration for migration in migrations}
    for number, digest in sorted(applied.items()):
        if number not in known:
            raise WarehouseVersionError(
                f"the warehouse has migration {number:04d}, this program knows {len(known)}: "
                "it was made by a newer version; update the program"
            )
        if known[number].sha256 != digest:
            raise WarehouseVersionError(
                f"migration {known[number].name} was changed after it ran on this warehouse; "
                "restore the file and add a new migration instead"
            )


def _apply(connection: duckdb.DuckDBPyConnection, pending: list[Migration]) -> None:
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
    return tuple(statement for table in all_tables() for statement in comment_statements(table))


@cache
def _comments_digest() -> str:
    """Return the digest of all comments; a changed meaning reaches old databases through it."""
    return hashlib.sha256("\n".join(_all_comments()).encode()).hexdigest()


def _comments_are_stale(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database carries other comments than the contracts would give it."""
    stored = {row[0] for row in connection.sql("select comments_sha256 from schema_migrations").fetchall()}
    return stored != {_comments_digest()}

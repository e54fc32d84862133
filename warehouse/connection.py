"""The one place that opens DuckDB, and says what its failures mean."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import polars as pl

from warehouse.errors import NoRoomError, WarehouseBusyError, WarehouseDamagedError, WarehouseError, is_full_disk

Result = TypeVar("Result")
Values = dict[str, object] | list[object] | None
# Nothing is ever fetched from the network at run time, whatever a statement asks for.
SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false"}
# Who only reads opens no other file, and no statement can allow it again; said at once, since a second reader finds it locked.
READING = {"enable_external_access": "false", "lock_configuration": "true"}
# Progress is the orchestrator's to show; DuckDB's own bar, which no setting at opening turns off, would write over it.
NO_BAR = "set enable_progress_bar = false"
# How DuckDB begins to say that another process has the file.
INTERRUPTED = "interrupted"
HELD = "could not set lock on file"
# What does not fit into memory while a statement runs goes into a folder beside the file, one a process: two that read one file would
# write over each other's.
SPILLED = ".spilled"
_memory: list[int] = []


def bound_memory(size: int) -> None:
    """Let no file opened by this process from now on take more than so many bytes of memory; what does not fit goes to disk."""
    _memory[:] = [size]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that runs when its result is asked for."""

    database: "Database"
    text: str
    values: Values

    def pl(self) -> pl.DataFrame:
        """Return the result as a frame."""
        frame: pl.DataFrame = self.database.translated(lambda connection: connection.sql(self.text, params=self.values).pl())
        return frame

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the result as rows."""
        return self.database.translated(lambda connection: connection.sql(self.text, params=self.values).fetchall())


class Database:
    """An open DuckDB file: what is wrong with the file or the disk is a WarehouseError, with a statement a duckdb.Error."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Work on an open connection to the file at `path`."""
        self.path = path
        self._connection = connection

    def sql(self, text: str, params: Values = None) -> Query:
        """Return a query, to be run when its result is asked for."""
        return Query(self, text, params)

    def execute(self, statement: str, values: Values = None) -> None:
        """Run a statement."""
        self.translated(lambda connection: connection.execute(statement, values))

    def register(self, name: str, frame: pl.DataFrame) -> None:
        """Let statements read a frame under a name."""
        self.translated(lambda connection: connection.register(name, frame))

    def unregister(self, name: str) -> None:
        """Forget a frame."""
        self.translated(lambda connection: connection.unregister(name))

    # What is registered inside a transaction is held until it ends, and a large delivery is many portions of one transaction. Frames that
    # such a portion is made of are therefore handed over for one statement.

    def read_beside(self, name: str, rows: pl.DataFrame, query: str) -> pl.DataFrame:
        """Return the result of a query that finds rows under a name."""

        def read(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
            # None for statements without a result, which no query is.
            found = cast("duckdb.DuckDBPyRelation", connection.from_arrow(rows).query(name, query))
            frame: pl.DataFrame = found.pl()
            return frame

        return self.translated(read)

    def append(self, table: str, rows: pl.DataFrame) -> None:
        """Append rows to a table, columns by their names."""

        def insert(connection: duckdb.DuckDBPyConnection) -> None:
            stored = connection.table(table)
            connection.from_arrow(rows.select(stored.columns)).insert_into(table)

        self.translated(insert)

    def close(self) -> None:
        """Close the file; calling it twice does no harm."""
        self.translated(lambda connection: connection.close())

    def translated(self, work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Return what some work on the connection gives; what it raises about the file or the disk becomes a WarehouseError.

        Raises KeyboardInterrupt where a signal ended it.
        """
        try:
            return work(self._connection)
        except duckdb.InterruptException as error:
            raise KeyboardInterrupt from error
        except duckdb.Error as error:
            if is_storage_failure(error):
                raise translate(error, self.path) from error
            raise
        except RuntimeError as error:
            # A signal that ends the program ends the running query first; the library says so in two ways.
            if INTERRUPTED in str(error).lower():
                raise KeyboardInterrupt from error
            raise


def connect(path: Path, *, read_only: bool = False) -> Database:
    """Open the DuckDB file at `path`, making it where it is absent and writing is allowed.

    Raises WarehouseBusyError, WarehouseDamagedError, NoRoomError or WarehouseError with a sentence that says what to do.
    """
    if read_only and not path.exists():
        raise WarehouseError(f"there is no warehouse at {path}; run `earlywarn ingest` first")
    try:
        connection = _opened(path, read_only=read_only)
    except duckdb.Error as error:
        raise translate(error, path) from error
    database = Database(path, connection)
    if not read_only:
        _remove_spilled(path)
    return database


def _opened(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a file within the bounds of this process; where it reads the file already, what was set then is set for good."""
    # Set afterwards and not at opening: a second connection to a file may not ask for other settings than the first.
    connection = duckdb.connect(str(path), read_only=read_only, config={**SETTINGS})
    is_locked = connection.sql("select current_setting('lock_configuration')").fetchall()[0][0]
    if is_locked:
        return connection
    connection.execute(NO_BAR)
    used = connection.sql("select current_setting('temp_directory')").fetchall()[0][0]
    # The lock last, and the folder before files outside are closed, after which none can be named.
    for name, value in {**_bounds(path), **(READING if read_only else {})}.items():
        if name != "temp_directory" or value != used:
            quoted = value.replace("'", "''")
            connection.execute(f"set {name} = '{quoted}'")
    return connection


def _bounds(path: Path) -> dict[str, str]:
    """Return how much memory a file may take, and where the rest of what a statement needs goes."""
    spilled = {"temp_directory": str(scratch_folder(path))}
    return {**spilled, **({"memory_limit": f"{_memory[0]}B"} if _memory else {})}


def scratch_folder(path: Path, what: str = "") -> Path:
    """Return a folder beside a file for what this process cannot hold in memory; one that a killed process left is removed later."""
    return path.with_name(f".{path.name}.{what}{'.' if what else ''}{os.getpid()}{SPILLED}")


def _remove_spilled(path: Path) -> None:
    """Remove what processes that were killed have left beside a file."""
    for folder in path.parent.glob(f".{path.stem}*.*{SPILLED}"):
        try:
            os.kill(int(folder.name.removesuffix(SPILLED).rpartition(".")[2]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, PermissionError):
            continue


def connect_for_people(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file for somebody at a notebook: the library's own connection, which can read this file and nothing else."""
    try:
        return _opened(path, read_only=True)
    except duckdb.Error as error:
        raise translate(error, path) from error


@cache
def frame_database() -> duckdb.DuckDBPyConnection:
    """Return a database of this process alone in which nothing is kept: for what is asked of frames."""
    return duckdb.connect(config={"threads": "1"})


def translate(error: duckdb.Error, path: Path) -> WarehouseError:
    """Return what a DuckDB failure means to the person at the keyboard."""
    text = str(error).splitlines()[0]
    if is_full_disk(error):
        return NoRoomError(f"there is no room left for {path} ({text})")
    if isinstance(error, duckdb.OutOfMemoryException):
        return WarehouseError(
            f"a statement on {path} needs more memory than it may take ({text}); let it take more with EARLYWARN_MEMORY, such as 12GiB, "
            "or let fewer processes work at once with EARLYWARN_PROCESSES=1"
        )
    if HELD in text.lower():
        return WarehouseBusyError(
            f"the warehouse {path} is in use by another process ({text}); wait until that run has ended and try again"
        )
    if is_storage_failure(error):
        # A file that is damaged and a fault of the library look alike from here; only a reading of every block tells them apart.
        unsure = isinstance(error, (duckdb.InternalException, duckdb.FatalException))
        first = "where `earlywarn doctor --deep` finds it sound, report this; otherwise " if unsure else ""
        return WarehouseDamagedError(
            f"the warehouse {path} cannot be read ({text}); {first}put back the last backup of it, or move the file away, "
            "call `earlywarn doctor --repair` and take the inbox in anew with `earlywarn ingest`"
        )
    return WarehouseError(f"the warehouse {path} refused to work: {text}")


def is_storage_failure(error: duckdb.Error) -> bool:
    """Whether a failure is about the file or the disk, and not about the statement."""
    kinds = (
        duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException, duckdb.OutOfMemoryException,
    )  # fmt: skip
    # A commit that cannot be written is called a failed transaction, and a block with another checksum has no kind of its own.
    return isinstance(error, kinds) or any(words in str(error).lower() for words in ("corrupt", "could not write", "could not read"))

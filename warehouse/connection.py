"""The one place that opens DuckDB."""

from pathlib import Path

import duckdb

from warehouse.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseError

# Nothing is ever fetched from the network at run time, whatever a statement asks for.
SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false"}


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the DuckDB file at `path`, making it where it is absent and writing is allowed.

    Raises WarehouseBusyError, WarehouseDamagedError or WarehouseError with a sentence that says what to do.
    """
    if read_only and not path.exists():
        raise WarehouseError(f"there is no warehouse at {path}; run `earlywarn ingest` first")
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=dict(SETTINGS))
    except duckdb.Error as error:
        raise translate(error, path) from error
    # Progress is the orchestrator's to show; DuckDB's own bar would write over it.
    connection.execute("set enable_progress_bar = false")
    return connection


def translate(error: duckdb.Error, path: Path) -> WarehouseError:
    """Return what a DuckDB failure means to the person at the keyboard."""
    text = str(error).splitlines()[0]
    if "lock" in text.lower():
        return WarehouseBusyError(
            f"the warehouse {path} is in use by another process ({text}); wait until that run has ended and try again"
        )
    if is_storage_failure(error):
        return WarehouseDamagedError(f"the warehouse {path} cannot be read ({text}); put back the last backup or the published snapshot")
    return WarehouseError(f"the warehouse {path} refused to work: {text}")


def is_storage_failure(error: duckdb.Error) -> bool:
    """Whether a failure is about the file or the disk, and not about the statement."""
    kinds = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)
    return isinstance(error, kinds) or "corrupt" in str(error).lower()

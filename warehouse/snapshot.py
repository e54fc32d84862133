"""The snapshot: a read-only copy of the warehouse that analysts, looks from the command line and the web page open instead of it.

In: putting a fresh copy in place at once, and opening it. Out: when a copy is made (pipelines.assets).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.connection import connect_for_people
from warehouse.errors import WarehouseDamagedError, WarehouseError
from warehouse.file_copies import sync_file
from warehouse.plain_views import make_views
from warehouse.store import Store

SNAPSHOT = "warehouse.snapshot.duckdb"


def publish_snapshot(store: Store, target: Path, *, is_read: bool = False) -> None:
    """Write a copy of an open warehouse and put it in the place of `target` at once; readers that have the old copy open keep it.

    `is_read`: whether every block has just been read (Store.read_everything), so that the bytes may be copied as they are.
    """
    # In the same folder, since a rename is only atomic within one file system.
    staged = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    staged.unlink(missing_ok=True)
    store.copy_to(staged, is_read=is_read)
    make_views(staged)
    sync_file(staged)
    staged.replace(target)
    # Without this the new name may be lost in a power cut although the file is there.
    sync_file(target.parent)


@contextmanager
def open_snapshot(snapshot: Path, warehouse: Path, ops: Path) -> Iterator[Store]:
    """Lend the snapshot, or the warehouse itself where none was published yet, so that a look never stands in the way of a run.

    A snapshot of an older version of the program is published anew first, and so is a damaged one. Raises WarehouseError where there is
    neither, and WarehouseDamagedError where damage shows only in what is read; the snapshot is whole again by then.
    """
    is_whole = not snapshot.exists() or _is_current(snapshot)
    if warehouse.exists() and not (is_whole and (snapshot.exists() or _is_current(warehouse))):
        renew_snapshot(snapshot, warehouse, ops)
    path = snapshot if snapshot.exists() else warehouse
    try:
        with Store(path, read_only=True, ops=None if path == snapshot else ops) as store:
            yield store
    except WarehouseDamagedError as error:
        if path == warehouse or not warehouse.exists():
            raise
        renew_snapshot(snapshot, warehouse, ops)
        raise WarehouseDamagedError(
            f"the snapshot {snapshot} was damaged and has been made anew from the warehouse; call the same command again"
        ) from error


def renew_snapshot(snapshot: Path, warehouse: Path, ops: Path) -> None:
    """Publish the snapshot anew from the warehouse."""
    with Store(warehouse, ops=ops) as store:
        publish_snapshot(store, snapshot)


def _is_current(path: Path) -> bool:
    """Whether a database can be opened and has the tables and columns that this program reads."""
    try:
        with Store(path, read_only=True) as store:
            return store.is_current()
    except WarehouseDamagedError:
        return False


def connect_snapshot(home: Path | str) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot of a home for a notebook: read-only, on its own, with views and macros of plain names.

    `home`: the folder EARLYWARN_HOME names, or the snapshot itself. Raises WarehouseError where none was published yet.

        from warehouse.snapshot import connect_snapshot
        district = connect_snapshot("/srv/earlywarn")
        district.execute("from lists_of('2026-10')").pl()
    """
    place = Path(home).expanduser()
    path = place / SNAPSHOT if place.is_dir() else place
    if not path.is_file():
        raise WarehouseError(f"there is no snapshot at {path}; `earlywarn run` publishes one")
    return connect_for_people(path)

"""The snapshot: a read-only copy of the warehouse that analysts, looks from the command line and the web page open instead of it.

In: putting a fresh copy in place at once, and opening it. Out: when a copy is made (pipelines.assets).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import WarehouseDamagedError
from warehouse.store import Store


def publish_snapshot(store: Store, target: Path) -> None:
    """Write a copy of an open warehouse and put it in the place of `target` at once; readers that have the old copy open keep it."""
    # In the same folder, since a rename is only atomic within one file system.
    staged = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    staged.unlink(missing_ok=True)
    store.copy_to(staged)
    _sync(staged)
    staged.replace(target)
    # Without this the new name may be lost in a power cut although the file is there.
    _sync(target.parent)


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


def _sync(path: Path) -> None:
    """Make a file or a directory entry survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

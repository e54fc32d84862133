"""Giving back the room of what was deleted: SQLite files and the warehouse, each written anew where that is worth it.

In: nobody else may be writing; who is, keeps the file as it is. Out: what was deleted and why (pipelines.retention).
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from warehouse.errors import WarehouseBusyError
from warehouse.file_copies import sync_file
from warehouse.ops.ops_db import PRIMARY_CODE
from warehouse.store import Store

# Less than this is soon written to again.
WORTHWHILE_SHARE: Final = 0.2
WORTHWHILE_BYTES: Final = 4 * 1024**2
SECONDS_TO_WAIT: Final = 5


def compact_sqlite(path: Path) -> int:
    """Write an SQLite file anew without its empty pages; returns the bytes given back. Raises WarehouseBusyError."""
    try:
        with closing(sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)) as connection:
            empty, pages, size = (
                connection.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_count", "page_size")
            )
            if not _is_worthwhile(empty * size, pages * size):
                return 0
            before = path.stat().st_size
            connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & PRIMARY_CODE in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise WarehouseBusyError(f"{path.name} is in use, so its empty room was left in it") from error
        raise
    return max(0, before - path.stat().st_size)


def compact_warehouse(path: Path, ops: Path) -> int:
    """Write the warehouse anew without its empty blocks; returns the bytes given back. Raises WarehouseError.

    The copy is held against the chain of commits before it takes the place, and nobody else can write meanwhile.
    """
    staged = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with Store(path, ops=ops) as store:
        # Nothing may be left in a log beside the file that the copy takes the place of.
        store.checkpoint()
        before = path.stat().st_size
        if not _is_worthwhile(store.empty_bytes(), before):
            return 0
        staged.unlink(missing_ok=True)
        try:
            store.copy_to(staged)
            with Store(staged, read_only=True, ops=ops) as copy:
                copy.read_everything()
            sync_file(staged)
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)
        sync_file(path.parent)
    return max(0, before - path.stat().st_size)


def _is_worthwhile(empty: int, whole: int) -> bool:
    return empty >= WORTHWHILE_BYTES and empty >= WORTHWHILE_SHARE * whole

"""Room on the disk: how much a job needs, judged from what the last one wrote, and asked for before it begins.

In: sizes of what lies in a home. Out: what a full disk does to a write (warehouse.errors), which is never more than a failed job.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipelines.data_dir import DataDir, month_folders
from warehouse.errors import NoRoomError

MEBIBYTE = 1024**2
# What any job may write besides: Dagster's record of it, logs, ops.db, mails.
LEAST_BYTES = 24 * MEBIBYTE
# A delivery is stored, logged before that, and copied into the snapshot.
COPIES_OF_A_DELIVERY = 3
# Months are put in the place of others and old blocks are free only afterwards.
GROWTH_SHARE = 0.25


def require_room(home: DataDir, *, is_mail: bool = False) -> None:
    """Raise NoRoomError where a job may not come to its end; one that only sends needs little."""
    if free_bytes(home) < bytes_needed(home, is_mail=is_mail):
        raise NoRoomError(no_room(home, is_mail=is_mail))


def no_room(home: DataDir, *, is_mail: bool = False) -> str:
    """Return the sentence about a disk that is too full."""
    needed, free = (f"{size / MEBIBYTE:,.0f} MiB" for size in (bytes_needed(home, is_mail=is_mail), free_bytes(home)))
    return (
        f"there is not enough room at {home.root}: {free} are free, about {needed} are needed; "
        "nothing half done was published and what was there stays: make room, then call the same command again"
    )


def free_bytes(home: DataDir) -> int:
    """Return how much room is left where a home lies or will lie."""
    place = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    return shutil.disk_usage(place).free


def bytes_needed(home: DataDir, *, is_mail: bool = False) -> int:
    """Return how much room a job may need: growth of the warehouse, a copy of it, what was newly delivered, one more edition."""
    if is_mail:
        return LEAST_BYTES
    stored = _size(home.warehouse)
    copy = _size(home.snapshot) or stored
    new = sum(_size(path) for path in _files(home.inbox) if not stored or path.stat().st_mtime > home.warehouse.stat().st_mtime)
    return LEAST_BYTES + round(stored * GROWTH_SHARE) + copy + COPIES_OF_A_DELIVERY * new + _last_edition(home)


def home_bytes(home: DataDir) -> int:
    """Return how large a home is, links and what they lead to aside."""
    return sum(path.stat().st_size for path in _files(home.root) if not path.is_symlink())


def _last_edition(home: DataDir) -> int:
    """Return the size of the newest month that is out."""
    months = month_folders(home.briefings)
    return sum(_size(path) for path in _files(months[-1][1])) if months else 0


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.exists() else iter(())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

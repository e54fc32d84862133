"""Room on the disk: how much a job needs, judged from what the last one wrote, and asked for before it begins.

In: sizes of what lies in a home. Out: what a full disk does to a write (warehouse.errors), which is never more than a failed job.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
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
    since = home.warehouse.stat().st_mtime if stored else 0.0
    new = sum(size for size, changed_at in _files(home.inbox) if changed_at > since)
    return LEAST_BYTES + round(stored * GROWTH_SHARE) + copy + COPIES_OF_A_DELIVERY * new + _last_edition(home)


def home_bytes(home: DataDir) -> int:
    """Return how large a home is, what links lead to aside."""
    return sum(size for size, _ in _files(home.root, is_followed=False))


def _last_edition(home: DataDir) -> int:
    """Return the size of the newest month that is out."""
    months = month_folders(home.briefings)
    return sum(size for size, _ in _files(months[-1][1])) if months else 0


def _files(folder: Path, *, is_followed: bool = True) -> Iterator[tuple[int, float]]:
    """Yield size and moment of change of every file below a folder, of links those of what they lead to unless not `is_followed`."""
    for place, _, names in os.walk(folder):
        for name in names:
            # A run at work, or whoever delivers, may take a file away while it is counted.
            with suppress(FileNotFoundError):
                found = (Path(place) / name).stat(follow_symlinks=is_followed)
                yield found.st_size, found.st_mtime


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

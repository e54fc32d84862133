"""Putting a backup back into an empty home: verified before, staged in the home, and put in place only when everything is there.

While it is at work the home holds a folder `.restoring` with the backup's manifest in it; a home with one is no home yet
(DataDir.prepare), and the next restore clears it.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.backups.backup_manifest import MANIFEST, BackupManifest, read_backup
from pipelines.backups.verification import require_files, verify_backup
from pipelines.clock import now
from pipelines.data_dir import RESTORING, DataDir
from pipelines.delivery.atomic_files import copy_durably
from pipelines.errors import UsageError
from pipelines.room import MEBIBYTE
from warehouse.errors import NoRoomError, is_full_disk
from warehouse.file_copies import sync_file
from warehouse.ops.restoring_ops import note_restored
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

# What a new disk comes with.
NOT_COUNTED = ("lost+found",)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and how many mails wait for a person since nobody knows whether they went out."""

    folder: Path
    manifest: BackupManifest
    mails_held: int


def restore_backup(home: DataDir, folder: Path, *, clock: Callable[[], datetime] = now) -> Restored:
    """Put a backup back into an empty home; what a killed restore left there is cleared first.

    Raises UsageError where the home holds anything, and what `verify_backup` raises; nothing is written then.
    """
    _require_empty(home)
    manifest = verify_backup(folder)
    _require_room(home, manifest)
    staged = home.root / RESTORING
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(home)
    try:
        staged.mkdir(mode=0o700)
        _copy(folder, staged, manifest)
        require_files(staged, manifest)
        held = _bring_up(DataDir(staged), folder, manifest, clock())
    except BaseException as error:
        shutil.rmtree(staged, ignore_errors=True)
        if is_full_disk(error):
            raise NoRoomError(_no_room(home, manifest)) from error
        raise
    _put_in_place(home, staged)
    return Restored(folder, manifest, held)


def _require_empty(home: DataDir) -> None:
    """Raise UsageError where a home holds anything besides what a killed restore left."""
    held = sorted(path.name for path in home.root.iterdir() if path.name not in NOT_COUNTED) if home.root.exists() else []
    expected = _left_by_restore(home) if RESTORING in held else ()
    # A database may have a log or a lock beside it, called like itself and something.
    strange = [name for name in held if not name.startswith(expected)]
    if strange:
        raise UsageError(
            f"the home {home.root} is not empty ({', '.join(strange[:5])}); a backup is only put back into an empty one: move it away, or "
            "name another folder with EARLYWARN_HOME"
        )


def _left_by_restore(home: DataDir) -> tuple[str, ...]:
    """Return the names at the top of a home that a restore was putting in place when it was killed."""
    manifest = home.root / RESTORING / MANIFEST
    named = {name.split("/")[0] for name in read_backup(manifest.parent).files} if manifest.is_file() else set()
    return RESTORING, home.snapshot.name, *sorted(named)


def _clear(home: DataDir) -> None:
    """Remove what a killed restore left."""
    marked = home.root / RESTORING
    for path in sorted(home.root.iterdir()) if marked.exists() else []:
        # The mark goes last, or what it explains would look like a home.
        if path != marked and path.name not in NOT_COUNTED:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(marked, ignore_errors=True)


def _require_room(home: DataDir, manifest: BackupManifest) -> None:
    place = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    # The snapshot is as large as the warehouse it is published from.
    if shutil.disk_usage(place).free < manifest.bytes + manifest.files_bytes("warehouse.duckdb"):
        raise NoRoomError(_no_room(home, manifest))


def _no_room(home: DataDir, manifest: BackupManifest) -> str:
    needed = (manifest.bytes + manifest.files_bytes("warehouse.duckdb")) / MEBIBYTE
    return f"there is not enough room at {home.root}: about {needed:,.0f} MiB are needed; make room, then call the same command again"


def _copy(folder: Path, staged: Path, manifest: BackupManifest) -> None:
    """Copy the manifest first, which tells the next restore what this one was doing, then every file."""
    for name in (MANIFEST, *manifest.files):
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_durably(folder / name, target)


def _bring_up(staged: DataDir, folder: Path, manifest: BackupManifest, moment: datetime) -> int:
    """Bring the databases to the program's version and hold them against each other; returns how many mails are held."""
    if staged.warehouse.exists():
        with Store(staged.warehouse, ops=staged.ops) as store:
            publish_snapshot(store, staged.snapshot)
    if not staged.ops.exists():
        return 0
    return note_restored(staged.ops, moment.isoformat(), {"backup": folder.name, "made_at": manifest.made_at})


def _put_in_place(home: DataDir, staged: Path) -> None:
    """Move everything up, the manifest and with it the marker last."""
    for path in sorted(staged.iterdir()):
        if path.name != MANIFEST:
            path.rename(home.root / path.name)
    sync_file(home.root)
    shutil.rmtree(staged)
    sync_file(home.root)

"""Making a backup: staged beside its place, on disk and verified, then renamed, so that half a backup never passes for one."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipelines.backups.backup_manifest import MANIFEST, BackupManifest, KeptFile, file_digest, known_schemas, read_backup, write_manifest
from pipelines.backups.kept_files import LEFT_OUT, kept_files
from pipelines.backups.verification import verify_backup
from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import copy_durably
from pipelines.delivery.publication import only_publisher
from pipelines.errors import UsageError, UserError
from pipelines.instance.waiting import Tell, patient_store
from pipelines.room import MEBIBYTE
from warehouse.errors import NoRoomError, is_full_disk
from warehouse.file_copies import sync_file
from warehouse.ops.commits import last_commits
from warehouse.ops.restoring_ops import copy_ops
from warehouse.store import Store

PREFIX: Final = "earlywarn-"
STAGED: Final = ".earlywarn-unfinished-"
# How a backup is named after its prefix; a folder that somebody called otherwise is theirs, and never the newest one.
MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(~\d+)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its folder, what it holds, and how many bytes an earlier one held already."""

    folder: Path
    manifest: BackupManifest
    linked_bytes: int


def make_backup(home: DataDir, target: Path, *, tell: Tell | None = None, clock: Callable[[], datetime] = now) -> Backup:
    """Copy a home into a new folder below `target`; a run at work is waited for, and `tell` is told so.

    Files that an earlier backup holds with the same content are linked to it. Raises UsageError where there is no home or `target` lies in
    it, WarehouseBusyError, NoRoomError, and WarehouseError where what is stored is damaged; `target` then is as it was.
    """
    _require_places(home, target)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear_unfinished(target)
    made_at = clock()
    staged = target / f"{STAGED}{os.getpid()}"
    try:
        staged.mkdir(mode=0o700)
        backup = _Copying(home, staged, _last_backup(target)).run(made_at, tell)
        verify_backup(staged)
        folder = _free_name(target, made_at)
        staged.rename(folder)
        sync_file(target)
    except BaseException as error:
        shutil.rmtree(staged, ignore_errors=True)
        if is_full_disk(error):
            raise NoRoomError(_no_room(target)) from error
        raise
    return Backup(folder, *backup)


def backups_of(target: Path) -> list[Path]:
    """Return the folders of the backups below a folder, oldest first."""
    found = target.glob(f"{PREFIX}*") if target.is_dir() else ()
    return sorted(path for path in found if MOMENT.fullmatch(path.name.removeprefix(PREFIX)) and (path / MANIFEST).is_file())


def newest_backup(place: Path) -> Path:
    """Return a backup itself, or the newest one in a folder of them; raises UsageError where there is none."""
    if (place / MANIFEST).is_file():
        return place
    found = backups_of(place)
    if not found:
        raise UsageError(f"{place} is no backup and holds none; name a folder that `earlywarn backup` has written")
    return found[-1]


def _require_places(home: DataDir, target: Path) -> None:
    if not home.root.is_dir():
        raise UsageError(f"there is nothing to back up at {home.root}; name the home with EARLYWARN_HOME")
    if target.resolve().is_relative_to(home.root.resolve()):
        raise UsageError(f"{target} lies in the home {home.root} and would be lost with it; name a folder outside, best on another disk")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder")


def _clear_unfinished(target: Path) -> None:
    """Remove what killed backups left; that of one still at work stays."""
    for left in target.glob(f"{STAGED}*"):
        if not _is_alive(left.name.removeprefix(STAGED)):
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: str) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(process) != os.getpid()


def _free_name(target: Path, made_at: datetime) -> Path:
    """Return the folder of a backup: named by its moment, in the order in which backups were made."""
    name = f"{PREFIX}{made_at:%Y-%m-%dT%H-%M-%S}"
    number = 1
    while (target / (name if number == 1 else f"{name}~{number}")).exists():
        number += 1
    return target / (name if number == 1 else f"{name}~{number}")


def _no_room(target: Path) -> str:
    free = shutil.disk_usage(target).free / MEBIBYTE
    return f"there is not enough room for a backup at {target}: {free:,.0f} MiB are free; make room, then call the same command again"


def _last_backup(target: Path) -> tuple[Path, Mapping[str, KeptFile]] | None:
    """Return the newest backup that can be read, which new ones link to."""
    for folder in reversed(backups_of(target)):
        with suppress(UserError):
            return folder, read_backup(folder).files
    return None


class _Copying:
    """One home being copied into one staged folder."""

    def __init__(self, home: DataDir, staged: Path, before: tuple[Path, Mapping[str, KeptFile]] | None) -> None:
        self._home = home
        self._staged = staged
        self._before = before
        self._files: dict[str, KeptFile] = {}
        self._linked = 0

    def run(self, made_at: datetime, tell: Tell | None) -> tuple[BackupManifest, int]:
        """Copy everything; returns the manifest and how many bytes were linked."""
        with _no_writer(self._home, tell) as store:
            if store is not None:
                store.copy_to(self._staged / self._home.warehouse.name)
                self._note(self._home.warehouse.name)
            # Under the same lock: a run commits, publishes and notes all three under it.
            commit = self._copy_records()
            paths = list(kept_files(self._home))
            inbox = [path for path in paths if path.is_relative_to(self._home.inbox)]
            self._copy_files(path for path in paths if not path.is_relative_to(self._home.inbox))
        # Deliveries only ever grow, and taking them in again changes nothing.
        self._copy_files(inbox)
        for folder in [self._staged, *(path for path in self._staged.rglob("*") if path.is_dir())]:
            sync_file(folder)
        schemas = {name: known if name in self._files else None for name, known in known_schemas().items()}
        manifest = BackupManifest(made_at.isoformat(), version("earlywarn"), schemas, commit, LEFT_OUT, self._files)
        write_manifest(self._staged, manifest)
        sync_file(self._staged)
        return manifest, self._linked

    def _copy_records(self) -> dict[str, Any] | None:
        """Copy ops.db; returns the last commit it has acknowledged."""
        if not self._home.ops.exists():
            return None
        copy_ops(self._home.ops, self._staged / self._home.ops.name)
        self._note(self._home.ops.name)
        done, _ = last_commits(self._home.ops)
        return None if done is None else {"number": done.number, "sha256": done.sha256}

    def _note(self, name: str) -> None:
        """Note a file that a library has written."""
        sync_file(self._staged / name)
        self._files[name] = file_digest(self._staged / name)

    def _copy_files(self, paths: Iterator[Path] | list[Path]) -> None:
        for path in paths:
            # Somebody may take a file away meanwhile; what is not there at the end is not in the backup.
            with suppress(FileNotFoundError):
                self._copy(path)

    def _copy(self, path: Path) -> None:
        """Copy one file, or link it to the same content in the backup before."""
        name = path.relative_to(self._home.root).as_posix()
        copy = self._staged / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not self._link(name, path, copy):
            copy_durably(path, copy)
        # Of the copy and not of the original, which may have changed in between.
        self._files[name] = file_digest(copy)

    def _link(self, name: str, path: Path, copy: Path) -> bool:
        """Link a file to the backup before, where that holds the same bytes under the same name; returns whether it could."""
        if self._before is None or name not in self._before[1]:
            return False
        earlier, expected = self._before[0] / name, self._before[1][name]
        if (
            path.stat().st_size != expected.bytes
            or file_digest(path) != expected
            or not earlier.is_file()
            or file_digest(earlier) != expected
        ):
            return False
        try:
            copy.hardlink_to(earlier)
        except OSError:
            # A share that knows no links keeps whole copies.
            return False
        self._linked += expected.bytes
        return True


@contextmanager
def _no_writer(home: DataDir, tell: Tell | None) -> Iterator[Store | None]:
    """Hold the warehouse and the folder of briefings, so that neither changes; None where there is no warehouse yet."""
    store = patient_store(home, tell) if home.warehouse.exists() or home.ops.exists() else None
    try:
        if home.briefings.is_dir():
            with only_publisher(home.briefings):
                yield store
        else:
            yield store
    finally:
        if store is not None:
            store.close()

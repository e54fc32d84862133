"""Putting one folder in the place of another at once, and making files survive a power cut."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

from warehouse.file_copies import sync_file

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and have it on disk before returning."""
    with path.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file with its times and have it on disk before returning; who may read it is the target's to say."""
    shutil.copyfile(source, target)
    seen = source.stat()
    os.utime(target, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    sync_file(target)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another at once; a reader sees the old bytes or the new."""
    staged = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    staged.unlink(missing_ok=True)
    write_durably(staged, content)
    staged.replace(path)
    sync_file(path.parent)


def put_folder(staged: Path, folder: Path) -> None:
    """Put a folder in the place of an earlier one, which goes; at once, where the system can exchange two folders."""
    if folder.exists() and exchange(staged, folder):
        shutil.rmtree(staged)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        staged.rename(folder)
    sync_file(folder.parent)


def exchange(first: Path, second: Path) -> bool:
    """Swap two folders at once; returns False, with nothing done, where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    # Some file systems (old NFS, FUSE) refuse the flag; the caller then renames twice and recovery closes the gap.
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0)

"""Which files of a home a backup keeps: everything but what is made anew, with the reason for each thing left out."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipelines.data_dir import DISTRICTS, DataDir
from pipelines.delivery.publication import STAGING

# Copied by the libraries that write them, since their files change under a reader.
DATABASES: Final = ("warehouse.duckdb", "ops.db")
# By name at the top of a home; what is not named here is kept, so that a folder of a later version is not forgotten.
LEFT_OUT: Final = {
    "warehouse.snapshot.duckdb": "published anew from the warehouse",
    "dagster": "Dagster's record of its runs; no result depends on it",
    "logs": "what was logged on this machine; no result depends on it",
    "outbox": "mails written to files by --dry-run; the ones that were sent are in ops.db",
    "desk.key": "signs cookies; made anew, and everybody signs in again",
    "backups": "backups that lie in the home itself",
    DISTRICTS: "the homes of districts, each of which is backed up by itself",
}
# Folders that only somebody at work has: an edition that is not out yet, a home that is being put back.
UNFINISHED: Final = (STAGING, ".restoring", ".doctor")


def kept_files(home: DataDir) -> Iterator[Path]:
    """Yield every file of a home that a backup keeps besides the databases, below its root and in order; links deeper down stay away."""
    tops = sorted(home.root.iterdir()) if home.root.exists() else []
    for top in tops:
        if top.name in LEFT_OUT or top.name.startswith(DATABASES) or _is_unfinished(top.name):
            continue
        # A folder at the top may lie on another disk; further down links only lead to what is kept already.
        yield from _below(top) if top.is_dir() else _regular(top, is_top=True)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_unfinished(name))
        for name in sorted(names):
            yield from _regular(Path(place) / name)


def _regular(path: Path, *, is_top: bool = False) -> Iterator[Path]:
    """Yield a path where it is a file: a device or a pipe would be read for ever."""
    if path.is_file() and (is_top or not path.is_symlink()) and not _is_unfinished(path.name):
        yield path


def _is_unfinished(name: str) -> bool:
    """Whether a name is that of something half written, or of a lock."""
    return name.startswith(UNFINISHED) or name == ".lock" or (name.startswith(".") and name.endswith(".tmp"))

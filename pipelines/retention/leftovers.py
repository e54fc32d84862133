"""Files of a home that a rule lets go: logs, mails written to files, what killed processes left, superseded editions, backups."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from pipelines.backups.kept_by_age import remove_backup, superseded_backups
from pipelines.backups.settings import StorageSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import HISTORY, STAGING, is_intact, only_publisher, read_manifest, recover
from warehouse.ops.outbox import open_outbox
from warehouse.periods import month_of_key, shift_month

# Whoever is at work has them open; those of a day ago belong to nobody.
UNFINISHED_DAYS: Final = 1
REVISION: Final = re.compile(r"(\d{4}-\d{2})\.r(\d+)(~\d+)?")
# What a mail is in that has not gone out and never will.
NEVER_SENT: Final = ("failed", "pending")


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that may go: of which kind, what it is called, how large, and what removes it."""

    kind: str
    name: str
    bytes: int
    remove: Callable[[], object]


def leftover_files(home: DataDir, settings: StorageSettings, moment: datetime) -> Iterator[Leftover]:
    """Yield every file or folder that a rule lets go, by kind and in order."""
    for path in _older(home.logs, "*", moment - timedelta(days=settings.log_days)):
        yield _file("log files", path, home)
    for path in _older(home.outbox, "**/*.eml", moment - timedelta(days=settings.file_days)):
        yield _file("mails written to files", path, home)
    yield from _unfinished(home, moment - timedelta(days=UNFINISHED_DAYS))
    yield from _superseded(home, shift_month(moment.date().replace(day=1), -settings.revision_months))
    if settings.backup_folder:
        for folder in superseded_backups(Path(settings.backup_folder), settings):
            yield Leftover("backups", str(folder), size_of(folder), partial(remove_backup, folder))


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of everything in a folder; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        return sum(size_of(inner) for inner in path.iterdir())
    return path.lstat().st_size


def _older(folder: Path, pattern: str, moment: datetime) -> list[Path]:
    """Return the files of a folder that were last written before a moment."""
    found = folder.glob(pattern) if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.is_symlink() and path.stat().st_mtime < moment.timestamp())


def _file(kind: str, path: Path, home: DataDir) -> Leftover:
    return Leftover(kind, path.relative_to(home.root).as_posix(), size_of(path), path.unlink)


def _unfinished(home: DataDir, moment: datetime) -> Iterator[Leftover]:
    """Yield what killed processes left: copies that were never put in place, editions that were never published."""
    for folder in (home.root, home.briefings):
        for path in _older(folder, ".*.tmp", moment):
            yield _file("unfinished files", path, home)
    staged = (
        [path for path in home.briefings.glob(f"{STAGING}*") if path.stat().st_mtime < moment.timestamp()]
        if home.briefings.is_dir()
        else []
    )
    if staged:
        # A whole edition among them may be the one that has to be put in place, which publishing knows how to tell.
        yield Leftover("unfinished editions", ", ".join(path.name for path in staged), sum(map(size_of, staged)), partial(_recover, home))


def _recover(home: DataDir) -> None:
    with only_publisher(home.briefings):
        recover(home.briefings)


def _superseded(home: DataDir, before: date) -> Iterator[Leftover]:
    """Yield the superseded editions of months before a month that nobody was sent and nobody wrote into."""
    history = home.briefings / HISTORY
    matches = [(path, REVISION.fullmatch(path.name)) for path in sorted(history.iterdir())] if history.is_dir() else []
    old = [(path, match[1], int(match[2])) for path, match in matches if match and month_of_key(match[1]) < before]
    sent = _sent_editions(home) if old else set()
    for path, month, revision in old:
        manifest = read_manifest(path)
        if (month, revision) not in sent and manifest is not None and is_intact(path, manifest):
            name = path.relative_to(home.root).as_posix()
            yield Leftover("superseded editions", name, size_of(path), partial(shutil.rmtree, path))


def _sent_editions(home: DataDir) -> set[tuple[str, int]]:
    """Return month and revision of every edition that somebody has or may have."""
    if not home.ops.exists():
        return set()
    with open_outbox(home.ops, datetime.now) as outbox:
        return {(row.month, row.revision) for row in outbox.rows() if row.state not in NEVER_SENT}

"""`earlywarn backup`: a consistent, verified copy of a home, and old copies removed by rule."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from pathlib import Path

from pipelines.backups.kept_by_age import remove_backup, superseded_backups
from pipelines.backups.making import make_backup, newest_backup
from pipelines.backups.verification import verify_backup
from pipelines.clock import now
from pipelines.data_dir import DISTRICTS, DataDir
from pipelines.instance.waiting import Tell
from pipelines.room import MEBIBYTE
from pipelines.settings import load_settings


def backup(home: DataDir, target: Path, *, tell: Tell | None = None, clock: Callable[[], datetime] = now) -> list[str]:
    """Back a home up below a folder, with its districts, remove what the rule keeps no longer, and return what was done, in words."""
    own = _backup(home, target, tell, clock)
    # Below the installation's own backups, each district's beside the others.
    parts = (_backup(one, target / DISTRICTS / one.district, tell, clock) for one in home.districts())
    return [*own, *chain.from_iterable(parts)]


def _backup(home: DataDir, target: Path, tell: Tell | None, clock: Callable[[], datetime]) -> list[str]:
    settings = load_settings(home.config).storage
    made = make_backup(home, target, tell=tell, clock=clock)
    gone = superseded_backups(target, settings)
    for folder in gone:
        remove_backup(folder)
    size, linked = made.manifest.bytes / MEBIBYTE, made.linked_bytes / MEBIBYTE
    return [
        f"backup  {made.folder}",
        f"  {len(made.manifest.files):,} files, {size:,.1f} MiB, {linked:,.1f} MiB linked to the backup before; all as written",
        *([f"  removed by the rule of storage.toml: {', '.join(folder.name for folder in gone)}"] if gone else []),
    ]


def district_backups(place: Path) -> list[Path]:
    """Return the folders of backups of an installation's districts below the folder of its own."""
    return sorted(path for path in (place / DISTRICTS).glob("*") if path.is_dir())


def verify(place: Path) -> list[str]:
    """Check a backup, or the newest in a folder of them and the newest of each district, and return what was found, in words."""
    return [*_verify(place), *chain.from_iterable(_verify(part) for part in district_backups(place))]


def _verify(place: Path) -> list[str]:
    folder = newest_backup(place)
    manifest = verify_backup(folder)
    commit = f"commit {manifest.commit['number']}" if manifest.commit else "no commit yet"
    return [
        f"backup  {folder}",
        f"  made at {manifest.made_at[:16]} by version {manifest.program}",
        f"  {len(manifest.files):,} files, {manifest.bytes / MEBIBYTE:,.1f} MiB, all as written",
        f"  ops.db is sound, and the warehouse holds every row that was acknowledged up to {commit}",
    ]

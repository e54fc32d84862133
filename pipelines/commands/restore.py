"""`earlywarn restore`: a backup put back into an empty home, and what a person has to settle afterwards."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from pathlib import Path

from pipelines.backups.making import newest_backup
from pipelines.backups.restoring import restore_backup
from pipelines.clock import now
from pipelines.commands.backup import district_backups
from pipelines.data_dir import DataDir
from pipelines.room import MEBIBYTE


def restore(home: DataDir, place: Path, *, clock: Callable[[], datetime] = now) -> list[str]:
    """Put a backup, or the newest in a folder of them, back into an empty home, with its districts; returns what was done, in words."""
    own = _restore(home, place, clock)
    parts = (_restore(home.of_district(part.name), part, clock) for part in district_backups(place))
    return [*own, *chain.from_iterable(parts)]


def _restore(home: DataDir, place: Path, clock: Callable[[], datetime]) -> list[str]:
    restored = restore_backup(home, newest_backup(place), clock=clock)
    manifest = restored.manifest
    return [
        f"restored {restored.folder} into {home.root}",
        f"  made at {manifest.made_at[:16]}: {len(manifest.files):,} files, {manifest.bytes / MEBIBYTE:,.1f} MiB, verified twice",
        f"  {restored.mails_held} mails are held, and so will be every mail of a period up to today: it may be out already",
        "  ask one of its readers, then `earlywarn send --month YYYY-MM --held sent` or `--held again`; --edition names other letters",
        "  put into the inbox what was delivered since, then `earlywarn run`; enter visits, notes and decisions since then again",
    ]

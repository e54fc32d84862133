"""Which backups are kept: the newest of each of the last days, weeks and months that have one, by the numbers configured."""

import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final

from pipelines.backups.making import PREFIX, backups_of
from pipelines.backups.settings import StorageSettings

PERIODS: Final[tuple[tuple[str, Callable[[date], object]], ...]] = (
    ("daily_count", lambda day: day),
    ("weekly_count", lambda day: day.isocalendar()[:2]),
    ("monthly_count", lambda day: (day.year, day.month)),
)


def superseded_backups(target: Path, settings: StorageSettings) -> list[Path]:
    """Return the backups below a folder that the rule no longer keeps, oldest first."""
    made = [(folder, date.fromisoformat(folder.name.removeprefix(PREFIX)[:10])) for folder in backups_of(target)]
    kept = kept_by_age(((folder.name, day) for folder, day in made), settings)
    return [folder for folder, _ in made if folder.name not in kept]


def kept_by_age(backups: Iterable[tuple[str, date]], settings: StorageSettings) -> set[str]:
    """Return the names of the backups that are kept, given names and days from the oldest to the newest; the newest always is."""
    made = list(backups)
    kept: set[str] = set()
    for name, period_of in PERIODS:
        # Later ones take the place of earlier ones of the same period.
        newest = {period_of(day): backup for backup, day in made}
        kept |= set(list(newest.values())[-getattr(settings, name) :])
    return kept


def remove_backup(folder: Path) -> None:
    """Remove a backup: its manifest goes first, so that what is left of it passes for none. Links in others keep their files."""
    hidden = folder.with_name(f".{folder.name}.removed")
    folder.rename(hidden)
    shutil.rmtree(hidden)

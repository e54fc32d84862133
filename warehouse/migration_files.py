"""Numbered migrations: what the files of a folder say, and which of them a database has not seen.

Files are numbered from 1 and never change once released; the warehouse (migrate.py) and `ops.db` (`warehouse.ops.ops_db`) keep to this.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.errors import WarehouseVersionError

FOLDER = Path(__file__).parent / "migrations"
FILE_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Digest of the statements, which shows that a file was changed after it had run."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def load_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations of a folder in order; raises ValueError on a bad name or a gap in the numbers."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = FILE_NAME.match(path.name)
        if match is None:
            raise ValueError(f"migration {path.name}: expected a name like 0001_first_tables.sql; rename the file")
        found.append(Migration(int(match.group(1)), path.stem, path.read_text(encoding="utf-8")))
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are numbered {[m.number for m in found]}, expected 1, 2, 3, ... without gaps; renumber the newest")
    return found


@cache
def shipped_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations of a folder of the program, read once: databases are opened a hundred times a month."""
    return load_migrations(folder)


def pending_migrations(database: str, applied: Mapping[int, str], migrations: Sequence[Migration]) -> list[Migration]:
    """Return the migrations a database has not seen; `applied` maps the numbers it has seen to their digests.

    Raises WarehouseVersionError, naming the database, where it has seen one that the program does not know or knows with other content.
    """
    known = {migration.number: migration for migration in migrations}
    for number, digest in sorted(applied.items()):
        if number not in known:
            raise WarehouseVersionError(
                f"{database} has migration {number:04d}, this program knows {len(known)}: "
                "it was made by a newer version; update the program"
            )
        if known[number].sha256 != digest:
            raise WarehouseVersionError(
                f"migration {known[number].name} was changed after it ran on {database}; restore the file and add a new migration instead"
            )
    return [migration for migration in migrations if migration.number not in applied]

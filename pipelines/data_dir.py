"""Where a run keeps what it writes: the layout of EARLYWARN_HOME, and nothing else.

In: which folder that is, and paths below it. Out: what stands in the files, and everything else the environment says (settings.py).
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Final

from warehouse.errors import WarehouseError

CHECKOUT = Path(__file__).resolve().parent.parent
# Where a backup is staged before it is put in place, and what lies in it until everything is.
RESTORING = ".restoring"
RESTORING_MARK = f"{RESTORING}/backup.json"
PRIVATE = 0o700
# The published read-only copy for analysts and the web page.
SNAPSHOT: Final = "warehouse.snapshot.duckdb"
# Where the homes of an installation's districts lie, a folder a district, and what is published of each beside the months.
DISTRICTS = "districts"
# A name of more bytes is no name of a folder on every system.
NAME_BYTES_MOST = 200
DIGEST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class DataDir:
    """One installation's folder; every path a run may write to hangs below `root`, what is published of one of its districts apart.

    The home of a district is a whole home in the folder `districts` of the installation it belongs to.
    """

    root: Path

    @property
    def district(self) -> str:
        """The name of the folder of a district that belongs to an installation; empty for a home that stands alone."""
        return self.root.name if self.root.parent.name == DISTRICTS else ""

    @property
    def installation(self) -> "DataDir":
        """The installation a district belongs to; a home that stands alone is its own."""
        return DataDir(self.root.parent.parent) if self.district else self

    def of_district(self, folder: str) -> "DataDir":
        """The home of a district of this installation."""
        return DataDir(self.root / DISTRICTS / folder)

    def districts(self) -> list["DataDir"]:
        """The homes of this installation's districts by name; none where it is one district itself."""
        found = (path for path in (self.root / DISTRICTS).glob("*") if path.is_dir() and not path.name.startswith("."))
        return [DataDir(path) for path in sorted(found)]

    @property
    def inbox(self) -> Path:
        """Deliveries, at any depth; never changed by a run."""
        return self.root / "inbox"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file with one writer."""
        return self.root / "warehouse.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published read-only copy for analysts and the web page."""
        return self.root / SNAPSHOT

    @property
    def staged(self) -> Path:
        """Results of months that are being made and are not published: a folder a month, gone when it is out."""
        return self.root / "staged"

    @property
    def ops(self) -> Path:
        """What people do: publications, checks, outbox, audit (SQLite)."""
        return self.root / "ops.db"

    @property
    def briefings(self) -> Path:
        """Published months, each whole or absent; of a district the folder of what stands beside its months (`published_month`)."""
        home = self.installation
        return home.root / "briefings" / DISTRICTS / self.district if self.district else home.root / "briefings"

    @property
    def cases(self) -> Path:
        """What people recorded about cases, written anew before each ingest so that it is taken in like a delivery."""
        return self.root / "cases"

    @property
    def feedback(self) -> Path:
        """What goes back to whoever delivered: a folder a day with a sheet for each office."""
        return self.root / "feedback"

    @property
    def policies(self) -> Path:
        """Push lists: a folder a month with a list for each office that runs a policy."""
        return self.root / "policies"

    @property
    def learned(self) -> Path:
        """What this district's own past taught, a file a month, for the other districts of an installation."""
        return self.root / "learned"

    @property
    def outbox(self) -> Path:
        """Mails written by `send --dry-run`."""
        return self.root / "outbox"

    @property
    def subscribers(self) -> Path:
        """Who receives what; read from here alone, never from the inbox."""
        return self.root / "subscribers.csv"

    @property
    def desk_key(self) -> Path:
        """What cookies of the page for cases are signed with; nobody but its owner may read it."""
        return self.root / "desk.key"

    @property
    def config(self) -> Path:
        """Local decisions that override the shipped configuration, file by file and key by key."""
        return self.root / "config"

    @property
    def layouts(self) -> Path:
        """Layouts of files that this office receives, besides those that come with the program (`*.toml`)."""
        return self.root / "layouts"

    @property
    def logs(self) -> Path:
        """Logs of the command line, one file a day."""
        return self.root / "logs"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    @property
    def demo(self) -> Path:
        """The truth planted in the fictional district; the program itself never reads it, except to judge a backtest."""
        return self.root / "demo"

    def briefing(self, month: date) -> Path:
        """The folder of one month's published edition."""
        return published_month(self.briefings, f"{month:%Y-%m}")

    def prepare(self) -> None:
        """Make the folders a run writes into, open to their owner alone; the inbox too, so that a person sees where deliveries go.

        Raises WarehouseError where a restore into this home was cut off.
        """
        if (self.root / RESTORING_MARK).exists():
            raise WarehouseError(
                f"a restore into {self.root} was cut off, so it holds only part of a backup; call `earlywarn restore` again"
            )
        keep_private()
        if not self.root.exists():
            self.root.mkdir(parents=True, mode=PRIVATE)
        for folder in (self.inbox, self.briefings, self.logs, self.dagster):
            folder.mkdir(parents=True, exist_ok=True)


def folder_of(name: str) -> str:
    """Return the folder of a district: its name, or a digest of it where no folder can be called so."""
    is_plain = PurePath(name).name == name and not name.startswith((".", "-")) and name.isprintable() and "\\" not in name
    if is_plain and len(name.encode()) <= NAME_BYTES_MOST:
        return name
    return f"district-{hashlib.sha256(name.encode()).hexdigest()[:DIGEST_DIGITS]}"


def published_month(briefings: Path, month: str) -> Path:
    """The folder of a month, YYYY-MM, whose issues stand beside `briefings`: of a district of many `YYYY-MM/<district>`."""
    return briefings.parent.parent / month / briefings.name if briefings.parent.name == DISTRICTS else briefings / month


def month_folders(briefings: Path) -> list[tuple[str, Path]]:
    """The months that have a folder, in order, with their folders."""
    place = published_month(briefings, "[0-9][0-9][0-9][0-9]-[0-9][0-9]")
    root = briefings.parent.parent if briefings.parent.name == DISTRICTS else briefings
    return [(path.relative_to(root).parts[0], path) for path in sorted(root.glob(str(place.relative_to(root))))]


def keep_private() -> None:
    """Let nobody but the owner read what this process writes from now on: figures of named enterprises are in nearly all of it."""
    os.umask(0o077)


def leave_closed_folder() -> None:
    """Leave a current folder that this user may not enter, or that is gone: whatever process this one starts would begin there and fail."""
    try:
        os.chdir(Path.cwd())
    except OSError:
        os.chdir("/")


def default_root() -> Path:
    """`var` in the checkout; where the program was installed without one, `var` in the current folder."""
    is_checkout = (CHECKOUT / "pyproject.toml").exists()
    return (CHECKOUT if is_checkout else Path.cwd()) / "var"


def find_home(environ: Mapping[str, str] | None = None) -> DataDir:
    """Return the home the environment names, or the default one; the folder need not exist yet."""
    named = (os.environ if environ is None else environ).get("EARLYWARN_HOME", "").strip()
    return DataDir(Path(named).expanduser().resolve() if named else default_root())

"""Where a run keeps what it writes: the layout of EARLYWARN_HOME, and nothing else.

In: which folder that is, and paths below it. Out: what stands in the files, and everything else the environment says (settings.py).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.errors import WarehouseError

CHECKOUT = Path(__file__).resolve().parent.parent
# Where a backup is staged before it is put in place, and what lies in it until everything is.
RESTORING = ".restoring"
RESTORING_MARK = f"{RESTORING}/backup.json"
PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class DataDir:
    """One installation's folder; every path a run may write to hangs below `root`."""

    root: Path

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
        return self.root / "warehouse.snapshot.duckdb"

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
        """Published months, each whole or absent."""
        return self.root / "briefings"

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
        return self.briefings / f"{month:%Y-%m}"

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


def keep_private() -> None:
    """Let nobody but the owner read what this process writes from now on: figures of named enterprises are in nearly all of it."""
    os.umask(0o077)


def default_root() -> Path:
    """`var` in the checkout; where the program was installed without one, `var` in the current folder."""
    is_checkout = (CHECKOUT / "pyproject.toml").exists()
    return (CHECKOUT if is_checkout else Path.cwd()) / "var"


def find_home(environ: Mapping[str, str] | None = None) -> DataDir:
    """Return the home the environment names, or the default one; the folder need not exist yet."""
    named = (os.environ if environ is None else environ).get("EARLYWARN_HOME", "").strip()
    return DataDir(Path(named).expanduser().resolve() if named else default_root())

"""A disk that fills up at many sizes, under ingest, run, send and backup.

`python -m tests.bench.full_disk` needs root, to mount a file system.

The check of the room before a job is switched off in half of the tries, so that the disk fills up in the middle of the work. Afterwards
room is made and the same command is called again: its tables, pages and mails have to be those of a home that was never disturbed.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from pipelines.backups.making import backups_of
from pipelines.backups.verification import verify_backup
from pipelines.commands.demo import demo
from pipelines.commands.ingest import ingest
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from tests.conftest import ROOT
from tests.district import read_published
from tests.small_disk import enlarge, small_disk
from tests.unit.pipelines.delivery.relay_server import Relay
from warehouse.catalogue import core_tables
from warehouse.store import Store

BEFORE, MONTH = date(2026, 5, 1), date(2026, 6, 1)
ENTERPRISES, MONTHS, SEED = 40, 26, 12
READERS = 6
KIBIBYTE = 1024
# Room beyond what the home takes: from nothing to nearly enough.
SLACKS_KIB = (0, 64, 256, 768, 1_500, 3_000, 5_000, 8_000, 11_000, 14_000, 18_000, 24_000)
UNCHECKED = "import pipelines.instance.job_runner as d; d.require_room = lambda *a, **k: None; from pipelines.cli import main; main()"
CHECKED = "from pipelines.cli import main; main()"
COMMANDS = {
    "ingest": ("ingest",), "run": ("run", "--month", f"{MONTH:%Y-%m}"), "send": ("send", "--month", f"{BEFORE:%Y-%m}"),
    "backup": ("backup", "{backups}"),
}  # fmt: skip
# A backup takes about as much again as the home; a month here at most 44 MiB, with what is staged of it and Dagster's records.
MOST_OF_HOME = 1.3
MOST_OF_RUN_KIB = 48_000


def used_kibibytes(home: Path) -> int:
    """What a home takes on such a file system, in whole pages."""
    return sum(-(-path.stat().st_size // 4096) * 4 + 1 for path in home.rglob("*"))


def slacks(command: str, home: Path) -> list[int]:
    """Return the room beyond what the home takes, in KiB, for each try."""
    most = {"backup": MOST_OF_HOME * used_kibibytes(home), "run": MOST_OF_RUN_KIB}.get(command, SLACKS_KIB[-1])
    return [round(slack * most / SLACKS_KIB[-1]) for slack in SLACKS_KIB]


def called(home: Path, command: str, relay: Relay, *, is_checked: bool) -> tuple[int, str]:
    """Call a command; returns its exit code and what it wrote to the terminal."""
    mail = {"HOST": "127.0.0.1", "PORT": str(relay.bound_port), "FROM": "warn@example.cn", "SECURITY": "none", "LOG": str(relay.log)}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EARLYWARN_HOME": str(home)}
    environment |= {f"EARLYWARN_SMTP_{name}": text for name, text in mail.items()}
    words = [word.format(backups=backups_beside(home)) for word in COMMANDS[command]]
    arguments = [sys.executable, "-c", CHECKED if is_checked else UNCHECKED, *words]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900)
    return done.returncode, done.stdout + done.stderr


def backups_beside(home: Path) -> Path:
    """Where the backups of a home go: onto the same disk."""
    return home.with_name("backups")


def whole_backups(home: Path) -> int:
    """How many backups there are; one that is not whole and passes for one raises."""
    folders = backups_of(backups_beside(home)) if backups_beside(home).exists() else []
    for folder in folders:
        verify_backup(folder)
    return len(folders)


def facts(home: DataDir) -> dict[str, str]:
    """A digest of every table of facts."""
    with Store(home.warehouse, ops=home.ops) as store:
        store.verify_ledger()
        return {table.name: hashlib.sha256(store.read(table.name).write_csv().encode()).hexdigest() for table in core_tables()}


def outcome(home: DataDir, command: str, relay: Relay) -> object:
    """What a command has to have done, in a form to compare."""
    if command == "ingest":
        return facts(home)
    if command == "backup":
        return whole_backups(home.root)
    return read_published(home, MONTH) if command == "run" else dict(relay.accepted)


def prepared(folder: Path) -> dict[str, DataDir]:
    """The home each command begins with: files delivered and nothing stored, or a month out."""
    delivered, published = DataDir(folder / "delivered"), DataDir(folder / "published")
    demo(delivered, ENTERPRISES, MONTHS, MONTH, SEED)
    shutil.copytree(delivered.root, published.root)
    ingest(published, None)
    run(published, RunOptions(BEFORE))
    lines = ["email,name,scope", *(f"r{number}@example.cn,读者{number},district" for number in range(READERS))]
    published.subscribers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"ingest": delivered, "run": published, "send": published, "backup": published}


def tried(base: DataDir, command: str, slack: int, wanted: list[object], folder: Path, *, is_checked: bool) -> Counter[str]:
    """Fill the disk under a command, make room and call it again; returns what was seen."""
    relay = Relay(folder, is_secure=False)
    relay.start()
    try:
        with small_disk(used_kibibytes(base.root) + slack) as place:
            home = DataDir(place / "home")
            shutil.copytree(base.root, home.root)
            first, told = called(home.root, command, relay, is_checked=is_checked)
            before_stays = not base.briefing(BEFORE).exists() or read_published(home, BEFORE) == read_published(base, BEFORE)
            whole_backups(home.root)
            torn = [path.name for path in home.briefings.glob("20*") if not (path / "manifest.json").exists()]
            enlarge(place)
            second, told_again = called(home.root, command, relay, is_checked=True)
            seen = Counter(
                tries=1,
                stopped=first != 0,
                tracebacks=("Traceback" in told or "Logging error" in told) + ("Traceback" in told_again),
                wrong_codes=first not in (0, 20),
                lost=(not before_stays) + len(torn),
                not_finished=second != 0,
                otherwise=second == 0 and outcome(home, command, relay) not in wanted,
            )
    finally:
        relay.stop()
    if any(seen[name] for name in ("tracebacks", "wrong_codes", "lost", "not_finished", "otherwise")):
        sys.stderr.write(f"--- {command} +{slack} KiB, checked {is_checked}: {dict(seen)}\n{told[-3000:]}\n{told_again[-1500:]}\n")
    return seen


def undisturbed(base: DataDir, command: str, folder: Path) -> list[object]:
    """What the command does on a disk with room enough, called once and twice.

    A run that was stopped late has recorded what people are owed, such as an appeal that ended, and the next takes that in as any second
    run does: its manifest counts one row more.
    """
    relay = Relay(folder, is_secure=False)
    relay.start()
    try:
        with small_disk(2_000_000) as place:
            home = DataDir(place / "home")
            shutil.copytree(base.root, home.root)
            return [_done(home, command, relay) for _ in range(1 if command == "backup" else 2)]
    finally:
        relay.stop()


def _done(home: DataDir, command: str, relay: Relay) -> object:
    code, told = called(home.root, command, relay, is_checked=True)
    if code:
        raise RuntimeError(told)
    return outcome(home, command, relay)


def main() -> None:
    """Print one line a command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, default=len(SLACKS_KIB))
    parser.add_argument("--commands", nargs="*", default=list(COMMANDS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homes = prepared(folder)
        for command in options.commands:
            wanted, totals = undisturbed(homes[command], command, folder), Counter[str]()
            for number, slack in enumerate(slacks(command, homes[command].root)[:: max(1, len(SLACKS_KIB) // options.sizes)]):
                totals += tried(homes[command], command, slack, wanted, folder, is_checked=number % 2 == 1)
            sys.stdout.write(f"{command}: {dict(totals)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

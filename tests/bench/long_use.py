"""Sixty months in a row in one process, each month again, then `earlywarn tidy`: what grows; run by `make bench-long`.

A fictional district is delivered month by month, as departments send it, into a home whose process never ends. Measured after each run: CPU
seconds with those of child processes, open files, threads and children of this process, its memory, and the size of the home by its parts.
Months are made without the PDF and fan charts, which depend on one month alone, unless `EARLYWARN_LONG_PAPER=1`; with
`EARLYWARN_PROCESSES=2` a second process makes them, and its memory is measured too. The first `HISTORY` months are there before the first.
`EARLYWARN_LONG_ENTERPRISES` (default 60), `EARLYWARN_LONG_MONTHS` (60) and `EARLYWARN_LONG_HISTORY` (36) say how large; the home is kept
where `EARLYWARN_LONG_HOME` names one.
"""

import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Final

import polars as pl

from pipelines.clock import TIME_ZONE
from pipelines.commands.demo import demo
from pipelines.commands.report import report
from pipelines.commands.run import RunOptions, run
from pipelines.commands.tidy import tidy
from pipelines.data_dir import DataDir
from pipelines.retention.leftovers import size_of
from tests.district import without_paper
from warehouse.periods import month_key, months_between, shift_month

LAST: Final = date(2026, 10, 1)
SEED: Final = 171
MONTH_OF_FILE: Final = re.compile(r"(\d{4})年(\d{2})月")
PARTS: Final = ("warehouse.duckdb", "warehouse.snapshot.duckdb", "ops.db", "dagster", "briefings", "logs", "inbox")
# The first year is not judged; then the first twelve months are held against the last.
SETTLED, YEAR = 12, 12
# By then no run is young enough to be kept for its age alone.
LATER: Final = timedelta(days=400)
MEBIBYTE: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Use:
    """What one run used, and what there is after it: seconds of CPU, counts of this process, MiB of memory and of each part of the home.

    `below`: the memory of the processes that this one has started.
    """

    kind: str
    month: date
    cpu: float
    files: int
    threads: int
    children: int
    memory: float
    below: float
    sizes: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, object]:
        """Return it as a row of a table."""
        counts = {"files": self.files, "threads": self.threads, "children": self.children}
        memory = {"memory": round(self.memory), "below": round(self.below)}
        return {"kind": self.kind, "month": month_key(self.month), "cpu": round(self.cpu, 2), **counts, **memory, **self.sizes}


def cpu_seconds() -> float:
    """Return the seconds of CPU of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def children() -> list[str]:
    """Return the processes that this one has started and that are there still, by number."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def memory(process: str = "self") -> float:
    """Return what a process holds of the memory, in MiB."""
    return int(Path("/proc", process, "statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / MEBIBYTE


def sizes(home: DataDir) -> dict[str, float]:
    """Return the MiB of each part of a home."""
    return {name: round(size_of(home.root / name) / MEBIBYTE, 2) if (home.root / name).exists() else 0.0 for name in PARTS}


def used(home: DataDir, kind: str, month: date, before: float) -> Use:
    """Return what was used since `before`, in seconds of CPU."""
    files, threads = (sum(1 for _ in Path("/proc/self", name).iterdir()) for name in ("fd", "task"))
    below = children()
    return Use(kind, month, cpu_seconds() - before, files, threads, len(below), memory(), sum(map(memory, below)), sizes(home))


@dataclass(frozen=True, slots=True)
class Departments:
    """The files of a whole district, laid into an inbox month by month."""

    kept: Path
    inbox: Path

    def deliver(self, month: date) -> None:
        """Lay down what has come by the scheduled day of a month; what names no month of delivery comes with the first."""
        due = shift_month(month, 1)
        for path in sorted(self.kept.rglob("*")):
            target = self.inbox / path.relative_to(self.kept)
            named = MONTH_OF_FILE.search(path.name)
            if path.is_file() and not target.exists() and (not named or date(int(named[1]), int(named[2]), 1) <= due):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)


def long_use(home: DataDir, enterprises: int, months: int, history: int, seed: int = SEED) -> Iterator[Use]:
    """Run the months one after the other, then each again; yields what each run used.

    All months are made on one day here, and an edition counts what has been delivered by its day: those made again have more refused rows.
    """
    departments = Departments(home.root.with_name(f"{home.root.name}-departments"), home.inbox)
    if not departments.kept.exists():
        demo(home, enterprises, months + history, LAST, seed)
        home.inbox.rename(departments.kept)
    run_months = months_between(shift_month(LAST, 1 - months), LAST)
    for month in run_months:
        departments.deliver(month)
        before = cpu_seconds()
        run(home, RunOptions(month))
        yield used(home, "new", month, before)
    for month in run_months:
        before = cpu_seconds()
        report(home, month, None)
        yield used(home, "again", month, before)


def growth(uses: list[Use]) -> float:
    """Return the CPU of the last twelve new months over that of the first twelve after a year."""
    new = [each.cpu for each in uses if each.kind == "new"]
    return mean(new[-YEAR:]) / mean(new[SETTLED : SETTLED + YEAR])


def table(uses: list[Use]) -> pl.DataFrame:
    """Return what each run used, a row a run."""
    return pl.DataFrame([each.row() for each in uses])


def main() -> None:
    """Measure, and print the table."""
    enterprises, months, history = (int(os.environ.get(f"EARLYWARN_LONG_{name}", usual)) for name, usual in
                                    (("ENTERPRISES", "60"), ("MONTHS", "60"), ("HISTORY", "36")))  # fmt: skip
    paper = nullcontext() if os.environ.get("EARLYWARN_LONG_PAPER") == "1" else without_paper()
    with tempfile.TemporaryDirectory() as folder, paper, pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200):
        home = DataDir(Path(os.environ.get("EARLYWARN_LONG_HOME", f"{folder}/home")))
        uses: list[Use] = []
        for each in long_use(home, enterprises, months, history):
            uses.append(each)
            _say(each.row())
        _say(table(uses))
        _say(f"CPU of the last twelve months over the first twelve after a year: {growth(uses):.3f}")
        for line in tidy(home, clock=lambda: datetime.now(TIME_ZONE).replace(tzinfo=None) + LATER):
            _say(line)
        _say(f"Dagster's records after that: {size_of(home.dagster) / MEBIBYTE / months:.2f} MiB a month")
        before = cpu_seconds()
        report(home, LAST, None)
        _say(used(home, "after tidy", LAST, before).row())


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

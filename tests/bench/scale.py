"""CPU, wall time and memory of a steady month of many districts, beside DuckDB alone on the same figures; run by `make bench-scale`.

For each number of districts a country is written as tidy files, its figures taken in, and two months are run; the second is measured: the
history is there, and one month is new. A cluster gives the same results (tests/faults/test_cluster.py).
`EARLYWARN_BENCH_DISTRICTS` (default 1,3,10) and `EARLYWARN_BENCH_ENTERPRISES` (default 1000) say how large, `EARLYWARN_BENCH_MONTHS` (60).
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from threading import Event, Thread
from typing import Final

import duckdb

DISTRICTS: Final = [int(count) for count in os.environ.get("EARLYWARN_BENCH_DISTRICTS", "1,3,10").split(",")]
ENTERPRISES: Final = int(os.environ.get("EARLYWARN_BENCH_ENTERPRISES", "1000"))
MONTHS: Final = int(os.environ.get("EARLYWARN_BENCH_MONTHS", "60"))
EARLIER, MONTH = "2026-09", "2026-10"
MEBIBYTE: Final = 1024**2
HEADS: Final = ("districts", "firms", "figures", "ingest", "month CPU", "a firm", "wall", "peak MiB", "DuckDB", "ratio")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds of the processor with all its children, seconds on the clock, and the most memory all of them held."""

    cpu: float
    wall: float
    peak_mebibytes: float


def main() -> None:
    """Measure every size and print the table."""
    _say("".join(f"{name:>11}" for name in HEADS))
    costs = [_measure(count) for count in DISTRICTS]
    for (first, one), (second, other) in pairwise(costs):
        _say(f"exponent of CPU from {first} to {second} districts: {log(other / one) / log(second / first):.2f} (wanted at most 1.0)")


def _measure(count: int) -> tuple[int, float]:
    """Measure one size; returns the districts and the CPU of a steady month."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _earlywarn(
            home, "demo", "--districts", str(count), "--enterprises", str(ENTERPRISES), "--months", str(MONTHS), "--last", MONTH, "--tidy"
        )
        ingest = _earlywarn(home, "ingest")
        _earlywarn(home, "run", "--month", EARLIER)
        month = _earlywarn(home, "run", "--month", MONTH)
        figures, alone = _duckdb_alone(home)
        firms = count * ENTERPRISES
        seconds = [f"{ingest.cpu:.0f} s", f"{month.cpu:.0f} s", f"{1000 * month.cpu / firms:.0f} ms", f"{month.wall:.0f} s"]
        cells = [count, firms, figures, *seconds, f"{month.peak_mebibytes:.0f}", f"{alone:.2f} s", f"{month.cpu / alone:.0f}"]
        _say("".join(f"{cell:>11}" for cell in cells))
        return count, month.cpu


def _duckdb_alone(home: Path) -> tuple[int, float]:
    """Return how many figures the deliveries hold, and the CPU seconds in which DuckDB reads, groups and orders them."""
    files = [str(path) for path in sorted((home / "inbox").rglob("*.parquet"))]
    query = (
        "create table ordered as select uscc, indicator, period, last(value) as value, count(*) as versions "  # noqa: S608
        f"from read_parquet({files!r}, union_by_name = true) group by all order by uscc, indicator, period"
    )
    begun = time.process_time()
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(query)
        rows = connection.execute("select count(*) from ordered").fetchall()
    return int(rows[0][0]), time.process_time() - begun


def _earlywarn(home: Path, *words: str) -> Cost:
    """Run a verb in a process of its own and return what it cost."""
    before, begun, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), Event()
    environment = {**os.environ, "EARLYWARN_HOME": str(home)}
    with subprocess.Popen([sys.executable, "-m", "pipelines.cli", *words], env=environment, stdout=subprocess.DEVNULL) as process:
        peaks = [0.0]
        watcher = Thread(target=_watch, args=(process.pid, peaks, ended))
        watcher.start()
        code = process.wait()
        ended.set()
        watcher.join()
    if code:
        raise SystemExit(f"earlywarn {' '.join(words)} ended with {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - begun, peaks[0])


def _watch(root: int, peaks: list[float], ended: Event) -> None:
    """Note the most memory that a process and everything below it held at once, by proportional share."""
    while not ended.wait(0.5):
        peaks[0] = max(peaks[0], sum(_share(pid) for pid in _tree(root)) / MEBIBYTE)


def _tree(root: int) -> list[int]:
    """Return a process and everything below it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        # A process may end while it is looked at.
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
    return found


def _share(pid: int) -> int:
    """Return the bytes of a process, pages shared with others counted by share; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A steady month of many districts: CPU, wall time and memory, beside DuckDB alone on the same figures; run by `make bench-scale`.

For each number of districts a country is written as tidy files, what was received by the day of one month is taken in, and that month is
run; then what was received since is laid into the inbox, and the next month is measured: the new figures are taken in, handed to the
districts, and every district is run. Lists, bulletins, workbooks and the summary are made, pages of single enterprises and PDFs are not
(`[explain]` in models.toml); what those cost is measured apart, on the smallest country (`_of_pages`). A cluster gives the same bytes
(tests/pipeline/test_blocks_alike.py); what it costs beside two local processes is measured where dask.distributed is installed.
`EARLYWARN_BENCH_DISTRICTS` (default 1,10,30) and `EARLYWARN_BENCH_ENTERPRISES` (default 1000) say how large, `EARLYWARN_BENCH_MONTHS` (60);
`EARLYWARN_BENCH_FOLDER` where, which is kept then, so that a country once written is not written again.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from math import log
from pathlib import Path
from threading import Event, Thread
from typing import Final

import duckdb

from pipelines.clock import scheduled_day
from warehouse.periods import month_of_key

DISTRICTS: Final = [int(count) for count in os.environ.get("EARLYWARN_BENCH_DISTRICTS", "1,10,30").split(",")]
ENTERPRISES: Final = int(os.environ.get("EARLYWARN_BENCH_ENTERPRISES", "1000"))
MONTHS: Final = int(os.environ.get("EARLYWARN_BENCH_MONTHS", "60"))
EARLIER, MONTH = "2026-09", "2026-10"
# Where the figures of the measured month wait, and how files of a kind are read and written with their rows in order.
LATE: Final = "late"
READERS: Final = {
    ".csv": ("read_csv('{}', all_varchar = true, header = true)", "header"),
    ".parquet": ("read_parquet('{}')", "format parquet"),
}
MEBIBYTE: Final = 1024**2
HEADS: Final = ("districts", "firms", "figures", "month CPU", "a firm", "wall", "peak MiB", "DuckDB", "ratio")
WITHOUT_PAGES: Final = "[explain]\nhas_enterprise_pages = false\nhas_pdf = false\n"
# A scheduler and two workers on this machine.
ADDRESS: Final = "tcp://127.0.0.1:18786"
WORKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds of the processor with all its children, seconds on the clock, and the most memory all of them held."""

    cpu: float
    wall: float
    peak_mebibytes: float


def main() -> None:
    """Measure every size and print the tables."""
    with ExitStack() as stack:
        kept = os.environ.get("EARLYWARN_BENCH_FOLDER")
        folder = Path(kept) if kept else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        homes = {count: _prepared(folder / f"{count}x{ENTERPRISES}x{MONTHS}", count) for count in DISTRICTS}
        _say("".join(f"{name:>11}" for name in HEADS))
        costs = [(count, _measured(home, count)) for count, home in homes.items()]
        for (first, one), (second, other) in pairwise(costs):
            _say(f"exponent of CPU from {first} to {second} districts: {log(other / one) / log(second / first):.2f} (wanted at most 1.0)")
        smallest = homes[min(count for count in homes if count > 1 or len(homes) == 1)]
        for line in (*_of_pages(smallest), *_on_a_cluster(smallest)):
            _say(line)


def _prepared(home: Path, count: int) -> Path:
    """Return a home in which the month before the measured one is out, written and run where it is not there."""
    if not (home / "prepared").exists():
        shutil.rmtree(home, ignore_errors=True)
        size = ("--districts", str(count), "--enterprises", str(ENTERPRISES), "--months", str(MONTHS), "--last", MONTH)
        _earlywarn(home, "demo", *size, "--tidy")
        _hold_back(home)
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "models.toml").write_text(WITHOUT_PAGES, encoding="utf-8")
        ingest, first = _earlywarn(home, "ingest"), _earlywarn(home, "run", "--month", EARLIER)
        costs = f"{ingest.cpu:.0f} s of CPU, {ingest.wall:.0f} s, {ingest.peak_mebibytes:.0f} MiB; first month {first.cpu:.0f} s of CPU"
        (home / "prepared").write_text(f"ingest {costs}, {first.wall:.0f} s", encoding="utf-8")
    _say(f"{count} districts: {(home / 'prepared').read_text(encoding='utf-8')}")
    return home


def _hold_back(home: Path) -> None:
    """Keep what was received after the day of the earlier month out of the inbox until the measured one."""
    day = scheduled_day(month_of_key(EARLIER))
    (home / LATE).mkdir()
    with duckdb.connect() as connection:
        for path in sorted(path for path in (home / "inbox").iterdir() if path.suffix in READERS):
            reader, writer = READERS[path.suffix]
            rows = f"from {reader.format(path)}"
            if "received_on" not in connection.sql(f"describe {rows}").pl()["column_name"]:
                continue
            is_late = f"coalesce(try_cast(received_on as date) > date '{day}', false)"
            if not connection.sql(f"select count(*) {rows} where {is_late}").fetchall()[0][0]:
                continue
            connection.execute(f"copy (select * {rows} where {is_late}) to '{home / LATE / f'{path.stem}_late{path.suffix}'}' ({writer})")
            kept = path.with_suffix(".kept")
            connection.execute(f"copy (select * {rows} where not {is_late}) to '{kept}' ({writer})")
            kept.replace(path)


@contextmanager
def _copied(home: Path) -> Iterator[Path]:
    """Lend a copy of a home in which the figures of the new month have come; what a month writes into it is gone afterwards."""
    copy = home.with_name(f"{home.name}.copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy, symlinks=True)
    for path in (copy / LATE).iterdir():
        path.rename(copy / "inbox" / path.name)
    try:
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _measured(home: Path, count: int) -> float:
    """Measure the steady month of one size; returns its CPU."""
    with _copied(home) as copy:
        month = _earlywarn(copy, "run", "--month", MONTH)
    figures, alone = _duckdb_alone(home)
    firms = count * ENTERPRISES
    seconds = [f"{month.cpu:.0f} s", f"{1000 * month.cpu / firms:.1f} ms", f"{month.wall:.0f} s"]
    cells = [count, firms, figures, *seconds, f"{month.peak_mebibytes:.0f}", f"{alone:.2f} s", f"{month.cpu / alone:.0f}"]
    _say("".join(f"{cell:>11}" for cell in cells))
    return month.cpu


def _of_pages(home: Path) -> Iterator[str]:
    """Yield what pages of single enterprises and PDFs cost: the same month with and without."""
    with _copied(home) as copy:
        without = _earlywarn(copy, "run", "--month", MONTH)
    with _copied(home) as copy:
        (copy / "config" / "models.toml").unlink()
        whole = _earlywarn(copy, "run", "--month", MONTH)
        pages = len(list((copy / "briefings" / MONTH).rglob("enterprises/*.html")))
    with _copied(home) as copy:
        (copy / "config" / "models.toml").write_text("[explain]\nhas_pdf = false\n", encoding="utf-8")
        unprinted = _earlywarn(copy, "run", "--month", MONTH)
    each = (unprinted.cpu - without.cpu) / max(pages, 1)
    yield f"pages of single enterprises: {pages}, {1000 * each:.0f} ms of CPU each; PDFs together {whole.cpu - unprinted.cpu:.1f} s"


def _on_a_cluster(home: Path) -> Iterator[str]:
    """Yield what a month costs on a Dask cluster of two workers of this machine, beside two local processes."""
    if find_spec("distributed") is None:
        yield "dask.distributed is not installed: no cluster measured"
        return
    with _copied(home) as copy:
        local = _earlywarn(copy, "run", "--month", MONTH)
    with _copied(home) as copy, _cluster():
        begun = time.monotonic()
        _earlywarn(copy, "run", "--month", MONTH, more={"EARLYWARN_SCHEDULER": ADDRESS})
        wall = time.monotonic() - begun
    yield f"a month on a cluster of {WORKERS} workers: {wall:.0f} s, two local processes {local.wall:.0f} s: {wall / local.wall:.2f} (1.3)"


@contextmanager
def _cluster() -> Iterator[None]:
    """Start a scheduler and its workers on the loopback, ended with the block."""
    port = ADDRESS.rpartition(":")[2]
    scheduler = ("dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    worker = ("dask_worker", ADDRESS, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        for name, *words in (scheduler, *([worker] * WORKERS)):
            command = [sys.executable, "-m", f"distributed.cli.{name}", *words]
            process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            stack.callback(process.kill)
        yield


def _duckdb_alone(home: Path) -> tuple[int, float]:
    """Return how many figures the deliveries hold, and the CPU seconds in which DuckDB reads, groups and orders them."""
    files = [str(path) for path in sorted((home / "inbox").rglob("*.parquet"))]
    files += [str(path) for path in sorted((home / LATE).glob("*.parquet"))]
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


def _earlywarn(home: Path, *words: str, more: Mapping[str, str] | None = None) -> Cost:
    """Run a verb in a process of its own and return what it cost."""
    before, begun, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), Event()
    environment = {**os.environ, "EARLYWARN_HOME": str(home), **(more or {})}
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

"""CPU and wall time of a whole month beside fitting Prophet to every one of its series; run by `make bench-month`.

The month is the whole `earlywarn report` of one month in a warm environment: nothing to take in, the 24 past months there; checks,
scoring, pages, PDF, workbook and Prophet for the listed. Prophet's cost is that of fitting a sample of the same district's series in this
process, scaled up. A range of twelve months stands beside a single one. `BEFORE=<checkout>` measures the month of another state of the
program too, each on a home of its own, in turn and in the same run: seconds depend on the machine and what else it does, ratios within a
run much less.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from models.forecast.fitted.prophet_fan import prophet_view
from pipelines.data_dir import DataDir
from warehouse.periods import month_of_key
from warehouse.store import Store

SAMPLE = 40
ROUNDS = 2
# A range of so many months may cost so many single ones.
RANGE, SINGLES = 12, 8
SERIES = "feat_series__monthly_enterprises"
HERE = Path(__file__).parents[2]
# One fit in so many that the month's CPU may cost.
WANTED = 60


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a command took: `cpu` of all its processes, user and system, and `wall`."""

    cpu: float
    wall: float


def main() -> None:
    """Write a district, run its months by each state of the program, fit Prophet to a sample, and print the ratios."""
    states = {"now": HERE, **({"before": Path(os.environ["BEFORE"])} if "BEFORE" in os.environ else {})}
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in states}
        # Two months, so that the one measured has a list before it that was made by the same rules.
        first = {name: _prepared(states[name], home) for name, home in homes.items()}
        month = sorted(path.name for path in (homes["now"] / "briefings").glob("20*"))[-1]
        warm = {name: [_earlywarn(states[name], home, "report", "--month", month) for _ in range(ROUNDS)] for name, home in homes.items()}
        # Made once before, so that neither the single month nor the range has past months to make first.
        _earlywarn(HERE, homes["now"], "run", "--latest", str(RANGE))
        single, many = (_earlywarn(HERE, homes["now"], "run", "--latest", str(months)) for months in (1, RANGE))
        with Store(DataDir(homes["now"]).warehouse) as store:
            series = store.read(SERIES, month=month_of_key(month))
    for line in _lines(first, warm, _prophet_cpu(series), series.select("uscc", "indicator").n_unique()):
        _say(line)
    _say(f"one month {single.cpu:.1f} s of CPU, a range of {RANGE} {many.cpu:.1f} s")
    _say(f"a range of {RANGE}: {many.cpu / single.cpu:.1f} single months; wanted {SINGLES}")


def _prepared(checkout: Path, home: Path) -> Seconds:
    """Write a district into a home and make its last two months; returns what the months took."""
    _earlywarn(checkout, home, "demo")
    return _earlywarn(checkout, home, "run", "--latest", "2")


def _earlywarn(checkout: Path, home: Path, *words: str) -> Seconds:
    """Run a verb of a state of the program in a process of its own."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "EARLYWARN_HOME": str(home), "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-m", "pipelines.cli", *words]
    subprocess.run(command, check=True, env=environment, cwd=checkout, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - began)


def _prophet_cpu(series: pl.DataFrame) -> float:
    """Return the CPU seconds of fitting Prophet to one series, the mean of a sample after one warm-up."""
    keys = series.select("uscc", "indicator").unique().sort("uscc", "indicator").sample(SAMPLE + 1, seed=1)
    chosen = [series.join(keys[row], on=["uscc", "indicator"]).sort("period") for row in range(len(keys))]
    chosen = [each for each in chosen if each["value"].is_not_null().sum() >= 24]
    prophet_view(chosen[0].select("period", "value"))
    started = _own_cpu()
    for each in chosen[1:]:
        prophet_view(each.select("period", "value"))
    return (_own_cpu() - started) / (len(chosen) - 1)


def _own_cpu() -> float:
    """Return the CPU seconds of this process and of those it has waited for: Prophet fits in a program of its own."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _lines(first: dict[str, Seconds], warm: dict[str, list[Seconds]], each: float, count: int) -> Iterator[str]:
    """Yield the table, the best of the rounds for a warm month: whatever else the machine does only adds."""
    budget = each * count
    yield f"{'':42}{'CPU s':>10}{'wall s':>10}{'of Prophet':>12}"
    yield f"{f'Prophet on all {count} series ({each * 1000:.0f} ms each)':42}{budget:>10.0f}{'':>10}{1:>12.4f}"
    for name, seconds in first.items():
        yield f"{f'first two months and ingest, {name}':42}{seconds.cpu:>10.1f}{seconds.wall:>10.1f}{seconds.cpu / budget:>12.4f}"
    for name, rounds in warm.items():
        cpu, wall = min(one.cpu for one in rounds), min(one.wall for one in rounds)
        yield f"{f'the month again, warm, {name}':42}{cpu:>10.1f}{wall:>10.1f}{cpu / budget:>12.4f}"
        yield f"{name}: 1/{budget / cpu:.0f} of Prophet; wanted 1/{WANTED}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()

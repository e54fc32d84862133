"""CPU of a whole month beside fitting Prophet to every one of its series; run by `make bench-month`.

The month is the whole `earlywarn run` of one month in a warm environment: ingest of nothing new, scoring, pages, PDF, workbook and
Prophet for the listed. Prophet's cost is that of fitting a sample of the same district's series in the same process, scaled up.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from models.forecast.fitted.prophet_fan import prophet_view
from pipelines.data_dir import DataDir
from warehouse.periods import month_of_key
from warehouse.store import Store

SAMPLE = 40
SERIES = "feat_series__monthly_enterprises"


def main() -> None:
    """Write a district, run a month twice, fit Prophet to a sample, and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _earlywarn(home, "demo")
        first = _earlywarn(home, "run", "--latest", "1")
        month = sorted(path.name for path in (home / "briefings").glob("20*"))[-1]
        warm = _earlywarn(home, "run", "--month", month)
        with Store(DataDir(home).warehouse) as store:
            series = store.read(SERIES, month=month_of_key(month))
        count = series.select("uscc", "indicator").n_unique()
        each = _prophet_cpu(series)
    budget = each * count
    _say(f"{'':42}{'CPU s':>10}{'share of Prophet':>20}")
    _say(f"{f'Prophet on all {count} series ({each * 1000:.0f} ms each)':42}{budget:>10.0f}{1:>20.3f}")
    _say(f"{'first month (history made, ingest)':42}{first:>10.1f}{first / budget:>20.4f}")
    _say(f"{'the month again, warm':42}{warm:>10.1f}{warm / budget:>20.4f}")
    _say(f"wanted: below 1/40 = 0.0250; reached 1/{budget / first:.0f} with the history, 1/{budget / warm:.0f} warm")


def _earlywarn(home: Path, *words: str) -> float:
    """Run a verb in a process of its own; returns the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "EARLYWARN_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "pipelines.cli", *words], check=True, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _prophet_cpu(series: pl.DataFrame) -> float:
    """Return the CPU seconds of fitting Prophet to one series, the mean of a sample after one warm-up."""
    keys = series.select("uscc", "indicator").unique().sort("uscc", "indicator").sample(SAMPLE + 1, seed=1)
    chosen = [series.join(keys[row], on=["uscc", "indicator"]).sort("period") for row in range(len(keys))]
    chosen = [each for each in chosen if each["value"].is_not_null().sum() >= 24]
    prophet_view(chosen[0].select("period", "value"))
    started = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    for each in chosen[1:]:
        prophet_view(each.select("period", "value"))
    ended = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    return (ended - started) / (len(chosen) - 1)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()

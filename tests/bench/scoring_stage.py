"""The scoring stage of a month beside what people would pick instead, over the same series; run by `make bench-scoring`.

The stage is everything from figures as known on a day to two risks of every enterprise: comparable series, what was expected of each figure
with its bands, evidence, features, learning from 24 past months whose features are there, and scores. Rivals forecast each series once,
twelve months with bands, and know nothing of risks: statsforecast's AutoETS on `EARLYWARN_BENCH_SERIES` (2,000) of the series, Prophet on
`EARLYWARN_BENCH_PROPHETS` (60), both scaled to all. One thread each, CPU of all processes, after a warm-up that compiles and loads.
"""

import logging
import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from models.forecast.tournament.selection import chosen_forecasters
from models.month import judge_indicators
from pipelines.benchmark.month_by_month import BenchMonth, bench_months, evidence_months, program_list
from pipelines.commands.demo import demo
from pipelines.commands.ingest import ingest
from pipelines.data_dir import DataDir
from pipelines.settings import Settings, load_settings
from tests.bench.forecast_measures import rival_forecast, rivals, table
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month
from warehouse.store import Store

LAST: Final = date(2026, 10, 1)
ENTERPRISES: Final = int(os.environ.get("EARLYWARN_BENCH_ENTERPRISES", "1000"))
MONTHS: Final = 60
HORIZON: Final = 12
SEED: Final = 71
SERIES_MOST: Final = int(os.environ.get("EARLYWARN_BENCH_SERIES", "2000"))
PROPHETS: Final = int(os.environ.get("EARLYWARN_BENCH_PROPHETS", "60"))
# Fewer figures and no rival fits a season.
LEAST_FIGURES: Final = 24


class _OneMonth:
    """The plan of a single scored month."""

    months = MONTHS
    last = LAST
    scored_months: Sequence[date] = (LAST,)


def main() -> None:
    """Write a district, measure its stage and the rivals, and print the table."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        home = DataDir(Path(folder) / "home")
        demo(home, enterprises=ENTERPRISES, months=MONTHS, last=LAST, seed=SEED, is_tidy=True)
        ingest(home, None)
        with Store(home.warehouse) as store:
            stage, comparable = _stage(store, settings)
    series = _pasts(comparable)
    rows = [("this program, the whole stage", stage, len(series)), *_rivals(series)]
    cells = [
        [name, f"{seconds:.1f}", f"{1e3 * seconds / count:.2f}", f"{seconds / count * len(series) / stage:.0f}x"]
        for name, seconds, count in rows
    ]
    for line in table([f"{len(series)} series of up to {MONTHS} months", "CPU s measured", "ms a series", "all, beside the stage"], cells):
        sys.stdout.write(line + "\n")


def _stage(store: Store, settings: Settings) -> tuple[float, pl.DataFrame]:
    """Return the CPU of the stage of the last month, the features of the months before made beforehand, and its series."""
    months = evidence_months(_OneMonth(), settings.month.training_months)
    taught = pl.concat([one.features for one in bench_months(store, months[:-1], settings)])
    register = store.as_of(names.REGISTER, shift_month(LAST, 1).replace(day=16))
    choice = chosen_forecasters(table_named(names.TOURNAMENT).empty_frame())

    def work() -> BenchMonth:
        (now,) = bench_months(store, [LAST], settings)
        judge_indicators(now.now, register, choice, settings.month, settings.expected)
        program_list(now, taught, None, settings)
        return now

    work()
    seconds, now = _cpu(work)
    return seconds, now.now.series


def _pasts(series: pl.DataFrame) -> list[np.ndarray]:
    """Return the figures of every series that has enough, gaps left out."""
    known = series.drop_nulls("value").sort("uscc", "indicator", "period")
    groups = known.group_by("uscc", "indicator", maintain_order=True)
    return [rows["value"].to_numpy() for _, rows in groups if rows.height >= LEAST_FIGURES]


def _rivals(series: list[np.ndarray]) -> list[tuple[str, float, int]]:
    """Return each rival with the CPU of so many series."""
    chosen = [series[place] for place in np.random.default_rng(1).permutation(len(series))[: SERIES_MOST + 1]]
    model = rivals()["AutoETS"]
    rival_forecast(model, chosen[0], HORIZON)
    ets, _ = _cpu(lambda: [rival_forecast(model, past, HORIZON) for past in chosen[1:]])
    few = chosen[: PROPHETS + 1]
    _prophet(few[0])
    prophet, _ = _cpu(lambda: [_prophet(past) for past in few[1:]])
    return [("statsforecast AutoETS, a forecast", ets, len(chosen) - 1), ("Prophet, a forecast", prophet, len(few) - 1)]


def _prophet(past: np.ndarray) -> None:
    """Fit Prophet to a series and forecast twelve months."""
    from prophet import Prophet

    logging.getLogger("cmdstanpy").disabled = True
    periods = pl.date_range(shift_month(LAST, 1 - len(past)), LAST, "1mo", eager=True)
    frame = pl.DataFrame({"ds": periods, "y": past}).to_pandas()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = Prophet().fit(frame)
        model.predict(model.make_future_dataframe(HORIZON, freq="MS"))


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of some work in this process and those it waits for, and what it returns."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.process_time()
    made = work()
    own, after = time.process_time() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, made


if __name__ == "__main__":
    main()

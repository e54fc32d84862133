"""How fast figures are taken in beside DuckDB alone, which reads the same CSV files and sorts their rows; part of `make bench-scale`.

`EARLYWARN_BENCH_ROWS` (default 1,000,000) rows of a month of eight indicators, in twelve tidy files in which enterprises stand in no order.
"Taken in" is everything: headings, codes, cells and rules judged, copies and clashes looked for, rows stored in order, the ledger written;
then the same again in a second month, for which the first is stored. The figure wanted is at most three times DuckDB's.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import polars as pl

from pipelines.config.environment import memory_share
from pipelines.demo.fictional_codes import credit_codes
from pipelines.ingest.run import ingest_inbox
from pipelines.settings import load_settings
from warehouse.connection import bound_memory
from warehouse.periods import month_key
from warehouse.store import Store
from warehouse.vocabulary import INDICATORS

ROWS: Final = int(os.environ.get("EARLYWARN_BENCH_ROWS", "1000000"))
FILES: Final = 12
MONTHS: Final = (date(2026, 8, 1), date(2026, 9, 1))
TODAY: Final = date(2026, 11, 28)
FIGURES: Final = 8
PLACES: Final = ("440310", "110105", "310115", "510104")
WANTED: Final = 3

MEBIBYTE: Final = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor, seconds on the clock, and the most memory held, in MiB."""

    cpu: float
    wall: float
    peak: float


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for month in MONTHS:
            _write(home / "inbox", month)
            alone = _apart(_alone, home, month)
            taken = _apart(_take_in, home, month)
            for name, cost in (("DuckDB alone", alone), ("taken in", taken)):
                _line(f"{month:%Y-%m} {name:<13} {cost.cpu:8.1f} s CPU {cost.wall:8.1f} s {cost.peak:8.0f} MiB")
            _line(
                f"{month:%Y-%m} ratio of CPU {taken.cpu / alone.cpu:.2f}, of wall {taken.wall / alone.wall:.2f} (wanted at most {WANTED})"
            )


def _write(inbox: Path, month: date) -> None:
    """Write the files of a month."""
    inbox.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(month.month)
    firms = ROWS // FIGURES
    share = -(-firms // len(PLACES))
    codes = [code for seed, place in enumerate(PLACES) for code in credit_codes(share, np.random.default_rng(seed), place)][:firms]
    kinds = pl.DataFrame([(one.key, one.unit.key) for one in list(INDICATORS)[:FIGURES]], schema=["indicator", "unit"], orient="row")
    order = pl.Series("uscc", codes).sample(fraction=1, shuffle=True, seed=7)
    for number, part in enumerate(order.to_frame().iter_slices(-(-firms // FILES))):
        rows = part.join(kinds, how="cross", maintain_order="left")
        values = pl.Series("value", np.round(np.exp(rng.normal(4, 1.5, rows.height)), 2))
        told = {"basis": "month", "covers_months": 1, "same_period_last_year": None, "received_on": f"{month:%Y-%m}-28"}
        rows = rows.with_columns(values, *(pl.lit(value).alias(name) for name, value in told.items()), period=pl.lit(month_key(month)))
        names = ("uscc", "indicator", "period", "value", "unit", *told)
        rows.select(names).write_csv(inbox / f"observations_{month:%Y%m}_{number:02d}.csv")


def _alone(home: Path, month: date) -> None:
    """Let DuckDB read and sort the files of a month."""
    with duckdb.connect(str(home / f"alone_{month:%Y%m}.duckdb")) as connection:
        files = str(home / "inbox" / f"observations_{month:%Y%m}_*.csv")
        connection.execute(f"create table ordered as select * from read_csv('{files}') order by uscc, indicator, period")  # noqa: S608
        connection.execute("checkpoint")


def _take_in(home: Path, _: date) -> None:
    """Take in what is new in the inbox."""
    bound_memory(memory_share())
    with Store(home / "warehouse.duckdb", ops=home / "ops.db") as store:
        report = ingest_inbox(store, home / "inbox", TODAY, load_settings(home / "config").ingest)
    if report.rows_stored != ROWS // FIGURES * FIGURES:
        raise SystemExit(f"{report.rows_stored:,} of {ROWS:,} rows were stored")


def _apart(work: Callable[[Path, date], None], home: Path, month: date) -> Cost:
    """Return what some work costs in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, home, month))


def _measured(work: Callable[[Path, date], None], home: Path, month: date) -> Cost:
    with _clock() as spent:
        work(home, month)
    return Cost(*spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE)


@contextmanager
def _clock() -> Iterator[list[float]]:
    """Lend a list into which seconds of the processor and of the clock go."""
    spent: list[float] = []
    cpu, wall = time.process_time(), time.monotonic()
    yield spent
    spent += [time.process_time() - cpu, time.monotonic() - wall]


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

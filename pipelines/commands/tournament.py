"""`earlywarn tournament`: which forecaster is used for which indicator and size class, through the job of the quarterly schedule."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines.clock import as_of_day, today
from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import OnStep, StepTimer
from pipelines.jobs import TOURNAMENT
from pipelines.month.tournament import last_quarter
from warehouse import names
from warehouse.store import Store


def tournament(home: DataDir, quarter: date | None, as_of: date | None, on_step: OnStep | None = None) -> list[str]:
    """Hold the tournament of the quarter that ends with the month `quarter`; returns its table in lines."""
    latest = min(as_of or today(), today())
    month = quarter or last_quarter(latest)
    # Before anything is opened: a quarter that has not ended cannot be compared.
    as_of_day(month, latest)
    run_context = {"as_of": as_of.isoformat()} if as_of else {}
    with open_jobs(home, StepTimer(on_step)) as run_job:
        run_job(JobRequest(TOURNAMENT, home, run_context, month))
    with Store(home.warehouse, ops=home.ops) as store:
        table = store.read(names.TOURNAMENT, month=month)
    return list(describe(table, month))


def describe(table: pl.DataFrame, month: date) -> Iterator[str]:
    """Yield one line a class: which one is used, and everybody's error as a multiple of the screening forecaster's on the same series."""
    ratio = pl.col("scaled_error") / pl.col("screening_error")
    wide = table.with_columns(ratio=ratio).pivot("forecaster", index=["indicator", "size_class"], values="ratio", sort_columns=True)
    chosen = table.filter("is_chosen").select("indicator", "size_class", chosen="forecaster")
    forecasters = [name for name in wide.columns if name not in ("indicator", "size_class")]
    yield f"tournament of the quarter to {month:%Y-%m}: errors as multiples of the screening forecaster's on the same series"
    yield f"{'indicator':<18}{'size':<6}{'chosen':<18}" + "".join(f"{name:>17}" for name in forecasters)
    for row in wide.join(chosen, on=["indicator", "size_class"], maintain_order="left").iter_rows(named=True):
        cells = "".join(f"{row[name]:>17.3f}" if row[name] is not None else f"{'—':>17}" for name in forecasters)
        yield f"{row['indicator']:<18}{row['size_class'] or '—':<6}{row['chosen']:<18}{cells}"
    counts = table.select(pl.col("fallback_count", "bounded_count").sum()).row(0)
    yield f"fits that failed and were replaced: {counts[0]}; fits that exploded and were cut: {counts[1]}"
    yield "the choice holds for months after the quarter, as of days on which the tournament was known"

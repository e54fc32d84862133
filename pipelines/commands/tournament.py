"""`earlywarn tournament`: which forecaster speaks for which indicator and size class, through the job of the quarterly schedule."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines.clock import as_of_day, today
from pipelines.dagster_instance import JobRequest, Progress, StepTimer, open_instance, quiet_logs, run_job
from pipelines.data_dir import DataDir
from pipelines.jobs import TOURNAMENT as JOB
from pipelines.month.tournament import TOURNAMENT, last_quarter
from warehouse.store import Store


def tournament(home: DataDir, quarter: date | None, as_of: date | None, tell: Progress | None = None) -> list[str]:
    """Hold the tournament of the quarter that ends with the month `quarter`; returns its table in lines."""
    latest = min(as_of or today(), today())
    month = quarter or last_quarter(latest)
    # Before anything is opened: a quarter that has not ended cannot be asked for.
    as_of_day(month, latest)
    run_context = {"as_of": as_of.isoformat()} if as_of else {}
    with quiet_logs(home), open_instance(home) as instance:
        run_job(JobRequest(JOB, home, run_context, month), instance, StepTimer(tell=tell))
    with Store(home.warehouse) as store:
        table = store.read(TOURNAMENT, month=month)
    return list(describe(table, month))


def describe(table: pl.DataFrame, month: date) -> Iterator[str]:
    """Yield one line a class: who speaks for it, and everybody's error as a multiple of the screening forecaster's on the same series."""
    ratio = pl.col("scaled_error") / pl.col("screening_error")
    wide = table.with_columns(ratio=ratio).pivot("forecaster", index=["indicator", "size_class"], values="ratio", sort_columns=True)
    chosen = table.filter("is_chosen").select("indicator", "size_class", chosen="forecaster")
    names = [name for name in wide.columns if name not in ("indicator", "size_class")]
    yield f"tournament of the quarter to {month:%Y-%m}: errors as multiples of the screening forecaster's on the same series"
    yield f"{'indicator':<18}{'size':<6}{'chosen':<18}" + "".join(f"{name:>17}" for name in names)
    for row in wide.join(chosen, on=["indicator", "size_class"], maintain_order="left").iter_rows(named=True):
        cells = "".join(f"{row[name]:>17.3f}" if row[name] is not None else f"{'—':>17}" for name in names)
        yield f"{row['indicator']:<18}{row['size_class'] or '—':<6}{row['chosen']:<18}{cells}"
    counts = table.select(pl.col("fallback_count", "bounded_count").sum()).row(0)
    yield f"fits that failed and were replaced: {counts[0]}; fits that exploded and were cut: {counts[1]}"
    yield "the choice holds for months after the quarter, as of days on which the tournament was known"

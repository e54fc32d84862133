"""Writes districts of the benchmark with truth, evidence and baselines, and has the program itself score them."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from models.evaluation.labels import label_months, trouble_events
from pipelines.benchmark.bench_plan import BenchPlan, keep_plan
from pipelines.benchmark.month_by_month import (
    BASELINES,
    baseline_scores,
    bench_months,
    evidence_months,
    program_months,
    with_places,
)
from pipelines.clock import scheduled_day
from pipelines.ingest.run import ingest_inbox
from pipelines.settings import Settings
from warehouse.store import Store

INBOX, TRUTH, BASELINE_FOLDER, EVIDENCE = "inbox", "truth", "baselines", "evidence.parquet"
OnMonth = Callable[[str], None]


def make_district(plan: BenchPlan, out: Path, settings: Settings, on_month: OnMonth) -> Path:
    """Write a district unless it is there and finished; returns its folder.

    `inbox/`: tidy files; `truth/`: events, activity, labels, trouble; `evidence.parquet`: the program's evidence, for whoever wants to
    learn on it; `baselines/`: scores of the rules, of the expert alone and of chance.
    """
    folder = out / plan.name
    if (folder / "district.json").exists():
        return folder
    plan.write_files(folder / INBOX, folder / TRUTH)
    write_truth(plan, folder / TRUTH)
    (folder / BASELINE_FOLDER).mkdir(parents=True, exist_ok=True)
    made: dict[str, list[pl.DataFrame]] = {name: [] for name in BASELINES}
    evidence = []
    with TemporaryDirectory() as scratch, Store(Path(scratch) / "warehouse.duckdb") as store:
        ingest_inbox(store, folder / INBOX, scheduled_day(plan.last), settings.ingest)
        for one in bench_months(store, plan.scored_months, settings):
            on_month(f"{plan.name} {one.month:%Y-%m}")
            evidence.append(one.features.join(one.judged, on="uscc", how="semi"))
            for name, scores in baseline_scores(one, plan.capacity, plan.seed).items():
                made[name].append(scores)
    for name, frames in made.items():
        pl.concat(frames).write_parquet(folder / BASELINE_FOLDER / f"{name}.parquet")
    pl.concat(evidence).write_parquet(folder / EVIDENCE)
    keep_plan(plan, folder)
    return folder


def write_truth(plan: BenchPlan, truth: Path) -> None:
    """Write labels (a row for each enterprise and scored month) and trouble (the events a good list finds) beside what was planted."""
    events, activity = (pl.read_parquet(truth / f"truth_{name}.parquet") for name in ("events", "activity"))
    labels = label_months(events, activity).filter(pl.col("month").is_in(plan.scored_months))
    labels.write_parquet(truth / "labels.parquet")
    trouble_events(events).write_parquet(truth / "trouble.parquet")


def score_by_program(plan: BenchPlan, folder: Path, settings: Settings, on_month: OnMonth) -> pl.DataFrame:
    """Have the program score a district's months as it does every month; returns SCORE_COLUMNS."""
    sized = with_places(settings, plan.capacity)
    months = evidence_months(plan, settings.month.training_months)
    scores: list[pl.DataFrame] = []
    with TemporaryDirectory() as scratch, Store(Path(scratch) / "warehouse.duckdb") as store:
        ingest_inbox(store, folder / INBOX, scheduled_day(plan.last), settings.ingest)
        for one, made in program_months(store, months, plan.scored_months, sized):
            on_month(f"{plan.name} {one.month:%Y-%m}")
            if made is not None:
                scores.append(made.scores)
    return pl.concat(scores)

"""How much sooner with daily electricity? The same districts with and without readings; run with `python -m tests.bench.daily_readings`.

Every district is scored month by month as of its day, once with what the grid counted each day and once without. Seeds 1 to 9 are for
development.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Literal, NamedTuple

import polars as pl

from models.evaluation.backtest import BacktestSettings, run_backtest
from models.evaluation.labels import label_months, trouble_events
from models.month import evidence_of_month
from pipelines.benchmark.month_by_month import listed_of_month
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.figures import known_use
from pipelines.month.training import training_months
from pipelines.settings import load_settings
from tests.bench.risk_districts import Plan, evidence_months, judged, known_facts
from warehouse.risk_vocabulary import RECENT_USE
from warehouse.store import Store

# What is known besides in each form; the columns that it lacks.
FORMS = {"bills alone": RECENT_USE.keys, "daily electricity": ()}
FIGURES = (
    "found_within_3_months", "found_within_3_months_of_visible_fall", "average_precision_any", "average_precision_relocation",
    "precision_listed", "departures_seen_3_months_ahead", "which_kind_auc", "calibration_error_operating",
)  # fmt: skip


class Measured(NamedTuple):
    """The lists of a district's months in one form, and what really happened."""

    scores: pl.DataFrame
    labels: pl.DataFrame
    events: pl.DataFrame


def main(arguments: list[str] | None = None) -> int:
    """Measure every district asked for with and without readings, pooled and one by one; then what taking readings in costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--shock", type=int, nargs="*", default=[2], help="seeds with a district-wide shock")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--scored", type=int, default=24, help="months scored")
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--ingest", action="store_true", help="measure what taking in costs, and nothing else")
    parser.add_argument("--work", type=Path, default=Path("var/bench/daily"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    plans = [
        Plan(seed, seed in asked.shock, months=asked.months, enterprises=asked.enterprises, scored=asked.scored) for seed in asked.seeds
    ]
    if asked.ingest:
        _say(pl.DataFrame([_ingest(plans[0], has_readings=has_readings) for has_readings in (False, True)]))
        return 0
    forms: dict[str, list[Measured]] = {name: [] for name in FORMS}
    for plan in plans:
        for name, measured in _measured(plan, asked.work).items():
            forms[name].append(measured)
    _say(pl.concat(_judged(name, districts, asked.replicates) for name, districts in forms.items()))
    for place, plan in enumerate(plans):
        _say(f"\n{plan.name}")
        _say(pl.concat(_judged(name, [districts[place]], 0) for name, districts in forms.items()))
    return 0


def _measured(plan: Plan, work: Path) -> dict[str, Measured]:
    """Score a district's months in both forms, or read what is kept of it; both see the same figures, and one the days besides."""
    kept = work / plan.name
    if not (kept / "done").exists():
        kept.mkdir(parents=True, exist_ok=True)
        for name, frame in _made(plan).items():
            frame.write_parquet(kept / f"{name}.parquet")
        (kept / "done").touch()
    labels, events = (pl.read_parquet(kept / f"{name}.parquet") for name in ("labels", "events"))
    return {name: Measured(pl.read_parquet(kept / f"{name}.parquet"), labels, events) for name in FORMS}


def _made(plan: Plan) -> dict[str, pl.DataFrame]:
    """Write a district with readings, take it in and go through its months."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_district(home / "inbox", home / "demo", _demo(plan, has_readings=True, layouts="tidy"))
        truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
        with Store(home / "warehouse.duckdb") as store:
            ingest_inbox(store, home / "inbox", scheduled_day(plan.last), load_settings().ingest)
            made = _score_months(plan, store)
    labels = label_months(truth["events"], truth["activity"]).filter(pl.col("month").is_in(plan.scored_months))
    frames = made | {"labels": labels.with_columns(district=pl.lit(plan.name)), "events": trouble_events(truth["events"])}
    # Districts are pooled; the same made-up code may occur in two of them.
    return {name: frame.with_columns(uscc=pl.lit(f"{plan.seed}/") + pl.col("uscc")) for name, frame in frames.items()}


def _score_months(plan: Plan, store: Store) -> dict[str, pl.DataFrame]:
    settings = load_settings()
    evidence: dict[str, dict[date, pl.DataFrame]] = {name: {} for name in FORMS}
    scores: dict[str, list[pl.DataFrame]] = {name: [] for name in FORMS}
    for month in evidence_months(plan):
        known, day = known_facts(store, month), scheduled_day(month)
        now = evidence_of_month(*known.evidence, month, day, settings.month, known_use(store, day))
        for name, without in FORMS.items():
            features = now.features.with_columns(pl.lit(0.0).alias(column) for column in without)
            evidence[name][month] = features.with_columns(month=pl.lit(month))
            if month in plan.scored_months:
                taught = [evidence[name][past] for past in training_months(month, settings.month.training_months) if past in evidence[name]]
                risk = judged(month, known, replace(now, features=features), pl.concat(taught), settings)
                scores[name].append(listed_of_month(risk, scores[name][-1] if scores[name] else None, month, settings))
    return {name: pl.concat(parts) for name, parts in scores.items()}


def _demo(plan: Plan, *, has_readings: bool, layouts: Literal["departmental", "tidy"]) -> DemoSettings:
    return DemoSettings(
        last=plan.last,
        enterprises=plan.enterprises,
        months=plan.months,
        seed=plan.seed,
        with_shock=plan.with_shock,
        layouts=layouts,
        has_readings=has_readings,
    )


def _judged(name: str, districts: list[Measured], replicates: int) -> pl.DataFrame:
    """Return the figures of some districts together, and how often what only looks like trouble is listed against the healthy."""
    scores, labels, events = (
        pl.concat([getattr(one, part) for one in districts], how="diagonal_relaxed") for part in ("scores", "labels", "events")
    )
    report = run_backtest(scores, labels, events, BacktestSettings(replicates=replicates))
    found = report.figures.filter(pl.col("figure").is_in(FIGURES)).select("figure", "value", "low", "high")
    return found.with_columns(form=pl.lit(name)).select("form", "figure", "value", "low", "high")


def _ingest(plan: Plan, *, has_readings: bool) -> dict[str, object]:
    """Return how many rows a district delivers and how many seconds of the processor taking them in costs."""
    demo = _demo(plan, has_readings=has_readings, layouts="departmental")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_district(home / "inbox", home / "demo", demo)
        with Store(home / "warehouse.duckdb") as store:
            begun = process_time()
            report = ingest_inbox(store, home / "inbox", date(2026, 11, 20), load_settings().ingest)
            seconds = process_time() - begun
    return {"form": "daily electricity" if has_readings else "bills alone", "rows": report.rows_in, "cpu_seconds": round(seconds, 1)}


def _say(what: object) -> None:
    with pl.Config(tbl_rows=100, tbl_width_chars=200, fmt_str_lengths=60, tbl_hide_dataframe_shape=True, float_precision=3):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""`earlywarn backtest`: every month of a range scored as of its own day, then judged beside two rules an office would use."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import polars as pl

from models.evaluation.backtest import BacktestReport, BacktestSettings, compare, list_top, run_backtest
from models.evaluation.labels import events_from_outcomes, label_months, trouble_events, unknown_activity
from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.risk.kind import kind_score
from pipelines.clock import months_between, today
from pipelines.errors import NoUsableInputError
from pipelines.home import Home
from pipelines.jobs import SCORE
from pipelines.launch import Order, Progress, Watch, open_instance, quiet_logs, run_job
from pipelines.settings import load_settings
from pipelines.verbs.reading import RISK
from warehouse.store import OUTCOMES, Store

SERIES = "feat_series__monthly_enterprises"
MODEL = "earlywarn"


@dataclass(frozen=True, slots=True)
class Truth:
    """What happened: `labels` of enterprise-months, `events` a good list should find, and where that is known from."""

    labels: pl.DataFrame
    events: pl.DataFrame
    source: str


def backtest(home: Home, first: date, last: date, tell: Progress | None = None) -> list[str]:
    """Score and judge a range of months; returns the figures in lines.

    Raises NoUsableInputError where nothing is known of what happened.
    """
    months = months_between(first, last)
    watch = Watch(tell=tell)
    with quiet_logs(home), open_instance(home) as instance:
        for month in months:
            run_job(Order(SCORE, home, month=month), instance, watch)
    capacity = load_settings(home.config).levels.capacity_total
    with Store(home.warehouse) as store:
        scores = {MODEL: list_top(_scored(store, months), capacity), **_ruled(store, months)}
        truth = _truth(home, store, scores[MODEL])
    settings = BacktestSettings(capacity=capacity)
    reports = {
        maker: run_backtest(frame, truth.labels, truth.events, settings, is_probability=maker == MODEL) for maker, frame in scores.items()
    }
    folder = home.root / "backtest" / f"{first:%Y-%m}_{last:%Y-%m}"
    _keep(folder, reports)
    return list(_words(compare(reports), truth.source, folder))


def _scored(store: Store, months: list[date]) -> pl.DataFrame:
    """Return the risks of the months: month, uscc, operating_risk, relocation_risk, kind_score."""
    rows = store.read(RISK, month=months).select("month", "uscc", "operating_risk", "relocation_risk")
    return rows.drop_nulls(["operating_risk", "relocation_risk"]).with_columns(kind_score=kind_score())


def _ruled(store: Store, months: list[date]) -> dict[str, pl.DataFrame]:
    """Return what the two rules say of each month, each seeing the series as they were known then."""
    rules = {"year_on_year": year_on_year_scores, "three_sigma": three_sigma_scores}
    said: dict[str, list[pl.DataFrame]] = {name: [] for name in rules}
    for month in months:
        # Each month as it was known then: later corrections would flatter the rules.
        series = store.read(SERIES, month=month).drop("month")
        for name, rule in rules.items():
            said[name].append(rule(series).filter(pl.col("month") == month))
    return {name: pl.concat(frames) for name, frames in said.items()}


def _truth(home: Home, store: Store, scores: pl.DataFrame) -> Truth:
    """Return the demonstration's planted truth where there is one, else the recorded outcomes."""
    planted = home.demo / "truth_events.parquet"
    if planted.exists():
        events, activity = pl.read_parquet(planted), pl.read_parquet(home.demo / "truth_activity.parquet")
        return Truth(label_months(events, activity), trouble_events(events), "the demonstration's planted truth")
    outcomes = store.as_of(OUTCOMES, today())
    if outcomes.is_empty():
        raise NoUsableInputError("no outcomes are recorded, so nothing says what happened; deliver the layout `outcomes` and try again")
    events = events_from_outcomes(outcomes)
    return Truth(label_months(events, unknown_activity(scores)), trouble_events(events), "recorded outcomes")


def _keep(folder: Path, reports: dict[str, BacktestReport]) -> None:
    """Write every frame of every report as Parquet, so that other tools can draw from them."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in fields(BacktestReport):
        named = [getattr(report, item.name).select(pl.lit(maker).alias("maker"), pl.all()) for maker, report in reports.items()]
        pl.concat(named, how="diagonal_relaxed").write_parquet(folder / f"{item.name}.parquet")


def _words(figures: pl.DataFrame, source: str, folder: Path) -> Iterator[str]:
    """Yield one line a figure, the score makers side by side with their intervals."""
    makers = figures["maker"].unique(maintain_order=True).to_list()
    yield f"judged by {source}"
    yield f"{'figure':<34}" + "".join(f"{maker:>26}" for maker in makers)
    for name in figures["figure"].unique(maintain_order=True).to_list():
        cells = [_cell(figures.filter((pl.col("figure") == name) & (pl.col("maker") == maker))) for maker in makers]
        yield f"{name:<34}" + "".join(f"{cell:>26}" for cell in cells)
    yield f"frames in {folder}"


def _cell(row: pl.DataFrame) -> str:
    """Return a figure with its interval."""
    if row.is_empty() or row["value"][0] is None:
        return "—"
    value, low, high = row.select("value", "low", "high").row(0)
    if low is None or low != low:
        return f"{value:.3f}"
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"

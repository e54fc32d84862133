"""`earlywarn backtest`: every month of a range scored as of its own day, then judged beside two rules an office would use."""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from models.evaluation.backtest import BacktestReport, BacktestSettings, compare, list_top, run_backtest
from models.evaluation.labels import events_from_outcomes, label_months, trouble_events, unknown_activity
from models.evaluation.plots import BacktestPlots, mark_gaps, plot_frames
from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.warnings.settings import LevelSettings
from pipelines.clock import today
from pipelines.commands.console import month_range
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.errors import NoUsableInputError
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import OnStep, StepTimer
from pipelines.jobs import SCORE
from pipelines.month.staged_month import StagedMonth, scored_rows
from pipelines.settings import Settings, load_settings
from reports.backtest import PROGRAM, BacktestFrames, BacktestPage, render_backtest
from reports.backtest_lines import backtest_lines
from reports.words.text import Words
from warehouse import names
from warehouse.store import Store
from warehouse.vocabulary import Language

RULES: Final = {"year_on_year": year_on_year_scores, "three_sigma": three_sigma_scores}


@dataclass(frozen=True, slots=True)
class Truth:
    """What happened: `labels` of enterprise-months, `events` a good list should find, and whether a demonstration planted it."""

    labels: pl.DataFrame
    events: pl.DataFrame
    is_planted: bool

    @property
    def has_lookalikes(self) -> bool:
        """Whether anybody recorded what only looked like trouble."""
        return not self.labels["benign_kind"].drop_nulls().is_empty()


def backtest(home: DataDir, first: date, last: date, language: Language = "zh", on_step: OnStep | None = None) -> list[str]:
    """Score and judge a range of months; returns the figures in lines.

    Raises NoUsableInputError where nothing is known of what happened.
    """
    months, words = month_range(first, last), Words(language)
    with open_jobs(home, StepTimer(on_step)) as run_job:
        for month in months:
            run_job(JobRequest(SCORE, home, month=month))
    settings = load_settings(home.config)
    with Store(home.warehouse, ops=home.ops) as store:
        risk, series = (scored_rows(home, store, table, months) for table in (names.RISK, names.SERIES))
        scores = {PROGRAM: _scored(risk, settings.levels), **_ruled(series, months)}
        truth = _truth(home, store, scores[PROGRAM])
    for month in months:
        # Scored to be judged and not to be published.
        StagedMonth.of(home, month).forget()
    reports = _judged(scores, truth, BacktestSettings(capacity=settings.levels.capacity_total))
    folder = home.root / "backtest" / f"{first:%Y-%m}_{last:%Y-%m}"
    _keep(folder, reports)
    page = _publish(folder, plot_frames(reports), _facts(months, truth, settings), words)
    lines = backtest_lines(compare(reports), words, is_planted=truth.is_planted, frames_in=str(folder), page_in=str(page))
    return list(lines)


def _judged(scores: dict[str, pl.DataFrame], truth: Truth, settings: BacktestSettings) -> dict[str, BacktestReport]:
    """Return the report of every score maker, without figures that the truth at hand cannot give."""
    reports = {
        maker: run_backtest(frame, truth.labels, truth.events, settings, is_probability=maker == PROGRAM) for maker, frame in scores.items()
    }
    return {maker: mark_gaps(report, has_onsets=truth.is_planted, has_lookalikes=truth.has_lookalikes) for maker, report in reports.items()}


def _facts(months: list[date], truth: Truth, settings: Settings) -> BacktestPage:
    """Return what the page shows besides figures."""
    district = settings.district
    return BacktestPage(
        first=months[0],
        last=months[-1],
        issued_on=today(),
        capacity=settings.levels.capacity_total,
        is_planted=truth.is_planted,
        district=district.name,
        issuer=district.issuer,
        district_en=district.name_en,
    )


def _publish(folder: Path, plots: BacktestPlots, facts: BacktestPage, words: Words) -> Path:
    """Write the page beside the frames; the file appears whole."""
    frames = BacktestFrames(**{item.name: getattr(plots, item.name) for item in fields(plots)})
    path = folder / "backtest.html"
    replace_file(path, render_backtest(frames, facts, words).encode())
    return path


def _scored(risk: pl.DataFrame, levels: LevelSettings) -> pl.DataFrame:
    """Return the lists of the months: month, uscc, operating_risk, relocation_risk, relocation_share, is_candidate, listed."""
    rows = risk.select("month", "uscc", "operating_risk", "relocation_risk", "relocation_share")
    known = rows.drop_nulls(["operating_risk", "relocation_risk"])
    entered = pl.max_horizontal("operating_risk", "relocation_risk") >= levels.entry_risk
    return list_top(known.with_columns(is_candidate=entered), levels.capacity_total)


def _ruled(stored: pl.DataFrame, months: list[date]) -> dict[str, pl.DataFrame]:
    """Return the scores of the two rules in each month, each seeing the series as they were known then (`stored`: every month's)."""
    scores: dict[str, list[pl.DataFrame]] = {name: [] for name in RULES}
    for month in months:
        # Each month as it was known then: later corrections would flatter the rules.
        series = stored.filter(pl.col("month") == month).drop("month")
        for name, rule in RULES.items():
            scores[name].append(rule(series).filter(pl.col("month") == month))
    return {name: pl.concat(frames) for name, frames in scores.items()}


def _truth(home: DataDir, store: Store, scores: pl.DataFrame) -> Truth:
    """Return the demonstration's planted truth where there is one, else the recorded outcomes."""
    planted = home.installation.demo / "truth_events.parquet"
    if planted.exists():
        events, activity = pl.read_parquet(planted), pl.read_parquet(home.installation.demo / "truth_activity.parquet")
        return Truth(label_months(events, activity), trouble_events(events), is_planted=True)
    outcomes = store.as_of(names.OUTCOMES, today())
    if outcomes.is_empty():
        raise NoUsableInputError("no outcomes are recorded, so nothing shows what happened; deliver the layout `outcomes` and try again")
    events = events_from_outcomes(outcomes)
    return Truth(label_months(events, unknown_activity(scores)), trouble_events(events), is_planted=False)


def _keep(folder: Path, reports: dict[str, BacktestReport]) -> None:
    """Write every frame of every report as Parquet, so that other tools can draw from them."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in fields(BacktestReport):
        named = [getattr(report, item.name).select(pl.lit(maker).alias("maker"), pl.all()) for maker, report in reports.items()]
        pl.concat(named, how="diagonal_relaxed").write_parquet(folder / f"{item.name}.parquet")

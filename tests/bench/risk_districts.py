"""Fictional districts for the measurement: written, run month by month by the program itself, and read back.

Every district lives in a home of its own and is kept, so that a second measurement costs nothing but the figures.
"""

import os
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from models.evaluation.labels import label_months, trouble_events
from models.periods import shift_month
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from warehouse.store import Store

FEATURES = "feat_activity__monthly_enterprises"
SERIES = "feat_series__monthly_enterprises"
WARNINGS = "out_warnings__monthly_enterprises"


@dataclass(frozen=True, slots=True)
class Plan:
    """One district to measure on."""

    seed: int
    with_shock: bool = False
    months: int = 60
    enterprises: int = 1040
    scored: int = 24
    last: date = date(2026, 10, 1)

    @property
    def name(self) -> str:
        """Folder name; two plans that differ in anything never share one."""
        return f"{self.seed}-{'shock' if self.with_shock else 'calm'}-{self.enterprises}x{self.months}-{self.scored}"


@dataclass(frozen=True, slots=True)
class District:
    """What a measured district gave: scores with `listed` and `is_candidate`, features, series, and the truth's labels."""

    plan: Plan
    scores: pl.DataFrame
    features: pl.DataFrame
    series: pl.DataFrame
    labels: pl.DataFrame
    events: pl.DataFrame


def measured_district(plan: Plan, work: Path, program: Path) -> District:
    """Write and run a district unless it is there already, and read what came out."""
    home = work / plan.name
    if not (home / "done").exists():
        _run(plan, home, program)
    return read_district(plan, home)


def _run(plan: Plan, home: Path, program: Path) -> None:
    settings = DemoSettings(
        last=plan.last, enterprises=plan.enterprises, months=plan.months, seed=plan.seed, with_shock=plan.with_shock, layouts="tidy"
    )
    write_district(home / "inbox", home / "demo", settings)
    first = shift_month(plan.last, 1 - plan.scored)
    command = [str(program), "run", "--from", f"{first:%Y-%m}", "--month", f"{plan.last:%Y-%m}"]
    subprocess.run(command, env={**os.environ, "EARLYWARN_HOME": str(home)}, check=True)
    (home / "done").touch()


def read_district(plan: Plan, home: Path) -> District:
    """Read a finished home: the published scores, the warehouse's evidence, and the planted truth."""
    truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
    with Store(home / "warehouse.duckdb", read_only=True) as store:
        features, warnings = store.read(FEATURES), store.read(WARNINGS)
        series = store.read(SERIES, month=plan.last).drop("month")
    return District(
        plan,
        _marked(_scores(home, warnings), plan),
        _marked(features, plan),
        _marked(series, plan),
        _marked(label_months(truth["events"], truth["activity"]), plan).with_columns(district=pl.lit(plan.name)),
        _marked(trouble_events(truth["events"]), plan),
    )


def _scores(home: Path, warnings: pl.DataFrame) -> pl.DataFrame:
    files = sorted((home / "briefings").glob("*/scores.parquet"))
    published = pl.concat([pl.read_parquet(path) for path in files])
    dated = published.with_columns(pl.concat_str("month", pl.lit("-01")).str.to_date("%Y-%m-%d"))
    candidates = warnings.select("month", "uscc", is_candidate=pl.lit(True))
    return dated.join(candidates, on=["month", "uscc"], how="left").with_columns(pl.col("is_candidate").fill_null(False))


def _marked(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    # Districts are pooled later; the same made-up code may occur in two of them.
    return frame.with_columns(uscc=pl.lit(f"{plan.seed}/") + pl.col("uscc"))

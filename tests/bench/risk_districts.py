"""Fictional districts for the measurement: written, ingested and scored month by month with the program's own functions, and kept.

Every district has a folder of its own; what is finished is read and not made again, so a stopped measurement goes on where it was.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from models.evaluation.labels import label_months, trouble_events
from models.evaluation.rules import three_sigma_scores, year_on_year_scores
from models.month import MonthEvidence
from models.risk.score import KnownFacts, fit_models, score_month
from pipelines.benchmark.month_by_month import evidence_months as months_with_past
from pipelines.benchmark.month_by_month import program_months
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings, ShockHits
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import LEAST_MONTHS
from pipelines.settings import Settings, load_settings
from warehouse.names import APPEALS, OBSERVATIONS, OUTCOMES, REGISTER, SIGNALS, VISITS
from warehouse.periods import shift_month
from warehouse.store import Store

RULES = {"year_on_year": year_on_year_scores, "three_sigma": three_sigma_scores}
PARTS = ("scores", "contributions", "features", "year_on_year", "three_sigma", "labels", "events", "shock_months", "hit")


@dataclass(frozen=True, slots=True)
class Plan:
    """One district to measure on; a teacher's months are not scored, only its evidence and its truth are used.

    `has_readings`: its grid also sends what was used each day; `shock_hits`: whom its shock hits. `has_notices`: some of its overhauls are
    announced.
    """

    seed: int
    with_shock: bool = False
    months: int = 60
    enterprises: int = 1040
    scored: int = 24
    last: date = date(2026, 10, 1)
    teaches: bool = False
    has_readings: bool = False
    has_notices: bool = True
    shock_hits: ShockHits = "district"

    @property
    def name(self) -> str:
        """Folder name; two plans that differ in anything never share one."""
        hits = "" if self.shock_hits == "district" else f"-{self.shock_hits}"
        notices = "" if self.has_notices else "-unannounced"
        use = hits + ("-daily" if self.has_readings else "") + notices + ("-teacher" if self.teaches else "")
        return f"{self.seed}-{'shock' if self.with_shock else 'calm'}-{self.enterprises}x{self.months}-{self.scored}{use}"

    @property
    def scored_months(self) -> list[date]:
        """The last months, as many as are scored and have a year of figures before them."""
        wanted = min(self.scored, self.months - LEAST_MONTHS)
        return [shift_month(self.last, -back) for back in range(wanted - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class District:
    """What a district gave: scores with `listed` and `is_candidate`, what contributed to them, features, both rules' scores, the truth,
    months under a shock and whom it hits.
    """

    plan: Plan
    scores: pl.DataFrame
    contributions: pl.DataFrame
    features: pl.DataFrame
    year_on_year: pl.DataFrame
    three_sigma: pl.DataFrame
    labels: pl.DataFrame
    events: pl.DataFrame
    shock_months: pl.DataFrame
    hit: pl.DataFrame


def measured_district(plan: Plan, work: Path) -> District:
    """Write, ingest and score a district unless it is there already, and read what came out."""
    home = work / plan.name
    # A folder may have been made before all of today's parts were kept.
    if not all((home / name).exists() for name in ("done", *(f"{name}.parquet" for name in PARTS))):
        home.mkdir(parents=True, exist_ok=True)
        for name, frame in _measure(plan, home).items():
            frame.write_parquet(home / f"{name}.parquet")
        (home / "done").touch()
    return District(plan, **{name: pl.read_parquet(home / f"{name}.parquet") for name in PARTS})


def _measure(plan: Plan, home: Path) -> dict[str, pl.DataFrame]:
    demo = DemoSettings(
        last=plan.last,
        enterprises=plan.enterprises,
        months=plan.months,
        seed=plan.seed,
        with_shock=plan.with_shock,
        layouts="tidy",
        has_readings=plan.has_readings,
        has_notices=plan.has_notices,
        shock_hits=plan.shock_hits,
    )
    write_district(home / "inbox", home / "demo", demo)
    truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
    settings = load_settings()
    database = home / "warehouse.duckdb"
    # Without the mark `done` the figures may be half taken in.
    database.unlink(missing_ok=True)
    with Store(database) as store:
        ingest_inbox(store, home / "inbox", scheduled_day(plan.last), settings.ingest)
        made = _score_months(plan, store, settings)
    labels = label_months(truth["events"], truth["activity"]).filter(pl.col("month").is_in(plan.scored_months))
    made["labels"] = _marked(labels, plan).with_columns(district=pl.lit(plan.name))
    made["events"] = _marked(shaped_events(truth["events"]), plan)
    # Whose trouble is followed from its onset on.
    made["contributions"] = made["contributions"].join(made["events"], on="uscc", how="semi")
    made["shock_months"] = _shock_months(truth["events"], plan)
    made["hit"] = _marked(truth["events"].filter(pl.col("kind") == "district_shock").select("uscc").unique().sort("uscc"), plan)
    return made


def shaped_events(events: pl.DataFrame) -> pl.DataFrame:
    """Return `trouble_events` with the `shape` that was planted: sudden, gradual, stepwise or late."""
    shapes = events.select("uscc", "onset", "kind", shape=pl.col("detail").str.split(";").list.first())
    return trouble_events(events).join(shapes, on=["uscc", "onset", "kind"], how="left")


def _score_months(plan: Plan, store: Store, settings: Settings) -> dict[str, pl.DataFrame]:
    """Go through the months in order, each seeing what was known on its day; past evidence is kept as it was then."""
    made: dict[str, list[pl.DataFrame]] = {name: [] for name in ("features", "scores", "contributions", *RULES)}
    scored = [] if plan.teaches else plan.scored_months
    for one, listed in program_months(store, evidence_months(plan), scored, settings):
        if one.month in plan.scored_months:
            made["features"].append(one.features)
        if listed is not None:
            made["scores"].append(listed.scores)
            made["contributions"].append(listed.contributions)
            for name, rule in RULES.items():
                made[name].append(rule(one.now.series).filter(pl.col("month") == one.month))
    empty = pl.DataFrame(schema={"month": pl.Date, "uscc": pl.String})
    return {name: _marked(pl.concat(parts) if parts else empty, plan) for name, parts in made.items()}


class Known(NamedTuple):
    """What was known on the day of a month's run."""

    observations: pl.DataFrame
    register: pl.DataFrame
    signals: pl.DataFrame
    appeals: pl.DataFrame
    outcomes: pl.DataFrame
    visits: pl.DataFrame

    @property
    def evidence(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """What evidence is made from, in the order of `evidence_of_month`."""
        return self.observations, self.register, self.signals, self.appeals, self.visits


def known_facts(store: Store, month: date) -> Known:
    """Return what was known on the day of the month's run."""
    return Known(*(store.as_of(table, scheduled_day(month)) for table in (OBSERVATIONS, REGISTER, SIGNALS, APPEALS, OUTCOMES, VISITS)))


def judged(month: date, known: Known, now: MonthEvidence, history: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Fit both risks on what the past teaches, and return the month's, of those in scope."""
    record = record_of(month, known, settings)
    fitted = fit_models(history, now.deviations, now.panel, record, settings.risk, features=now.features)
    return score_month(now.features, now.panel, fitted, record).risk.drop_nulls("operating_risk")


def record_of(month: date, known: Known, settings: Settings) -> KnownFacts:
    """Return what was on record on the day of a month's run, of what was known on it."""
    place = settings.district
    return KnownFacts(known.register, known.outcomes, known.signals, scheduled_day(month), place.name, place.city)


def evidence_months(plan: Plan) -> list[date]:
    """Return the scored months and, unless the district only teaches others, the months before them that the first one learns from."""
    return plan.scored_months if plan.teaches else months_with_past(plan, 36)


def _shock_months(events: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return the scored months, with `is_shock` where a district-wide shock was under way."""
    shock = events.filter(pl.col("kind") == "district_shock").select(first=pl.col("onset").min(), end=pl.col("end").max())
    under_way = (pl.col("month") >= pl.col("first")) & (pl.col("month") < pl.col("end"))
    months = pl.DataFrame({"month": plan.scored_months}, schema={"month": pl.Date})
    return months.join(shock, how="cross").select("month", is_shock=under_way.fill_null(False), district=pl.lit(plan.name))


def _marked(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    # Districts are pooled later; the same made-up code may occur in two of them.
    return frame.with_columns(uscc=pl.lit(f"{plan.seed}/") + pl.col("uscc"))

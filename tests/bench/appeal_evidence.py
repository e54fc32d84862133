"""What open appeals are worth as evidence of a move; run with `python -m tests.bench.appeal_evidence`.

The evidence of every month is made once, and each form of the relocation risk is fitted on it: without appeals (their numbers set to
nothing, so that their weights have no effect) and with them. Both go through the list month by month, each on from its own.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from models.evaluation.backtest import BacktestSettings, run_backtest
from models.evaluation.labels import label_months, trouble_events
from models.month import evidence_of_month
from models.risk.priors import PRIORS, Fitted
from models.risk.score import KnownFacts, Models, fit_models, score_month
from models.risk.training_examples import relocation_examples
from pipelines.benchmark.month_by_month import listed_of_month
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import training_months
from pipelines.settings import Settings, load_settings
from tests.bench.risk_districts import Plan, evidence_months, known_facts, record_of
from warehouse.store import Store
from warehouse.vocabulary import APPEAL_NEEDS

APPEAL_COLUMNS = tuple(f"appeal_{name}" for name in (*APPEAL_NEEDS.keys, "repeated"))
FORMS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "without appeals": lambda features: features.with_columns(**dict.fromkeys(APPEAL_COLUMNS, pl.lit(0.0))),
    "with open appeals": lambda features: features,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A district: scores and fitted weights by form, the truth."""

    scores: dict[str, pl.DataFrame]
    weights: pl.DataFrame
    labels: pl.DataFrame
    events: pl.DataFrame


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print the figures of both forms side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--shock", type=int, nargs="*", default=[2], help="seeds with a district-wide shock")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--scored", type=int, default=24, help="months scored")
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--work", type=Path, default=Path("var/bench/appeals"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    found = []
    for seed in asked.seeds:
        plan = Plan(seed, with_shock=seed in asked.shock, scored=asked.scored, enterprises=asked.enterprises)
        found.append(_kept(plan, asked.work))
        _say(f"measured {plan.name}")
    _say(figure_table(found, BacktestSettings(replicates=asked.replicates)))
    _say(pl.concat(each.weights for each in found).group_by("form", "feature", maintain_order=True).agg(pl.col("weight").mean()))
    return 0


def figure_table(districts: list[Measured], settings: BacktestSettings) -> pl.DataFrame:
    """Lay the figures of both forms side by side, each with its interval."""
    labels, events = (pl.concat(getattr(each, part) for each in districts) for part in ("labels", "events"))
    columns = []
    for form in FORMS:
        scores = pl.concat(each.scores[form] for each in districts)
        figures = run_backtest(scores, labels, events, settings).figures
        interval = pl.format("{} [{} … {}]", *(pl.col(name).round(3).cast(pl.String).fill_null("—") for name in ("value", "low", "high")))
        columns.append(figures.select("figure", interval.alias(form)))
    return columns[0].join(columns[1], on="figure", how="left", maintain_order="left")


def _kept(plan: Plan, work: Path) -> Measured:
    """Read a district that is finished, or measure it."""
    home = work / plan.name
    names = (*(f"scores of {form}" for form in FORMS), "weights", "labels", "events")
    if not (home / "done").exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            made = _measure(plan, Path(folder))
        for name, frame in zip(names, (*made.scores.values(), made.weights, made.labels, made.events), strict=True):
            frame.write_parquet(home / f"{name}.parquet")
        (home / "done").touch()
    *scores, weights, labels, events = (pl.read_parquet(home / f"{name}.parquet") for name in names)
    return Measured(dict(zip(FORMS, scores, strict=True)), weights, labels, events)


def _measure(plan: Plan, home: Path) -> Measured:
    demo = DemoSettings(
        last=plan.last, enterprises=plan.enterprises, months=plan.months, seed=plan.seed, with_shock=plan.with_shock, layouts="tidy"
    )
    write_district(home / "inbox", home / "demo", demo)
    truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
    settings = load_settings()
    with Store(home / "warehouse.duckdb") as store:
        ingest_inbox(store, home / "inbox", scheduled_day(plan.last), settings.ingest)
        scores, weights = _score(plan, store, settings)
    labels = label_months(truth["events"], truth["activity"]).filter(pl.col("month").is_in(plan.scored_months))
    marked = {form: _marked(frame, plan) for form, frame in scores.items()}
    own = _marked(labels, plan).with_columns(district=pl.lit(plan.name))
    return Measured(marked, weights, own, _marked(trouble_events(truth["events"]), plan))


def _score(plan: Plan, store: Store, settings: Settings) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    evidence: dict[date, pl.DataFrame] = {}
    lists: dict[str, list[pl.DataFrame]] = {form: [] for form in FORMS}
    weights = []
    for month in evidence_months(plan):
        known = known_facts(store, month)
        now = evidence_of_month(*known.evidence, month, scheduled_day(month), settings.month)
        evidence[month] = now.features.with_columns(month=pl.lit(month))
        if month not in plan.scored_months:
            continue
        history = pl.concat([evidence[past] for past in training_months(month, settings.month.training_months) if past in evidence])
        record = record_of(month, known, settings)
        # The operating risk has no part in appeals, so it is fitted once.
        fitted = fit_models(history, now.deviations, now.panel, record, settings.risk)
        for form, seen in FORMS.items():
            models = replace(fitted, by_risk={**fitted.by_risk, "relocation": _relocation(seen(history), record, settings)})
            risk = score_month(seen(now.features), now.panel, models, record).risk.drop_nulls("operating_risk")
            lists[form].append(listed_of_month(risk, lists[form][-1] if lists[form] else None, month, settings))
            weights.append(_weights(models, form))
    return {form: pl.concat(parts) for form, parts in lists.items()}, pl.concat(weights)


def _relocation(history: pl.DataFrame, record: KnownFacts, settings: Settings) -> Fitted:
    """Fit the relocation risk as models.risk.score does."""
    known = history.filter(pl.col("known_indicators") >= settings.risk.least_indicators)
    last = max(known["month"].to_list())
    return PRIORS["relocation"].fit(*relocation_examples(known, record.outcomes, last, settings.risk.training))


def _weights(models: Models, form: str) -> pl.DataFrame:
    fitted = models.by_risk["relocation"].coefficients
    own = pl.DataFrame({"feature": fitted.names, "weight": fitted.values}).with_columns(form=pl.lit(form))
    return own.filter(pl.col("feature").is_in([*APPEAL_COLUMNS, "signal_appeal"]))


def _marked(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    return frame.with_columns(uscc=pl.lit(f"{plan.seed}/") + pl.col("uscc"))


def _say(what: object) -> None:
    with pl.Config(tbl_rows=100, tbl_width_chars=200, fmt_str_lengths=60, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

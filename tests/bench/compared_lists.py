"""The list beside lists that somebody would have without the program; run with `python -m tests.bench.compared_lists`.

Each month's lists are made as of its own day with the program's own functions, each published list going on from the one before, last
year's version by the weights fitted twelve months before; they are compared by what is known a year later. Outcomes come from the
demonstration, which records every departure and visits by its own plan, not by these lists.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from models.cases.visits import judged_visits
from models.month import MonthEvidence, evidence_of_month
from models.risk.score import fit_models, model_card, score_month
from models.warnings.comparison_lists import ComparisonInputs, first_departures, make_lists
from models.warnings.exposure import measure_exposure
from models.warnings.levels import find_candidates, grade
from models.warnings.list_comparison import Happened, compare_lists, later_declines
from models.warnings.warning_list import cut_to_capacity
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import training_months
from pipelines.settings import Settings, load_settings
from tests.bench.risk_districts import Plan, evidence_months, known_facts, record_of
from warehouse.names import OUTCOMES, VISITS
from warehouse.periods import shift_month
from warehouse.store import Store

YEAR_MONTHS = 12
LEAST = 5


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print what each list named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[477, 478])
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--months", type=int, default=12, help="lists compared; the twelve before them only give last year's weights")
    asked = parser.parse_args(arguments)
    for seed in asked.seeds:
        plan = Plan(seed, scored=asked.months + YEAR_MONTHS, enterprises=asked.enterprises)
        with tempfile.TemporaryDirectory() as folder:
            _say(seed, _compared(plan, Path(folder)))
    return 0


def _compared(plan: Plan, home: Path) -> pl.DataFrame:
    """Return what each list of a district had named."""
    demo = DemoSettings(last=plan.last, enterprises=plan.enterprises, months=plan.months, seed=plan.seed, layouts="tidy")
    write_district(home / "inbox", home / "demo", demo)
    settings, end = load_settings(), scheduled_day(plan.last)
    # A list is known to have been right only a year later.
    early = replace(plan, last=shift_month(plan.last, -YEAR_MONTHS), months=plan.months - YEAR_MONTHS)
    with Store(home / "warehouse.duckdb") as store:
        ingest_inbox(store, home / "inbox", end, settings.ingest)
        lists = _lists(early, store, settings)
        months = sorted(lists["month"].unique())
        newest = evidence_of_month(*known_facts(store, plan.last).evidence, plan.last, end, settings.month)
        happened = Happened(
            first_departures(store.read(OUTCOMES).filter(pl.col("known_on") <= end)),
            later_declines(newest, months, settings.risk),
            judged_visits(store.as_of(VISITS, end), end),
        )
        return compare_lists(lists, happened, end, LEAST)


def _lists(plan: Plan, store: Store, settings: Settings) -> pl.DataFrame:
    """Return every list of the scored months, the first year of which only gives the weights of the year after."""
    evidence: dict[date, pl.DataFrame] = {}
    cards: dict[date, pl.DataFrame] = {}
    before, rows = pl.DataFrame(schema={"uscc": pl.String, "previous_level": pl.String}), []
    for month in evidence_months(plan):
        known, day = known_facts(store, month), scheduled_day(month)
        now = evidence_of_month(*known.evidence, month, day, settings.month)
        evidence[month] = now.features.with_columns(month=pl.lit(month))
        if month not in plan.scored_months:
            continue
        taught = [evidence[past] for past in training_months(month, settings.month.training_months) if past in evidence]
        record = record_of(month, known, settings)
        models = fit_models(pl.concat(taught), now.deviations, now.panel, record, settings.risk, features=now.features)
        cards[month] = model_card(models.by_risk)
        risk = score_month(now.features, now.panel, models, record).risk.drop_nulls("operating_risk")
        listed = _listed(risk, known[1], now, before, month, settings)
        before = listed.select("uscc", previous_level="level")
        card = cards.get(shift_month(month, -YEAR_MONTHS))
        if card is None:
            continue
        recorded = first_departures(store.read(OUTCOMES).filter(pl.col("known_on") <= day))
        here = known[1].select("uscc", "district")
        inputs = ComparisonInputs(
            risk.select("uscc").join(here, on="uscc"),
            listed.select("uscc").join(here, on="uscc"),
            known[1],
            recorded,
            now.features,
            now.series,
            card,
        )
        rows.append(make_lists(inputs, month, day).with_columns(month=pl.lit(month), as_of=pl.lit(day)))
    return pl.concat(rows)


def _listed(
    risk: pl.DataFrame, register: pl.DataFrame, now: MonthEvidence, before: pl.DataFrame, month: date, settings: Settings
) -> pl.DataFrame:
    """Return who has a place: uscc, level."""
    who = register.select("uscc", "tier", pl.col("district").fill_null(""), confirmed_on=pl.lit(None, pl.Date))
    exposure = measure_exposure(now.series, register, month, settings.levels)
    exposed = risk.join(exposure, on="uscc", how="left").join(who, on="uscc", how="left").join(before, on="uscc", how="left")
    graded = grade(find_candidates(exposed, settings.levels), settings.levels)
    return cut_to_capacity(graded, settings.levels, month).filter("is_listed").select("uscc", "level")


def _say(seed: int, found: pl.DataFrame) -> None:
    shown = found.select(
        "counted",
        "list",
        "lists_count",
        "happened_count",
        "places",
        "visited",
        "hits",
        "hits_lo",
        "hits_hi",
        "more",
        "more_lo",
        "more_hi",
        "result",
    )
    with pl.Config(tbl_cols=20, tbl_rows=40, tbl_width_chars=200, tbl_hide_dataframe_shape=True, float_precision=2):
        sys.stdout.write(f"seed {seed}\n{shown}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""The list beside lists that somebody would have without the program; run with `python -m tests.bench.compared_lists`.

Each month's lists are made as of its own day with the program's own functions, each published list going on from the one before, and
compared by the departures on record a year later. Outcomes come from the demonstration, which records every departure.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from models.month import MonthEvidence, evidence_of_month
from models.warnings.comparison_lists import ComparisonInputs, compare_lists, first_departures, make_lists
from models.warnings.exposure import measure_exposure
from models.warnings.levels import find_candidates, grade
from models.warnings.warning_list import cut_to_capacity
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import training_months
from pipelines.settings import Settings, load_settings
from tests.bench.risk_districts import Plan, evidence_months, judged, known_facts
from warehouse.names import OUTCOMES
from warehouse.periods import shift_month
from warehouse.store import Store

YEAR_MONTHS = 12
LEAST = 5


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print what each list named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[477, 478])
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--months", type=int, default=12)
    asked = parser.parse_args(arguments)
    for seed in asked.seeds:
        plan = Plan(seed, scored=asked.months, enterprises=asked.enterprises)
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
        return compare_lists(lists, first_departures(store.read(OUTCOMES).filter(pl.col("known_on") <= end)), end, LEAST)


def _lists(plan: Plan, store: Store, settings: Settings) -> pl.DataFrame:
    """Return every list of every scored month."""
    evidence: dict[date, pl.DataFrame] = {}
    before, rows = pl.DataFrame(schema={"uscc": pl.String, "previous_level": pl.String}), []
    for month in evidence_months(plan):
        known, day = known_facts(store, month), scheduled_day(month)
        now = evidence_of_month(*known.evidence, month, day, settings.month)
        evidence[month] = now.features.with_columns(month=pl.lit(month))
        if month not in plan.scored_months:
            continue
        taught = [evidence[past] for past in training_months(month, settings.month.training_months) if past in evidence]
        risk = judged(month, known, now, pl.concat(taught), settings)
        listed = _listed(risk, known[1], now, before, month, settings)
        before = listed.select("uscc", previous_level="level")
        recorded = first_departures(store.read(OUTCOMES).filter(pl.col("known_on") <= day))
        here = known[1].select("uscc", "district")
        inputs = ComparisonInputs(
            risk.select("uscc").join(here, on="uscc"),
            listed.select("uscc").join(here, on="uscc"),
            known[1],
            recorded,
            now.features,
            now.series,
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
        "list", "lists_count", "departures_count", "places", "hits", "hits_lo", "hits_hi", "more", "more_lo", "more_hi", "result"
    )
    with pl.Config(tbl_cols=20, tbl_width_chars=200, tbl_hide_dataframe_shape=True, float_precision=2):
        sys.stdout.write(f"seed {seed}\n{shown}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

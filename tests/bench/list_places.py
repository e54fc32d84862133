"""What it costs to give places of the list by level, or a few by lot; run with `python -m tests.bench.list_places`.

All lists are made of the same risks, month by month, each going on from its own list of the month before. A place is well used when the
warning came true; what was at stake is the output of the twelve months before, of those listed whose warning came true, as a share of that
of all enterprises in trouble. What the places by lot are worth is tried with 500 seeds of the draw on the same lists: how far the share
that visits by lot would have found lies from the share of those just below the cut that were in trouble.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from models.evaluation.labels import label_months
from models.month import evidence_of_month
from models.warnings.exposure import measure_exposure
from models.warnings.levels import find_candidates, grade, severity_of
from models.warnings.lot import confirmed_share, ticket
from models.warnings.settings import LevelSettings
from models.warnings.warning_list import cut_to_capacity
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import training_months
from pipelines.settings import load_settings
from tests.bench.risk_districts import Plan, evidence_months, judged, known_facts
from warehouse.store import Store

Cut = Callable[[pl.DataFrame, LevelSettings, date], pl.DataFrame]


def by_level(graded: pl.DataFrame, settings: LevelSettings, _: date) -> pl.DataFrame:
    """Add `is_listed`: the gravest levels first, within a level the highest risks; tiers without places of their own."""
    keys = [severity_of("level"), pl.col("combined_risk"), pl.col("exposure_output_share").fill_null(0.0), "uscc"]
    ordered = graded.sort(["district", *keys], descending=[False, True, True, True, False])
    return ordered.with_columns(is_listed=pl.int_range(pl.len()).over("district") < settings.capacity_total)


def by_risk_alone(graded: pl.DataFrame, settings: LevelSettings, month: date) -> pl.DataFrame:
    """Add `is_listed`: the highest risks, without places by lot."""
    return cut_to_capacity(graded, replace(settings, drawn_places=0), month)


BY_LOT = "by risk, a few by lot"
DRAWS = 500
RULES: dict[str, Cut] = {BY_LOT: cut_to_capacity, "by risk alone": by_risk_alone, "by level": by_level}


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[441, 442])
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--months", type=int, default=12)
    asked = parser.parse_args(arguments)
    rows = []
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_lists(Plan(seed, scored=asked.months, enterprises=asked.enterprises, last=date(2025, 10, 1)), Path(folder)))
    lists = pl.concat(rows, how="diagonal")
    _say(place_table(lists))
    by_lot = lists.filter(pl.col("rule") == BY_LOT)
    # Where everybody has a place there is nothing to draw.
    if by_lot["draw_chance"].is_not_null().any():
        _say(lot_table(by_lot, LevelSettings().drawn_places))
    return 0


def place_table(lists: pl.DataFrame) -> pl.DataFrame:
    """Sum up lists by rule: places, how many came true, red and orange left out, what was at stake of those who came true."""
    is_true, is_severe = pl.col("came_true"), pl.col("level").is_in(["red", "orange"])
    stake = pl.col("exposure_output_share").fill_null(0)
    return (
        lists.group_by("rule")
        .agg(
            listed=pl.col("is_listed").sum(),
            precision=pl.col("came_true").filter("is_listed").mean(),
            severe_left_out=(is_severe & ~pl.col("is_listed")).sum(),
            blue_listed=((pl.col("level") == "blue") & pl.col("is_listed")).sum(),
            stake_found=stake.filter(is_true & pl.col("is_listed")).sum() / stake.filter(is_true).sum(),
        )
        .sort("rule")
    )


def lot_table(lists: pl.DataFrame, places: int) -> pl.DataFrame:
    """Draw again with other seeds: how near the drawn come to the share in trouble of all just below the cut, and how often the interval
    holds it.
    """
    known = lists.filter(pl.col("draw_chance").is_not_null())
    # Of the last months only departures are known yet, which would stand for all.
    is_whole = (places / pl.col("draw_chance")).round() == pl.len().over("seed_of_district", "month")
    pool = known.filter(is_whole)
    truth = float(pool["came_true"].mean() or 0)
    found = [_drawn_share(pool, seed, places) for seed in range(DRAWS)]
    return pl.DataFrame(
        {
            "months": [pool["month"].n_unique()],
            "pool": [pool.height],
            "drawn": [min(places, pool.height) * pool.select("seed_of_district", "month").unique().height],
            "share_in_trouble": [truth],
            "mean_estimate": [sum(share for share, _, _ in found) / DRAWS],
            "half_width": [sum(hi - lo for _, lo, hi in found) / 2 / DRAWS],
            "interval_holds": [sum(lo <= truth <= hi for _, lo, hi in found) / DRAWS],
        }
    )


def _drawn_share(pool: pl.DataFrame, seed: int, places: int) -> tuple[float, float, float]:
    """Return the share in trouble of those another seed would have drawn, with its interval."""
    tickets = pl.Series([ticket(seed, month, uscc) for month, uscc in pool.select("month", "uscc").iter_rows()])
    drawn = pool.with_columns(ticket=tickets).filter(pl.col("ticket").rank("ordinal").over("seed_of_district", "month") <= places)
    return confirmed_share(drawn["came_true"], drawn["draw_chance"])


def _lists(plan: Plan, home: Path) -> pl.DataFrame:
    """Return the candidates and the enterprises in trouble of every month, by rule, with `is_listed` and `came_true`."""
    demo = DemoSettings(last=plan.last, enterprises=plan.enterprises, months=plan.months, seed=plan.seed, layouts="tidy")
    write_district(home / "inbox", home / "demo", demo)
    settings = load_settings()
    with Store(home / "warehouse.duckdb") as store:
        ingest_inbox(store, home / "inbox", scheduled_day(plan.last), settings.ingest)
        evidence: dict[date, pl.DataFrame] = {}
        before: dict[str, pl.DataFrame | None] = dict.fromkeys(RULES)
        rows = []
        for month in evidence_months(plan):
            known = known_facts(store, month)
            now = evidence_of_month(*known.evidence, month, scheduled_day(month), settings.month)
            evidence[month] = now.features.with_columns(month=pl.lit(month))
            if month not in plan.scored_months:
                continue
            taught = [evidence[past] for past in training_months(month, settings.month.training_months) if past in evidence]
            risk = judged(month, known, now, pl.concat(taught), settings)
            exposed = risk.join(measure_exposure(now.series, known[1], month, settings.levels), on="uscc", how="left").join(
                known[1].select("uscc", "tier", pl.col("district").fill_null(""), confirmed_on=pl.lit(None, pl.Date)), on="uscc", how="left"
            )
            for rule, cut in RULES.items():
                listed = _listed(exposed, before[rule], settings.levels, cut, month)
                before[rule] = listed
                rows.append(listed.with_columns(month=pl.lit(month), rule=pl.lit(rule), seed_of_district=pl.lit(plan.seed)))
    truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
    labels = label_months(truth["events"], truth["activity"])
    moved = pl.col("relocation_truth").fill_null(False) | (pl.col("state") == "leaving")
    # Of the last months nobody knows yet whether a decline began in time.
    is_known = pl.col("operating_truth").is_not_null() | moved
    came_true = labels.filter(is_known).select("month", "uscc", came_true=pl.col("operating_truth").fill_null(False) | moved)
    return pl.concat(rows, how="diagonal").join(came_true, on=["month", "uscc"])


def _listed(risk: pl.DataFrame, before: pl.DataFrame | None, settings: LevelSettings, cut: Cut, month: date) -> pl.DataFrame:
    """Return every enterprise in scope with level and `is_listed`; `before` is the same rule's list of the month before."""
    levels = pl.DataFrame(schema={"uscc": pl.String, "previous_level": pl.String})
    if before is not None:
        levels = before.filter("is_listed").select("uscc", previous_level="level")
    cut_list = cut(grade(find_candidates(risk.join(levels, on="uscc", how="left"), settings), settings), settings, month)
    marks = cut_list.select("uscc", "level", "is_listed", *(name for name in ("draw_chance",) if name in cut_list.columns))
    marked = risk.select("uscc", "exposure_output_share").join(marks, on="uscc", how="left")
    return marked.with_columns(pl.col("is_listed").fill_null(False))


def _say(what: object) -> None:
    with pl.Config(tbl_cols=20, tbl_width_chars=200, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main())

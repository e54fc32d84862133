"""False notices and power of the guards of bands and of stated risks; run with `python -m tests.bench.guards WORK`.

WORK holds districts as `tests.bench.travelling_weights` keeps them, each with its `warehouse.duckdb` beside; seeds 1 to 9 are for
development. A changed world is made of an ordinary one: figures of a month twice as far from what was expected, in another unit, or what
came of a kind of evidence dealt out anew among those who had it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from models.evaluation.coverage_guard import outside_of_month
from models.evaluation.risk_guard import SETTINGS, compared_risks, leavers_of, main_sources
from models.forecast.district.district_forecaster import expect_district
from models.month import size_classes
from models.risk.priors import PRIORS
from models.risk.score import contribution_rows
from models.risk.settings import RiskSettings
from models.risk.stated_risk import sharpened, stated
from models.series.comparable import comparable_series
from pipelines.settings import load_settings
from tests.bench.risk_districts import Plan, known_facts
from tests.bench.travelling_weights import Past, _kept
from warehouse.periods import shift_month
from warehouse.store import Store
from warehouse.vocabulary import RISKS

MONTHS = 12
CALIBRATION = RiskSettings().calibration
FAR = pl.col("expected") + 2 * (pl.col("value") - pl.col("expected"))
CHANGES: dict[str, pl.Expr | None] = {
    "none": None, "noise doubled": FAR, "a fifth up": pl.col("value") * 1.2, "a fifth down": pl.col("value") * 0.8,
    "ten times": pl.col("value") * 10,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print how often each guard spoke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 3, 5, 7])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 6], help="seeds with a district-wide shock")
    asked = parser.parse_args(arguments)
    plans = [Plan(seed, with_shock=seed in asked.shock) for seed in asked.seeds]
    _say(pl.concat([_bands(plan, asked.work) for plan in plans]), "bands", "change", "indicator")
    risks = pl.concat([_risks(_kept(plan, asked.work)) for plan in plans])
    _say(risks, "stated risks", "change", "risk", "source")
    return 0


def _bands(plan: Plan, work: Path) -> pl.DataFrame:
    """Return what the guard of bands finds in each of the last months, as it is and changed."""
    settings = load_settings()
    with Store(work / plan.name / "warehouse.duckdb", read_only=True) as store:
        known = known_facts(store, plan.last)
    series = comparable_series(known.observations, plan.last, settings.month.series)
    sizes = size_classes(series, known.register, plan.last)
    ahead = expect_district(series, sizes, plan.last, settings.expected).one_ahead
    both = ahead.join(series.select("uscc", "indicator", "period", "value"), on=["uscc", "indicator", "period"])
    months = [shift_month(plan.last, -back) for back in range(MONTHS)]
    rows = [_outside(both, month, change).with_columns(change=pl.lit(name)) for name, change in CHANGES.items() for month in months]
    return pl.concat(rows).select("change", "indicator", is_noticed="is_noticed")


def _outside(series: pl.DataFrame, month: date, change: pl.Expr | None) -> pl.DataFrame:
    known = series.filter(pl.col("period") <= month)
    if change is not None:
        known = known.with_columns(value=pl.when(pl.col("period") == month).then(change).otherwise("value"))
    return outside_of_month(known, month)


def _risks(past: Past) -> pl.DataFrame:
    """Return what the guard of stated risks finds of each month whose truth is known, as it is and with evidence that lost its meaning."""
    parts = [rows for risk in RISKS.keys for month in past.plan.scored_months for rows in _month(past, risk, month)]
    return pl.concat(parts).select("change", "risk", "source", is_noticed="is_off")


def _month(past: Past, risk: str, month: date) -> Iterator[pl.DataFrame]:
    run = shift_month(month, SETTINGS.wait_months[risk])
    happened = _happened(past, risk, month, run)
    if happened is None:
        return
    now = past.judged(month)
    fitted = sharpened(risk, PRIORS[risk].in_use(past.evidence).fit(*past.examples(month, are_shared=False)[risk]), CALIBRATION)
    parts = fitted.contributions(now)
    scores = now.select("uscc").with_columns(pl.Series(f"{risk}_risk", stated(risk, parts.sum(axis=1), CALIBRATION)))
    sources = main_sources(contribution_rows(risk, now, fitted, parts), now)
    yield compared_risks(risk, scores, sources, happened).with_columns(change=pl.lit("none"))
    for source in ("reports", "meters", "books", "people"):
        own = sources.filter(risk=risk, source=source)["uscc"]
        dealt = _dealt_anew(happened, own, month)
        found = compared_risks(risk, scores, sources, dealt).filter(source=source)
        yield found.with_columns(change=pl.lit("meaning lost"))


def _happened(past: Past, risk: str, month: date, run: date) -> pl.DataFrame | None:
    """Return what was known of a month when its truth came out; None where that is later than the newest run."""
    if run > past.plan.last:
        return None
    if risk == "relocation":
        return leavers_of(month, past.outcomes.filter(run=run).drop("run"), SETTINGS.wait_months[risk])
    # Labels of a month are kept from a month later on.
    known = past.hindsight.filter(run=min(shift_month(run, 1), past.plan.last), month=month)
    return known.select("uscc", happened="outcome") if known.height else None


def _dealt_anew(happened: pl.DataFrame, own: pl.Series, month: date) -> pl.DataFrame:
    """Return what happened with that of some enterprises dealt out anew among them."""
    inside = pl.DataFrame({"uscc": own}).join(happened, on="uscc", how="left").with_columns(pl.col("happened").fill_null(0.0))
    order = np.random.default_rng(month.toordinal()).permutation(inside.height)
    return pl.concat(
        [happened.filter(~pl.col("uscc").is_in(own.implode())), inside.with_columns(happened=inside["happened"].gather(order))]
    )


def _say(rows: pl.DataFrame, what: str, *by: str) -> None:
    shown: Callable[[Sequence[str]], pl.DataFrame] = lambda names: rows.group_by(names).agg(  # noqa: E731
        pl.len().alias("looked at"), noticed=pl.col("is_noticed").sum(), share=pl.col("is_noticed").mean()
    ).sort(names)  # fmt: skip
    with pl.Config(tbl_rows=100, tbl_hide_dataframe_shape=True, float_precision=3):
        sys.stdout.write(f"{what}\n{shown(list(by[:1]))}\n{shown(list(by))}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

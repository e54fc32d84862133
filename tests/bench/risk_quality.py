"""How good are the warnings? Every yardstick with its interval, beside two office rules and a supervised bound, in one run.

Run with the bench environment:

    .venv-bench/bin/python -m tests.bench.risk_quality

Six districts (three calm, two with a district-wide shock, one with 24 months of history only), and four others to teach the bound.
Development uses seeds 1 to 9; measure for a report on seeds that nobody has looked at. What is finished is kept under ``--work``.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from models.evaluation.backtest import BacktestReport, BacktestSettings, compare, list_top, run_backtest
from models.evaluation.metrics import Estimate, bootstrap, weighted_share
from tests.bench.risk_bound import fit_bound, score_bound
from tests.bench.risk_districts import District, Plan, measured_district

OURS, RULE, SIGMA, BOUND = "early warning", "year-on-year", "three-sigma", "supervised bound"
# figure -> (aim, whether more is better)
AIMS = {
    "average_precision_any": (0.68, True),
    "average_precision_relocation": (0.72, True),
    "precision_listed": (0.66, True),
    "precision_at_capacity": (0.66, True),
    "found_within_3_months": (0.65, True),
    "departures_seen_3_months_ahead": (0.82, True),
    "which_kind_auc": (0.98, True),
    "calibration_error_operating": (0.02, False),
    "calibration_error_relocation": (0.02, False),
    "benign_to_healthy_listing_ratio": (2.0, False),
}
LEAST_SHARE_OF_BOUND = 0.9


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print the tables; 0 when nothing stopped."""
    asked = _parse(arguments)
    tests, trained = _plans(asked, asked.seeds, asked.shock), _plans(asked, asked.train, asked.train_shock, teaches=True)
    districts, teachers = _measured(tests, asked.work), _measured(trained, asked.work)
    settings = BacktestSettings(replicates=asked.replicates)
    makers = _makers(districts, teachers, settings)
    _say(f"{len(districts)} districts: {', '.join(d.plan.name for d in districts)}")
    pooled = {name: _judge(districts, scores, settings, name) for name, scores in makers.items()}
    _say(figure_table(pooled))
    _say(district_table(districts, makers, settings))
    for title, frame in _details(pooled[OURS]):
        _say(f"\n{title}")
        _say(frame)
    _say(lookalike_table(districts, makers[OURS], settings))
    _say(shock_table(districts, makers[OURS], settings))
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    compare(pooled).write_parquet(asked.output)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5, 6])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 4], help="seeds with a district-wide shock")
    parser.add_argument(
        "--short",
        type=int,
        nargs="*",
        default=[6],
        help="seeds with 24 months in all instead of 60, of which those are scored that have a year before them",
    )
    parser.add_argument("--train", type=int, nargs="*", default=[7, 8, 9, 10], help="seeds the bound is trained on; none: no bound")
    parser.add_argument("--train-shock", type=int, nargs="*", default=[8, 10])
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--readings", action="store_true", help="daily electricity is delivered too")
    parser.add_argument("--unannounced", action="store_true", help="no notices of overhauls are delivered")
    parser.add_argument("--scored", type=int, default=24, help="months scored")
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--work", type=Path, default=Path("var/bench/risk"))
    parser.add_argument("--output", type=Path, default=Path("var/bench/risk_quality.parquet"))
    return parser.parse_args(arguments)


def _plans(asked: argparse.Namespace, seeds: Iterable[int], shocked: Iterable[int], *, teaches: bool = False) -> list[Plan]:
    return [
        Plan(
            seed,
            with_shock=seed in set(shocked),
            months=24 if seed in asked.short else 60,
            enterprises=asked.enterprises,
            scored=asked.scored,
            teaches=teaches,
            has_readings=asked.readings,
            has_notices=not asked.unannounced,
        )
        for seed in seeds
    ]


def _measured(plans: list[Plan], work: Path) -> list[District]:
    found = []
    for plan in plans:
        found.append(measured_district(plan, work))
        _say(f"measured {plan.name}")
    return found


def _makers(districts: list[District], teachers: list[District], settings: BacktestSettings) -> dict[str, pl.DataFrame]:
    makers = {
        OURS: _pool(district.scores for district in districts),
        RULE: _pool(_in_scope(d.year_on_year, d, settings) for d in districts),
        SIGMA: _pool(_in_scope(d.three_sigma, d, settings) for d in districts),
    }
    if teachers:
        bound = fit_bound([(teacher.features, teacher.labels) for teacher in teachers])
        makers[BOUND] = _pool(_in_scope(score_bound(bound, d.features), d, settings) for d in districts)
    return makers


def _in_scope(scores: pl.DataFrame, district: District, settings: BacktestSettings) -> pl.DataFrame:
    """Keep the scored months and the enterprises still there, and list the top of each month by the capacity of one district."""
    there = district.labels.filter(pl.col("state") != "gone").select("month", "uscc")
    months = district.scores.select("month").unique()
    known = scores.join(there, on=["month", "uscc"], how="semi").join(months, on="month", how="semi")
    return list_top(known, settings.capacity)


def _pool(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    wanted = ("month", "uscc", "operating_risk", "relocation_risk", "relocation_share", "listed", "is_candidate")
    return pl.concat([frame.select(name for name in wanted if name in frame.columns) for frame in frames], how="diagonal")


def _judge(districts: list[District], scores: pl.DataFrame, settings: BacktestSettings, maker: str) -> BacktestReport:
    labels, events = (pl.concat([getattr(d, part) for d in districts]) for part in ("labels", "events"))
    return run_backtest(scores, labels, events, settings, is_probability=maker == OURS)


def figure_table(reports: dict[str, BacktestReport]) -> pl.DataFrame:
    """Lay the figures of all makers side by side with interval, aim and the share of the bound."""
    long = compare(reports).with_columns(text=pl.format("{} [{} … {}]", *[_short(name) for name in ("value", "low", "high")]))
    wide = long.pivot("maker", index="figure", values="text", maintain_order=True)
    table = wide.with_columns(aim=pl.col("figure").replace_strict({k: v[0] for k, v in AIMS.items()}, default=None))
    if BOUND not in reports:
        return table
    values = long.pivot("maker", index="figure", values="value", maintain_order=True)
    share = values.select("figure", of_bound=(pl.col(OURS) / pl.col(BOUND)).round(3))
    enough = pl.col("figure").is_in(list(AIMS)[:7]) & (pl.col("of_bound") >= LEAST_SHARE_OF_BOUND)
    return table.join(share, on="figure", how="left", maintain_order="left").with_columns(enough=enough)


def lookalike_table(districts: list[District], scores: pl.DataFrame, settings: BacktestSettings) -> pl.DataFrame:
    """Say how often each benign look-alike is listed, as a multiple of the healthy rate, with the interval of the multiple."""
    labels = pl.concat([d.labels for d in districts])
    frame = labels.filter(pl.col("state") == "healthy").join(scores, on=["month", "uscc"], how="left").sort("uscc")
    codes = frame["uscc"].rank("dense").to_numpy().astype(np.int64) - 1
    listed, kind = frame["listed"].fill_null(False).to_numpy(), frame["benign_kind"].fill_null("").to_numpy()
    rows = []
    for wanted in settings.lookalike_kinds:
        of_kind, plain = kind == wanted, kind == ""
        ratio = bootstrap(
            lambda w, a=of_kind, b=plain: weighted_share(listed[a], w[a]) / weighted_share(listed[b], w[b]),
            codes,
            replicates=settings.replicates,
            seed=settings.seed,
        )
        rows.append(
            {"look-alike": wanted, "months": int(of_kind.sum()), "listed_share": weighted_share(listed[of_kind]), **_interval(ratio)}
        )
    return pl.DataFrame(rows)


def shock_table(districts: list[District], scores: pl.DataFrame, settings: BacktestSettings) -> pl.DataFrame:
    """Say how many candidates before the cut a month under a shock has for each of a month without, by district and pooled."""
    shocked = [d for d in districts if d.plan.with_shock]
    pools = {d.plan.name: [d] for d in shocked} | ({"all with a shock": shocked} if shocked else {})
    return pl.DataFrame([{"district": name, **_shock_ratio(pool, scores, settings)} for name, pool in pools.items()])


def _shock_ratio(districts: list[District], scores: pl.DataFrame, settings: BacktestSettings) -> dict[str, object]:
    months = pl.concat([d.shock_months for d in districts])
    there = pl.concat([d.labels.filter(pl.col("state") != "gone").select("month", "uscc", "district") for d in districts])
    frame = there.join(months, on=["month", "district"]).join(scores, on=["month", "uscc"], how="left").sort("uscc")
    codes = frame["uscc"].rank("dense").to_numpy().astype(np.int64) - 1
    shock, candidate = frame["is_shock"].to_numpy(), frame["is_candidate"].fill_null(False).to_numpy()
    # Shares of those there and not counts: an enterprise that left in between would count for the shock.
    ratio = bootstrap(
        lambda w: weighted_share(candidate[shock], w[shock]) / weighted_share(candidate[~shock], w[~shock]),
        codes,
        replicates=settings.replicates,
        seed=settings.seed,
    )
    return {"shock_months": int(months["is_shock"].sum()), **_interval(ratio)}


def _interval(estimate: Estimate) -> dict[str, float]:
    return {"ratio": round(estimate.value, 3), "low": round(estimate.low, 3), "high": round(estimate.high, 3)}


def _short(column: str) -> pl.Expr:
    return pl.col(column).round(3).cast(pl.String).fill_null("—")


def district_table(districts: list[District], makers: dict[str, pl.DataFrame], settings: BacktestSettings) -> pl.DataFrame:
    """Show the main figures of each district, so that a pooled figure cannot hide a bad one."""
    quick = BacktestSettings(capacity=settings.capacity, replicates=0)
    rows = []
    for district in districts:
        own = pl.col("uscc").str.starts_with(f"{district.plan.seed}/")
        for maker, scores in makers.items():
            figures = _judge([district], scores.filter(own), quick, maker).figures
            values = dict(figures.filter(pl.col("figure").is_in(list(AIMS))).select("figure", pl.col("value").round(3)).iter_rows())
            rows.append({"district": district.plan.name, "maker": maker, **values})
    return pl.DataFrame(rows)


def _details(report: BacktestReport) -> list[tuple[str, pl.DataFrame]]:
    return [
        ("What the list was made of", report.causes),
        ("Calibration by decile", report.calibration),
        ("Months: promised and actual false alarms, candidates before the cut", report.months),
    ]


def _say(what: object) -> None:
    with pl.Config(tbl_rows=100, tbl_cols=30, tbl_width_chars=240, fmt_str_lengths=60, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

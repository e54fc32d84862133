"""How good are the warnings? Every yardstick with its interval, beside two office rules and a supervised bound.

Run with the bench environment:

    .venv-bench/bin/python -m tests.bench.risk_quality --seeds 1 2 3 --shock 2 --train 4 5 6 7

Development uses seeds 1 to 9; measure for a report on seeds that nobody has looked at.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from models.evaluation.backtest import BacktestReport, BacktestSettings, compare, list_top, run_backtest
from models.evaluation.rules import three_sigma_scores, year_on_year_scores
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
    tests, trained = _plans(asked, asked.seeds, asked.shock), _plans(asked, asked.train, asked.train_shock)
    districts = [measured_district(plan, asked.work, asked.program) for plan in tests]
    teachers = [measured_district(plan, asked.work, asked.program) for plan in trained]
    settings = BacktestSettings(replicates=asked.replicates)
    makers = _makers(districts, teachers, settings)
    _say(f"{len(districts)} districts: {', '.join(d.plan.name for d in districts)}")
    pooled = {name: _judge(districts, scores, settings, name) for name, scores in makers.items()}
    _say(figure_table(pooled))
    _say(district_table(districts, makers, settings))
    for title, frame in _details(pooled[OURS]):
        _say(f"\n{title}")
        _say(frame)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    compare(pooled).write_parquet(asked.output)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--shock", type=int, nargs="*", default=[2], help="seeds with a district-wide shock")
    parser.add_argument(
        "--short",
        type=int,
        nargs="*",
        default=[],
        help="seeds with 48 months in all, so that the first scored month has 24 months of history, instead of 60",
    )
    parser.add_argument("--train", type=int, nargs="*", default=[], help="seeds the bound is trained on; none: no bound")
    parser.add_argument("--train-shock", type=int, nargs="*", default=[])
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--scored", type=int, default=24, help="months scored")
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--work", type=Path, default=Path("var/bench/risk"))
    parser.add_argument("--output", type=Path, default=Path("var/bench/risk_quality.parquet"))
    parser.add_argument("--program", type=Path, default=Path(".venv/bin/earlywarn"))
    return parser.parse_args(arguments)


def _plans(asked: argparse.Namespace, seeds: Iterable[int], shocked: Iterable[int]) -> list[Plan]:
    return [
        Plan(
            seed,
            with_shock=seed in set(shocked),
            months=48 if seed in asked.short else 60,
            enterprises=asked.enterprises,
            scored=asked.scored,
        )
        for seed in seeds
    ]


def _makers(districts: list[District], teachers: list[District], settings: BacktestSettings) -> dict[str, pl.DataFrame]:
    makers = {
        OURS: _pool(district.scores for district in districts),
        RULE: _pool(_in_scope(year_on_year_scores(d.series), d, settings) for d in districts),
        SIGMA: _pool(_in_scope(three_sigma_scores(d.series), d, settings) for d in districts),
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
    wanted = ("month", "uscc", "operating_risk", "relocation_risk", "listed", "is_candidate")
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


if __name__ == "__main__":
    sys.exit(main())

"""How well is leaving told from shrinking? Run with `python -m tests.bench.kind_of_trouble` in the bench environment.

The published share beside the expert's alone, beside both risks (log-odds of leaving less half of those of a decline) and beside boosting
taught on the full truth of the other districts: ranking, calibration by decile, and the words that follow from it. Districts are made once
and kept (tests.bench.travelling_weights). Seeds 1 to 9 are for development.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import logit

from models.evaluation.metrics import area_under_roc, expected_calibration_error, rank_labels
from models.risk.priors import PRIORS
from models.risk.score import decile_table
from models.warnings.levels import grade
from models.warnings.settings import LevelSettings
from tests.bench.risk_bound import fit_bound, score_bound
from tests.bench.risk_districts import Plan
from tests.bench.travelling_weights import Past, _kept, _say, _scores
from warehouse.vocabulary import KINDS, RELOCATION_SHARE

# Beyond it a probability is as good as certain.
_LEAST = 1e-9


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5, 6, 7])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 6], help="seeds with a district-wide shock")
    parser.add_argument("--short", type=int, nargs="*", default=[], help="seeds with 24 months in all")
    parser.add_argument("--train", type=int, nargs="*", default=[], help="seeds boosting is taught on beside those measured; never its own")
    parser.add_argument("--work", type=Path, default=Path("var/bench/travelling"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    districts = _pasts([*asked.seeds, *asked.train], asked)
    scored = [_judged(district) for district in districts]
    measured = range(len(asked.seeds))
    bounded = [_with_bound(scored[own], [one for place, one in enumerate(scored) if place != own]) for own in measured]
    _say(pl.DataFrame([_row(name, column, bounded) for name, column in FORMS.items()]))
    pooled = pl.concat(bounded)
    for name in ("published", "expert alone"):
        share = pooled[FORMS[name]].to_numpy()
        _say(f"\nCalibration by decile: {name}")
        _say(decile_table(RELOCATION_SHARE, share, pooled["relocation_label"].cast(pl.Float64).to_numpy()))
    _say("\nThe words: of those in trouble, by what they are called, and how many of them are leaving")
    _say(_worded(pooled))
    return 0


FORMS = {
    "expert alone": "expert_share",
    "published": RELOCATION_SHARE,
    "by both risks": "by_risks",
    "supervised bound": "bound",
}


def _pasts(seeds: Iterable[int], asked: argparse.Namespace) -> list[Past]:
    plans = [Plan(seed, with_shock=seed in asked.shock, months=24 if seed in asked.short else 60) for seed in seeds]
    return [_kept(plan, asked.work) for plan in plans]


def _judged(district: Past) -> pl.DataFrame:
    """Return the scores and the evidence of everybody in trouble whose kind is known, in every scored month."""
    rows = []
    for month in district.plan.scored_months:
        expert = _scores(district, month, PRIORS, is_fitted=False).select("uscc", expert_share=RELOCATION_SHARE)
        rows.append(_scores(district, month, PRIORS).join(expert, on="uscc", maintain_order="left"))
    scores = pl.concat(rows).with_columns(by_risks=_odds("relocation_risk") - 0.5 * _odds("operating_risk"))
    labels = district.labels.with_columns(pl.col("uscc").str.split("/").list.last())
    known = scores.join(labels.select("month", "uscc", "any_truth", "relocation_label"), on=["month", "uscc"])
    troubled = known.filter(pl.col("any_truth")).drop_nulls("relocation_label")
    marked = pl.format("{}/{}", pl.lit(district.name), "uscc")
    return troubled.join(district.evidence, on=["month", "uscc"]).with_columns(uscc=marked, district=pl.lit(district.name))


def _odds(column: str) -> pl.Expr:
    return pl.col(column).clip(_LEAST, 1 - _LEAST).map_batches(lambda values: pl.Series(logit(values.to_numpy())), return_dtype=pl.Float64)


def _with_bound(own: pl.DataFrame, others: list[pl.DataFrame]) -> pl.DataFrame:
    """Add what boosting makes of it that was taught on the other districts; nothing where there are none."""
    if not others:
        return own.with_columns(bound=pl.lit(None, pl.Float64))
    scores = ("operating_risk", "relocation_risk", RELOCATION_SHARE, "expert_share", "by_risks", "any_truth", "relocation_label")
    parts = [(one.drop(scores), one.select("month", "uscc", "any_truth", "relocation_label")) for one in others]
    made = score_bound(fit_bound(parts, only_kind=True), own.drop(scores)).select("month", "uscc", bound=RELOCATION_SHARE)
    return own.join(made, on=["month", "uscc"], how="left", maintain_order="left")


def _row(name: str, column: str, districts: list[pl.DataFrame]) -> dict[str, object]:
    areas = [_area(one, column) for one in districts]
    pooled = pl.concat(districts)
    chances, truth = pooled[column].to_numpy(), pooled["relocation_label"].to_numpy().astype(bool)
    is_probability = column != "by_risks"
    error = expected_calibration_error(chances, truth, np.ones(len(truth))) if is_probability else None
    named = {one["district"][0]: area for one, area in zip(districts, areas, strict=True)}
    means = {"stated": float(chances.mean()) if is_probability else None, "leaving": float(truth.mean())}
    return {"form": name, **named, "mean": np.mean(areas), **means, "calibration_error": error}


def _area(frame: pl.DataFrame, column: str) -> float:
    return area_under_roc(rank_labels(frame["relocation_label"].to_numpy().astype(bool), frame[column].to_numpy()))


def _worded(pooled: pl.DataFrame) -> pl.DataFrame:
    """Count those in trouble at or above entry by the kind they are given, with the share and without it."""
    settings = LevelSettings()
    rows = []
    for name, share in (("by the share", pl.col(RELOCATION_SHARE)), ("by both risks", pl.lit(None, pl.Float64))):
        unlisted = {
            "previous_level": pl.lit(None, pl.String),
            "exposure_class": pl.lit(None, pl.String),
            "relocation_stage": pl.lit("none"),
        }
        combined = pl.max_horizontal("operating_risk", "relocation_risk")
        cases = pooled.with_columns(**unlisted, **{RELOCATION_SHARE: share}).filter(combined >= settings.entry_risk)
        graded = grade(cases, settings)
        counted = graded.group_by("kind").agg(
            cases=pl.len(), leaving=pl.col("relocation_label").mean(), leavers=pl.col("relocation_label").sum()
        )
        rows.append(
            counted.select(pl.lit(name).alias("kinds"), pl.all()).sort(
                pl.col("kind").replace_strict({k: i for i, k in enumerate(KINDS.keys)})
            )
        )
    return pl.concat(rows)


if __name__ == "__main__":
    sys.exit(main())

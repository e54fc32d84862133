"""Whoever a shock hits, held against those hit alike; run with `python -m tests.bench.hit_alike`.

A shock hits the whole district, one street, the smaller third or one trade. Months of it are measured apart, and in them those it hits
apart from the others. `--without street size` measures with these groupings left out. Seeds 1 to 9 are for development.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import models.month
from models.evaluation.metrics import average_precision, rank_labels
from pipelines.settings import load_settings
from tests.bench.risk_districts import District, Plan, measured_district

HITS = ("district", "street", "size", "trade")


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print a row for each, and for all together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--hits", nargs="+", choices=HITS, default=["street", "size"], help="whom the shock hits")
    parser.add_argument("--short", type=int, nargs="*", default=[8, 9], help="seeds with 24 months in all instead of 60")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--scored", type=int, default=24)
    parser.add_argument("--without", nargs="*", choices=("street", "size"), default=[])
    parser.add_argument("--work", type=Path, default=Path("var/bench/alike"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    leave_out(asked.without)
    rows = []
    for hits in asked.hits:
        found = []
        for seed in asked.seeds:
            plan = Plan(seed, True, 24 if seed in asked.short else 60, asked.enterprises, asked.scored, shock_hits=hits)
            found.append(
                parted(measured_district(plan, asked.work / f"without-{'-'.join(asked.without)}" if asked.without else asked.work))
            )
            rows += figures(found[-1], f"{hits} {seed}")
        rows += figures(pl.concat(found), f"{hits}, all")
    _say(pl.DataFrame(rows))
    return 0


def leave_out(groupings: list[str]) -> None:
    """Have the evidence of this process made without some groupings of those alike: everybody in one group shares nothing."""
    nobody = {
        "street": lambda register, uscc: np.zeros(len(uscc), dtype=np.int64),
        "size": lambda series, register, uscc, month: np.zeros(len(uscc), dtype=np.int64),
    }
    for name in groupings:
        setattr(models.month, f"{name}_groups", nobody[name])


def parted(district: District) -> pl.DataFrame:
    """Return a district's scored enterprise-months with what happened, whether a shock was under way and whether it hit them."""
    return (
        district.scores.join(district.labels.drop("district"), on=["month", "uscc"])
        .join(district.shock_months, on="month")
        .join(district.hit.with_columns(is_hit=pl.lit(True)), on="uscc", how="left")
        .with_columns(pl.col("is_hit").fill_null(False), combined=pl.max_horizontal("operating_risk", "relocation_risk"))
    )


def figures(months: pl.DataFrame, name: str) -> list[dict[str, Any]]:
    """Return a row for months of a shock of those it hit, of the others, and for months without."""
    parts = {
        "shock, hit": months.filter("is_shock", "is_hit"),
        "shock, not hit": months.filter("is_shock", ~pl.col("is_hit")),
        "no shock": months.filter(~pl.col("is_shock")),
    }
    return [{"district": name, "months": part, **_row(rows)} for part, rows in parts.items() if rows.height]


def _row(rows: pl.DataFrame) -> dict[str, Any]:
    known, healthy = rows.drop_nulls("any_truth"), rows.filter(pl.col("state") == "healthy")
    judged = rows.drop_nulls("operating_truth")
    entry = load_settings().levels.entry_risk
    return {
        "rows": rows.height,
        "any risk": average_precision(rank_labels(known["any_truth"].to_numpy(), known["combined"].to_numpy())),
        "precision": known.filter("listed")["any_truth"].mean(),
        "trouble listed": known.filter("any_truth")["listed"].mean(),
        "healthy listed": healthy["listed"].mean(),
        "healthy at the line": (healthy["combined"] >= entry).mean(),
        "candidates": rows["is_candidate"].mean(),
        "stated": judged["operating_risk"].mean(),
        "came": judged["operating_truth"].mean(),
    }


def _say(what: object) -> None:
    with pl.Config(tbl_rows=60, tbl_cols=20, tbl_width_chars=220, tbl_hide_dataframe_shape=True, float_precision=3):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

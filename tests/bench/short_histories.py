"""Enterprises of whom only the last months are known, by how many; run with `python -m tests.bench.short_histories`.

In the fiction hardly anybody new gets into trouble, so that a share of all enterprises is made new: their figures before a drawn month are
left out, and what happens to them stays as it was planted. Trouble that began before it has no level to fall from: it counts as came, and
not as found or missed. Seeds 1 to 9 are for development.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import models.month
from models.evaluation.metrics import average_precision, rank_labels
from models.series.panel import Panel, build_panel
from tests.bench.risk_districts import Plan, measured_district
from warehouse.periods import month_number, month_numbers

# Ends of the classes by months known, and their names.
ENDS, NAMES = [2, 6, 12, 18, 24], ["1–2", "3–6", "7–12", "13–18", "19–24", "more"]


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print a row for each class of months known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 6, 9], help="seeds with a district-wide shock")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--scored", type=int, default=24)
    parser.add_argument("--share", type=float, default=0.4, help="share of the enterprises that is made new")
    parser.add_argument("--work", type=Path, default=Path("var/bench/short"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    found = []
    for seed in asked.seeds:
        plan = Plan(seed, seed in asked.shock, enterprises=asked.enterprises, scored=asked.scored)
        found.append(_measured(plan, asked.share, asked.work))
    _say(pl.DataFrame(by_months_known(pl.concat(found))))
    return 0


def _measured(plan: Plan, share: float, work: Path) -> pl.DataFrame:
    """Return the scored enterprise-months with what happened and how many months were known."""
    models.month.build_panel = lambda *arguments: without_past(build_panel(*arguments), plan, share)  # type: ignore[assignment]
    try:
        district = measured_district(plan, work)
    finally:
        models.month.build_panel = build_panel  # type: ignore[assignment]
    rows = district.scores.join(district.labels.drop("district"), on=["month", "uscc"]).sort("month", "uscc")
    codes = rows["uscc"].str.split("/").list.last().to_list()
    first = pl.Series("first", [first_month(code, plan, share) for code in codes], dtype=pl.Int64)
    known = pl.when(pl.col("first") > 0).then(month_numbers("month") - pl.col("first") + 1).otherwise(10**3)
    return rows.with_columns(first).with_columns(known=known)


def first_month(uscc: str, plan: Plan, share: float) -> int:
    """Return the number of the month from which an enterprise is known, drawn by its code alone; 0 where it always was."""
    draw = np.random.default_rng([plan.seed, *uscc.encode()])
    earliest, last = month_number(plan.scored_months[0]) - 13, month_number(plan.last)
    return int(draw.integers(earliest, last)) if draw.random() < share else 0


def without_past(panel: Panel, plan: Plan, share: float) -> Panel:
    """Return a panel without the figures from before the enterprises' first months."""
    first = np.array([first_month(str(code), plan, share) for code in panel.uscc])
    months = month_number(panel.first) + np.arange(panel.months_count)
    is_known = months[None, None, :] >= first[:, None, None]
    return Panel(panel.uscc, panel.first, np.where(is_known, panel.values, np.nan))


def by_months_known(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a row for each class of months known, and for all."""
    place = pl.sum_horizontal((pl.col("known") > end).cast(pl.Int64) for end in ENDS)
    classed = rows.with_columns(of=place.replace_strict(dict(enumerate(NAMES)), return_dtype=pl.String))
    parts = {name: classed.filter(pl.col("of") == name) for name in NAMES} | {"all": classed}
    return [{"months known": name, **_row(part)} for name, part in parts.items() if part.height]


def _row(rows: pl.DataFrame) -> dict[str, Any]:
    # Whoever was in trouble already when it became known has no level to fall from.
    began_unseen = ((pl.col("first") > 0) & (month_numbers("onset") <= pl.col("first"))).fill_null(False)
    seen = rows.filter(~began_unseen).drop_nulls("any_truth").with_columns(risk=pl.max_horizontal("operating_risk", "relocation_risk"))
    judged, healthy = rows.drop_nulls("operating_truth"), rows.filter(pl.col("state") == "healthy")
    trouble, listed = seen.filter("any_truth"), judged.filter("listed")
    return {
        "rows": rows.height,
        "in trouble": trouble.height,
        "any risk": average_precision(rank_labels(seen["any_truth"].to_numpy(), seen["risk"].to_numpy())) if trouble.height else None,
        "trouble listed": trouble["listed"].mean(),
        "healthy listed": healthy["listed"].mean(),
        "precision": rows.drop_nulls("any_truth").filter("listed")["any_truth"].mean(),
        "stated": judged["operating_risk"].mean(),
        "came": judged["operating_truth"].mean(),
        "listed, stated": listed["operating_risk"].mean(),
        "listed, came": listed["operating_truth"].mean(),
    }


def _say(what: object) -> None:
    with pl.Config(tbl_rows=20, tbl_cols=20, tbl_width_chars=200, tbl_hide_dataframe_shape=True, float_precision=3):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

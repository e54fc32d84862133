"""How long from an onset to the list, by kind of onset, and which evidence came first; run with `python -m tests.bench.onset_delay`.

Districts are those of `tests.bench.risk_districts`, scored month by month as of each day. The delay runs from the planted onset to the
first list with the name, looked for from three months before the onset on; seeds 1 to 9 are for development.
"""

import argparse
import sys
from pathlib import Path

import polars as pl

from models.cases.first_evidence import LEAST_LOG_ODDS, family_weights
from tests.bench.risk_districts import Plan, measured_district
from warehouse.periods import month_number, month_numbers

# Lists so long before an onset count as its own; an onset is judged once so many months after it are scored.
BEFORE, AFTER = 3, 6
NEVER = 10**6
KINDS = {
    ("decline", "sudden"): "decline, at once",
    ("decline", "stepwise"): "decline, in steps",
    ("decline", "gradual"): "decline, a slide",
    ("closure", "sudden"): "closure, falling at once",
    ("closure", "stepwise"): "closure, falling in steps",
    ("closure", "gradual"): "closure, sliding",
    ("relocation", "stepwise"): "move, capacity leaves in steps",
    ("relocation", "gradual"): "move, capacity leaves evenly",
    ("relocation", "late"): "move, capacity leaves late",
}


def main(arguments: list[str] | None = None) -> int:
    """Measure the districts asked for and print three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 6, 9], help="seeds with a district-wide shock")
    parser.add_argument("--short", type=int, nargs="*", default=[8, 9], help="seeds with 24 months in all instead of 60")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--readings", action="store_true", help="daily electricity is delivered too")
    parser.add_argument("--work", type=Path, default=Path("var/bench/risk"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    followed = []
    for seed in asked.seeds:
        plan = Plan(seed, seed in asked.shock, 24 if seed in asked.short else 60, asked.enterprises, has_readings=asked.readings)
        district = measured_district(plan, asked.work)
        followed.append(follow(district.events, district.scores, district.contributions))
    events = pl.concat(followed)
    _say(delay_table(events))
    _say(family_table(events, "heaviest"))
    _say(family_table(events, "earliest"))
    return 0


def follow(events: pl.DataFrame, scores: pl.DataFrame, contributions: pl.DataFrame) -> pl.DataFrame:
    """Follow every event whose onset can be judged: `delay` (NEVER where it never was listed), `heaviest`, `earliest` and `ahead`.

    `events`: uscc, onset, kind, shape, left_month; `scores`: month, uscc, listed, both risks; `contributions`: month, uscc, risk, feature,
    contribution_log_odds. `heaviest` is the family that weighed most in the first list, `earliest` the one that first added up to
    LEAST_LOG_ODDS, `ahead` how many months before the first list it did.
    """
    first, last = month_number(scores["month"].min()), month_number(scores["month"].max())
    numbered = events.with_columns(start=month_numbers("onset"), left=month_numbers("left_month")).with_row_index("event")
    judged = numbered.filter(pl.col("start").is_between(first + BEFORE, last - AFTER)).with_columns(
        until=pl.min_horizontal(pl.col("left").fill_null(last + 1) - 1, pl.lit(last))
    )
    months = judged.join(scores.with_columns(number=month_numbers("month")), on="uscc").filter(
        pl.col("number").is_between(pl.col("start") - BEFORE, pl.col("until"))
    )
    listed = months.filter("listed").group_by("event").agg(listed_number=pl.col("number").min())
    weights = _weights(months, contributions)
    heaviest = weights.join(listed, on="event").filter(pl.col("number") == pl.col("listed_number"))
    there = weights.filter(pl.col("weight") >= LEAST_LOG_ODDS)
    return (
        judged.join(listed, on="event", how="left")
        .join(_top(heaviest).select("event", heaviest="family"), on="event", how="left")
        .join(_top(there).select("event", earliest="family", earliest_number="number"), on="event", how="left")
        .with_columns(
            delay=(pl.col("listed_number") - pl.col("start")).cast(pl.Int64).fill_null(NEVER),
            ahead=pl.col("listed_number").cast(pl.Int64) - pl.col("earliest_number").cast(pl.Int64),
        )
    )


def _top(weights: pl.DataFrame) -> pl.DataFrame:
    """Return for each event its first month, and of that the heaviest family."""
    ordered = weights.sort(["event", "number", "weight", "family"], descending=[False, False, True, False])
    return ordered.unique("event", keep="first", maintain_order=True)


def _weights(months: pl.DataFrame, contributions: pl.DataFrame) -> pl.DataFrame:
    """Sum up what each family adds to the larger risk of an event's months: event, number, family, weight."""
    larger = pl.when(pl.col("relocation_risk") > pl.col("operating_risk")).then(pl.lit("relocation")).otherwise(pl.lit("operating"))
    weights = family_weights(contributions, ("month", "uscc", "risk"))
    return months.with_columns(risk=larger).join(weights, on=["month", "uscc", "risk"]).select("event", "number", "family", "weight")


def delay_table(events: pl.DataFrame) -> pl.DataFrame:
    """Return quartiles of the delay by kind of onset, whoever was never listed counting as never; null where a quartile is that."""
    names = pl.DataFrame([{"kind": kind, "shape": shape, "onset_kind": name} for (kind, shape), name in KINDS.items()])
    named = events.join(names, on=["kind", "shape"], how="left").with_columns(pl.col("onset_kind").fill_null(pl.col("kind")))
    every = pl.concat([named, named.with_columns(onset_kind=pl.lit("all"))])
    quartiles = {
        name: pl.col("delay").quantile(share, "nearest").replace(NEVER, None)
        for name, share in (("quarter", 0.25), ("median", 0.5), ("three_quarters", 0.75))
    }
    ever = pl.col("delay") < NEVER
    return (
        every.group_by("onset_kind")
        .agg(
            pl.len().alias("events"),
            **quartiles,
            before_onset=(pl.col("delay") < 0).mean(),
            within_3=(pl.col("delay") <= 3).mean(),
            never=(~ever).mean(),
            lead_median=(pl.col("left") - pl.col("listed_number")).filter(ever).median(),
        )
        .sort("onset_kind")
    )


def family_table(events: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return how often each family was `column` (heaviest or earliest) among declines, closures and moves, and what came of it."""
    known = events.filter(pl.col("delay") < NEVER) if column == "heaviest" else events
    counted = known.with_columns(family=pl.col(column).fill_null("none")).group_by("family").agg(
        *((pl.col("kind") == kind).sum().alias(kind) for kind in ("decline", "closure", "relocation")),
        delay_median=pl.col("delay").median().replace(float(NEVER), None),
        ahead_median=pl.col("ahead").filter(pl.col("delay") < NEVER).median(),
        never=(pl.col("delay") == NEVER).mean(),
        events=pl.len(),
    )  # fmt: skip
    return counted.sort("events", "family", descending=[True, False]).rename({"family": column})


def _say(what: object) -> None:
    with pl.Config(tbl_rows=40, tbl_cols=20, tbl_width_chars=200, fmt_str_lengths=60, tbl_hide_dataframe_shape=True, float_precision=2):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

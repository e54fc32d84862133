"""What has arrived since the last list makes of the risks of open cases, by the models of that list; provisional, and never a list.

In: scores as published and as worked out again on a later day, what arrived between the two. Out: making them
(pipelines.delivery.provisional_risks), words (reports). The next list alone decides who is listed.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from warehouse.meeting_vocabulary import PROVISIONAL_CHANGES
from warehouse.vocabulary import RISKS

LOWER, SAME, HIGHER = PROVISIONAL_CHANGES.keys
# What moved a risk by less, in log-odds, is not named.
_LEAST_LOG_ODDS: Final = 0.05
_FEATURES_NAMED: Final = 2
_ARRIVED: Final = ("figures", "reports", "visits")
_RISKS: Final = (*(f"{risk}_risk" for risk in RISKS.keys), "combined_risk")
SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "uscc": pl.String, "change": pl.String, **{f"{name}_{at}": pl.Float64 for name in _RISKS for at in ("then", "now")},
    "moved": pl.String, "features": pl.List(pl.String), **{f"{name}_count": pl.Int64 for name in _ARRIVED},
}  # fmt: skip


def provisional_changes(
    then: tuple[pl.DataFrame, pl.DataFrame], now: tuple[pl.DataFrame, pl.DataFrame], arrived: pl.DataFrame, least_share: float
) -> pl.DataFrame:
    """Return the risks of a list beside those worked out again, with what moved them: columns SCHEMA, by uscc.

    ``then``, ``now``: rows of pred_risk and pred_contributions; ``arrived``: from `arrivals`. ``change`` is lower or higher from
    ``least_share`` of the combined risk on; ``moved``: the risk that moved most in log-odds, ``features``: what moved it, the most first,
    at most two. Whoever has no risk on either day is left out.
    """
    before, after = _risks_at(then[0], "then"), _risks_at(now[0], "now")
    both = before.join(after, on="uscc", how="inner").join(_movers(then[1], now[1]), on="uscc", how="left")
    counted = both.join(arrived, on="uscc", how="left").with_columns(
        pl.col([f"{name}_count" for name in _ARRIVED]).fill_null(0), pl.col("features").fill_null([])
    )
    # Rounded, so that a change of exactly the share is one on every machine.
    difference = (pl.col("combined_risk_now") - pl.col("combined_risk_then")).round(9)
    change = (
        pl.when(difference >= least_share).then(pl.lit(HIGHER)).when(difference <= -least_share).then(pl.lit(LOWER)).otherwise(pl.lit(SAME))
    )
    return counted.with_columns(change=change).select(list(SCHEMA)).cast(pl.Schema(SCHEMA)).sort("uscc")


def _risks_at(rows: pl.DataFrame, moment: str) -> pl.DataFrame:
    return rows.select("uscc", *(pl.col(name).alias(f"{name}_{moment}") for name in _RISKS)).drop_nulls()


def _movers(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the risk that moved most in log-odds and what moved it: uscc, moved, features."""
    key, added = ["uscc", "risk", "feature"], "contribution_log_odds"
    parts = now.select(*key, after=added).join(then.select(*key, before=added), on=key, how="full", coalesce=True)
    moved = parts.filter(pl.col("risk").is_in(RISKS.keys)).with_columns(by=pl.col("after").fill_null(0.0) - pl.col("before").fill_null(0.0))
    sums = moved.group_by("uscc", "risk").agg(total=pl.col("by").sum().round(9))
    # Of two that moved alike the first of the vocabulary.
    order = pl.col("risk").replace_strict({risk: place for place, risk in enumerate(RISKS.keys)}, return_dtype=pl.Int64)
    ordered = sums.sort("uscc", pl.col("total").abs(), order, descending=[False, True, False])
    most = ordered.unique("uscc", keep="first", maintain_order=True)
    own = moved.join(most, on=["uscc", "risk"]).filter((pl.col("by") * pl.col("total") > 0) & (pl.col("by").abs() >= _LEAST_LOG_ODDS))
    ranked = own.sort("uscc", pl.col("by").abs().round(9), "feature", descending=[False, True, False])
    named = ranked.group_by("uscc", maintain_order=True).agg(features=pl.col("feature").head(_FEATURES_NAMED))
    return most.select("uscc", moved="risk").join(named, on="uscc", how="left")


def arrivals(known: dict[str, list[pl.DataFrame]], since: date, until: date) -> pl.DataFrame:
    """Count by enterprise what became known after a day and up to another: uscc, figures_count, reports_count, visits_count.

    ``known``: frames with uscc and known_on, by figures, reports, visits.
    """
    counts = [_counted(name, known[name], since, until) for name in _ARRIVED]
    everybody = pl.concat([rows.select("uscc") for rows in counts]).unique().sort("uscc")
    for rows in counts:
        everybody = everybody.join(rows, on="uscc", how="left", maintain_order="left")
    return everybody.with_columns(pl.exclude("uscc").fill_null(0))


def _counted(name: str, frames: list[pl.DataFrame], since: date, until: date) -> pl.DataFrame:
    own = pl.concat([rows.select("uscc", "known_on") for rows in frames])
    fresh = own.filter(pl.col("known_on") > since, pl.col("known_on") <= until)
    return fresh.group_by("uscc").agg(pl.len().cast(pl.Int64).alias(f"{name}_count")).sort("uscc")

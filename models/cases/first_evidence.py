"""Which evidence came first, of those who left or in whom a visit confirmed trouble, and how long before the list had the name.

In: outcomes and judged visits as known, contributions as published, the lists that are out. Out: departures no list had named in time
(models.cases.misses), words (reports).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from models.cases.visits import CONFIRMING
from warehouse.evidence_families import EVIDENCE_FAMILIES, FAMILY_OF
from warehouse.periods import MONTHS_A_YEAR, month_numbers, shift_month
from warehouse.vocabulary import DEPARTURES

CONFIRMED: Final = CONFIRMING[0]
KINDS: Final = (*DEPARTURES, CONFIRMED)
NONE: Final = "none"
COUNT_COLUMNS: Final = ("family", *KINDS, "listed", "median_months")
# A family is there once its pieces multiply the odds by e; less is within what noise does.
LEAST_LOG_ODDS: Final = 1.0
# The risk that each kind is measured by.
_RISKS: Final = {"relocated_out": "relocation"}
_OTHERWISE: Final = "operating"


def trouble_on_record(outcomes: pl.DataFrame, visits: pl.DataFrame, month: date, months: int) -> pl.DataFrame:
    """Return who left or was confirmed to be in trouble within ``months`` up to ``month``: uscc, kind (one of KINDS), happened_on.

    `outcomes`: core_outcomes as known; `visits`: from judged_visits. Of several words about one enterprise a departure counts, else the
    first.
    """
    left = outcomes.filter(pl.col("outcome").is_in(DEPARTURES)).select("uscc", kind="outcome", happened_on="occurred_on")
    seen = visits.filter(pl.col("finding").is_in(CONFIRMING)).select("uscc", kind=pl.lit(CONFIRMED), happened_on="visited_on")
    within = pl.col("happened_on").is_between(shift_month(month, 1 - months), shift_month(month, 1), closed="left")
    every = pl.concat([left, seen]).filter(within).sort("uscc", pl.col("kind") == CONFIRMED, "happened_on", "kind")
    return every.unique("uscc", keep="first", maintain_order=True)


def family_weights(contributions: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Sum contributions (feature, contribution_log_odds and ``key``) up by family: key, family, weight; what is of none is left out."""
    family = pl.col("feature").replace_strict(FAMILY_OF, default=None, return_dtype=pl.String)
    known = contributions.with_columns(family=family).drop_nulls("family")
    return known.group_by(*key, "family").agg(weight=pl.col("contribution_log_odds").sum())


def first_evidence(trouble: pl.DataFrame, contributions: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Add to trouble on record which family was first there, and how many months before the first list with the name.

    `trouble`: from `trouble_on_record`; `contributions`: month, uscc, risk, feature, contribution_log_odds; `listed`: month, uscc of every
    place on a list. The year before the day counts. Adds family (null: none was there), evidence_month, listed_month and months_ahead (of
    the list, negative where it was first); of families that are there in the same month the one that weighs most is the first.
    """
    risk = pl.col("kind").replace_strict(_RISKS, default=_OTHERWISE)
    weights = family_weights(contributions, ("month", "uscc", "risk"))
    before = weights.join(trouble.with_columns(risk=risk), on=["uscc", "risk"]).filter(_is_of_the_year_before(), _is_there())
    ordered = before.sort(["uscc", "month", "weight", "family"], descending=[False, False, True, False])
    first = ordered.unique("uscc", keep="first", maintain_order=True).select("uscc", "family", evidence_month="month")
    places = listed.join(trouble, on="uscc").filter(_is_of_the_year_before())
    rows = trouble.join(first, on="uscc", how="left", maintain_order="left")
    dated = rows.join(places.group_by("uscc").agg(listed_month=pl.col("month").min()), on="uscc", how="left", maintain_order="left")
    ahead = month_numbers("listed_month").cast(pl.Int64) - month_numbers("evidence_month").cast(pl.Int64)
    return dated.with_columns(months_ahead=ahead)


def _is_there() -> pl.Expr:
    return pl.col("weight") >= LEAST_LOG_ODDS


def _is_of_the_year_before() -> pl.Expr:
    return (month_numbers("happened_on") - month_numbers("month")).is_between(1, MONTHS_A_YEAR)


def families_counted(found: pl.DataFrame, least: int) -> pl.DataFrame:
    """Count by family what `first_evidence` found: COUNT_COLUMNS, in the order of the vocabulary, NONE last.

    `listed`: those of them that a list named; `median_months` from the first evidence to that list, null for fewer than ``least``.
    """
    named = found.with_columns(pl.col("family").fill_null(NONE))
    ahead = pl.col("months_ahead")
    counted = named.group_by("family").agg(
        *((pl.col("kind") == kind).sum().cast(pl.Int64).alias(kind) for kind in KINDS),
        listed=pl.col("listed_month").count().cast(pl.Int64),
        median_months=pl.when(ahead.count() >= least).then(ahead.median()),
    )
    order = pl.DataFrame({"family": [*EVIDENCE_FAMILIES.keys, NONE]})
    return order.join(counted, on="family", maintain_order="left").select(COUNT_COLUMNS)

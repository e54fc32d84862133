"""Who has gone, and whether a published list had named them before: what lists are to be judged by.

In: outcomes as known on a day, the lists that are out with the days from which they were known. Out: who may leave (models.risk), where to
(models.district.relocation_flows), how the counts are printed (reports).
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.vocabulary import DEPARTURES

DEPARTURE_COLUMNS: Final = ("uscc", "outcome", "occurred_on", "warning", "first_listed_on", "warned_on", "months_ahead")
DAYS_A_MONTH: Final = 365.25 / MONTHS_A_YEAR


def judged_departures(
    outcomes: pl.DataFrame,
    visits: pl.DataFrame,
    candidates: pl.DataFrame,
    days: Mapping[date, date],
    month: date,
    months: int = MONTHS_A_YEAR,
) -> pl.DataFrame:
    """Name everybody recorded as gone within `months` up to `month`, the latest first, and what the lists had said: DEPARTURE_COLUMNS.

    `outcomes`: core_outcomes as known, with what visits found; `visits`: from judged_visits. `candidates`: month, uscc, is_listed of the
    editions that are out; `days`: the day from which each of those lists was known. Only a
    list known before the day of leaving was a warning; of somebody whom a visit found gone that day is not known, and those on a list are
    the ones visited, so they prove nothing. `warning`: a key of DEPARTURE_WARNINGS. `first_listed_on`: month of the first such
    list, `warned_on` the day it was known, `months_ahead` from then to the day of leaving; all null unless warned.
    """
    left = _gone(outcomes, shift_month(month, 1 - months), shift_month(month, 1))
    gone = left.join(_found_by_visits(visits), on=["uscc", "occurred_on"], how="left")
    known = pl.DataFrame({"month": list(days.keys()), "listed_on": list(days.values())}, schema={"month": pl.Date, "listed_on": pl.Date})
    before = candidates.join(known, on="month").join(gone, on="uscc").filter(pl.col("listed_on") < pl.col("occurred_on"))
    listed = before.filter("is_listed", pl.col("is_found").is_null()).sort("listed_on", "month")
    first = listed.unique("uscc", keep="first", maintain_order=True).select("uscc", first_listed_on="month", warned_on="listed_on")
    judged = gone.join(first, on="uscc", how="left")
    was_watched = pl.col("uscc").is_in(before["uscc"].implode())
    return (
        judged.with_columns(
            warning=pl.when("is_found")
            .then(pl.lit("found_by_visit"))
            .when(pl.col("warned_on").is_not_null())
            .then(pl.lit("warned"))
            .when(was_watched)
            .then(pl.lit("watched"))
            # Where no list was known yet nobody could have been named.
            .when(pl.lit(min(days.values(), default=date.max)) < pl.col("occurred_on"))
            .then(pl.lit("missed"))
            .otherwise(pl.lit("before_lists")),
            months_ahead=(pl.col("occurred_on") - pl.col("warned_on")).dt.total_days() / DAYS_A_MONTH,
        )
        .select(DEPARTURE_COLUMNS)
        .sort("occurred_on", "uscc", descending=[True, False])
    )


def _gone(outcomes: pl.DataFrame, first: date, after: date) -> pl.DataFrame:
    """Keep the first record of each departure in the span: two records of one departure are one, and the earlier is when it left."""
    left = outcomes.filter(pl.col("outcome").is_in(DEPARTURES), pl.col("occurred_on") >= first, pl.col("occurred_on") < after)
    ordered = left.sort("uscc", "occurred_on", "outcome").unique("uscc", keep="first", maintain_order=True)
    return ordered.select("uscc", "outcome", "occurred_on")


def _found_by_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Return the days on which a visit found somebody gone: uscc, occurred_on, is_found."""
    found = visits.filter(pl.col("outcome").is_in(DEPARTURES) | pl.col("finding").is_in(DEPARTURES))
    return found.select("uscc", occurred_on="visited_on", is_found=pl.lit(True)).unique()

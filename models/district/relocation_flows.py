"""Where enterprises go: departures on record and those showing signals, by destination, street and industry.

In: signals, outcomes, risks, exposure. Out: who is likely to leave (models.risk), sums over places (reports).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.series.windows import aged_figures
from models.warnings.exposure import JOBS, exposure_amounts
from warehouse.periods import MONTHS_A_YEAR, month_number, month_numbers, shift_month
from warehouse.vocabulary import ABOUT_RELOCATION, OUTCOMES


@dataclass(frozen=True, slots=True)
class Places:
    """How destinations name the district and the city around it; empty where nothing is configured."""

    district: str = ""
    city: str = ""


FLOW_COLUMNS = (
    "uscc", "name", "street", "industry", "destination", "is_within_city", "form", "stage", "state", "output_cny_10k", "tax_cny_10k",
    "jobs", "occurred_on",
)  # fmt: skip
# A closure is a loss but no move.
MOVES = {outcome.key: outcome.form for outcome in OUTCOMES if outcome.form}


def relocation_flows(
    warnings: pl.DataFrame,
    risk: pl.DataFrame,
    signals: pl.DataFrame,
    outcomes: pl.DataFrame,
    register: pl.DataFrame,
    series: pl.DataFrame,
    month: date,
    places: Places,
    months: int = 12,
) -> pl.DataFrame:
    """List who left within `months` and who is on the list with relocation signals: FLOW_COLUMNS.

    `state`: a key of MOVE_STATES; whoever moved inside the district is still here. `occurred_on` is null for those who only show signals,
    `destination` where nobody knows it; such rows are part of the flow all the same. `is_within_city`: it lies in another district of the
    same city, null where it is not known. What
    went is measured over the 12 months before the departure, not before `month`: afterwards there is nothing left to measure. Sorted by
    date, then output.
    """
    went = _went(outcomes, month, months)
    # Whoever has left is counted as gone and not again as at risk.
    watched = _watched(warnings, month).join(went.select("uscc"), on="uscc", how="anti")
    rows = pl.concat([went, watched], how="diagonal_relaxed")
    stages = risk.select("uscc", "relocation_stage", "relocation_form")
    placed = rows.join(stages, on="uscc", how="left").join(_places(register), on="uscc", how="left")
    placed = placed.join(_destinations(signals), on="uscc", how="left").join(_stakes(rows, series, month), on="uscc", how="left")
    # What the risk model saw of the form refines a bare "whole" on record, never a move inside the district.
    known_form = pl.when(~pl.col("relocation_form").is_in(["none", "unknown"])).then("relocation_form")
    flows = placed.with_columns(
        state=pl.when(pl.col("occurred_on").is_null())
        .then(pl.lit("here"))
        .when(pl.col("form") == "within_district")
        .then(pl.lit("moved_within"))
        .otherwise(pl.lit("gone")),
        is_within_city=_is_within_city(places),
        form=pl.coalesce(pl.when(pl.col("form") != "whole").then("form"), known_form, "form", pl.lit("unknown")),
        stage=pl.when(pl.col("occurred_on").is_not_null())
        .then(pl.lit("whole_move"))
        .otherwise(pl.col("relocation_stage").fill_null("none")),
    )
    order = ["occurred_on", "output_cny_10k", "uscc"]
    return flows.select(FLOW_COLUMNS).sort(order, descending=[True, True, False], nulls_last=True)


def _went(outcomes: pl.DataFrame, month: date, months: int) -> pl.DataFrame:
    first, after = shift_month(month, 1 - months), shift_month(month, 1)
    recent = outcomes.filter(pl.col("outcome").is_in(list(MOVES)), pl.col("occurred_on") >= first, pl.col("occurred_on") < after)
    form = pl.col("outcome").replace_strict(MOVES, return_dtype=pl.String)
    # Two records of one departure are one departure.
    last = recent.sort("uscc", "occurred_on", "outcome").unique("uscc", keep="last", maintain_order=True)
    # The amounts are those of the 12 full months before the month of leaving.
    return last.select("uscc", "occurred_on", form=form, until=month_numbers("occurred_on") - 1)


def _watched(warnings: pl.DataFrame, month: date) -> pl.DataFrame:
    about = warnings.filter(pl.col("is_listed") & pl.col("kind").is_in(ABOUT_RELOCATION))
    return about.select("uscc", until=pl.lit(month_number(month), pl.Int64))


def _stakes(rows: pl.DataFrame, series: pl.DataFrame, month: date) -> pl.DataFrame:
    own = aged_figures(series.join(rows.select("uscc"), on="uscc", how="semi"), month)
    # Aged anew against the last whole month of each: what went is the year before it went.
    passed = month_number(month) - pl.col("until")
    aged = own.join(rows.select("uscc", "until"), on="uscc").with_columns(age=pl.col("age") - passed)
    found = exposure_amounts(aged.filter(pl.col("age").is_between(0, MONTHS_A_YEAR - 1)), month)
    return found.select("uscc", output_cny_10k="exposure_output_cny_10k", tax_cny_10k="exposure_tax_cny_10k", jobs=JOBS)


def _destinations(signals: pl.DataFrame) -> pl.DataFrame:
    # The latest destination counts: plans change. Of several of one day the last by name, in whatever order they came.
    stated = signals.drop_nulls("destination").sort("uscc", "observed_on", "destination")
    return stated.group_by("uscc", maintain_order=True).agg(destination=pl.col("destination").last())


def _is_within_city(places: Places) -> pl.Expr:
    destination = pl.col("destination")
    # Every text contains an empty one.
    is_in_city = destination.str.contains(places.city, literal=True) if places.city else pl.lit(False)
    is_in_district = destination.str.contains(places.district, literal=True) if places.district else pl.lit(False)
    return pl.when(destination.is_not_null()).then(is_in_city & ~is_in_district)


def _places(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("uscc", "name", "street", "industry")

"""Where enterprises go: departures on record and those showing signals, by destination, street and industry.

In: signals, outcomes, risks, exposure. Out: who is likely to leave (models.risk) and the picture (reports).
"""

from datetime import date

import polars as pl

from models.series.outlier_guard import leave_out_implausible
from models.warnings.exposure import YEAR_MONTHS
from warehouse.periods import month_number, month_numbers, shift_month

FLOW_COLUMNS = (
    "uscc", "name", "street", "industry", "destination", "form", "stage", "output_cny_10k", "tax_cny_10k", "jobs", "occurred_on",
)  # fmt: skip
# An unknown destination is shown as such; leaving the row out would understate the flow.
UNKNOWN_DESTINATION = "去向未明"
# A closure is a loss but no move, and has no destination.
DEPARTURES = {"relocated_out": "whole", "relocated_within": "within_district"}
# Fewer than three would give single enterprises away.
FEWEST_SHOWN = 3


def relocation_flows(
    warnings: pl.DataFrame,
    risk: pl.DataFrame,
    signals: pl.DataFrame,
    outcomes: pl.DataFrame,
    register: pl.DataFrame,
    series: pl.DataFrame,
    month: date,
    months: int = 12,
) -> pl.DataFrame:
    """List who left within `months` and who is on the list with relocation signals: FLOW_COLUMNS.

    `occurred_on` is null for those still here. What went is measured over the 12 months before the departure, not before
    `month`: afterwards there is nothing left to measure. Sorted by date, then output.
    """
    went = _went(outcomes, month, months)
    # Whoever has left is counted as gone and not again as at risk.
    watched = _watched(warnings, month).join(went.select("uscc"), on="uscc", how="anti")
    rows = pl.concat([went, watched], how="diagonal_relaxed")
    stages = risk.select("uscc", "relocation_stage", "relocation_form")
    placed = rows.join(stages, on="uscc", how="left").join(_places(register), on="uscc", how="left")
    placed = placed.join(_destinations(signals), on="uscc", how="left").join(_stakes(rows, series), on="uscc", how="left")
    # What the risk model saw of the form refines a bare "whole" on record, never a move inside the district.
    known_form = pl.when(~pl.col("relocation_form").is_in(["none", "unknown"])).then("relocation_form")
    flows = placed.with_columns(
        destination=pl.col("destination").fill_null(UNKNOWN_DESTINATION),
        form=pl.coalesce(pl.when(pl.col("form") != "whole").then("form"), known_form, "form", pl.lit("unknown")),
        stage=pl.when(pl.col("occurred_on").is_not_null())
        .then(pl.lit("whole_move"))
        .otherwise(pl.col("relocation_stage").fill_null("none")),
    )
    order = ["occurred_on", "output_cny_10k", "uscc"]
    return flows.select(FLOW_COLUMNS).sort(order, descending=[True, True, False], nulls_last=True)


def summarise_flows(flows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Sum the flows by `destination`, `street`, `industry` or `form`: counts of gone and watched, and what is at stake.

    Amounts behind fewer than 3 enterprises are null (`is_suppressed`): an aggregate that leaves the circle may not give away one of them.
    """
    gone = pl.col("occurred_on").is_not_null()
    few = pl.len() < FEWEST_SHOWN
    amounts = [pl.when(~few).then(pl.col(name).sum()).alias(name) for name in ("output_cny_10k", "tax_cny_10k", "jobs")]
    table = flows.group_by(pl.col(by)).agg(*amounts, gone_count=gone.sum(), watched_count=(~gone).sum(), is_suppressed=few)
    return table.sort([pl.col("gone_count") + pl.col("watched_count"), by], descending=[True, False])


def flows_by_month(flows: pl.DataFrame) -> pl.DataFrame:
    """Count departures by month and destination, for the picture over time: period, destination, form, count."""
    gone = flows.drop_nulls("occurred_on").with_columns(period=pl.col("occurred_on").dt.month_start())
    return gone.group_by("period", "destination", "form").agg(count=pl.len()).sort("period", "destination", "form")


def _went(outcomes: pl.DataFrame, month: date, months: int) -> pl.DataFrame:
    first, after = shift_month(month, 1 - months), shift_month(month, 1)
    recent = outcomes.filter(pl.col("outcome").is_in(list(DEPARTURES)), pl.col("occurred_on") >= first, pl.col("occurred_on") < after)
    form = pl.col("outcome").replace_strict(DEPARTURES, return_dtype=pl.String)
    # Two records of one departure are one departure.
    last = recent.sort("uscc", "occurred_on", "outcome").unique("uscc", keep="last", maintain_order=True)
    # The amounts are those of the 12 full months before the month of leaving.
    return last.select("uscc", "occurred_on", form=form, until=month_numbers("occurred_on") - 1)


def _watched(warnings: pl.DataFrame, month: date) -> pl.DataFrame:
    about = warnings.filter(pl.col("is_listed") & pl.col("kind").is_in(["relocation", "both"]))
    return about.select("uscc", until=pl.lit(month_number(month), pl.Int64))


def _stakes(rows: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    aged = (
        leave_out_implausible(series.join(rows.select("uscc"), on="uscc", how="semi"))
        .join(rows.select("uscc", "until"), on="uscc")
        .with_columns(age=pl.col("until") - month_numbers("period"))
    )
    recent = aged.filter(pl.col("age").is_between(0, YEAR_MONTHS - 1)).drop_nulls("value").sort("uscc", "period")
    return recent.group_by("uscc").agg(
        output_cny_10k=_sum("output_value"),
        tax_cny_10k=_sum("tax"),
        jobs=pl.col("value").filter(pl.col("indicator") == "employment").last(),
    )


def _sum(indicator: str) -> pl.Expr:
    values = pl.col("value").filter(pl.col("indicator") == indicator)
    return pl.when(values.len() > 0).then(values.sum())


def _destinations(signals: pl.DataFrame) -> pl.DataFrame:
    # The latest word on the destination counts: plans change.
    stated = signals.drop_nulls("destination").sort("uscc", "observed_on")
    return stated.group_by("uscc", maintain_order=True).agg(destination=pl.col("destination").last())


def _places(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("uscc", "name", "street", "industry")

"""Figures of enterprises put together from their parts: bills by account, tax by payment line, investment by project.

In: parts as known on a day. Out: rows like those of enterprises delivered whole, each complete or not there at all: a month for which one
account of several is missing would look like a fall, so it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

# A reading period between these is one month's bill; shorter ones (a meter was changed) and longer ones are shared out by days.
_ONE_MONTH_DAYS: Final = (25, 45)
# The reading before counts as the beginning of this one when it is not older than two months and a reserve.
_LONGEST_GAP_DAYS: Final = 75
# Below half of its days a month's use is not known well enough to speak of the whole month.
_LEAST_COVER_SHARE: Final = 0.5
# A part that is silent for longer has stopped; until then the month waits for it.
_GRACE_MONTHS: Final = 2
# A source has reported a month when at least this share of those it usually names is there.
_REPORTED_SHARE: Final = 0.3
# Who pays in nearly every month has one missing line rather than one month without tax.
_REGULAR_SHARE: Final = 0.8
_SILENT_AFTER_MONTHS: Final = 12

COLUMNS: Final[dict[str, pl.DataType]] = {
    "uscc": pl.String(),
    "indicator": pl.String(),
    "period": pl.Date(),
    "basis": pl.String(),
    "value": pl.Float64(),
    "known_on": pl.Date(),
    "channel": pl.String(),
    "is_shared_out": pl.Boolean(),
    "delivery_id": pl.String(),
    "row_number": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What figures are put together from, as known on one day; the columns are those of the tables' as-of readings."""

    bills: pl.DataFrame
    accounts: pl.DataFrame
    payments: pl.DataFrame
    projects: pl.DataFrame


def assemble_figures(parts: Parts) -> pl.DataFrame:
    """Return the figures of enterprises that the parts add up to; columns COLUMNS, one row for each enterprise, indicator and month.

    Electricity, water and gas and tax are months (``basis`` month), fixed investment is a running total (ytd). ``is_shared_out`` marks
    months that a longer bill was spread over by days. ``delivery_id`` and ``row_number`` name the largest part, where a doubtful figure
    is looked up first.
    """
    pieces = [_from_bills(parts.bills, parts.accounts), _from_payments(parts.payments), _from_projects(parts.projects)]
    return pl.concat([piece.select([pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()]) for piece in pieces])


def with_reading_days(bills: pl.DataFrame) -> pl.DataFrame:
    """Add ``from_on``, ``to_on`` (the days a bill covers), ``days`` and ``usual_days`` (from the same day a month earlier) to bills.

    ``slot`` numbers the accounts; rows come back in the order of accounts and months. Where the first day is not stated it follows the
    reading before; where no day is stated, the bill is for its calendar month.
    """
    ordered = bills.sort("indicator", "account", "period", "read_to_on", nulls_last=False)
    # Numbers group and sort many times faster than account numbers, which are texts.
    ordered = ordered.with_columns(slot=pl.struct("indicator", "account").rle_id().cast(pl.Int64))
    to_on = pl.coalesce("read_to_on", pl.col("period").dt.month_end())
    before = pl.when(pl.col("slot") == pl.col("slot").shift(1)).then(pl.col("read_to_on").shift(1))
    gap = (to_on - before).dt.total_days()
    # A bill that is late makes the next one look twice as long, unless the account is read every second month anyway.
    is_usual = (gap <= _ONE_MONTH_DAYS[1]) | (gap.median().over("slot") > _ONE_MONTH_DAYS[1])
    follows = pl.when(gap.is_between(1, _LONGEST_GAP_DAYS) & is_usual).then(before.dt.offset_by("1d"))
    usual_from = pl.when(pl.col("read_to_on").is_null()).then("period").otherwise(to_on.dt.offset_by("-1mo").dt.offset_by("1d"))
    dated = ordered.with_columns(to_on=to_on, from_on=pl.coalesce("read_from_on", follows, usual_from), usual_from=usual_from)
    return dated.with_columns(
        days=((pl.col("to_on") - pl.col("from_on")).dt.total_days() + 1).clip(lower_bound=1),
        usual_days=(pl.col("to_on") - pl.col("usual_from")).dt.total_days() + 1,
    ).drop("usual_from")


def account_months(dated: pl.DataFrame) -> pl.DataFrame:
    """Return what each account (``slot``) used in each month: slot, period, value, is_shared_out, known_on, channel and origin.

    ``dated`` are bills with their reading days. A bill of about one month belongs to its month of settlement, put on the usual number of
    days where the meter was read early or late; every other bill is spread evenly over its days, and a month counts once half of its
    days are known.
    """
    is_monthly = pl.col("days").is_between(*_ONE_MONTH_DAYS)
    shifted = (pl.col("days") - pl.col("usual_days")).abs() >= 2
    even = pl.when(shifted).then(pl.col("value") * pl.col("usual_days") / pl.col("days")).otherwise("value")
    monthly = dated.filter(is_monthly).with_columns(amount=even, covered=pl.col("period").dt.month_end().dt.day().cast(pl.Int64))
    spread = _spread_by_days(dated.filter(~is_monthly))
    columns = ["slot", "period", "amount", "covered", "known_on", "channel", "delivery_id", "row_number"]
    pieces = [monthly.select(*columns, is_shared_out=pl.lit(value=False)), spread.select(*columns, is_shared_out=pl.lit(value=True))]
    summed = _added_up(pl.concat(pieces))
    month_days = pl.col("period").dt.month_end().dt.day()
    known_enough = summed.filter(pl.col("covered") >= _LEAST_COVER_SHARE * month_days)
    return known_enough.with_columns(value=pl.col("amount") * month_days / pl.col("covered")).sort("slot", "period")


def _added_up(pieces: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each account and month; nearly every account has one bill a month, which needs no adding up."""
    doubled = pieces.select(pl.struct("slot", "period").is_duplicated()).to_series()
    added = (
        pieces.filter(doubled)
        .group_by("slot", "period")
        .agg(
            pl.col("amount", "covered").sum(),
            pl.col("known_on").max(),
            pl.col("channel").min(),
            pl.col("is_shared_out").any(),
            *_origin("amount"),
        )
    )
    return pl.concat([pieces.filter(~doubled), added.select(pieces.columns)])


def _spread_by_days(bills: pl.DataFrame) -> pl.DataFrame:
    """Share each bill out evenly over its days and add them up by month: ``period``, ``amount``, ``covered`` (days)."""
    months = bills.with_columns(period=pl.date_ranges(pl.col("from_on").dt.truncate("1mo"), pl.col("to_on"), "1mo")).explode("period")
    first = pl.max_horizontal("from_on", "period")
    last = pl.min_horizontal("to_on", pl.col("period").dt.month_end())
    covered = (last - first).dt.total_days() + 1
    return months.with_columns(covered=covered, amount=pl.col("value") * covered / pl.col("days")).filter(pl.col("covered") > 0)


def _origin(amount: str) -> list[pl.Expr]:
    """Return file and row of the largest part."""
    largest = pl.col(amount).abs().arg_max()
    return [pl.col(name).get(largest) for name in ("delivery_id", "row_number")]


def _from_bills(bills: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return electricity, water and gas of enterprises: their accounts' months, by share and by the days an account was theirs."""
    dated = with_reading_days(bills)
    slots = dated.select("slot", "indicator", "account").unique("slot", maintain_order=True)
    links = _links_by_month(account_months(dated), accounts.join(slots, on=["indicator", "account"], how="inner"))
    # Numbers group many times faster than credit codes.
    owners = links.select("uscc", "indicator").unique(maintain_order=True).with_row_index("owner")
    owned = links.join(owners, on=["uscc", "indicator"]).with_columns(value=pl.col("value") * pl.col("part"))
    summed = owned.group_by("owner", "period").agg(
        pl.col("value").sum(),
        pl.col("value").null_count().alias("waiting"),
        pl.col("known_on").max(),
        pl.col("channel").min(),
        pl.col("is_shared_out").any(),
        *_origin("value"),
    )
    whole = summed.filter(pl.col("waiting") == 0).join(owners, on="owner")
    return whole.with_columns(basis=pl.lit("month"))


def _links_by_month(months: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return uscc, indicator, slot, period, ``part`` (share of the account's month) and the account's figures, null where it is due.

    An account is due from its first bill to its last, and for a time of grace after it.
    """
    kinds = links.select("slot", "indicator").unique("slot")
    reported = months.join(kinds, on="slot").group_by("indicator", "period").len()
    usual = reported.group_by("indicator").agg(usual=pl.col("len").median())
    reported = reported.join(usual, on="indicator").filter(pl.col("len") >= _REPORTED_SHARE * pl.col("usual"))
    frontier = kinds.join(reported.group_by("indicator").agg(frontier=pl.col("period").max()), on="indicator").drop("indicator")
    spans = months.group_by("slot").agg(
        first=pl.col("period").min(), last=pl.col("period").max(), grace=_GRACE_MONTHS + pl.col("is_shared_out").any().cast(pl.Int64)
    )
    late = pl.col("last").dt.offset_by(pl.format("{}mo", "grace"))
    waits = pl.when(pl.col("frontier") <= late).then(pl.max_horizontal("last", "frontier")).otherwise("last")
    linked = links.drop("known_on").join(spans.join(frontier, on="slot").with_columns(due_to=waits), on="slot")
    low = pl.max_horizontal("first", pl.col("valid_from_on").dt.truncate("1mo"))
    high = pl.min_horizontal("due_to", "valid_to_on")
    running = linked.with_columns(low=low, high=high).filter(pl.col("low") <= pl.col("high"))
    by_month = _with_part(running.with_columns(period=pl.date_ranges("low", "high", "1mo")).explode("period"))
    return by_month.select("uscc", "indicator", "slot", "period", "part").join(
        months.drop("amount", "covered"), on=["slot", "period"], how="left"
    )


def _with_part(links: pl.DataFrame) -> pl.DataFrame:
    """Add ``part``: stated share, else an even one of what is left, times the share of the month's days the link was valid on."""
    month = ["slot", "period"]
    first, last = pl.max_horizontal("valid_from_on", "period"), pl.min_horizontal("valid_to_on", pl.col("period").dt.month_end())
    held = ((last - first).dt.total_days() + 1).clip(lower_bound=0) / pl.col("period").dt.month_end().dt.day()
    # Tenants who follow each other in one month are not sharing: each has its own days.
    weight = pl.col("held")
    unstated = pl.col("account_share").is_null()
    rest = (1.0 - (pl.col("account_share").fill_null(0.0) * weight).sum().over(month)).clip(lower_bound=0.0)
    even = rest * weight / pl.when(unstated).then(weight).otherwise(0.0).sum().over(month)
    return links.with_columns(held=held).with_columns(part=pl.when(unstated).then(even).otherwise(pl.col("account_share") * weight))


def _from_payments(payments: pl.DataFrame) -> pl.DataFrame:
    """Return tax by month of payment; a month without lines is zero where the source has reported it and the gap is no single slip."""
    rows = payments.rename({"value_cny_10k": "value"})
    summed = rows.group_by("uscc", "period").agg(
        pl.col("value").sum(), pl.col("known_on").max(), pl.col("channel").min(), *_origin("value")
    )
    return _with_empty_months(summed).with_columns(indicator=pl.lit("tax"), basis=pl.lit("month"), is_shared_out=pl.lit(value=False))


def _with_empty_months(summed: pl.DataFrame) -> pl.DataFrame:
    """Add a zero for every month in which nothing was paid.

    Not for a single missing month of an enterprise that else pays every month (its line is late or lost), not for months the source has
    not reported, and not beyond a year of silence, when the enterprise is no payer any more.
    """
    if summed.is_empty():
        return summed
    reported = summed.group_by("period").agg(payers=pl.len(), reported_on=pl.col("known_on").max(), source_channel=pl.col("channel").min())
    reported = reported.filter(pl.col("payers") >= _REPORTED_SHARE * pl.col("payers").median())
    frontier = reported["period"].max()
    spans = summed.group_by("uscc").agg(first=pl.col("period").min(), last=pl.col("period").max())
    until = pl.min_horizontal(pl.lit(frontier), pl.col("last").dt.offset_by(f"{_SILENT_AFTER_MONTHS}mo"))
    months = spans.with_columns(period=pl.date_ranges("first", pl.max_horizontal("last", until), "1mo")).explode("period")
    full = months.join(summed, on=["uscc", "period"], how="left").join(reported, on="period", how="inner").sort("uscc", "period")
    is_empty = pl.col("value").is_null()
    share = (~is_empty & (pl.col("period") <= pl.col("last"))).sum().over("uscc") / (pl.col("period") <= pl.col("last")).sum().over("uscc")
    # One empty month between two paid ones, or the newest alone, may be a late line.
    alone = is_empty & ~is_empty.shift(1, fill_value=False).over("uscc") & ~is_empty.shift(-1, fill_value=False).over("uscc")
    kept = full.filter(~(alone & (share >= _REGULAR_SHARE)))
    return kept.with_columns(
        value=pl.col("value").fill_null(0.0),
        known_on=pl.coalesce("known_on", "reported_on"),
        channel=pl.coalesce("channel", "source_channel"),
    )


def _from_projects(projects: pl.DataFrame) -> pl.DataFrame:
    """Return fixed investment since January: each project's latest total of the year, whether it is still reported or not."""
    rows = projects.with_columns(year=pl.col("period").dt.year()).sort("uscc", "project", "period", nulls_last=False)
    before = pl.col("value_cny_10k").shift(1).over("uscc", "project", "year")
    steps = rows.with_columns(step=pl.col("value_cny_10k") - before.fill_null(0.0))
    by_month = steps.group_by("uscc", "year", "period").agg(
        pl.col("step").sum(), pl.col("known_on").max(), pl.col("channel").min(), *_origin("step")
    )
    totals = by_month.sort("uscc", "period").with_columns(value=pl.col("step").cum_sum().over("uscc", "year"))
    return totals.with_columns(indicator=pl.lit("fixed_investment"), basis=pl.lit("ytd"), is_shared_out=pl.lit(value=False))

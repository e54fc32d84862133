"""Use of enterprises by day, put together from readings of meters: of accounts or of the whole, by the day or by the week.

In: readings and the account map as known on a day. Out: what the days say of a month (models.evidence.recent_use), the readings
themselves (warehouse.tables.core_readings__daily_accounts).
"""

from __future__ import annotations

from typing import Final

import polars as pl

SCHEMA: Final[dict[str, pl.DataType]] = {
    "uscc": pl.String(),
    "indicator": pl.String(),
    "read_on": pl.Date(),
    "value": pl.Float64(),
    "known_on": pl.Date(),
    "channel": pl.String(),
    "delivery_id": pl.String(),
    "row_number": pl.Int64(),
}
WEEK_DAYS: Final = 7
# Readings that lie this far apart on the middle of an account are of weeks, where nobody says so.
_LEAST_WEEK_GAP: Final = 5
# An account that is silent for longer has stopped; until then a day waits for it.
_GRACE_DAYS: Final = 10
_OWNER: Final = ["uscc", "indicator"]
_DAY: Final = [*_OWNER, "read_on"]


def daily_use(readings: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return what each enterprise used on each day, columns SCHEMA in the order of enterprises and days.

    ``readings`` and ``accounts`` are as-of readings of the tables of those names. A week is shared out evenly among its days, an account
    among its tenants by the stated shares. A day is complete or not there at all: without one account of several it would look like a
    fall. What was read for the enterprise as a whole stands before what its accounts add up to.
    """
    if readings.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    days = _by_day(readings)
    whole = days.filter(pl.col("account").is_null())
    of_accounts = _added_up(_owned(days.filter(pl.col("account").is_not_null()), accounts))
    both = pl.concat([whole.select(list(SCHEMA)), of_accounts.join(whole.select(_DAY), on=_DAY, how="anti")])
    return both.cast(SCHEMA).sort(_DAY)  # type: ignore[arg-type]


def _by_day(readings: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each account and day; of a day that a week covers too the day's own reading counts."""
    ordered = readings.sort("indicator", "uscc", "account", "read_on")
    numbered = ordered.with_columns(slot=pl.struct("indicator", "uscc", "account").rle_id())
    gap = pl.col("read_on").diff().dt.total_days().over("slot").median().over("slot")
    recognised = pl.when(gap >= _LEAST_WEEK_GAP).then(WEEK_DAYS).otherwise(1)
    covered = numbered.with_columns(covers=pl.coalesce(pl.col("covers_days").cast(pl.Int32), recognised))
    weeks = covered.filter(pl.col("covers") > 1)
    days = covered.filter(pl.col("covers") == 1)
    if weeks.is_empty():
        return days
    first = pl.col("read_on") - pl.duration(days=pl.col("covers") - 1)
    spread = weeks.with_columns(read_on=pl.date_ranges(first, "read_on"), value=pl.col("value") / pl.col("covers")).explode("read_on")
    return pl.concat([days, spread]).unique(["slot", "read_on"], keep="first", maintain_order=True)


def _owned(days: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the accounts' days with the enterprise whose they are: the one that was named, else those the map names, by share."""
    stated = days.filter(pl.col("uscc").is_not_null())
    links = accounts.select("indicator", "account", "uscc", "account_share", "valid_from_on", "valid_to_on")
    mapped = days.filter(pl.col("uscc").is_null()).drop("uscc").join(links, on=["indicator", "account"])
    begun = (pl.col("valid_from_on") <= pl.col("read_on")).fill_null(value=True)
    lasts = (pl.col("valid_to_on") >= pl.col("read_on")).fill_null(value=True)
    parted = mapped.filter(begun & lasts).with_columns(value=pl.col("value") * _part())
    columns = ["account", *SCHEMA]
    return pl.concat([stated.select(columns), parted.select(columns)])


def _part() -> pl.Expr:
    """Return the share of an account's day: as stated, else an even one of what is left."""
    day = ["slot", "read_on"]
    rest = (1.0 - pl.col("account_share").sum().over(day)).clip(lower_bound=0.0)
    return pl.col("account_share").fill_null(rest / pl.col("account_share").null_count().over(day))


def _added_up(owned: pl.DataFrame) -> pl.DataFrame:
    """Return the days of enterprises on which every account that is due was read."""
    last = pl.col("read_on").max() + pl.duration(days=_GRACE_DAYS)
    spans = owned.group_by(*_OWNER, "account").agg(first=pl.col("read_on").min(), last=last)
    summed = owned.group_by(_DAY).agg(
        pl.col("value").sum(),
        pl.col("known_on").max(),
        pl.col("channel").min(),
        pl.col("delivery_id").min(),
        pl.col("row_number").min(),
        read=pl.col("account").n_unique(),
    )
    due = summed.select(_DAY).join(spans, on=_OWNER).filter(pl.col("read_on").is_between("first", "last"))
    whole = summed.join(due.group_by(_DAY).agg(due=pl.len()), on=_DAY)
    return whole.filter(pl.col("read") >= pl.col("due")).select(list(SCHEMA))


def month_sums(daily: pl.DataFrame) -> pl.DataFrame:
    """Return the months of which every day is known as figures: uscc, indicator, period, basis, value and where it came from.

    ``daily`` as of `daily_use`. ``is_summed_days`` marks them, since they are added up of days and no bill.
    """
    by_month = daily.group_by(*_OWNER, period=pl.col("read_on").dt.truncate("1mo")).agg(
        pl.col("value").sum(),
        pl.col("known_on").max(),
        pl.col("channel").min(),
        pl.col("delivery_id").min(),
        pl.col("row_number").min(),
        days=pl.len(),
    )
    whole = by_month.filter(pl.col("days") == pl.col("period").dt.month_end().dt.day()).drop("days")
    return whole.with_columns(basis=pl.lit("month"), is_shared_out=pl.lit(value=False), is_summed_days=pl.lit(value=True)).sort(
        *_OWNER, "period"
    )

"""Who is counted: from the register over the monitored to the judged, every enterprise in one group with its reason."""

from datetime import date

import polars as pl

BASES_COLUMNS = ("street", "tier", "owner", "standing", "reason", "enterprises_count")


def standing_on(day: date) -> pl.Expr:
    """Return how an enterprise of the register stands on a day, a key of REGISTER_STANDINGS; needs registered_on and left_register_on."""
    left = (pl.col("left_register_on") <= day).fill_null(value=False)
    # Older registers state no day of entry; who is on them has entered.
    future = (pl.col("registered_on") > day).fill_null(value=False)
    standing = pl.when(left).then(pl.lit("left_register")).when(future).then(pl.lit("not_yet_registered")).otherwise(pl.lit("monitored"))
    return standing.alias("standing")


def monitored_of(register: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the rows of the register that are monitored on a day: entered and not left."""
    return register.filter(standing_on(day) == "monitored")


def register_bases(register: pl.DataFrame, risk: pl.DataFrame, day: date) -> pl.DataFrame:
    """Count the register by standing and by the reason why somebody is not judged: BASES_COLUMNS.

    `risk`: uscc, out_of_scope; the reason is null of those who are judged. The counts add up to the register, by place and office, so
    that the part of one office adds up as well.
    """
    known = risk.select("uscc", "out_of_scope", is_known=pl.lit(value=True))
    joined = register.with_columns(standing_on(day)).join(known, on="uscc", how="left")
    # Who is not among the judged at all had nothing to be judged on.
    reason = pl.when(pl.col("is_known")).then("out_of_scope").otherwise(pl.lit("no_figures"))
    groups = joined.with_columns(reason=reason).group_by(BASES_COLUMNS[:-1]).agg(enterprises_count=pl.len().cast(pl.Int64))
    return groups.select(BASES_COLUMNS).sort(BASES_COLUMNS[:-1])

"""Bills and readings of some meters of an account of which all are known: refused, since they would take the place of the sum of all.

In: what is wrong, in words, as refused rows of their files. Out: which rows these are (warehouse.loading).
"""

from collections.abc import Sequence

import polars as pl

from pipelines.ingest.refusals import content_keys, refused_schema
from warehouse.loading import METERS

RULE = "fewer_meters"
REASON = (
    "it is the figure of {} of the {} meters of the account that are known of the same time, and would take the place of all of them; "
    "deliver every meter of the account together, or the figure of the account without the column of meters"
)
# What the row says, as far as it is stored.
SAID = ("indicator", "account", "period", "read_on", "read_to_on", "value", METERS, "received_on")


def partial_rows(partial: pl.DataFrame) -> pl.DataFrame:
    """Return rows that loading left out as refused rows, with their `delivery_id`."""
    months = (
        pl.col("period").dt.strftime("%Y-%m") if "period" in partial.columns else pl.col("read_on").dt.strftime("%Y-%m").alias("period")
    )
    shown = partial.with_columns(
        pl.lit(RULE).alias("rule"),
        pl.format(REASON, METERS, "known_count").alias("reason"),
        months,
        pl.col("value").cast(pl.String).alias("value_text"),
        content_keys(partial.select(name for name in SAID if name in partial.columns), RULE),
    )
    columns = [
        (pl.col(name) if name in shown.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in refused_schema().items()
    ]
    return shown.select("delivery_id", *columns)


def partition_refused(found: Sequence[pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return refused rows by delivery."""
    if not found:
        return {}
    parts = pl.concat(found).partition_by("delivery_id", as_dict=True, include_key=False)
    return {str(delivery): rows for (delivery,), rows in parts.items()}

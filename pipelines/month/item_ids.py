"""Short names of rows that were refused or set aside: the same on every machine, in the list, on a sheet and in a decision."""

import base64
import hashlib
from typing import Final

import polars as pl

from pipelines.month.settled import PLACE

ID_LENGTH: Final = 8
SUSPECTED: Final = "suspected"


def item_ids(items: pl.DataFrame, kind: str | None = None) -> pl.Series:
    """Return the short names of rows with delivery_id, row_number, indicator and rule.

    `kind` stands for the rule where one row may break different rules from month to month.
    """
    texts = items.select(*PLACE, "indicator", pl.lit(kind) if kind else pl.col("rule")).iter_rows()
    digests = (hashlib.sha256("\0".join(map(str, place)).encode()).digest() for place in texts)
    return pl.Series("item_id", [base64.b32encode(digest)[:ID_LENGTH].decode().lower() for digest in digests], dtype=pl.String)

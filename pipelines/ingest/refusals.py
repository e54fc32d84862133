"""Why a file or a row is refused: the exception readers raise for a whole file, and the frame refused rows travel in."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@cache
def refused_schema() -> dict[str, pl.DataType]:
    """Return the columns refused rows travel in, with their types."""
    # Loaded here and not by the module: files of the configuration are refused by the same exception, and need no frames.
    import polars as pl

    return {
        "row_number": pl.Int64(),
        "rule": pl.String(),
        "reason": pl.String(),
        "uscc": pl.String(),
        "account": pl.String(),
        "indicator": pl.String(),
        "period": pl.String(),
        "value_text": pl.String(),
        "reconsider_on": pl.Date(),
        "content_key": pl.String(),
    }


class FileRefusedError(Exception):
    """A whole file cannot be used; `rule` is the key, `reason` the sentence, `rows` how many data rows it is known to hold."""

    def __init__(self, rule: str, reason: str, rows: int = 0) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.rows = rows


@cache
def no_refusals() -> pl.DataFrame:
    """Return an empty frame of refused rows."""
    import polars as pl

    return pl.DataFrame(schema=refused_schema())


def content_keys(rows: pl.DataFrame, kind: str) -> pl.Series:
    """Return a digest of each row's content, for rows that cannot be stored and yet must be known again.

    Empty cells do not count, so a file that has a column and a file that lacks it give one key. `kind` keeps layouts apart.
    """
    import polars as pl

    # Sorted, so that the order of columns in a file does not matter.
    names = sorted(rows.columns)
    keys = []
    # Row by row is fine here: refused rows are few, or the delivery has worse troubles.
    for cells in rows.select(pl.col(names).cast(pl.String).str.strip_chars()).iter_rows():
        content = "\0".join([kind, *(f"{name}={cell}" for name, cell in zip(names, cells, strict=True) if cell)])
        keys.append(hashlib.sha256(content.encode()).hexdigest()[:32])
    return pl.Series("content_key", keys, dtype=pl.String)

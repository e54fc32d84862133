"""Why a file or a row is refused: the exception readers raise for a whole file, and the frame refused rows travel in."""

import polars as pl

REFUSED_SCHEMA: dict[str, pl.DataType] = {
    "row_number": pl.Int64(),
    "rule": pl.String(),
    "reason": pl.String(),
    "uscc": pl.String(),
    "indicator": pl.String(),
    "period": pl.String(),
    "value_text": pl.String(),
    "reconsider_on": pl.Date(),
}


class FileRefusedError(Exception):
    """A whole file cannot be used; `rule` is the key, `reason` the sentence, `rows` how many data rows it is known to hold."""

    def __init__(self, rule: str, reason: str, rows: int = 0) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.rows = rows


def no_refusals() -> pl.DataFrame:
    """Return an empty frame of refused rows."""
    return pl.DataFrame(schema=REFUSED_SCHEMA)

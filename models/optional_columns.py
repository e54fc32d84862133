"""Columns that a frame may lack: null in their place, under their name."""

import polars as pl


def text_or_null(frame: pl.DataFrame, column: str) -> pl.Expr:
    """Return a column of texts of a frame, nulls where the frame has none of that name."""
    return pl.col(column) if column in frame.columns else pl.lit(None, pl.String).alias(column)

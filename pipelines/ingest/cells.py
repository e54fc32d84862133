"""Cells of the tidy layouts, read by array code: a plain number, an ISO date, a month as YYYY-MM, and nothing else.

Every function takes the column as it was read and its type, and returns what the cell says, null where it says nothing of the kind.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.ingest.credit_codes import check_codes
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE

# Dates outside this span are typing errors; a register or an appeal reaches back decades, not centuries.
EARLIEST, LATEST = pl.date(1900, 1, 1), pl.date(2100, 12, 31)


def as_text(column: pl.Expr) -> pl.Expr:
    """Return the cell as text without surrounding white space; empty cells are null."""
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def as_number(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the cell as a finite number."""
    if dtype == pl.Boolean or dtype.is_temporal():
        return pl.lit(None, dtype=pl.Float64)
    # Not a number stays null and is told apart from an empty cell by the rules.
    number = column.cast(pl.Float64, strict=False) if dtype.is_numeric() else as_text(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def as_date(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the cell as a date, from a date column or from text as YYYY-MM-DD."""
    if _is_day(dtype):
        day = column.cast(pl.Date, strict=False)
    else:
        text = as_text(column)
        day = (
            pl.when(text.str.contains(r"^\d{4}-\d{2}-\d{2}( 00:00:00)?$")).then(text.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
        )
    return pl.when(day.is_between(EARLIEST, LATEST)).then(day)


def as_month(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the cell as the first day of a month, from a date column or from text as YYYY-MM."""
    if _is_day(dtype):
        month = column.cast(pl.Date, strict=False).dt.truncate("1mo")
    else:
        text = as_text(column)
        month = (pl.when(text.str.contains(r"^\d{4}-\d{2}$")).then(text) + "-01").str.to_date("%Y-%m-%d", strict=False)
    return pl.when(month.is_between(EARLIEST, LATEST)).then(month)


def as_year(column: pl.Expr) -> pl.Expr:
    """Return the cell as a calendar year, from four digits; a spreadsheet may have put `.0` behind them."""
    year = as_text(column).str.extract(r"^([0-9]{4})(?:\.0)?$", 1).cast(pl.Int32, strict=False)
    return pl.when(year.is_between(1900, 2100)).then(year)


def _is_day(dtype: pl.DataType) -> bool:
    """Whether a column holds days or moments; times and durations are neither."""
    return dtype == pl.Date or isinstance(dtype, pl.Datetime)


def as_choice(column: pl.Expr, allowed: tuple[str, ...], words: Mapping[str, str] | None = None) -> pl.Expr:
    """Return the cell where it is one of the allowed keys, however it is cased, or one of the sender's words for them."""
    meant = {value.lower(): value for value in allowed} | {word.lower(): value for word, value in (words or {}).items()}
    return as_text(column).str.to_lowercase().replace_strict(meant, default=None, return_dtype=pl.String)


def as_word(column: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """Return what one of the sender's words means, any other text as it stands, and null for a cell that says in words that it is empty."""
    text = as_text(column)
    folded = text.str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    meant = folded.replace_strict({word.lower(): key for word, key in words.items()}, default=None, return_dtype=pl.String)
    return pl.when(~folded.is_in([*MISSING, *NOT_APPLICABLE])).then(pl.coalesce(meant, text))


def as_mapped(column: pl.Expr, mapping: dict[str, str]) -> pl.Expr:
    """Return what the mapping says of the cell's text."""
    return as_text(column).replace_strict(mapping, default=None, return_dtype=pl.String)


def code_problems(cells: pl.Series, accepts: str = "enterprise") -> tuple[dict[str, str], dict[str, str]]:
    """Return text to code for valid credit codes of a column, and text to reason for the others; each code is checked once."""
    texts = cells.cast(pl.String).str.strip_chars().unique(maintain_order=True).drop_nulls()
    return check_codes([text for text in texts.to_list() if text], accepts)

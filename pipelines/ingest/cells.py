"""Cells read by array code: text, typed numbers and days, years, and words with a meaning.

Every function takes the column as it was read, and returns what the cell says, null where it says nothing of the kind. Numbers and days
written as text are read by pipelines.ingest.lenient, each spelling once.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.ingest.credit_codes import check_codes
from pipelines.ingest.days import EPOCH, FIRST_DAY, OPEN_FROM, ZONE
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE


def as_text(column: pl.Expr) -> pl.Expr:
    """Return the cell as text without surrounding white space; empty cells are null."""
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def as_number(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the number of a typed column, where it is finite."""
    if not dtype.is_numeric():
        return pl.lit(None, dtype=pl.Float64)
    number = column.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def as_date(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the day of a typed column; dates that stand for none or for ever are none."""
    day = _day_of(column, dtype)
    return pl.when(~_is_no_day(day)).then(day)


def as_month(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the first day of the month of a typed column."""
    return as_date(column, dtype).dt.truncate("1mo")


def is_open(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether a typed cell is one of the dates that stand for none or for ever."""
    return _is_no_day(_day_of(column, dtype)).fill_null(False)


def _day_of(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return the day of a date or a moment, in Shanghai where the moment has a zone; times, lengths of time and numbers have none."""
    if dtype == pl.Date:
        return column
    if not isinstance(dtype, pl.Datetime):
        return pl.lit(None, dtype=pl.Date)
    return (column if dtype.time_zone is None else column.dt.convert_time_zone(ZONE)).dt.date()


def _is_no_day(day: pl.Expr) -> pl.Expr:
    """Whether a day stands for none or for ever (pipelines.ingest.days.is_no_day)."""
    return (day < pl.lit(FIRST_DAY)) | (day >= pl.lit(OPEN_FROM)) | (day == pl.lit(EPOCH))


def as_year(column: pl.Expr) -> pl.Expr:
    """Return the cell as a calendar year, from four digits; a spreadsheet may have put `.0` behind them."""
    year = as_text(column).str.extract(r"^([0-9]{4})(?:\.0)?$", 1).cast(pl.Int32, strict=False)
    return pl.when(year.is_between(1900, 2100)).then(year)


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


def code_problems(cells: pl.Series, accepts: str = "enterprise") -> tuple[dict[str, str], dict[str, str]]:
    """Return text to code for valid credit codes of a column, and text to reason for the others; each code is checked once."""
    texts = cells.cast(pl.String).str.strip_chars().unique(maintain_order=True).drop_nulls()
    return check_codes([text for text in texts.to_list() if text], accepts)

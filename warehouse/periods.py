"""All month arithmetic: months are numbered year x 12 + month - 1, so that spans of months are plain subtraction.

In: the numbering and the way back, for single months and for columns. Out: calendars and holidays (models.series.calendar), which day a
month is run on (pipelines.clock).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MONTHS_A_YEAR = 12


def month_number(month: date) -> int:
    """Number a month."""
    return month.year * MONTHS_A_YEAR + month.month - 1


def number_month(number: int) -> date:
    """Return the first day of the month of a number."""
    return date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)


def shift_month(month: date, months: int) -> date:
    """Move a month by a number of months and return its first day."""
    return number_month(month_number(month) + months)


def month_numbers(column: str | pl.Expr) -> pl.Expr:
    """Number a column of dates by month."""
    # Loaded where columns are meant: a command that lists cases reads months as text and answers at once.
    import polars as pl

    expression = pl.col(column) if isinstance(column, str) else column
    return expression.dt.year().cast(pl.Int64) * MONTHS_A_YEAR + expression.dt.month().cast(pl.Int64) - 1


def numbers_month(number: pl.Expr) -> pl.Expr:
    """Turn a column of month numbers back into first days of months."""
    import polars as pl

    return pl.date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)


def year_start(month: date) -> date:
    """Return January of a month's year."""
    return date(month.year, 1, 1)


def numbers_year(number: pl.Expr) -> pl.Expr:
    """Return the year of a column of month numbers."""
    return number // MONTHS_A_YEAR


def year_start_number(year: pl.Expr) -> pl.Expr:
    """Number the Januaries of a column of years."""
    return year * MONTHS_A_YEAR


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from `first` to `last`, empty where they are the wrong way round."""
    return [number_month(number) for number in range(month_number(first), month_number(last) + 1)]


def month_key(month: date) -> str:
    """Write a month as 2026-10."""
    return f"{month:%Y-%m}"


def month_of_key(key: str) -> date:
    """Return the first day of the month a key like 2026-10 names; raises ValueError for anything else."""
    return date.fromisoformat(f"{key}-01")

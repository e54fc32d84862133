"""Month arithmetic on whole numbers, so that spans of months are plain subtraction.

In: the numbering of months and the way back. Out: calendars and holidays (models.series.calendar).
"""

from datetime import date

import polars as pl


def month_number(column: str | pl.Expr) -> pl.Expr:
    """Number a column of dates by month: year x 12 + month, so that differences are months."""
    expression = pl.col(column) if isinstance(column, str) else column
    return expression.dt.year().cast(pl.Int32) * 12 + expression.dt.month().cast(pl.Int32)


def month_of_number(number: pl.Expr) -> pl.Expr:
    """Turn a month number back into the first day of that month."""
    return pl.date((number - 1) // 12, (number - 1) % 12 + 1, 1)


def shift_month(month: date, months: int) -> date:
    """Move a month by a number of months and return its first day."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)

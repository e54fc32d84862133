"""What a departmental file looks like: its columns, the figures in them, and what can go wrong with it.

Rows travel as frames with one column per header and these beside them: `firm` (index, -1 for nobody in particular), `account`, `period`
(the true month), `stated` (the month as written), `received_on`, `clock` (second of the day), `file`, `is_main` (a large part of the
enterprise's figure), and once faults are planted `fault`, `fault_figure` and `is_withdrawn`.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["text", "code", "number", "day", "month", "receipt"]
# A row of a period that arrives by this day of the next month is in the period's own file, later ones in a supplement.
MAIN_THROUGH_DAY = 15
# Forms of columns that hold the year, the month or the day alone.
PARTS_OF_DATES = frozenset({"%Y", "%-m", "%-d"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `form` is how days and months are written in text; `parent` is the upper row of a two-row header."""

    name: str
    kind: Kind = "text"
    form: str = ""
    decimals: int = 0
    parent: str = ""

    @property
    def header(self) -> str:
        """The header in one row, lower part first as the statistics office writes it."""
        return f"{self.name};{self.parent}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Figure:
    """The headers of one indicator: what is due, the month beside a total, and last year's total and month."""

    indicator: str
    value: str
    month: str | None = None
    base: str | None = None
    base_month: str | None = None

    @property
    def headers(self) -> list[str]:
        """Every header of the figure."""
        return [name for name in (self.value, self.month, self.base, self.base_month) if name]


@dataclass(frozen=True, slots=True)
class Form:
    """One department's file: columns, figures, the columns that identify a figure, and the kinds of fault that can happen in it.

    `periods` are columns of days that move with a wrong month. `is_by_hand`: people fill it in, so that cells are written in more ways.
    """

    department: str
    title: str
    columns: tuple[Column, ...]
    figures: tuple[Figure, ...]
    key: tuple[str, ...]
    faults: tuple[str, ...]
    encoding: str = "utf-8"
    periods: tuple[str, ...] = ()
    is_by_hand: bool = False
    has_totals: bool = False
    by_arrival: bool = True

    @property
    def headers(self) -> list[str]:
        """All headers in order."""
        return [column.header for column in self.columns]

    @property
    def code(self) -> str | None:
        """The header of the credit code, None where rows are about accounts."""
        return next((column.header for column in self.columns if column.kind == "code"), None)


def file_name(form: Form, spreadsheets_from: int) -> pl.Expr:
    """Path below the inbox of the file a row belongs to, by its period and its day of arrival.

    Files about months from January of `spreadsheets_from` on are workbooks where people fill them in, older ones text.
    """
    period, arrived = pl.col("period").str.to_date("%Y-%m"), pl.col("received_on").dt.truncate("1mo")
    if form.by_arrival:
        return pl.lit(f"{form.department}/{form.title}_") + arrived.dt.strftime("%Y年%m月") + ".csv"
    is_main = pl.col("received_on") <= period.dt.offset_by("1mo").dt.offset_by(f"{MAIN_THROUGH_DAY - 1}d")
    about = pl.when(is_main).then(period).otherwise(arrived)
    suffix = pl.when(about.dt.year() >= spreadsheets_from).then(pl.lit(".xlsx")).otherwise(pl.lit(".csv"))
    which = pl.when(is_main).then(pl.lit("_")).otherwise(pl.lit("_补报_"))
    return pl.lit(f"{form.department}/{form.title}") + which + about.dt.strftime("%Y年%m月") + suffix

"""The forecasters' tournament: how it is held for a quarter, and which one a run for a month goes by.

In: quarters, what was known when. Out: the comparison itself (models.forecast.tournament.comparison) and its pages (reports).
"""

from datetime import date

import polars as pl

from models.forecast.tournament import comparison
from models.month import size_classes
from models.series.comparable import comparable_series
from pipelines.clock import QUARTER_MONTHS, last_complete_month
from pipelines.errors import NoUsableInputError, UsageError
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.periods import shift_month


def hold_tournament(run: MonthRun) -> pl.DataFrame:
    """Return the tournament of the quarter that ends with the run's month, as known on its as-of day, without the month.

    Raises UsageError for a month that ends no quarter, NoUsableInputError where the history is too short to compare on.
    """
    if run.month.month % QUARTER_MONTHS:
        raise UsageError(f"{run.month:%Y-%m} ends no quarter; hold the tournament for March, June, September or December")
    series = comparable_series(run.figures(), run.month, run.settings.month.series)
    groups = size_classes(series, run.known(names.REGISTER), run.month)
    try:
        table = comparison.hold_tournament(series, groups, run.month, run.settings.tournament, run.settings.expected)
    except ValueError as error:
        raise NoUsableInputError(str(error)) from error
    return table.with_columns(as_of=pl.lit(run.as_of))


def tournament_of(run: MonthRun) -> pl.DataFrame:
    """Return the rows of the tournament a run goes by, with their `month`; empty where none was known on its as-of day.

    It is that of the latest quarter that ended before the run's month, so a month run again goes by the same one.
    """
    quarters = [month for month in run.tables.months(names.TOURNAMENT) if month < run.month]
    held = run.tables.read(names.TOURNAMENT, month=quarters).filter(pl.col("as_of") <= run.as_of)
    return held.filter(pl.col("month") == pl.col("month").max())


def last_quarter(day: date) -> date:
    """Return the last month of the latest quarter whose figures are complete on a day."""
    month = last_complete_month(day)
    while month.month % QUARTER_MONTHS:
        month = shift_month(month, -1)
    return month

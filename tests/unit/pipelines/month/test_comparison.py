"""What a comparison of lists is made from: records alone, as known on the day, and only at the end of a quarter."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import polars as pl

from pipelines.month.comparison import quarterly_comparison, recorded_departures
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.catalogue import table_named

DAY = date(2026, 7, 16)


def run_for(month: date, outcomes: pl.DataFrame | None = None) -> MonthRun:
    tables = {names.OUTCOMES: outcomes}
    return cast("MonthRun", SimpleNamespace(month=month, as_of=DAY, tables=SimpleNamespace(read=tables.__getitem__)))


def test_in_other_months_than_a_quarters_last_nothing_is_compared() -> None:
    found = quarterly_comparison(run_for(date(2026, 5, 1)))
    assert found.is_empty()
    assert set(found.columns) == set(table_named(names.COMPARISON).column_names) - {"month"}


def test_who_left_is_told_by_records_known_on_the_day() -> None:
    rows = [
        ("A", date(2026, 6, 1), "relocated_out", date(2026, 7, 1)),
        ("B", date(2026, 6, 1), "closed", date(2026, 7, 17)),
        ("C", date(2026, 6, 1), "recovered", date(2026, 7, 1)),
    ]
    outcomes = pl.DataFrame(rows, schema=["uscc", "occurred_on", "outcome", "known_on"], orient="row")
    # What a visit found stands in the table of visits, which is not looked at.
    assert recorded_departures(run_for(date(2026, 6, 1), outcomes)).rows() == [("A", date(2026, 6, 1))]

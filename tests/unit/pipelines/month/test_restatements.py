"""What was restated and by how much; a month without restatements leaves tables without rows that still fit their contracts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import polars as pl
import pytest

from models.risk.score import Models
from pipelines.data_dir import DataDir
from pipelines.month.restatements import begin_last_month, restated_figures, revised_levels
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.store import Store

CODE = "91440300192413773Q"
NO_MODELS = cast(Models, None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "w.duckdb") as store:
        figure = {
            "uscc": CODE,
            "indicator": "electricity",
            "period": date(2026, 4, 1),
            "basis": "month",
            "value": 5.0,
            "known_on": date(2026, 5, 4),
            "is_nominal_known": False,
            "delivery_id": "d",
            "row_number": 1,
        }
        entry = {"uscc": CODE, "name": "x", "known_on": date(1900, 1, 1), "delivery_id": "d", "row_number": 2}
        for name, row in ((names.OBSERVATIONS, figure), (names.REGISTER, entry)):
            schema = table_named(name).polars_schema()
            store.append(name, pl.DataFrame([{column: row.get(column) for column in schema}], schema=schema))
        yield store


@pytest.fixture
def run(store: Store, tmp_path: Path) -> MonthRun:
    return MonthRun(date(2026, 5, 1), date(2026, 6, 16), load_settings(), DataDir(tmp_path), StageTables(store))


def test_nothing_restated_leaves_empty_tables_of_the_contract(run: MonthRun) -> None:
    restated = restated_figures(run)
    revised = revised_levels(run, NO_MODELS, restated, begin_last_month(run, restated))
    for name, frame in ((names.RESTATEMENTS, restated), (names.REVISIONS, revised)):
        assert frame.is_empty()
        needed = {column.name for column in table_named(name).columns if not column.is_nullable} - {"month"}
        assert needed <= set(frame.columns), name


def restate(store: Store, indicator: str, old: float, new: float) -> None:
    """Store a figure of April that was known before the last run, and its other value since."""
    schema = table_named(names.OBSERVATIONS).polars_schema()
    usual = {
        "uscc": CODE,
        "indicator": indicator,
        "period": date(2026, 4, 1),
        "basis": "month",
        "is_nominal_known": False,
        "delivery_id": "d",
    }
    versions = [(old, date(2026, 5, 4), 3), (new, date(2026, 6, 10), 4)]
    rows = [{**usual, "value": value, "known_on": day, "row_number": number} for value, day, number in versions]
    store.append(names.OBSERVATIONS, pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema))


@pytest.mark.parametrize(("old", "new", "share"), [(4.0, 5.0, 0.25), (-3.28, -3.27, None), (0.0, 2.0, None), (-2.0, 6.0, None)])
def test_a_change_has_a_rate_where_there_was_something_to_change(
    store: Store, run: MonthRun, old: float, new: float, share: float | None
) -> None:
    restate(store, "tax", old, new)
    restated = restated_figures(run)
    assert restated.select("old_value", "new_value", "change_share").rows() == [(old, new, share)]

"""Rows reach the warehouse by one way: judged, then written, then shown; those of other months than the run's as well."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from pipelines.asset_factory import month_stage
from pipelines.data_dir import DataDir
from pipelines.errors import CheckFailedError
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.table_groups import LEARNED
from pipelines.resources import stage_tables
from pipelines.run_records.table_records import record_month, record_past_months
from pipelines.settings import load_settings
from warehouse import names
from warehouse.ops.verdicts import read_verdicts
from warehouse.store import Store

MONTH = date(2026, 5, 1)
DAY = date(2026, 6, 16)
GOOD = {"indicator": "electricity", "size_class": "1", "horizon_months": 1, "nominal_share": 0.8, "covered_share": 0.79, "count": 10}


@pytest.fixture
def run(tmp_path: Path) -> Iterator[MonthRun]:
    with Store(tmp_path / "warehouse.duckdb") as store:
        yield MonthRun(MONTH, DAY, load_settings(), DataDir(tmp_path), StageTables(store, "bands", frozenset(), frozenset({names.BANDS})))


def bands(**changed: object) -> pl.DataFrame:
    return pl.DataFrame([{**GOOD, **changed}])


def test_judged_rows_are_written_and_shown(run: MonthRun) -> None:
    events = list(record_month(run, names.BANDS, bands()))
    assert [type(event) for event in events] == [dg.AssetCheckResult, dg.AssetCheckResult, dg.MaterializeResult]
    assert run.read(names.BANDS).height == 1
    assert read_verdicts(run.home.ops, "2026-05", "").height > 3


def test_a_run_that_dagster_keeps_no_record_of_writes_the_same_and_shows_nothing(run: MonthRun) -> None:
    unseen = replace(run, is_recorded=False)
    assert list(record_month(unseen, names.BANDS, bands())) == []
    assert list(record_past_months(unseen, names.BANDS, [(date(2026, 3, 1), bands())])) == []
    assert run.read(names.BANDS).height == 1
    assert run.tables.months(names.BANDS) == [date(2026, 3, 1), MONTH]
    with pytest.raises(CheckFailedError, match="covered_share"):
        list(record_month(unseen, names.BANDS, bands(covered_share=1.7)))


def test_rows_that_break_a_rule_are_not_written_and_their_verdict_is(run: MonthRun) -> None:
    with pytest.raises(CheckFailedError, match="covered_share"):
        list(record_month(run, names.BANDS, bands(covered_share=1.7)))
    assert run.read(names.BANDS).is_empty()
    assert not read_verdicts(run.home.ops, "2026-05", "")["passed"].all()


def test_rows_of_past_months_are_judged_before_any_of_them_is_written(run: MonthRun) -> None:
    past = [(date(2026, 3, 1), bands()), (date(2026, 4, 1), bands(covered_share=1.7))]
    with pytest.raises(CheckFailedError, match="covered_share"):
        list(record_past_months(run, names.BANDS, past))
    assert run.tables.read(names.BANDS).is_empty()
    seen = list(record_past_months(run, names.BANDS, past[:1]))
    # The table's own, and that the month is there to be learned from.
    shown = [(event.asset_key.path[-1], event.partition) for event in seen if isinstance(event, dg.AssetMaterialization)]
    assert shown == [(names.BANDS, "2026-03"), (LEARNED, "2026-03")]
    assert run.tables.months(names.BANDS) == [date(2026, 3, 1)]


def test_a_stage_may_read_exactly_the_edges_that_dagster_shows(run: MonthRun, tmp_path: Path) -> None:
    @month_stage("test", {names.STATE: (names.RISK, names.WARNINGS)}, after=(names.COVERAGE,))
    def state(run: MonthRun) -> Iterator[dg.MaterializeResult]:
        """A step that makes nothing."""
        yield from ()

    with Store(tmp_path / "other.duckdb") as store:
        tables = stage_tables(store, state)
    assert tables.stage == "state"
    assert tables.declared == {names.RISK, names.WARNINGS, names.COVERAGE}
    assert tables.made == {names.STATE}
    assert state.op.description == "A step that makes nothing."

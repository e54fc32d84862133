"""What is staged of a month is seen by its run and by nobody else, until everything is put in place at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.snapshot import published_months
from pipelines.data_dir import DataDir
from pipelines.errors import UndeclaredWriteError
from pipelines.month.stage_tables import StageTables
from pipelines.month.staged_month import StagedMonth, scored_rows
from warehouse import names
from warehouse.store import Store

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def risks(*values: float) -> pl.DataFrame:
    return pl.DataFrame({"uscc": [f"{number:018d}" for number in range(len(values))], "operating_risk": list(values)})


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


@pytest.fixture
def store(home: DataDir) -> Iterator[Store]:
    with Store(home.warehouse, ops=home.ops) as store:
        store.replace_month(names.RISK, MAY, risks(0.1))
        store.replace_month(names.RISK, JUNE, risks(0.2, 0.3))
        yield store


def tables(store: Store, home: DataDir, *made: str) -> StageTables:
    return StageTables(store, "risk", frozenset({names.RISK}), frozenset(made or {names.RISK}), StagedMonth.of(home, JUNE))


def test_a_run_reads_its_own_month_as_staged_and_others_as_stored(store: Store, home: DataDir) -> None:
    run = tables(store, home)
    run.replace_month(names.RISK, JUNE, risks(0.9).with_columns(month=pl.lit(JUNE)))
    assert run.read(names.RISK, month=JUNE)["operating_risk"].to_list() == [0.9]
    assert run.read(names.RISK)["operating_risk"].to_list() == [0.1, 0.9]
    assert run.read(names.RISK, month=[MAY, JUNE], uscc="0" * 18)["operating_risk"].to_list() == [0.1, 0.9]
    assert run.read(names.RISK, uscc="nobody").is_empty()
    assert run.read(names.RISK).schema == store.read(names.RISK).schema
    assert store.read(names.RISK, month=JUNE)["operating_risk"].to_list() == [0.2, 0.3]
    assert StageTables(store).read(names.RISK, month=JUNE).height == 2


def test_a_month_without_rows_is_staged_as_one(store: Store, home: DataDir) -> None:
    run = tables(store, home)
    run.replace_month(names.RISK, JUNE, store.read(names.RISK, month=JUNE).clear())
    assert run.read(names.RISK, month=JUNE).is_empty()
    assert run.months(names.RISK) == [MAY]
    assert store.months(names.RISK) == [MAY, JUNE]


def test_everything_comes_out_in_one_commit_and_nothing_stays_staged(store: Store, home: DataDir) -> None:
    tables(store, home).replace_month(names.RISK, JUNE, risks(0.9).with_columns(month=pl.lit(JUNE)))
    with pytest.raises(UndeclaredWriteError):
        tables(store, home).put_in_place()
    briefing = tables(store, home, names.BRIEFINGS)
    briefing.put_in_place()
    briefing.forget_staged()
    assert store.read(names.RISK, month=JUNE)["operating_risk"].to_list() == [0.9]
    assert list(home.staged.iterdir()) == []
    assert store.changed_months() == []


def test_rows_that_do_not_fit_are_refused_when_they_are_staged(store: Store, home: DataDir) -> None:
    with pytest.raises(ValueError, match="strange"):
        tables(store, home).replace_month(names.RISK, JUNE, risks(0.9).with_columns(month=pl.lit(JUNE), strange=pl.lit(1)))
    assert not StagedMonth.of(home, JUNE).holds(names.RISK)


def test_a_table_that_cannot_be_put_in_place_leaves_all_of_them(store: Store, home: DataDir) -> None:
    staged = StagedMonth.of(home, JUNE)
    staged.put(names.RISK, risks(0.9).with_columns(month=pl.lit(JUNE)))
    with pytest.raises(ValueError, match="not of 2026-06"):
        store.replace_tables(JUNE, {**staged.everything(), names.STATE: pl.DataFrame({"month": [MAY]})})
    assert store.read(names.RISK, month=JUNE)["operating_risk"].to_list() == [0.2, 0.3]


def test_a_backtest_sees_what_was_scored_last(store: Store, home: DataDir) -> None:
    StagedMonth.of(home, JUNE).put(names.RISK, risks(0.9).with_columns(month=pl.lit(JUNE)))
    assert scored_rows(home, store, names.RISK, [MAY, JUNE])["operating_risk"].to_list() == [0.1, 0.9]


def test_a_month_is_published_when_the_ledger_of_editions_has_it(store: Store) -> None:
    assert published_months(store) == []

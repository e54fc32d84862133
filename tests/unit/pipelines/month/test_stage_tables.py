"""A stage reads what it declares and writes what it makes; anything else is refused by name, whatever way it is asked for."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
from pipelines.errors import UndeclaredReadError, UndeclaredWriteError, exit_code_of
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.table_groups import EDITIONS, FIGURE_TABLES, VERDICTS
from pipelines.settings import load_settings
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.store import Store

DAY = date(2026, 6, 16)
MONTH = date(2026, 5, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "warehouse.duckdb") as store:
        yield store


def declared(store: Store, *tables: str, made: str = names.STATE) -> StageTables:
    return StageTables(store, "state", frozenset(tables), frozenset({made}))


def test_the_refusal_names_stage_table_and_what_is_declared(store: Store) -> None:
    with pytest.raises(UndeclaredReadError) as caught:
        declared(store, names.RISK, names.WARNINGS).read(names.SERIES)
    for part in ("the stage state", names.SERIES, f"{names.WARNINGS}, {names.RISK}", "pipelines/assets"):
        assert part in str(caught.value)
    # A mistake in the program, not of the person at the keyboard.
    assert exit_code_of(caught.value) == 1


@pytest.mark.parametrize(
    ("table", "reads_too"),
    [(names.OBSERVATIONS, (names.REGISTER, names.SETTLEMENTS)), (names.OUTCOMES, (names.VISITS,))],
    ids=["observations", "outcomes"],
)
def test_what_a_reading_builds_on_has_to_be_declared_too(store: Store, table: str, reads_too: tuple[str, ...]) -> None:
    for missing in reads_too:
        with pytest.raises(UndeclaredReadError, match=missing):
            declared(store, table, *(name for name in reads_too if name != missing)).as_of(table, DAY)
    assert declared(store, table, *reads_too).as_of(table, DAY).is_empty()


@pytest.mark.parametrize(
    "look",
    [
        lambda tables: tables.months(names.TOURNAMENT),
        lambda tables: tables.first_period(),
        lambda tables: tables.fingerprint(DAY),
        lambda tables: tables.is_made(names.RISK_FEATURES, MONTH, "x"),
        lambda tables: tables.inputs_digest(DAY),
    ],
    ids=["months", "first_period", "fingerprint", "is_made", "inputs_digest"],
)
def test_looks_at_tables_are_reads(store: Store, look: Callable[[StageTables], object]) -> None:
    with pytest.raises(UndeclaredReadError):
        look(declared(store, names.RISK))


def month_run(store: Store, *tables: str) -> MonthRun:
    return MonthRun(MONTH, DAY, load_settings(), DataDir(store.path.parent), declared(store, *tables))


@pytest.mark.parametrize(
    ("read", "table"),
    [
        (lambda run: run.figures_at(DAY), names.BILLS),
        (lambda run: run.evidence(), names.SIGNALS),
        (lambda run: run.editions(), EDITIONS),
        (lambda run: run.verdicts(names.BRIEFINGS), VERDICTS),
        (lambda run: run.known(names.POLICIES), names.POLICIES),
    ],
    ids=["figures", "evidence", "editions", "verdicts", "facts"],
)
def test_a_run_refuses_what_its_stage_does_not_declare(store: Store, read: Callable[[MonthRun], object], table: str) -> None:
    others = [name for name in (*FIGURE_TABLES, names.SIGNALS) if name != table]
    with pytest.raises(UndeclaredReadError, match=f"read {table},"):
        read(month_run(store, *others))


def test_figures_that_another_stage_has_read_are_refused_all_the_same(store: Store) -> None:
    allowed = month_run(store, *FIGURE_TABLES)
    allowed.figures_at(DAY)
    refused = MonthRun(MONTH, DAY, allowed.settings, allowed.home, declared(store), cache=allowed.cache)
    with pytest.raises(UndeclaredReadError):
        refused.figures_at(DAY)


def test_a_stage_reads_what_it_makes_and_writes_nothing_else(store: Store) -> None:
    tables, empty = declared(store, names.RISK), table_named(names.RISK).empty_frame()
    assert tables.read(names.STATE).is_empty()
    with pytest.raises(UndeclaredWriteError, match="the stage state wrote pred_risk"):
        tables.replace_month(names.RISK, MONTH, empty)
    with pytest.raises(UndeclaredWriteError):
        StageTables(store).replace_month(names.RISK, MONTH, empty)

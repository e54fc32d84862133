"""Room of what was deleted is given back, with every row as it was, and never behind the back of somebody at work."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.unit.warehouse.staging import enterprise, load_register
from warehouse.compaction import compact_sqlite, compact_warehouse
from warehouse.errors import WarehouseBusyError
from warehouse.names import REGISTER, RISK
from warehouse.store import Store

MONTH = date(2026, 1, 1)


def fill(path: Path, rows: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (words text)")
        connection.executemany("insert into notes values (?)", (("x" * 1000,) for _ in range(rows)))
        connection.commit()
        connection.execute("delete from notes where rowid > 10")
        connection.commit()


def test_an_sqlite_file_gives_back_its_empty_pages(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 8_000)
    before = (tmp_path / "a.db").stat().st_size
    assert compact_sqlite(tmp_path / "a.db") == before - (tmp_path / "a.db").stat().st_size > 4_000_000
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("select count(*) from notes").fetchone() == (10,)
    assert compact_sqlite(tmp_path / "a.db") == 0


def test_one_that_somebody_writes_to_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.compaction.SECONDS_TO_WAIT", 0.1)
    fill(tmp_path / "a.db", 8_000)
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as writer:
        writer.execute("begin immediate")
        with pytest.raises(WarehouseBusyError, match="its empty room was left in it"):
            compact_sqlite(tmp_path / "a.db")


def test_the_warehouse_is_written_anew_and_still_belongs_to_its_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.compaction.WORTHWHILE_BYTES", 1)
    path, ops = tmp_path / "w.duckdb", tmp_path / "ops.db"
    codes = [f"91440300{number:010d}" for number in range(60_000)]
    with Store(path, ops=ops) as store:
        load_register(store, [enterprise()])
        for rows in (codes, codes[:1]):
            store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": rows, "operating_risk": [hash(row) % 997 / 997 for row in rows]}))
            store.checkpoint()
        register = store.read(REGISTER)
    before = path.stat().st_size
    given_back = compact_warehouse(path, ops)
    assert given_back == before - path.stat().st_size
    assert given_back > 0
    with Store(path, ops=ops) as store:
        assert store.read(REGISTER).equals(register)
        assert store.read(RISK).height == 1
        assert store.changed_months() == []
    assert {each.name for each in tmp_path.iterdir()} == {"w.duckdb", "ops.db", "ops.db.turn"}
    assert compact_warehouse(path, ops) == 0

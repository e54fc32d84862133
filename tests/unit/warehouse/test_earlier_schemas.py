"""Homes of every earlier schema, with rows in every table: all are brought up to date and go on; newer ones are left alone."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.unit.warehouse.staging import CODE, enterprise, figure, load_figures, load_register
from warehouse.catalogue import all_tables
from warehouse.errors import WarehouseVersionError
from warehouse.migrate import CREATE_LEDGER
from warehouse.migration_files import load_migrations
from warehouse.names import OBSERVATIONS, RISK
from warehouse.ops.ops_db import FOLDER, migrate_ops, open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.snapshot import connect_snapshot, publish_snapshot
from warehouse.store import Store

WAREHOUSE, OPS = load_migrations(), load_migrations(FOLDER)
MONTH, MOMENT = date(2026, 1, 1), datetime(2026, 2, 16, 8)
ROWS = 3
# Names that tables had, by those they have now.
RENAMED = {"feat_activity__monthly_enterprises": "feat_risk_features__monthly_enterprises", "edition_listed": "edition_candidates"}
# The first version had eight migrations of the warehouse and four of ops.db; the file with the first alone was no version.
FIRST = 2
# Every third, so that each table has rows before what a later migration does to it.
TRIED = sorted({*range(FIRST, len(WAREHOUSE), 3), 8, len(WAREHOUSE)})
# Tables no program wrote to before the migration of this number made them anew.
FILLED_SINCE = {"policy_leads": 11}
# Which words a column takes, as its table says.
OPS_CHECK = re.compile(r"(\w+) text[^,]*?check \(\1 in \(([^)]*)\)\)", re.IGNORECASE)


def earlier_warehouse(path: Path, number: int) -> dict[str, int]:
    """Make a warehouse as the program left it that knew so many migrations; returns how many rows each table holds."""
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(CREATE_LEDGER)
        for migration in WAREHOUSE[:number]:
            connection.execute(migration.sql)
            connection.execute("insert into schema_migrations values (?, ?, ?, '')", [migration.number, migration.name, migration.sha256])
        columns = (
            "select table_name, list((column_name, data_type) order by column_index) from duckdb_columns() where not internal group by 1"
        )
        tables = [(name, columns) for name, columns in connection.sql(columns).fetchall() if not name.startswith("schema_")]
        for name, described in tables:
            for row in range(ROWS):
                values = [value_of(column, kind, row) for column, kind in described]
                connection.execute(f"insert into {name} values ({', '.join('?' * len(values))})", values)  # noqa: S608
    return {name: ROWS for name, _ in tables}


def value_of(column: str, kind: str, row: int) -> object:
    """A value that says which row and column it stands in, as far as its type can."""
    if kind.startswith("VARCHAR"):
        return f"{column} {row}"
    return {"DATE": date(2025, 1 + row, 1), "TIMESTAMP": MOMENT, "BOOLEAN": row % 2 == 0}.get(kind, row + 1)


def earlier_ops(path: Path, number: int) -> dict[str, int]:
    """Make an ops.db as the program left it that knew so many migrations; returns how many rows each table holds."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate_ops(connection, OPS[:number], path.name)
        found = connection.execute("select name, sql from sqlite_master where type = 'table' and name <> 'schema_migrations'").fetchall()
        tables = [(name, sql) for name, sql in found if FILLED_SINCE.get(name, 0) <= number]
        for name, sql in tables:
            words = {column: choices.split(",")[0].strip(" '") for column, choices in OPS_CHECK.findall(sql)}
            columns = connection.execute(f"pragma table_info({name})").fetchall()
            for row in range(ROWS):
                values = [words.get(column) or ops_value(column, kind, row) for _, column, kind, *_ in columns]
                connection.execute(f"insert into {name} values ({', '.join('?' * len(values))})", values)  # noqa: S608
    return {name: ROWS for name, _ in tables}


def ops_value(column: str, kind: str, row: int) -> object:
    if kind == "INTEGER":
        return row % 2 if column.startswith(("is_", "has_")) else row + 1
    return f"{column} {row}".encode() if kind == "BLOB" else f"{column} {row}"


def counted(store: Store) -> Iterator[tuple[str, int]]:
    for table in all_tables():
        yield table.name, store.read(table.name).height


@pytest.mark.parametrize("number", TRIED)
def test_a_warehouse_of_any_schema_keeps_its_facts_and_goes_on(tmp_path: Path, number: int) -> None:
    path, ops = tmp_path / "w.duckdb", tmp_path / "ops.db"
    before = earlier_warehouse(path, number)
    with Store(path, ops=ops) as store:
        held = dict(counted(store))
        facts = {RENAMED.get(name, name): rows for name, rows in before.items() if name.startswith(("core_", "raw_"))}
        assert {name: held[name] for name in facts} == facts
        assert store.read(OBSERVATIONS)["uscc"].to_list() == [f"uscc {row}" for row in range(ROWS)]
        assert store.is_current()
        load_register(store, [enterprise()])
        load_figures(store, [figure(1.0)])
        store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": [CODE], "operating_risk": [0.5]}))
        assert 1.0 in store.observations_as_of(date(2026, 3, 1)).filter(uscc=CODE)["value"]
        publish_snapshot(store, tmp_path / "snapshot.duckdb")
    with Store(path, ops=ops) as store:
        assert store.changed_months() == []
        assert dict(counted(store))[OBSERVATIONS] == ROWS + 1
    assert connect_snapshot(tmp_path / "snapshot.duckdb").sql("select count(*) from enterprises").fetchall()[0][0] >= 1


@pytest.mark.parametrize("number", range(1, len(OPS) + 1))
def test_an_ops_db_of_any_schema_keeps_what_people_did_and_goes_on(tmp_path: Path, number: int) -> None:
    path = tmp_path / "ops.db"
    before = earlier_ops(path, number)
    with open_ops(path) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        names = {RENAMED.get(name, name): rows for name, rows in before.items()}
        held = {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names if name in tables}  # noqa: S608
        assert held == names
        assert connection.execute("select count(*) from schema_migrations").fetchone() == (len(OPS),)
    with open_outbox(path, lambda: MOMENT) as outbox:
        assert outbox.freeze(MailKey("bulletin", "2026-01", 1, "a@x.cn", "district"), FrozenMail("<1@x.cn>", "s", b"x"))
        assert outbox.copy_number("a@x.cn", "district") == (ROWS + 1 if "copies" in before else 1)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("newer", ["w.duckdb", "ops.db"])
def test_a_home_of_a_newer_program_is_refused_by_its_version_and_left_as_it_is(tmp_path: Path, newer: str) -> None:
    path, ops = tmp_path / "w.duckdb", tmp_path / "ops.db"
    with Store(path, ops=ops) as store:
        load_register(store, [enterprise()])
        if newer == path.name:
            store._connection.execute("insert into schema_migrations values (9001, '9001_future', 'x', 'y')")
            store._connection.execute("create table later (a integer)")
    if newer == ops.name:
        with open_ops(ops) as connection:
            connection.execute("insert into schema_migrations values (9001, '9001_future', 'x')")
            connection.execute("create table later (a integer)")
    before = digests(tmp_path)
    known = len(WAREHOUSE if newer == path.name else OPS)
    for _ in range(2):
        with pytest.raises(WarehouseVersionError, match=rf"has migration 9001, this program knows {known}: it was made by a newer version"):
            Store(path, ops=ops)
    assert digests(tmp_path) == before

"""A migrated database is what the contracts say, and a database with a strange history is refused."""

import duckdb
import pytest

from warehouse import names
from warehouse.catalogue import all_tables
from warehouse.errors import WarehouseVersionError
from warehouse.migrate import column_comment, migrate, table_comment
from warehouse.migration_files import Migration, load_migrations
from warehouse.store import Store


@pytest.fixture
def migrated():
    connection = duckdb.connect()
    migrate(connection, load_migrations())
    yield connection
    connection.close()


def test_tables_columns_types_and_nulls_equal_the_contracts(migrated):
    query = "select table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal"
    found = [row for row in migrated.sql(query).fetchall() if row[0] != "schema_migrations"]
    declared = [(table.name, column.name, column.dtype, column.is_nullable) for table in all_tables() for column in table.columns]
    # A column that a migration adds stands last; rows are written by name, so its place means nothing.
    assert sorted(found) == sorted(declared)


def test_every_meaning_is_a_comment(migrated):
    tables = dict(migrated.sql("select table_name, comment from duckdb_tables() where table_name <> 'schema_migrations'").fetchall())
    assert tables == {table.name: table_comment(table) for table in all_tables()}
    rows = migrated.sql("select table_name, column_name, comment from duckdb_columns() where not internal").fetchall()
    comments = {(table, column): comment for table, column, comment in rows if table != "schema_migrations"}
    assert comments == {(t.name, c.name): column_comment(c) for t in all_tables() for c in t.columns}


def test_there_are_no_indexes(migrated):
    assert migrated.sql("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
    kinds = {row[0] for row in migrated.sql("select distinct constraint_type from duckdb_constraints()").fetchall()}
    assert kinds <= {"NOT NULL"}


def test_migrating_twice_changes_nothing(migrated):
    assert migrate(migrated, load_migrations()) == []


def test_a_new_migration_runs_alone_and_once(migrated):
    more = [*load_migrations(), Migration(len(load_migrations()) + 1, "0099_more", "create table extra (x integer)")]
    assert migrate(migrated, more) == [more[-1].number]
    assert migrate(migrated, more) == []


def test_a_failing_migration_leaves_no_trace(migrated):
    before = migrated.sql("select count(*) from duckdb_tables()").fetchall()
    broken = Migration(len(load_migrations()) + 1, "0099_broken", "create table extra (x integer); select * from nowhere")
    with pytest.raises(duckdb.Error):
        migrate(migrated, [*load_migrations(), broken])
    assert migrated.sql("select count(*) from duckdb_tables()").fetchall() == before


def test_a_newer_database_is_refused(migrated):
    with pytest.raises(WarehouseVersionError, match="newer version"):
        migrate(migrated, load_migrations()[:-1])


def test_a_changed_migration_is_refused(migrated):
    first = load_migrations()[0]
    with pytest.raises(WarehouseVersionError, match="was changed after it ran"):
        migrate(migrated, [Migration(first.number, first.name, first.sql + "\n-- edited"), *load_migrations()[1:]])


def test_changed_words_reach_an_old_database(migrated):
    migrated.execute("update schema_migrations set comments_sha256 = 'old'")
    migrated.execute(f"comment on table {names.REGISTER} is 'old words'")
    migrate(migrated, load_migrations())
    query = "select comment from duckdb_tables() where table_name = $name"
    assert "Register of monitored enterprises" in migrated.sql(query, params={"name": names.REGISTER}).fetchall()[0][0]


@pytest.mark.parametrize(("names", "message"), [(["1_x.sql"], "expected a name like"), (["0001_a.sql", "0003_b.sql"], "without gaps")])
def test_names_and_numbers_of_migrations_are_checked(tmp_path, names, message):
    for name in names:
        (tmp_path / name).write_text("select 1")
    with pytest.raises(ValueError, match=message):
        load_migrations(tmp_path)


def test_a_store_of_a_newer_program_is_refused_and_left_closed(tmp_path):
    path = tmp_path / "w.duckdb"
    with Store(path) as store:
        store._connection.execute("insert into schema_migrations values (9999, 'future', 'x', 'y')")
    with pytest.raises(WarehouseVersionError):
        Store(path)
    duckdb.connect(str(path)).close()

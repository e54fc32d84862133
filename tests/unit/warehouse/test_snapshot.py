"""The snapshot: a copy with its words, replaced under the eyes of its readers, made without letting go of the warehouse."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, figure, load_figures, load_register
from warehouse import file_copies
from warehouse.errors import WarehouseError, is_full_disk
from warehouse.names import OBSERVATIONS, REGISTER
from warehouse.snapshot import open_snapshot, publish_snapshot
from warehouse.store import Store

DAY = date(2026, 3, 1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "w.duckdb") as store:
        load_register(store, [enterprise()])
        yield store


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "w.snapshot.duckdb"


def values(store: Store) -> list[float]:
    return store.observations_as_of(DAY)["value"].to_list()


@pytest.mark.parametrize("is_read", [False, True], ids=["by DuckDB", "by bytes"])
def test_a_snapshot_is_a_readable_copy_with_its_words(store, target, is_read):
    load_figures(store, [figure(1.0)])
    publish_snapshot(store, target, is_read=is_read)
    load_figures(store, [figure(2.0, date(2026, 2, 20))], "d2")
    with open_snapshot(target, store.path, target.with_name("ops.db")) as snapshot:
        assert values(snapshot) == [1.0]
        comments = dict(snapshot._connection.sql("select table_name, comment from duckdb_tables()").fetchall())
        assert "vintage" in comments[OBSERVATIONS]
    publish_snapshot(store, target)
    with open_snapshot(target, store.path, target.with_name("ops.db")) as snapshot:
        assert values(snapshot) == [2.0]
    assert sorted(path.name for path in target.parent.iterdir() if "snapshot" in path.name) == [target.name]


def test_a_reader_keeps_its_snapshot_while_a_new_one_is_published(store, target):
    publish_snapshot(store, target)
    with open_snapshot(target, store.path, target.with_name("ops.db")) as reader:
        load_figures(store, [figure(1.0)])
        publish_snapshot(store, target)
        assert values(reader) == []


@pytest.mark.parametrize("is_read", [False, True], ids=["by DuckDB", "by bytes"])
def test_publishing_keeps_the_lock_of_the_writer(store, target, is_read):
    publish_snapshot(store, target, is_read=is_read)
    code = f"from pathlib import Path; from warehouse.store import Store; Store(Path({str(store.path)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "WarehouseBusyError" in done.stderr


def test_where_no_snapshot_is_published_the_warehouse_is_read(store, target):
    load_figures(store, [figure(1.0)])
    store.close()
    with open_snapshot(target, store.path, target.with_name("ops.db")) as reader:
        assert values(reader) == [1.0]


def test_where_there_is_neither_it_says_what_to_do(tmp_path, target):
    with pytest.raises(WarehouseError, match="earlywarn ingest"), open_snapshot(target, tmp_path / "none.duckdb", tmp_path / "ops.db"):
        pass


def test_a_snapshot_of_an_older_version_is_published_anew(tmp_path):
    snapshot, warehouse = tmp_path / "snapshot.duckdb", tmp_path / "warehouse.duckdb"
    with Store(warehouse) as store:
        publish_snapshot(store, snapshot)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("delete from schema_migrations where number = (select max(number) from schema_migrations)")
    with Store(snapshot, read_only=True) as old:
        assert not old.is_current()
    with open_snapshot(snapshot, warehouse, tmp_path / "ops.db") as store:
        assert store.path == snapshot
        assert store.is_current()


def test_a_large_warehouse_is_copied_byte_by_byte_and_stays_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(file_copies, "LARGE_BYTES", 0)
    path, target = tmp_path / "w.duckdb", tmp_path / "s.duckdb"
    with Store(path) as store:
        load_register(store, [enterprise()])
        publish_snapshot(store, target)
        load_register(store, [enterprise("乙公司", uscc=OTHER_CODE)], "r2")
        held = subprocess.run([sys.executable, "-c", f"import duckdb; duckdb.connect({str(path)!r})"], capture_output=True, check=False)
        assert b"lock" in held.stderr
        assert store.read(REGISTER).height == 2
    with Store(target, read_only=True) as copy:
        assert copy.read(REGISTER)["uscc"].to_list() == [CODE]
        copy.read_everything()


def test_a_copy_that_does_not_go_through_is_a_sentence_and_the_snapshot_stays(tmp_path, monkeypatch):
    path, target = tmp_path / "w.duckdb", tmp_path / "s.duckdb"
    with Store(path) as store:
        publish_snapshot(store, target)
        before = target.read_bytes()
        monkeypatch.setattr(file_copies, "LARGE_BYTES", 0)
        monkeypatch.setattr(file_copies, "COPY", "raise OSError(28, 'No space left on device')")
        with pytest.raises(WarehouseError, match="could not be copied") as caught:
            publish_snapshot(store, target)
    assert is_full_disk(caught.value)
    assert target.read_bytes() == before

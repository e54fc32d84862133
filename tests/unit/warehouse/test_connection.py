"""A busy or damaged warehouse ends in one clear sentence and exit code 20."""

import os
import subprocess
import sys
import threading

import duckdb
import pytest

from pipelines.errors import exit_code_of
from warehouse import connection
from warehouse.connection import connect
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseError
from warehouse.store import Store


@pytest.mark.parametrize("content", [b"", b"not a database" * 500])
def test_a_file_that_is_no_warehouse_is_called_damaged(tmp_path, content):
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseDamagedError, match="cannot be read") as caught:
        Store(path)
    assert exit_code_of(caught.value) == 20


def test_a_warehouse_cut_short_is_called_damaged(tmp_path):
    path = tmp_path / "w.duckdb"
    Store(path).close()
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(WarehouseDamagedError):
        Store(path)


def test_a_warehouse_held_by_another_process_is_called_busy(tmp_path):
    path = tmp_path / "w.duckdb"
    imports = "import sys; from pathlib import Path; from warehouse.store import Store"
    holder = f"{imports}; s = Store(Path(sys.argv[1])); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "held"
        with pytest.raises(WarehouseBusyError, match="in use by another process") as caught:
            Store(path)
        process.communicate("\n")
    assert exit_code_of(caught.value) == 20
    Store(path).close()


def test_reading_where_nothing_is_says_what_to_do(tmp_path):
    with pytest.raises(WarehouseError, match="earlywarn ingest"):
        connect(tmp_path / "w.duckdb", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_wrapped_error_keeps_its_exit_code():
    outer = RuntimeError("step failed")
    outer.__cause__ = WarehouseBusyError("busy")
    assert exit_code_of(outer) == 20
    assert exit_code_of(ValueError("a bug")) == 1


def test_one_process_reads_a_file_twice_at_once_and_changes_no_setting_of_either(tmp_path):
    path = tmp_path / "w.duckdb"
    Store(path).close()
    with Store(path, read_only=True), Store(path, read_only=True) as second:
        for text in ("set enable_external_access = true", "set threads = 1"):
            with pytest.raises(duckdb.Error, match="locked"):
                second._connection.execute(text)


@pytest.mark.parametrize("result", ["fetchall", "pl"])
def test_a_query_that_a_signal_ends_is_a_stop_and_no_mistake_of_the_program(tmp_path, result):
    database = connect(tmp_path / "w.duckdb")
    endless = database.sql("select sum(a.range * b.range) from range(10_000_000) a, range(10_000_000) b")
    # What the library does on a signal, without ending the tests.
    timer = threading.Timer(0.3, database._connection.interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        getattr(endless, result)()
    timer.join(10)
    database.close()


def test_memory_is_bounded_and_the_rest_goes_to_a_folder_of_the_process_beside_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "_memory", [])
    connection.bound_memory(300 * 1024**2)
    path = tmp_path / "w.duckdb"
    for is_reading in (False, True):
        database = connect(path, read_only=is_reading)
        settings = "select current_setting('memory_limit'), current_setting('temp_directory')"
        assert database.sql(settings).fetchall() == [("300.0 MiB", str(tmp_path / f".w.duckdb.{os.getpid()}.spilled"))]
        database.close()


def test_more_than_fits_into_memory_is_sorted_on_disk_and_nothing_of_it_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "_memory", [64 * 1024**2])
    database = connect(tmp_path / "w.duckdb")
    database.execute("set threads = 1")
    database.execute("create temp table sorted as select hash(i) as h, i from range(6_000_000) t(i) order by h")
    assert database.sql("select count(*) from sorted").fetchall() == [(6_000_000,)]
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["w.duckdb"]


def test_what_a_killed_process_left_beside_the_file_goes_when_it_is_opened_to_write(tmp_path):
    path, ended = tmp_path / "w.duckdb", [sys.executable, "-c", "import os; print(os.getpid())"]
    gone = subprocess.run(ended, capture_output=True, text=True, check=True).stdout.strip()
    left, own = (tmp_path / f".w.duckdb.{pid}.spilled" for pid in (gone, os.getppid()))
    for folder in (left, own):
        folder.mkdir()
    connect(path).close()
    assert own.exists()
    assert not left.exists()


def test_too_little_memory_is_a_sentence_and_no_damaged_file(tmp_path):
    error = connection.translate(duckdb.OutOfMemoryException("Out of Memory Error: failed to pin block"), tmp_path / "w.duckdb")
    assert "EARLYWARN_MEMORY" in str(error)
    assert not isinstance(error, WarehouseDamagedError)


# A process of its own, so that nothing else of the tests moves its memory; texts of their own in each portion, that no two share bytes.
PORTIONS = """
import gc, sys
from pathlib import Path
import polars as pl
from warehouse.connection import connect
def held():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
database, after = connect(Path(sys.argv[1])), []
database.execute("set memory_limit = '200MB'")
database.execute("create table t (code varchar, number double)")
database.execute("begin")
for portion in range(8):
    codes = pl.select(pl.int_range(300_000).cast(pl.String).str.zfill(100)).to_series()
    rows = pl.DataFrame({"number": pl.Series([float(portion)]).new_from_index(0, codes.len()), "code": codes})
    found = database.read_beside("beside", rows, "select count(*) as n from beside b semi join t on t.code = b.code")
    assert found.item() == (codes.len() if portion else 0)
    database.append("t", rows)
    after.append(held())
    size = codes.len() * 100
    del rows, codes, found
database.execute("commit")
assert database.sql("select count(*), count(distinct number) from t").fetchall() == [(8 * 300_000, 8)]
print((after[-1] - after[1]) / (6 * size))
"""


def test_what_a_portion_is_made_of_is_let_go_before_the_transaction_ends(tmp_path):
    done = subprocess.run([sys.executable, "-c", PORTIONS, str(tmp_path / "w.duckdb")], capture_output=True, text=True, check=True)
    # Portions that were held would add all of their bytes, and the search beside them as much again.
    assert float(done.stdout) < 0.6

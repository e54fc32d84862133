"""ops.db: files of every earlier version come along without loss, and strange, busy or damaged ones are refused."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.errors import exit_code_of
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseVersionError
from warehouse.migration_files import Migration, load_migrations
from warehouse.names import RISK_FEATURES
from warehouse.ops import ops_db
from warehouse.ops.ops_db import FOLDER, hold_ops, migrate_ops, open_ops, require_sound, transaction

OLD_ASSET = "feat_activity__monthly_enterprises"
# A file that has run somewhere is never edited; ledgers of old files are filled with today's digests, so these are pinned here.
RELEASED = {1: "54a64e50363f47c1", 2: "9f244dbc541c2deb", 3: "d52a69aa72469cff"}
SCHEMA = "select name, sql from sqlite_master where name not like 'sqlite_%' order by name"


def old_file(path: Path, version: int) -> None:
    """Write a file as the program wrote it that counted its migrations in user_version and had no ledger."""
    connection = sqlite3.connect(path)
    for migration in load_migrations(FOLDER)[:version]:
        connection.executescript(migration.sql)
    connection.execute(f"pragma user_version = {version}")
    connection.commit()
    connection.close()


def run(path: Path, statement: str) -> list[tuple[object, ...]]:
    with open_ops(path) as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize("version", [0, 1, 2, 3])
def test_a_file_of_an_earlier_version_becomes_a_file_of_today(tmp_path: Path, version: int) -> None:
    old_file(tmp_path / "old.db", version)
    assert run(tmp_path / "old.db", SCHEMA) == run(tmp_path / "new.db", SCHEMA)
    ledger = [(migration.number, migration.name, migration.sha256) for migration in load_migrations(FOLDER)]
    assert run(tmp_path / "old.db", "select * from schema_migrations order by number") == ledger


def test_what_an_earlier_version_kept_is_still_there(tmp_path: Path) -> None:
    path = tmp_path / "ops.db"
    old_file(path, 3)
    connection = sqlite3.connect(path)
    connection.execute("insert into editions values ('2026-10', 'aa', '2026-11-16', 'x')")
    connection.execute("insert into copies values (7, 'a@x.cn', 'district')")
    connection.execute("insert into audit values (1, '2026-11-16', 'sent', '{}', '0', '1')")
    names = ("columns", "paper_log.range", "pause_log.range", "ahead_12_log.range", "fall_12_log.range")
    rows = [("2026-10", asset, f"{asset}.{name}", "stop", 1, "", "") for asset in (OLD_ASSET, "pred_risk") for name in names]
    connection.executemany("insert into check_results values (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    assert run(path, "select content_id from editions") == [("aa",)]
    assert run(path, "select number from copies") == [(7,)]
    assert run(path, "select content from audit") == [("{}",)]
    renamed = ("columns", "headcount_only_log.range", "short_stop_log.range", "physical_lead_12_log.range", "fall_12_log.range")
    found = run(path, "select asset, name from check_results order by rowid")
    assert found == [(RISK_FEATURES, f"{RISK_FEATURES}.{name}") for name in renamed] + [
        ("pred_risk", f"pred_risk.{name}") for name in names
    ]


def test_a_newer_file_is_refused_and_so_is_a_newer_count(tmp_path: Path) -> None:
    run(tmp_path / "ops.db", "insert into schema_migrations values (9999, 'future', 'x')")
    old_file(tmp_path / "counted.db", len(load_migrations(FOLDER)))
    connection = sqlite3.connect(tmp_path / "counted.db")
    connection.execute("pragma user_version = 9999")
    connection.close()
    for name in ("ops.db", "counted.db"):
        with pytest.raises(WarehouseVersionError, match=rf"{name} has migration .* newer version") as caught, open_ops(tmp_path / name):
            pass
        assert exit_code_of(caught.value) == 20


def test_a_program_from_before_the_ledger_sees_a_higher_count(tmp_path: Path) -> None:
    assert run(tmp_path / "ops.db", "pragma user_version") == [(len(load_migrations(FOLDER)),)]


def test_the_files_that_old_homes_have_run_are_as_they_were() -> None:
    assert {migration.number: migration.sha256[:16] for migration in load_migrations(FOLDER)[: len(RELEASED)]} == RELEASED


def test_a_changed_migration_is_refused(tmp_path: Path) -> None:
    with open_ops(tmp_path / "ops.db") as connection:
        first, *rest = load_migrations(FOLDER)
        with pytest.raises(WarehouseVersionError, match="was changed after it ran"):
            migrate_ops(connection, [Migration(first.number, first.name, first.sql + "\n-- edited"), *rest], "ops.db")


def test_a_migration_runs_whole_or_not_at_all_and_once(tmp_path: Path) -> None:
    released = load_migrations(FOLDER)
    number = len(released) + 1
    good = "-- a comment; with a semicolon\ncreate table extra (x text);\ninsert into extra values ('a;b');\n-- the end\n"
    bad = good.replace("'a;b'", "'a', 'too many'")
    with open_ops(tmp_path / "ops.db") as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate_ops(connection, [*released, Migration(number, "0099_bad", bad)], "ops.db")
        assert connection.execute("select 1 from sqlite_master where name = 'extra'").fetchone() is None
        assert migrate_ops(connection, [*released, Migration(number, "0099_good", good)], "ops.db") == [number]
        assert migrate_ops(connection, [*released, Migration(number, "0099_good", good)], "ops.db") == []
        assert connection.execute("select x from extra").fetchall() == [("a;b",)]


def test_a_failing_transaction_leaves_no_trace(tmp_path: Path) -> None:
    twice = [(1, "a"), (1, "b")]
    with open_ops(tmp_path / "ops.db") as connection:
        with pytest.raises(sqlite3.IntegrityError), transaction(connection):
            connection.executemany("insert into copies values (?, ?, 'district')", twice)
        assert connection.execute("select count(*) from copies").fetchone() == (0,)


def test_a_mistake_of_the_program_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), open_ops(tmp_path / "ops.db") as connection:
        connection.executemany("insert into copies values (?, 'a', ?)", [(1, "district"), (1, "tier:group")])


def test_a_locked_file_is_called_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, message = tmp_path / "ops.db", "wait until other runs have ended"
    monkeypatch.setattr(ops_db, "BUSY_SECONDS", 0)
    with open_ops(path) as holder, transaction(holder), pytest.raises(WarehouseBusyError, match=message) as caught, open_ops(path) as other:
        other.execute("begin immediate")
    assert exit_code_of(caught.value) == 20


@pytest.mark.parametrize("content", [b"not a database" * 500, None])
def test_a_file_that_is_no_database_or_lost_its_middle_is_called_damaged(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ops.db"
    rows = [(number, f"{number}@x.cn") for number in range(5000)]
    with open_ops(path) as connection:
        with transaction(connection):
            connection.executemany("insert into copies values (?, ?, 'district')", rows)
        connection.execute("pragma wal_checkpoint(truncate)")
    require_sound(path)
    whole = path.read_bytes()
    path.write_bytes(content or whole[:8192] + b"\xff" * 4096 * 8 + whole[8192 + 4096 * 8 :])
    with pytest.raises(WarehouseDamagedError, match="put back the last backup") as caught:
        require_sound(path)
    assert exit_code_of(caught.value) == 20


def test_a_connection_that_is_held_serves_everything_inside_but_what_somebody_is_in_the_middle_of(tmp_path: Path) -> None:
    path = tmp_path / "ops.db"
    with hold_ops(path):
        with open_ops(path) as one, open_ops(path) as two:
            assert one is two
        with open_ops(path) as writer, transaction(writer):
            writer.execute("create table half (n)")
            with open_ops(path) as reader:
                assert reader is not writer
                assert reader.execute("select count(*) from sqlite_master where name = 'half'").fetchone() == (0,)
        with open_ops(tmp_path / "other.db") as other:
            assert other is not one
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(run, path, "select count(*) from half").result() == [(0,)]
    with open_ops(path) as after:
        assert after is not one
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        one.execute("select 1")


def test_a_held_connection_says_the_same_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "ops.db"
    with hold_ops(path), pytest.raises(WarehouseDamagedError, match="put back the last backup"), open_ops(path) as connection:
        connection.execute("select * from no_such_table")

"""Files damaged on purpose: a log cut short, a bit turned in the warehouse or in ops.db. Each is noticed, or has changed nothing.

EARLYWARN_DAMAGES makes it as large as wanted (60 takes some minutes).
"""

import hashlib
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor, Change, record
from pipelines.clock import now
from tests.faults.test_cases_at_once import listed
from tests.unit.warehouse.staging import enterprise, figure, load_figures, load_register
from warehouse.errors import LedgerError, WarehouseDamagedError, WarehouseError
from warehouse.names import OBSERVATIONS, REGISTER, RISK
from warehouse.ops.editions import EditionKey, keep_edition
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.ops.soundness import require_whole_records
from warehouse.snapshot import open_snapshot, publish_snapshot
from warehouse.store import Store

DAMAGES = int(os.environ.get("EARLYWARN_DAMAGES", "10"))
MONTH = date(2026, 1, 1)
ENTERPRISES = 400
LONGEST_SENTENCE = 400
CODES = [f"91440300{number:010d}" for number in range(ENTERPRISES)]


def note_figures(line: str) -> None:
    """Show what was counted; `pytest -s` lets it through."""
    sys.stdout.write(f"\n{line}\n")


def fill(store: Store) -> None:
    """Store facts and results of some size, each in a commit of its own."""
    load_register(store, [enterprise(f"第{number}公司", uscc=code) for number, code in enumerate(CODES)])
    months = [date(2025, month, 1) for month in range(1, 13)]
    load_figures(
        store, [figure(float(number * 31 % 977), uscc=code, period=month) for number, code in enumerate(CODES) for month in months]
    )
    chance = random.Random(4)  # noqa: S311 - figures of a test
    for month in (date(2025, 12, 1), MONTH):
        store.replace_month(RISK, month, pl.DataFrame({"uscc": CODES, "operating_risk": [chance.random() for _ in CODES]}))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse, its snapshot and an ops.db; `logged` beside it holds the files with what was stored last in the log."""
    folder = tmp_path_factory.mktemp("damage") / "home"
    folder.mkdir()
    ops = folder / "ops.db"
    with Store(folder / "w.duckdb", ops=ops) as store:
        store.checkpoint()
        fill(store)
        shutil.copytree(folder, folder.with_name("logged"))
        publish_snapshot(store, folder / "snapshot.duckdb")
    fill_records(ops)
    return folder


def fill_records(ops: Path) -> None:
    """Keep an edition, mails and cases, and fold the log of ops.db into it."""
    frame = pl.DataFrame({"uscc": CODES, "level": ["red"] * ENTERPRISES, "is_listed": [True] * ENTERPRISES})
    noise = pl.DataFrame({"uscc": CODES, "value": [random.Random(code).random() for code in CODES]})  # noqa: S311
    keep_edition(ops, EditionKey(MONTH, "aa"), date(2026, 2, 16), frame, {"warnings": frame, "evidence": noise})
    with open_outbox(ops, now) as outbox:
        for number in range(40):
            text = f"Message-ID: <{number}@x.cn>\r\n\r\n{hashlib.sha256(str(number).encode()).hexdigest() * 80}".encode()
            outbox.freeze(MailKey("bulletin", "2026-01", 1, f"r{number}@x.cn", "district"), FrozenMail(f"<{number}@x.cn>", "s", text))
    open_cases(ops, listed(MONTH), MONTH, "2026-02-16T09:00:00")
    for case_id in range(1, 41):
        change = Change(case_id, "note", "command", date(2026, 2, 18), {}, f"remark {case_id}")
        record(ops, change, Actor("甲"), datetime(2026, 2, 18, 9), CaseSettings())
    with closing(sqlite3.connect(ops)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")


def flipped(whole: bytes, seed: int) -> Iterator[bytes]:
    """Yield the file with one bit turned, at many places."""
    chance = random.Random(seed)  # noqa: S311 - places of a test
    for _ in range(DAMAGES):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        yield whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :]


def contents(store: Store) -> list[pl.DataFrame]:
    store.read_everything()
    return [store.read(table) for table in (REGISTER, OBSERVATIONS, RISK)]


def test_a_log_cut_at_any_length_is_noticed(home: Path, tmp_path: Path) -> None:
    logged = home.with_name("logged")
    whole = (logged / "w.duckdb.wal").read_bytes()
    chance = random.Random(1)  # noqa: S311 - places of a test
    for number in range(DAMAGES):
        place = tmp_path / str(number)
        shutil.copytree(logged, place)
        (place / "w.duckdb.wal").write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises(LedgerError, match="has lost what was stored last"):
            Store(place / "w.duckdb", ops=place / "ops.db")
        shutil.rmtree(place)
    with Store(logged / "w.duckdb", ops=logged / "ops.db") as store:
        assert store.read(RISK).height == 2 * ENTERPRISES


def test_a_bit_turned_in_the_warehouse_is_noticed_or_changes_nothing(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    warehouse, ops = tmp_path / "home" / "w.duckdb", tmp_path / "home" / "ops.db"
    with Store(warehouse, ops=ops) as store:
        expected = contents(store)
    noticed = unchanged = 0
    for content in flipped((home / "w.duckdb").read_bytes(), 2):
        warehouse.write_bytes(content)
        try:
            with Store(warehouse, ops=ops) as store:
                found = contents(store)
        except WarehouseError as error:
            noticed += str(warehouse) in str(error)
        else:
            unchanged += all(one.equals(other) for one, other in zip(found, expected, strict=True))
    assert noticed + unchanged == DAMAGES
    assert noticed > DAMAGES // 3
    note_figures(f"warehouse: {DAMAGES} bits turned, {noticed} named, {unchanged} in room that holds nothing")


def test_a_damaged_snapshot_is_made_anew(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    folder = tmp_path / "home"
    snapshot, warehouse, ops = folder / "snapshot.duckdb", folder / "w.duckdb", folder / "ops.db"
    for content in flipped((home / "snapshot.duckdb").read_bytes(), 3):
        snapshot.write_bytes(content)
        # Damage of what is read shows on the way, and the second look finds a whole file.
        for attempt in (1, 2):
            try:
                with open_snapshot(snapshot, warehouse, ops) as store:
                    assert store.read(RISK).height == 2 * ENTERPRISES
                    store.read_everything()
            except WarehouseDamagedError as error:
                if attempt == 2 or "made anew from the warehouse" not in str(error):
                    raise


def records(ops: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything ops.db holds."""
    with open_ops(ops) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")]
        return {table: connection.execute(f"select * from {table}").fetchall() for table in tables}  # noqa: S608


def test_a_bit_turned_in_the_records_is_noticed_or_changes_nothing(home: Path, tmp_path: Path) -> None:
    ops = tmp_path / "ops.db"
    shutil.copy(home / "ops.db", ops)
    expected = records(ops)
    noticed, unchanged, silent = 0, 0, []
    for number, content in enumerate(flipped((home / "ops.db").read_bytes(), 5)):
        for path in tmp_path.glob("ops.db*"):
            path.unlink()
        ops.write_bytes(content)
        try:
            require_whole_records(ops)
            with open_outbox(ops, now) as outbox:
                for row in outbox.rows():
                    outbox.content(row)
            found = records(ops)
        except WarehouseError as error:
            noticed += len(str(error)) < LONGEST_SENTENCE
        else:
            silent += [(number, table) for table in expected if found.get(table) != expected[table]]
            unchanged += found == expected
    assert silent == []
    assert noticed + unchanged == DAMAGES
    assert noticed > DAMAGES // 4
    note_figures(f"ops.db: {DAMAGES} bits turned, {noticed} named, {unchanged} in room that holds nothing")

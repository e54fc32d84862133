"""Judged rows that wait in files and are loaded in portions end like those that are loaded at once."""

import numpy as np
import pytest

from pipelines.demo.fictional_codes import credit_codes
from pipelines.ingest import staged_rows
from tests.unit.pipelines.ingest.deliveries import Inbox, figure
from warehouse import names
from warehouse.catalogue import core_tables

CODES = credit_codes(12, np.random.default_rng(3))


@pytest.fixture
def small(monkeypatch):
    """Let three rows be the most that are held."""
    monkeypatch.setattr(staged_rows, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(staged_rows, "EVERY", 1)


def fill(inbox: Inbox) -> None:
    """Deliver copies, restatements, contradictions, rows that are refused and rows of two tables, twice."""
    for batch, value in (("1", "5"), ("2", "6")):
        for number, code in enumerate(CODES):
            dated = {"received_on": "2026-02-10"} if number % 2 else {}
            rows = [figure(uscc=code, **dated), figure(uscc=code, **dated), figure(uscc=code, indicator="tax", value=value, unit="CNY_10k")]
            rows += [figure(uscc=code, value="7", received_on=f"2026-02-1{batch}")] * (number % 3)
            rows += [figure(uscc=code, value="8", received_on=f"2026-02-1{batch}"), figure(uscc=code, value="x")]
            inbox.put(f"{batch}_{number:02d}.csv", rows)
        inbox.put(
            f"{batch}_bills.csv", [{"indicator": "electricity", "account": f"031600{number}", "uscc": CODES[number]} for number in range(9)]
        )
        inbox.put(f"{batch}_register.csv", [{"uscc": code, "name": f"公司{value}{number}"} for number, code in enumerate(CODES)])
        inbox.ingest()


def test_what_is_stored_is_the_same_to_the_row(tmp_path, small, monkeypatch):
    parted = Inbox(tmp_path / "parted")
    loads = []
    monkeypatch.setattr(parted.store, "load", lambda *args, load=parted.store.load: loads.append(args[0]) or load(*args))
    fill(parted)
    assert loads.count(names.OBSERVATIONS) > 10
    monkeypatch.undo()
    whole = Inbox(tmp_path / "whole")
    fill(whole)
    for table in [*(table.name for table in core_tables()), names.DELIVERIES, names.QUARANTINE, names.BATCHES]:
        as_they_lie = f"from {table}"
        assert parted.store._connection.sql(as_they_lie).fetchall() == whole.store._connection.sql(as_they_lie).fetchall(), table
    assert parted.quarantine().filter(action="set_aside").height > 5


def test_nothing_is_left_beside_the_warehouse(tmp_path, small):
    inbox = Inbox(tmp_path)
    fill(inbox)
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(".wal")) == ["inbox", "w.duckdb"]

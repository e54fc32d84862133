"""An appeal entered here reaches the warehouse with the next ingest, known from its day on, open until it was closed."""

from datetime import date, datetime

import polars as pl

from models.cases.settings import CaseSettings
from pipelines.cases import appeal_recording as appeals
from pipelines.cases.appeal_recording import Entry
from pipelines.cases.recording import Actor
from pipelines.commands.appeal import take_in
from pipelines.commands.ingest import ingest
from tests.district import District
from warehouse import names
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import records
from warehouse.store import Store


def test_the_warehouse_knows_an_appeal_as_it_stood_on_each_day(district: District, tmp_path) -> None:
    home, office = district.copied(tmp_path / "home"), Actor("张三")
    with Store(home.warehouse, read_only=True) as store:
        register = store.as_of(names.REGISTER, date(2026, 7, 1)).select("uscc", "name", "street", "tier", "owner")
        before = store.as_of(names.APPEALS, date(2026, 8, 31))
    # Somebody who never appealed, so that nothing is attached to anything.
    firm = register.join(before, on="uscc", how="anti").row(0, named=True)
    entered, closed = datetime(2026, 7, 21, 9), datetime(2026, 8, 3, 9)
    appeal, _ = appeals.enter(home.ops, Entry(firm, date(2026, 7, 20), "permits", "环评办理周期长"), office, entered, CaseSettings())
    # The monthly run has taken over what was delivered, so this one is not the first.
    number = int(appeal["id"])
    appeals.dispatch(home.ops, number, "区生态环境局", "simple", office, entered, CaseSettings())
    appeals.answer(home.ops, number, "已办结环评", office, closed)
    appeals.confirm(home.ops, number, is_called_back=True, is_helped=True, actor=office, at=closed)
    appeals.close(home.ops, number, office, closed)
    ingest(home, None)
    with Store(home.warehouse, read_only=True) as store:
        own = {
            day: store.as_of(names.APPEALS, day).filter(pl.col("uscc") == firm["uscc"]).select("topic", "handled_by", "closed_on").rows()
            for day in (date(2026, 7, 20), date(2026, 7, 31), date(2026, 8, 3))
        }
        known = store.as_of(names.APPEALS, date(2026, 11, 1))
    assert own == {
        date(2026, 7, 20): [],
        date(2026, 7, 31): [("permits", "区生态环境局", None)],
        date(2026, 8, 3): [("permits", "区生态环境局", date(2026, 8, 3))],
    }
    # Open appeals of deliveries were taken over by the monthly run; what was entered here does not come back as a second one.
    still_open = known.filter(pl.col("closed_on").is_null(), pl.col("uscc").is_in(register["uscc"].implode()))
    assert take_in(home) == 0
    with open_ops(home.ops) as connection:
        assert 0 < len(records(connection, "appeals", "origin = ? and state <> ?", ("delivered", "closed"))) <= still_open.height
        assert len(records(connection, "appeals", "uscc = ?", (firm["uscc"],))) == 1

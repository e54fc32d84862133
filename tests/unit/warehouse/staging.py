"""Staged rows for the tests of loading and of as-of readings."""

from datetime import date

import polars as pl

from warehouse.catalogue import table_named
from warehouse.loading import staged_schema
from warehouse.names import OBSERVATIONS, REGISTER
from warehouse.store import Store

CODE, OTHER_CODE = "91440300192413773Q", "9144030072988519X9"


def stage(table: str, rows: list[dict], delivery_id: str = "d1") -> pl.DataFrame:
    defaults = {"delivery_id": delivery_id, "file_name": f"{delivery_id}.csv"}
    numbered = [{"row_number": number, **defaults, **row} for number, row in enumerate(rows, start=1)]
    schema = staged_schema(table_named(table))
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in numbered], schema=schema)


def figure(value: float, received: date | None = None, *, today: date = date(2026, 3, 1), **more: object) -> dict:
    row = {
        "uscc": CODE,
        "indicator": "tax",
        "period": date(2026, 1, 1),
        "basis": "month",
        "value": value,
        "received_on": received,
        "source": "test",
        "first_known_on": date(2026, 2, 10),
        "later_known_on": today,
    }
    return {**row, **more}


def enterprise(name: str = "甲公司", *, today: date = date(2026, 3, 1), **more: object) -> dict:
    return {"uscc": CODE, "name": name, "first_known_on": date(1900, 1, 1), "later_known_on": today, **more}


def load_figures(store: Store, rows: list[dict], delivery_id: str = "d1"):
    return load(store, OBSERVATIONS, rows, delivery_id, "two_values_one_day")


def load_register(store: Store, rows: list[dict], delivery_id: str = "r1"):
    return load(store, REGISTER, rows, delivery_id, "two_rows_for_one_code")


def load(store: Store, table: str, rows: list[dict], delivery_id: str, rule: str | None = None):
    with store.transaction():
        return store.load(table, stage(table, rows, delivery_id), rule)

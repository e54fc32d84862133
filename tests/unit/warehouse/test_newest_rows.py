"""What came after a batch is found at the end of a table where it lies there, and wherever it lies."""

import polars as pl
import pytest

from tests.unit.pipelines.quality.test_sampled import LEDGER, ROW, add, filled
from warehouse import names
from warehouse.newest_rows import rows_after
from warehouse.store import Store


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "warehouse.duckdb") as store:
        for batch in (1, 2, 3):
            add(store, batch, 50)
        yield store


def found(store: Store, batch: int) -> list[str]:
    condition = rows_after(store._connection, names.OBSERVATIONS, batch)
    rows = store._connection.sql(f"from {names.OBSERVATIONS} t where {condition}").pl()
    return sorted(set(rows["delivery_id"]))


@pytest.mark.parametrize(("batch", "deliveries"), [(0, ["d1", "d2", "d3"]), (1, ["d2", "d3"]), (2, ["d3"]), (3, [])])
def test_rows_of_later_deliveries_are_found_at_the_end(store, batch, deliveries):
    assert found(store, batch) == deliveries
    assert "rowid" in rows_after(store._connection, names.OBSERVATIONS, batch)


def test_rows_that_lie_elsewhere_are_found_by_looking_through_the_whole_table(store):
    # A row of the first delivery behind those of the last, and a ledger that states more than there is.
    store.append(names.OBSERVATIONS, filled(names.OBSERVATIONS, [{**ROW, "uscc": "x", "row_number": 99, "delivery_id": "d1"}]))
    assert "rowid" not in rows_after(store._connection, names.OBSERVATIONS, 2)
    assert found(store, 2) == ["d3"]
    entry = {**LEDGER, "delivery_id": "d4", "batch_id": 4, "rows_in": 7, "rows_stored": 7}
    store.append(names.DELIVERIES, filled(names.DELIVERIES, [entry]))
    assert found(store, 2) == ["d3"]
    assert store.count(names.OBSERVATIONS, since=2) == 50
    assert store.read(names.OBSERVATIONS).filter(pl.col("delivery_id") == "d3").height == 50

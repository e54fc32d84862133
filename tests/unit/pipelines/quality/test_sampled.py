"""A table too large to be read whole is judged by exact counts over all rows and on a sample, after each batch by what is new."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from pipelines.data_dir import DataDir
from pipelines.errors import CheckFailedError
from pipelines.quality.sampled import judge_facts, judge_large
from pipelines.quality.suites import counted_rules, run_suite
from pipelines.run_records.fact_ledger import FactLedger
from pipelines.run_records.table_records import record_facts
from pipelines.settings import load_settings
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.verdicts import read_verdicts
from warehouse.store import Store

TABLE = table_named(names.OBSERVATIONS)
ROW = {
    "indicator": "electricity", "period": date(2026, 1, 1), "basis": "month", "covers_months": 1, "value": 1.0,
    "known_on": date(2026, 2, 12), "is_nominal_known": True, "channel": "administrative", "source": "observations",
}  # fmt: skip
LEDGER = {"file_name": "a.csv", "content_sha256": "", "reading": 1, "layout": "observations", "table_name": names.OBSERVATIONS,
    "ingested_on": date(2026, 2, 12), "rows_refused": 0, "rows_duplicate": 0}  # fmt: skip


def add(store: Store, batch: int, rows: int, **changed: object) -> None:
    """Store a batch of so many rows, `changed` in the last of them."""
    each = [{**ROW, "uscc": f"{number:018}", "row_number": number + 1, "delivery_id": f"d{batch}"} for number in range(rows)]
    each[-1] |= changed
    store.append(names.OBSERVATIONS, filled(names.OBSERVATIONS, each))
    entry = {**LEDGER, "delivery_id": f"d{batch}", "batch_id": batch, "rows_in": rows, "rows_stored": rows}
    store.append(names.DELIVERIES, filled(names.DELIVERIES, [entry]))


def filled(table: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = table_named(table).polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "warehouse.duckdb") as store:
        yield store


@pytest.fixture
def here(tmp_path, store):
    """What an ingest hands on, where a table of more than 500 rows is large and 100 rows are looked at."""
    settings = load_settings()
    settings = replace(settings, runs=replace(settings.runs, judged_rows_most=500, sampled_rows=100))
    return SimpleNamespace(store=store, run_context=SimpleNamespace(is_recorded=True, place=DataDir(tmp_path), settings=settings))


def recorded(here: SimpleNamespace) -> dg.MaterializeResult:
    return list(record_facts(here, FactLedger.of(here.store.read(names.DELIVERIES), names.OBSERVATIONS)))[-1]


def observed(here: SimpleNamespace, rule: str) -> str:
    verdicts = read_verdicts(here.run_context.place.ops, "2026-01", "").filter(pl.col("name") == f"{names.OBSERVATIONS}.{rule}")
    return verdicts["observed"].item()


FAULTS = {
    "key": {"row_number": 1},
    "indicator.allowed": {"indicator": "gold"},
    "covers_months.range": {"covers_months": 40},
    "channel.allowed": {"channel": "hearsay"},
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_single_fault_that_no_sample_holds_is_counted(store, rule):
    add(store, 1, 3000, **FAULTS[rule])
    assert {verdict.name for verdict in judge_large(store, TABLE, 10, None).verdicts if not verdict.passed} == {f"{TABLE.name}.{rule}"}


@pytest.mark.parametrize("rule", FAULTS)
def test_counts_are_those_of_great_expectations_on_all_rows(store, rule):
    add(store, 1, 50, **FAULTS[rule])
    whole = {verdict.name: verdict for verdict in run_suite(TABLE, store.read(names.OBSERVATIONS))}
    for name, count in store.count_broken(names.OBSERVATIONS).items():
        verdict = whole[f"{TABLE.name}.{name}"]
        assert verdict.observed == f"{count} of 50 rows"
        assert verdict.passed is not bool(count)


def test_the_sample_is_the_same_every_time_and_holds_the_newest_batch_as_well(store):
    add(store, 1, 5000)
    add(store, 2, 60)
    first = store.sample(names.OBSERVATIONS, 100)
    assert first.equals(store.sample(names.OBSERVATIONS, 100))
    assert first.filter(pl.col("delivery_id") == "d2").height == 60
    assert 60 < first.filter(pl.col("delivery_id") == "d1").height < 200
    assert store.sample(names.OBSERVATIONS, 100, since=1)["delivery_id"].unique().to_list() == ["d2"]
    assert store.sample(names.OBSERVATIONS, 9999).height == 5060


def test_a_large_table_is_counted_whole_once_and_then_by_what_each_batch_adds(here):
    add(here.store, 1, 800)
    shown = recorded(here)
    assert shown.metadata["dagster/row_count"] == 800
    assert "0 of 800 rows; " in observed(here, "key")
    assert "the count is exact" in observed(here, "key")
    add(here.store, 2, 700)
    assert recorded(here).data_version != shown.data_version
    assert "0 of 700 rows that are new, 800 before them passed already; " in observed(here, "channel.allowed")
    # Without a new batch nothing is counted again.
    here.store.count_broken = None
    assert recorded(here).metadata["dagster/row_count"] == 1500


def test_a_fault_in_a_large_table_stops_the_run_and_all_rows_are_counted_the_next_time(here):
    add(here.store, 1, 800, channel="hearsay")
    with pytest.raises(CheckFailedError, match=r"channel.allowed.*1 of 800 rows; \d+ of them were looked at, the count is exact"):
        recorded(here)
    add(here.store, 2, 700)
    with pytest.raises(CheckFailedError, match="1 of 1,500 rows"):
        recorded(here)


def test_ledgers_are_judged_whole_since_their_rows_may_come_later_than_their_deliveries(here):
    add(here.store, 1, 800)
    add(here.store, 2, 800)
    assert FactLedger.of(here.store.read(names.DELIVERIES), names.QUARANTINE).passed_before(here.run_context.place.ops) is None


def test_a_small_table_is_read_whole(here):
    add(here.store, 1, 400)
    recorded(here)
    assert observed(here, "key") == "0 of 400 rows"


def test_where_rules_are_counted_facts_are_judged_as_if_they_had_been_read(store):
    add(store, 1, 50)
    whole = run_suite(TABLE, store.read(names.OBSERVATIONS))
    with counted_rules(is_compared=False):
        assert judge_facts(store, TABLE, None, judged_most=500, looked_at=100) == whole
        # Of what passed before nothing is looked at again.
        add(store, 2, 10)
        found = judge_facts(store, TABLE, 1, judged_most=500, looked_at=100)
    assert {verdict.passed for verdict in found} == {True}
    assert next(verdict.observed for verdict in found if verdict.name == f"{TABLE.name}.key") == "0 of 60 rows"


@pytest.mark.parametrize("judged_most", [500, 20], ids=["read whole", "looked at"])
@pytest.mark.parametrize("rule", FAULTS)
def test_what_counting_finds_is_worded_by_great_expectations(store, rule, judged_most):
    add(store, 1, 50)
    add(store, 2, 50, **{**FAULTS[rule], **({"delivery_id": "d2"} if rule == "key" else {})})
    with counted_rules(is_compared=False):
        found = judge_facts(store, TABLE, 1, judged_most=judged_most, looked_at=10)
    assert {verdict.name for verdict in found if not verdict.passed} == {f"{TABLE.name}.{rule}"}


def test_a_run_that_dagster_keeps_no_record_of_shows_nothing_and_keeps_its_verdicts(here):
    here.run_context.is_recorded = False
    add(here.store, 1, 50)
    ledger = FactLedger.of(here.store.read(names.DELIVERIES), names.OBSERVATIONS)
    assert list(record_facts(here, ledger)) == []
    assert observed(here, "key") == "0 of 50 rows"
    add(here.store, 2, 50, covers_months=40)
    with pytest.raises(CheckFailedError, match="covers_months"):
        list(record_facts(here, FactLedger.of(here.store.read(names.DELIVERIES), names.OBSERVATIONS)))
    assert not read_verdicts(here.run_context.place.ops, "2026-01", "")["passed"].all()

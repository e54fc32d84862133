"""The store keeps vintages, answers as of any day, replaces months whole, and never shows half of anything."""

import os
import signal
import subprocess
import sys
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, figure, load, load_figures, load_register, stage
from warehouse.errors import LedgerError
from warehouse.names import APPEALS, OBSERVATIONS, READINGS, RISK, SUPPLIES
from warehouse.store import FIGURES, Store

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "w.duckdb") as store:
        load_register(
            store, [enterprise(), enterprise("乙公司", uscc=OTHER_CODE, registered_on=date(2026, 3, 1), left_register_on=date(2026, 5, 1))]
        )
        yield store


def risks(*codes: str, risk: float = 0.5) -> pl.DataFrame:
    return pl.DataFrame({"uscc": list(codes), "operating_risk": [risk] * len(codes)})


def values(store: Store, day: date) -> list[float]:
    return store.observations_as_of(day)["value"].to_list()


def test_as_of_sees_the_latest_vintage_of_each_day(store):
    load_figures(store, [figure(1.0, date(2026, 2, 12)), figure(2.0, date(2026, 3, 20))])
    load_figures(store, [figure(3.0, date(2026, 2, 25))], "late")
    assert [values(store, date(2026, month, day)) for month, day in ((2, 11), (2, 12), (2, 25), (3, 19), (3, 20))] == [
        [],
        [1.0],
        [3.0],
        [3.0],
        [2.0],
    ]


def test_as_of_falls_back_where_two_values_clash(store):
    load_figures(store, [figure(1.0, date(2026, 2, 12)), figure(2.0, date(2026, 2, 20)), figure(3.0, date(2026, 2, 20))])
    assert values(store, date(2026, 3, 1)) == [1.0]
    load_figures(store, [figure(4.0, date(2026, 3, 5))], "mended")
    assert values(store, date(2026, 3, 6)) == [4.0]


def test_a_clash_without_an_earlier_vintage_leaves_nothing(store):
    load_figures(store, [figure(2.0), figure(3.0)])
    assert values(store, date(2026, 3, 1)) == []


def test_rows_that_agree_on_the_value_are_one_figure(store):
    load_figures(store, [figure(2.0, same_period_last_year=1.0), figure(2.0, covers_months=2), figure(2.0, same_period_last_year=1.5)])
    row = store.observations_as_of(date(2026, 3, 1)).row(0, named=True)
    assert (row["value"], row["same_period_last_year"], row["covers_months"]) == (2.0, None, 2)


def test_bases_and_periods_are_apart(store):
    load_figures(store, [figure(1.0), figure(2.0, basis="ytd"), figure(3.0, period=date(2025, 12, 1))])
    assert store.observations_as_of(date(2026, 3, 1)).height == 3


def test_figures_wait_for_the_register(store):
    load_figures(store, [figure(1.0, uscc=OTHER_CODE)])
    assert values(store, date(2026, 2, 28)) == []
    assert values(store, date(2026, 3, 1)) == [1.0]


def test_the_future_of_the_register_is_unknown(store):
    def leaving(day: date) -> list:
        return store.register_as_of(day).filter(uscc=OTHER_CODE)["left_register_on"].to_list()

    assert leaving(date(2026, 2, 28)) == []
    assert leaving(date(2026, 4, 30)) == [None]
    assert leaving(date(2026, 5, 1)) == [date(2026, 5, 1)]


def test_an_appeal_is_open_until_it_is_closed(store):
    appeal = {
        "uscc": CODE,
        "raised_on": date(2026, 1, 5),
        "topic": "space",
        "first_known_on": date(2026, 1, 5),
        "later_known_on": date(2026, 1, 5),
    }
    load(store, APPEALS, [appeal, {**appeal, "closed_on": date(2026, 2, 9)}], "a1")
    assert store.as_of(APPEALS, date(2026, 2, 8))["closed_on"].to_list() == [None]
    assert store.as_of(APPEALS, date(2026, 2, 9))["closed_on"].to_list() == [date(2026, 2, 9)]


def test_as_of_notices_what_is_loaded_after_the_first_reading(store):
    load_figures(store, [figure(1.0)])
    assert values(store, date(2026, 3, 1)) == [1.0]
    load_figures(store, [figure(9.0, date(2026, 2, 20))], "d2")
    assert values(store, date(2026, 3, 1)) == [9.0]


def load_and_fail(store: Store, read_on: date = FEBRUARY) -> None:
    with store.transaction():
        store.load(OBSERVATIONS, stage(OBSERVATIONS, [figure(9.0, date(2026, 2, 20))], "d9"), "rule")
        # What is read meanwhile is of rows that will not have been.
        store.fingerprint(read_on)
        raise RuntimeError("stop")


def test_a_rolled_back_load_is_not_seen(store):
    load_figures(store, [figure(1.0)])
    assert values(store, date(2026, 3, 1)) == [1.0]
    with pytest.raises(RuntimeError, match="stop"):
        load_and_fail(store)
    assert values(store, date(2026, 3, 1)) == [1.0]


def counted_anew(store: Store, day: date) -> str:
    """The quick digest of a day by reading every table once more for that day alone."""
    query = "select count(*)::varchar || ':' || coalesce(bit_xor(hash({0})), 0)::varchar from {0} where known_on <= $day"
    return "-".join(store._connection.sql(query.format(table), {"day": day}).fetchall()[0][0] for table in FIGURES)


def test_the_quick_digest_of_a_day_is_that_of_the_rows_known_on_it(store):
    load_figures(store, [figure(1.0, date(2026, 2, 12)), figure(2.0, date(2026, 3, 20))])
    days = [date(2025, 12, 31), date(2026, 2, 11), date(2026, 2, 12), date(2026, 3, 19), date(2026, 3, 20), date(2027, 1, 1)]
    assert [store.fingerprint(day) for day in days] == [counted_anew(store, day) for day in days]
    assert len({store.fingerprint(day) for day in days[1:]}) == 3


def test_quick_digests_follow_what_is_loaded_and_what_is_undone(store):
    load_figures(store, [figure(1.0)])
    day = date(2026, 12, 31)
    before, digests = store.fingerprint(day), store.known_digests([day])
    with pytest.raises(RuntimeError, match="stop"):
        load_and_fail(store, day)
    assert (store.fingerprint(day), store.known_digests([day])) == (before, digests)
    load_figures(store, [figure(2.0, period=FEBRUARY)], "more")
    assert store.fingerprint(day) == counted_anew(store, day) != before


def test_writing_results_leaves_what_was_read_of_the_facts(store):
    load_figures(store, [figure(1.0)])
    first, loads = values(store, date(2026, 12, 31)), store.loads
    store.replace_month(RISK, JANUARY, risks(CODE))
    assert store._vintages_ready == {OBSERVATIONS}
    assert (values(store, date(2026, 12, 31)), store.loads) == (first, loads)


def test_a_month_is_replaced_whole_and_alone(store):
    store.replace_month(RISK, JANUARY, risks(CODE, OTHER_CODE))
    store.replace_month(RISK, FEBRUARY, risks(CODE))
    store.replace_month(RISK, JANUARY, risks(OTHER_CODE, risk=0.9))
    assert store.read(RISK).select("month", "uscc", "operating_risk").rows() == [(JANUARY, OTHER_CODE, 0.9), (FEBRUARY, CODE, 0.5)]
    assert store.months(RISK) == [JANUARY, FEBRUARY]


def test_a_frame_of_another_month_is_refused_and_nothing_is_lost(store):
    store.replace_month(RISK, JANUARY, risks(CODE))
    with pytest.raises(ValueError, match="not of 2026-01"):
        store.replace_month(RISK, JANUARY, risks(CODE).with_columns(pl.lit(FEBRUARY).alias("month")))
    with pytest.raises(ValueError, match="does not know"):
        store.replace_month(RISK, JANUARY, risks(CODE).with_columns(pl.lit(1).alias("typo")))
    with pytest.raises(ValueError, match="never null"):
        store.replace_month(RISK, JANUARY, pl.DataFrame({"uscc": [None]}, schema={"uscc": pl.String}))
    with pytest.raises(ValueError, match="lacks"):
        store.replace_month(RISK, JANUARY, pl.DataFrame({"operating_risk": [0.1]}))
    assert store.read(RISK).height == 1


def test_reading_filters_by_value_and_by_list(store):
    store.replace_month(RISK, JANUARY, risks(CODE, OTHER_CODE))
    assert store.read(RISK, month=JANUARY, uscc=CODE).height == 1
    assert store.read(RISK, uscc=[CODE, OTHER_CODE]).height == 2
    assert store.read(RISK, uscc=[]).height == 0
    assert store.read(RISK)["uscc"].to_list() == sorted([CODE, OTHER_CODE])
    with pytest.raises(KeyError, match="has no column"):
        store.read(RISK, usccc=CODE)


def test_reading_by_samples_finds_what_agrees_with_any_of_them_on_all_of_its_columns(store):
    load_figures(store, [figure(1.0), figure(2.0, uscc=OTHER_CODE)])
    load_figures(store, [figure(3.0, date(2026, 2, 20))], "d2")
    whole = store.read(OBSERVATIONS)
    places = whole.filter(pl.col("value") == 3.0).select("delivery_id", "row_number")
    others = pl.DataFrame({"uscc": [OTHER_CODE]})
    assert store.read_alike(OBSERVATIONS, ()).equals(whole)
    assert store.read_alike(OBSERVATIONS, [places, others])["value"].sort().to_list() == [2.0, 3.0]
    assert store.read_alike(OBSERVATIONS, [places, others], delivery_id="d1")["value"].to_list() == [2.0]
    assert store.read_alike(OBSERVATIONS, [places.clear(), others.clear()]).is_empty()
    with pytest.raises(KeyError, match="no column 'colour'"):
        store.read_alike(OBSERVATIONS, [pl.DataFrame({"colour": ["red"]})])


def test_what_is_read_has_the_declared_types(store):
    store.replace_month(RISK, JANUARY, risks(CODE))
    from warehouse.catalogue import table_named

    assert dict(store.read(RISK).schema) == table_named(RISK).polars_schema()


def test_the_digest_of_inputs_depends_on_facts_alone(tmp_path):
    digests = []
    for number, names in enumerate((("a", "b"), ("b", "a"))):
        with Store(tmp_path / f"{number}.duckdb") as store:
            load_register(store, [enterprise()])
            load_figures(store, [figure(1.0)], names[0])
            load_figures(store, [figure(2.0, period=date(2025, 12, 1))], names[1])
            digests.append(store.inputs_digest(date(2026, 3, 1)))
            assert store.inputs_digest(date(2026, 2, 1)) != digests[-1]
            load_figures(store, [figure(3.0, date(2026, 2, 20))], "new")
            assert store.inputs_digest(date(2026, 3, 1)) != digests[-1]
    assert digests[0] == digests[1]


def test_the_ledger_notices_rows_that_went_missing(store):
    with pytest.raises(LedgerError, match="rows were lost or added"):
        store.verify_ledger()


WRITE_FOREVER = """
import sys
from datetime import date
from pathlib import Path
from tests.unit.warehouse.staging import figure, stage
from warehouse.names import OBSERVATIONS
from warehouse.store import FIGURES, Store
store = Store(Path(sys.argv[1]))
number = 0
while True:
    with store.transaction():
        for half in (1, 2):
            rows = [figure(1.0, date(2026, 2, 1), period=date(1900 + number, half, 1), row_number=row) for row in range(1, 2)]
            store.load(OBSERVATIONS, stage(OBSERVATIONS, rows, f"d{number}-{half}"), "rule")
            print("half", flush=True)
    number = (number + 1) % 100
"""


@pytest.mark.parametrize("halves", [1, 2, 5])
def test_a_kill_between_two_halves_stores_both_or_neither(tmp_path, halves):
    path = tmp_path / "w.duckdb"
    with subprocess.Popen([sys.executable, "-c", WRITE_FOREVER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        for _ in range(halves):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    with Store(path) as store:
        per_transaction = store.read(OBSERVATIONS).group_by(pl.col("period").dt.year()).len()
    assert per_transaction["len"].unique().to_list() in ([], [2])
    assert per_transaction.height >= (halves - 1) // 2


def test_closing_twice_does_no_harm(tmp_path):
    store = Store(tmp_path / "w.duckdb")
    store.close()
    store.close()


def test_reopening_finds_everything(store):
    load_figures(store, [figure(1.0)])
    before = store.observations_as_of(date(2026, 3, 1))
    store.close()
    with Store(store.path) as again:
        assert_frame_equal(again.observations_as_of(date(2026, 3, 1)), before)


def test_a_snapshot_from_before_an_update_says_which_tables_it_lacks(tmp_path):
    path = tmp_path / "w.duckdb"
    with Store(path) as store:
        assert store.holds(SUPPLIES)
    connection = duckdb.connect(str(path))
    connection.execute(f"drop table {SUPPLIES}")
    connection.close()
    with Store(path, read_only=True) as old:
        assert not old.holds(SUPPLIES)


def test_a_copy_from_before_an_update_knows_nothing_of_a_table_that_came_with_it(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    Store(path).close()
    connection = duckdb.connect(path)
    connection.execute(f"drop table {READINGS}")
    connection.close()
    with Store(path, read_only=True) as store:
        assert store.as_of(READINGS, date(2026, 9, 1)).is_empty()

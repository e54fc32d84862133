"""What is stored of what is delivered: duplicates, days of knowledge, clashes."""

from datetime import date
from itertools import permutations

import pytest

from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, figure, load, load_figures, load_register
from warehouse.names import OBSERVATIONS, REGISTER, SIGNALS
from warehouse.store import Store


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "w.duckdb") as store:
        load_register(store, [enterprise()])
        yield store


def known(store: Store) -> list[tuple]:
    return store.read(OBSERVATIONS).sort("known_on", "value").select("value", "known_on", "is_nominal_known").rows()


def test_a_dated_figure_is_known_from_its_day(store):
    load_figures(store, [figure(5.0, date(2026, 2, 14))])
    assert known(store) == [(5.0, date(2026, 2, 14), False)]


def test_an_undated_first_figure_is_known_from_the_nominal_day(store):
    load_figures(store, [figure(5.0)])
    assert known(store) == [(5.0, date(2026, 2, 10), True)]


def test_a_later_undated_version_is_known_from_its_ingest(store):
    load_figures(store, [figure(5.0)], "d1")
    load_figures(store, [figure(6.0, today=date(2026, 4, 2))], "d2")
    assert known(store) == [(5.0, date(2026, 2, 10), True), (6.0, date(2026, 4, 2), True)]


def test_the_same_figure_again_is_a_duplicate(store):
    load_figures(store, [figure(5.0)], "d1")
    counts = load_figures(store, [figure(5.0, today=date(2026, 4, 2))], "d2").counts
    assert counts.rows() == [("d2", 0, 1)]
    assert len(known(store)) == 1


def test_the_same_figure_received_on_another_day_is_another_vintage(store):
    load_figures(store, [figure(5.0, date(2026, 2, 14))], "d1")
    counts = load_figures(store, [figure(5.0, date(2026, 2, 20)), figure(5.0, date(2026, 2, 14))], "d2").counts
    assert counts.rows() == [("d2", 1, 1)]


def test_an_undated_copy_of_a_dated_figure_is_a_duplicate_even_in_one_batch(store):
    counts = load_figures(store, [figure(5.0), figure(5.0, date(2026, 2, 14))]).counts
    assert counts.rows() == [("d1", 1, 1)]
    assert known(store) == [(5.0, date(2026, 2, 14), False)]


def test_a_return_to_an_old_undated_value_is_the_old_delivery_again(store):
    for day, value in enumerate((5.0, 6.0, 5.0), start=1):
        load_figures(store, [figure(value, today=date(2026, 4, day))], f"d{day}")
    assert [row[0] for row in known(store)] == [5.0, 6.0]


def test_a_changed_base_is_a_restatement(store):
    load_figures(store, [figure(5.0, date(2026, 2, 14), same_period_last_year=4.0)], "d1")
    counts = load_figures(store, [figure(5.0, date(2026, 2, 14), same_period_last_year=4.5)], "d2").counts
    assert counts.rows() == [("d2", 1, 0)]


def test_two_values_of_one_day_are_both_set_aside(store):
    loaded = load_figures(store, [figure(5.0), figure(6.0), figure(7.0, uscc=OTHER_CODE)])
    assert loaded.counts.rows() == [("d1", 3, 0)]
    assert loaded.set_aside.select("uscc", "row_number").rows() == [(CODE, 1), (CODE, 2)]


def test_a_clash_with_a_stored_figure_names_the_stored_one_too(store):
    load_figures(store, [figure(5.0, date(2026, 2, 14))], "d1")
    loaded = load_figures(store, [figure(6.0, date(2026, 2, 14))], "d2")
    assert loaded.set_aside["delivery_id"].to_list() == ["d1", "d2"]


def test_which_of_two_copies_counts_is_decided_by_file_and_row(store):
    rows = [figure(5.0, file_name=f"{name}.csv", delivery_id=name) for name in "abc"]
    for order in permutations(rows):
        with Store(store.path.with_name("".join(row["delivery_id"] for row in order) + ".duckdb")) as fresh:
            assert load_figures(fresh, list(order)).counts.rows() == [("a", 1, 0), ("b", 0, 1), ("c", 0, 1)]


def test_a_changed_register_row_is_known_from_its_ingest(store):
    load_register(store, [enterprise(street="马峦街道", today=date(2026, 5, 1))], "r2")
    assert store.read(REGISTER)["known_on"].to_list() == [date(1900, 1, 1), date(2026, 5, 1)]


def test_of_two_register_rows_the_more_complete_counts_and_the_other_is_set_aside(store):
    rows = [enterprise("乙公司", uscc=OTHER_CODE), enterprise("乙公司", uscc=OTHER_CODE, street="马峦街道")]
    for number, order in enumerate((rows, rows[::-1])):
        with Store(store.path.with_name(f"{number}.duckdb")) as fresh:
            loaded = load_register(fresh, order)
            assert loaded.set_aside["street"].to_list() == [None]
            assert fresh.register_as_of(date(2026, 3, 1))["street"].to_list() == ["马峦街道"]


def test_equally_complete_register_rows_have_one_winner_in_query_and_quarantine(store):
    rows = [
        enterprise(name, uscc=OTHER_CODE, **more)
        for name, more in (("丙", {"park": "一"}), ("丙", {"owner": "二"}), ("乙", {"park": "三"}))
    ]
    loaded = load_register(store, rows, "r2")
    winner = store.register_as_of(date(2026, 3, 1)).filter(uscc=OTHER_CODE).row(0, named=True)
    losers = loaded.set_aside.select("name", "park", "owner").rows()
    assert (winner["name"], winner["park"], winner["owner"]) not in losers
    assert len(losers) == 2


def test_events_with_and_without_a_day_of_receipt_are_one_event(store):
    event = {"uscc": CODE, "observed_on": date(2026, 1, 5), "kind": "lease_ending"}
    days = {"first_known_on": date(2026, 1, 5), "later_known_on": date(2026, 1, 5)}
    load(store, SIGNALS, [{**event, **days, "received_on": date(2026, 1, 9)}], "s1")
    load(store, SIGNALS, [{**event, **days, "received_on": date(2026, 1, 12)}], "s2")
    assert store.read(SIGNALS).height == 2
    assert store.as_of(SIGNALS, date(2026, 1, 8)).height == 0
    assert store.as_of(SIGNALS, date(2026, 2, 1))["known_on"].to_list() == [date(2026, 1, 9)]


def test_loading_without_rows_is_possible(store):
    assert load_figures(store, []).counts.height == 0

"""Outcomes as of a day: those recorded as such and those a visit found, none twice and none made up."""

from datetime import date

import polars as pl
import pytest

from tests.unit.warehouse.staging import CODE, OTHER_CODE, load
from warehouse import vocabulary
from warehouse.names import OUTCOMES, VISITS
from warehouse.store import Store

DAY, LATER = date(2026, 1, 10), date(2026, 2, 20)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "w.duckdb") as store:
        yield store


def visit(outcome: str | None = None, finding: str | None = None, on: date = DAY, *, known: date | None = None, **more: object) -> dict:
    row = {"uscc": CODE, "visited_on": on, "visited_by": "街道", "finding": finding, "outcome": outcome}
    return {**row, "first_known_on": on, "later_known_on": on, "received_on": known, **more}


def record(outcome: str, on: date = DAY, *, known: date | None = None, **more: object) -> dict:
    return {"uscc": CODE, "occurred_on": on, "outcome": outcome, "first_known_on": on, "later_known_on": on, "received_on": known, **more}


def outcomes_on(store: Store, day: date = LATER) -> list[tuple[object, ...]]:
    return store.as_of(OUTCOMES, day).select("occurred_on", "outcome").rows()


@pytest.mark.parametrize("outcome", vocabulary.OUTCOMES.keys)
def test_every_outcome_of_the_contract_may_come_from_a_visit(store, outcome):
    load(store, VISITS, [visit(outcome, "confirmed", note="说明", known=date(2026, 1, 12))], "v1")
    columns = ["uscc", "occurred_on", "outcome", "note", "known_on"]
    assert store.as_of(OUTCOMES, date(2026, 1, 11)).is_empty()
    frame = store.as_of(OUTCOMES, date(2026, 1, 12))
    assert (frame.columns, frame.rows()) == (columns, [(CODE, DAY, outcome, "说明", date(2026, 1, 12))])
    # Nothing is stored: the visit stays the only statement.
    assert store.read(OUTCOMES).is_empty()


@pytest.mark.parametrize("words", [("in_service", "confirmed"), ("normal", None), ("已迁出深圳", "误报？"), (None, "closed"), (None, None)])
def test_other_words_are_no_outcome(store, words):
    load(store, VISITS, [visit(*words)], "v1")
    assert outcomes_on(store) == []


def test_a_false_alarm_that_was_found_is_an_outcome_once(store):
    load(store, VISITS, [visit("false_alarm", "false_alarm"), visit("in_service", "false_alarm", uscc=OTHER_CODE)], "v1")
    assert outcomes_on(store) == [(DAY, "false_alarm")] * 2


def test_a_record_of_the_same_outcome_does_not_double_and_stands_first(store):
    load(store, OUTCOMES, [record("closed", note="注销")], "o1")
    load(store, VISITS, [visit("closed", note="大门已锁", known=LATER), visit("closed", visited_by="区工信局")], "v1")
    assert store.as_of(OUTCOMES, LATER).rows() == [(CODE, DAY, "closed", "注销", DAY)]


def test_other_days_and_other_outcomes_stay_apart(store):
    load(store, OUTCOMES, [record("false_alarm"), record("recovered")], "o1")
    load(store, VISITS, [visit("false_alarm", on=LATER), visit("relocated_within")], "v1")
    assert outcomes_on(store) == [(DAY, "false_alarm"), (DAY, "recovered"), (DAY, "relocated_within"), (LATER, "false_alarm")]


@pytest.mark.parametrize("gone", ["relocated_out", "closed", "left_register"])
def test_a_departure_that_a_visit_found_is_taken_back_by_a_later_one(store, gone):
    load(store, VISITS, [visit(gone, on=date(2026, 1, 20), known=date(2026, 1, 21))], "v1")
    load(store, VISITS, [visit(None, "confirmed", on=date(2026, 1, 5), known=LATER)], "v2")
    assert outcomes_on(store, date(2026, 1, 31)) == [(date(2026, 1, 20), gone)]
    assert outcomes_on(store) == []


def test_a_recorded_departure_is_not_taken_back_by_a_visit(store):
    load(store, OUTCOMES, [record("closed")], "o1")
    load(store, VISITS, [visit(None, "confirmed", on=LATER)], "v1")
    assert outcomes_on(store) == [(DAY, "closed")]


def test_a_record_of_any_departure_stands_for_what_visits_found(store):
    load(store, OUTCOMES, [record("relocated_out")], "o1")
    load(store, VISITS, [visit("closed", on=date(2026, 1, 5)), visit("left_register", on=LATER)], "v1")
    assert outcomes_on(store) == [(DAY, "relocated_out")]


@pytest.mark.parametrize("outcome", ["relocated_out", "closed", "left_register"])
def test_one_leaves_once(store, outcome):
    load(store, OUTCOMES, [record(outcome, known=LATER)], "o1")
    load(store, VISITS, [visit(outcome, on=date(2026, 1, 20)), visit(outcome, on=date(2026, 2, 1))], "v1")
    # Before the record was known, the first visit that found it so is all there is.
    assert outcomes_on(store, date(2026, 2, 1)) == [(date(2026, 1, 20), outcome)]
    assert outcomes_on(store) == [(DAY, outcome)]


def test_a_visit_that_is_corrected_takes_its_outcome_along_and_older_days_keep_it(store):
    load(store, VISITS, [visit("relocated_out", known=date(2026, 1, 12))], "v1")
    load(store, VISITS, [visit("in_service", "confirmed", known=date(2026, 2, 1))], "v2")
    assert outcomes_on(store, date(2026, 1, 31)) == [(DAY, "relocated_out")]
    assert outcomes_on(store, date(2026, 2, 1)) == []


def test_the_order_of_visits_does_not_matter(tmp_path):
    rows = [visit("closed"), visit("closed", visited_by="区工信局", note="x"), visit(None, "false_alarm"), visit("recovered", note="y")]
    frames = []
    for number, order in enumerate((rows, rows[::-1])):
        with Store(tmp_path / f"{number}.duckdb") as store:
            load(store, VISITS, order, "v1")
            frames.append(store.as_of(OUTCOMES, LATER))
    assert frames[0].height > 1
    assert isinstance(frames[0], pl.DataFrame)
    assert frames[0].equals(frames[1])

"""An agenda: what is put, what is followed, and that making it again adds nothing."""

from datetime import date

import polars as pl

from models.cases.agenda import agenda, item_states, new_items
from models.cases.stuck import STUCK_SCHEMA

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def event(record_id, at, **after):
    return {"record_id": record_id, "at": at, "after": after}


def added(record_id, month, cause="overdue", case_id=7, at="2026-10-20T09:00:00"):
    return event(record_id, at, month=month, case_id=case_id, cause=cause, asked_of="第1组", words="")


def stuck(*pairs):
    rows = [(case_id, cause, "第1组", date(2026, 10, 1), 30, None) for case_id, cause in pairs]
    return pl.DataFrame(rows, schema=STUCK_SCHEMA, orient="row")


def rows_of(stuck_rows, events, month, until, since=""):
    return agenda(stuck_rows, item_states(events, month, until), since).select("part", "id", "is_still_so").rows()


def test_a_case_that_has_an_item_gets_no_second_one():
    assert new_items(stuck((7, "overdue"), (8, "red")), {(7, "overdue"): 1})["case_id"].to_list() == [8]


def test_a_decision_is_printed_until_it_is_done_and_once_as_done():
    events = [
        added(1, "2026-10"),
        event(1, "2026-10-22T10:00:00", decision="分管领导走访", decided_on="2026-10-22", due_on="2026-11-05"),
        event(1, "2026-11-03T10:00:00", done_on="2026-11-03"),
    ]
    # The agenda of October was made before the meeting: nothing is decided on it, however late it is made again.
    assert rows_of(stuck((7, "overdue")), events, OCTOBER, "2026-10-20T09:00:00") == [("put", 1, True)]
    assert rows_of(stuck(), events, NOVEMBER, "2026-11-01T09:00:00", "2026-10-20T09:00:00") == [("decided", 1, False)]
    assert rows_of(stuck(), events, NOVEMBER, "2026-11-20T09:00:00", "2026-10-20T09:00:00") == [("decided", 1, False)]
    assert rows_of(stuck(), events, date(2026, 12, 1), "2026-12-20T09:00:00", "2026-11-20T09:00:00") == []


def test_what_nobody_decided_is_put_again_as_long_as_it_is_so():
    events = [added(1, "2026-10")]
    assert rows_of(stuck((7, "overdue")), events, NOVEMBER, "2026-11-20T09:00:00") == [("put", 1, True)]
    assert rows_of(stuck(), events, NOVEMBER, "2026-11-20T09:00:00") == []


def test_what_was_put_by_hand_stays_until_it_is_decided():
    events = [added(1, "2026-10", cause="by_hand", case_id=None)]
    assert rows_of(stuck(), events, NOVEMBER, "2026-11-20T09:00:00") == [("put", 1, False)]


def test_an_item_of_a_later_month_is_on_no_earlier_agenda_though_it_was_decided_before_that_was_made_again():
    events = [added(1, "2026-11", at="2026-11-02T09:00:00")]
    assert rows_of(stuck((7, "overdue")), events, OCTOBER, "2026-12-31T00:00:00") == []
    events += [
        event(1, "2026-11-05T10:00:00", decision="分管领导走访", decided_on="2026-11-05", due_on="2026-11-20"),
        event(1, "2026-11-09T10:00:00", done_on="2026-11-09"),
    ]
    assert rows_of(stuck((7, "overdue")), events, OCTOBER, "2026-12-31T00:00:00") == []
    assert rows_of(stuck((7, "overdue")), events, NOVEMBER, "2026-12-31T00:00:00") == [("decided", 1, True)]

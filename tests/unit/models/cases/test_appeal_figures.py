"""Appeals of a month: received, answered in time, unanswered; counted by hand."""

from datetime import date

import polars as pl

from models.cases.appeal_figures import APPEAL_SCHEMA, all_appeals, appeal_counts, appeal_figures, appeals_at, new_appeals

MONTH, LAST = date(2026, 11, 1), date(2026, 11, 15)


def appeals(*rows):
    base = dict.fromkeys(APPEAL_SCHEMA)
    return pl.DataFrame([{**base, "uscc": f"u{place}", **row} for place, row in enumerate(rows)], schema=APPEAL_SCHEMA)


def november(day):
    return date(2026, 11, day)


def test_what_was_asked_and_answered_is_counted_by_topic():
    rows = appeals(
        {"topic": "space", "raised_on": november(2), "due_on": november(6), "answered_on": november(6)},
        {"topic": "space", "raised_on": november(3), "due_on": november(6), "answered_on": november(9)},
        {"topic": "space", "raised_on": date(2026, 10, 3), "answered_on": november(9)},
        {"topic": "cost", "raised_on": date(2026, 10, 3), "due_on": november(14)},
        {"topic": "cost", "raised_on": november(14), "due_on": november(20)},
        # Answered after the day the table tells of: as of that day it was not.
        {"topic": "cost", "raised_on": november(1), "due_on": november(4), "answered_on": november(16)},
        {"topic": "labour", "raised_on": date(2026, 9, 1), "answered_on": date(2026, 9, 5)},
        # Nobody set a day: overdue once it is open for more than a year.
        {"topic": "finance", "raised_on": date(2025, 11, 14)},
        {"topic": "finance", "raised_on": date(2025, 11, 15)},
    )
    found = appeal_figures(rows, MONTH, LAST, "topic").select("topic", "received", "answered", "in_time", "late", "unanswered", "overdue")
    assert found.rows() == [("cost", 2, 0, 0, 0, 3, 2), ("space", 2, 3, 1, 1, 0, 0), ("finance", 0, 0, 0, 0, 2, 1)]


def test_by_topic_and_by_department_with_the_share_in_time_where_enough_had_a_day():
    answered = [{"raised_on": november(2), "due_on": november(6), "answered_on": november(day)} for day in (3, 4, 5, 6, 9)]
    rows = [*({"topic": "space", "department": "规自局", **one} for one in answered), {"topic": "space", "raised_on": november(3)}]
    found = appeal_counts(appeals(*rows), MONTH, LAST, 5).select("dimension", "name", "received", "in_time", "late", "in_time_share")
    assert found.rows() == [
        ("topic", "space", 6, 4, 1, 0.8), ("department", "规自局", 5, 4, 1, 0.8), ("department", None, 1, 0, 0, None),
    ]  # fmt: skip
    # One less and a share would say more of chance than of the work.
    few = appeal_counts(appeals(*rows[1:]), MONTH, LAST, 5)["in_time_share"].to_list()
    assert few == [None, None, None]


def test_an_appeal_of_both_sources_is_one_and_what_is_recorded_here_counts():
    here = appeals({"uscc": "a", "topic": "space", "raised_on": november(2), "department": "工信局", "known_on": november(2)})
    columns = {
        "uscc": pl.String,
        "raised_on": pl.Date,
        "topic": pl.String,
        "detail": pl.String,
        "handled_by": pl.String,
        "closed_on": pl.Date,
        "known_on": pl.Date,
    }
    told = pl.DataFrame(
        [("a", november(2), "space", None, None, None, november(5)), ("b", november(3), "cost", None, "中心", november(9), november(4))],
        schema=columns,
        orient="row",
    )
    both = all_appeals(here, told)
    assert both.select("uscc", "department", "answered_on").rows() == [("a", "工信局", None), ("b", "中心", november(9))]
    assert new_appeals(both, november(3), november(5))["uscc"].to_list() == ["b"]


def test_appeals_stand_as_their_events_up_to_a_moment_left_them():
    opened = {
        "uscc": "a", "name": "甲", "street": "坪山街道", "tier": "group", "owner": "第1组", "raised_on": "2026-11-02", "topic": "space",
        "detail": "", "state": "to_dispatch", "rung": "department",
    }  # fmt: skip
    events = [
        {"record_id": 4, "at": "2026-11-02T09:00:00", "after": opened},
        {"record_id": 4, "at": "2026-11-05T09:00:00", "after": {"state": "dispatched", "department": "工信局", "due_on": "2026-11-12"}},
    ]
    before, after = appeals_at(events, "2026-11-03T00:00:00"), appeals_at(events, "2026-11-06T00:00:00")
    assert before.select("state", "department", "known_on").rows() == [("to_dispatch", None, november(2))]
    assert after.select("id", "state", "department", "due_on").rows() == [(4, "dispatched", "工信局", november(12))]

"""A case as it stood on a day, from its events alone, against what ops.db holds of it that day."""

import json
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from models.cases.replay import CASE_SCHEMA, DAYS, case_states

OPEN = {
    "uscc": "a", "name": "甲公司", "street": "坪山街道", "industry": "C39", "tier": "group", "owner": "第1组", "opened_month": "2026-08",
    "opened_on": "2026-09-16", "month": "2026-08", "level": "red", "kind": "operating", "state": "to_visit", "lead": "第1组",
    "due_on": "2026-09-21",
}  # fmt: skip


def event(at, action, after, case_id=1, version=1):
    return {"case_id": case_id, "version": version, "at": at, "action": action, "after": after}


def warned(*months, level="red"):
    """Events of a case that is warned of in these months."""
    opened = event("2026-09-16T08:00:00", "open", {**OPEN, "month": months[0], "opened_month": months[0], "level": level})
    return [opened, *(event(f"2026-1{place}-16T08:00:00", "warn", {"month": month}) for place, month in enumerate(months[1:]))]


def test_a_case_stands_as_its_events_up_to_the_moment_left_it():
    events = [
        event("2026-09-16T08:00:00", "open", OPEN),
        event("2026-09-18T10:00:00", "visit", {"state": "in_service", "visits": 1, "first_visited_on": "2026-09-17"}, version=2),
    ]
    before, after = case_states(events, "2026-09-17T23:59:59"), case_states(events, "2026-09-18T23:59:59")
    assert before.select("state", "visits", "first_visited_on", "due_on", "version").rows() == [("to_visit", 0, None, date(2026, 9, 21), 1)]
    assert after.select("state", "visits", "first_visited_on", "version").rows() == [("in_service", 1, date(2026, 9, 17), 2)]
    assert case_states(events, "2026-09-15T23:59:59").is_empty()


@pytest.mark.parametrize(
    ("events", "count"),
    [
        (warned("2026-08"), 1),
        (warned("2026-08", "2026-09", "2026-10"), 3),
        # September is missing: two months in a row were not red.
        (warned("2026-08", "2026-10"), 1),
        (warned("2026-08", "2026-09", level="orange"), 0),
    ],
)
def test_months_at_the_gravest_level_are_counted_back_from_the_last_warning(events, count):
    assert case_states(events, "2026-12-31T23:59:59")["grave_months"].to_list() == [count]


def test_every_day_of_a_busy_month_comes_out_as_ops_db_had_it_that_evening(tmp_path):
    from models.cases.settings import CaseSettings
    from pipelines.cases.opening import open_cases
    from pipelines.cases.recording import Actor, Change, record
    from tests.unit.pipelines.cases.test_recording import listed
    from warehouse.ops.case_history import events_until
    from warehouse.ops.cases import CaseFilter, select_cases
    from warehouse.ops.ops_db import open_ops

    ops, start = tmp_path / "ops.db", datetime(2026, 11, 16, 8)
    rows = [
        {"uscc": one, "name": one, "owner": "第1组", "level": level} for one, level in zip("abc", ("red", "orange", "blue"), strict=True)
    ]
    plan = {
        1: (1, "visit", {"visited_on": "2026-11-17", "finding": "confirmed"}, ""),
        2: (2, "assign", {"lead": "第2组"}, ""),
        3: (1, "request", {"department": "区工信局"}, "协调用地"),
        4: (3, "suspend", {"until_on": "2026-12-01"}, "停产检修"),
        5: (1, "close", {"closing": "helped"}, "已恢复"),
        6: (1, "reopen", {}, "又来反映"),
    }
    evenings = {}
    open_cases(ops, listed(*rows), date(2026, 10, 1), start.isoformat())
    for shift in range(8):
        at = start + timedelta(days=shift, hours=3)
        if shift in plan:
            case, action, values, words = plan[shift]
            record(ops, Change(case, action, "command", at.date(), values, words), Actor("张三"), at, CaseSettings())
        with open_ops(ops) as connection:
            evenings[at.date()] = select_cases(connection, CaseFilter())
    with open_ops(ops) as connection:
        events = events_until(connection, "2026-12-31T00:00:00")
    for day, stored in evenings.items():
        found = case_states(events, f"{day}T23:59:59").drop("grave_months").sort("id")
        wanted = pl.DataFrame([{name: row[name] for name in CASE_SCHEMA} for row in stored], schema=CASE_SCHEMA).sort("id")
        assert found.equals(wanted.with_columns(pl.col(DAYS).replace("", None).str.to_date("%Y-%m-%d"))), (day, json.dumps(stored))

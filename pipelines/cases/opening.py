"""Cases from a published list: everybody listed has one, a new warning of an open one is an event of it.

In: the list that is out. Out: what people do with a case (recording.py), rows (warehouse.ops.cases).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from models.cases.deadlines import due_again, due_by_level
from models.cases.moves import next_state
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseRow, Event
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.periods import month_key
from warehouse.vocabulary import LEVELS

if TYPE_CHECKING:
    from warehouse.ops.ops_db import Connection

# What a case takes over from its enterprise's row of the list.
TAKEN = ("uscc", "name", "street", "industry", "tier", "owner")
PROGRAM_NAME = "系统"


def known_from(warnings: pl.DataFrame, day: date, respond_days: Mapping[str, int]) -> pl.DataFrame:
    """Return a list with the days by which those on it are due, counted from the day its people learn of it.

    The list itself counts from its as-of day, which is the same day unless a month is made later: nobody is late for what nobody knew.
    """
    due = pl.col("level").replace_strict(due_by_level(day, respond_days), default=None, return_dtype=pl.Date)
    return warnings.with_columns(respond_by_on=pl.when("is_listed").then(pl.max_horizontal("respond_by_on", due)))


def open_cases(ops: Path, warnings: pl.DataFrame, month: date, at: str) -> tuple[int, int]:
    """Open a case for everybody listed who has none, and note the warning on those open; returns how many were opened and noted.

    `warnings`: rows of out_warnings; those with `is_listed` count. `at`: the moment it is noted. A month that a case knows already, or a
    later one, changes nothing, so that publishing again is safe.
    """
    opened = noted = 0
    with open_ops(ops) as connection, transaction(connection):
        for row in warnings.filter("is_listed").sort("rank").iter_rows(named=True):
            case = stored.latest_case(connection, row["uscc"])
            if case is None or (case["state"] == "closed" and case["month"] < month_key(month)):
                _open(connection, row, month, at, case)
                opened += 1
            elif case["state"] != "closed" and case["month"] < month_key(month):
                _note_warning(connection, case, row, month, at)
                noted += 1
    return opened, noted


def open_following(connection: Connection, case: CaseRow, on: date, actor: str, door: str, words: str) -> int:
    """Open a case that goes on from a closed one, inside the caller's transaction; returns its number."""
    kept = {name: case[name] for name in (*TAKEN, "month", "opened_month", "level", "kind", "lead")}
    state = "to_visit" if case["lead"] else "to_assign"
    due_on = due_again(date.fromisoformat(case["opened_on"]), date.fromisoformat(case["due_on"]), on)
    values = {**kept, "due_on": due_on.isoformat(), "opened_on": on.isoformat(), "state": state, "follows": case["id"]}
    return _store(connection, values, Event(0, _moment(connection, case), actor, door, "open", {}, values, words), on.isoformat())


def _moment(connection: Connection, case: CaseRow) -> str:
    """Return the moment of the event that reopened a case, which its successor's first event shares."""
    return str(stored.events_of(connection, case["id"])[-1]["at"])


def _open(connection: Connection, row: dict[str, Any], month: date, at: str, before: CaseRow | None) -> None:
    taken = {name: row[name] or "" for name in TAKEN}
    values = {
        **taken, "opened_month": month_key(month), "opened_on": at[:10], "month": month_key(month),
        "level": row["level"], "kind": row["kind"], "state": "to_visit" if taken["owner"] else "to_assign",
        "lead": taken["owner"], "due_on": row["respond_by_on"].isoformat(), "follows": before["id"] if before else None,
    }  # fmt: skip
    _store(connection, values, Event(0, at, PROGRAM_NAME, "program", "open", {}, values), at[:10])


def _store(connection: Connection, values: dict[str, Any], event: Event, on: str) -> int:
    """Write a new case with its first event and whoever answers for it; returns its number."""
    number = stored.open_case(connection, values)
    stored.write_event(connection, Event(number, event.at, event.actor, event.door, event.action, {}, values, event.words))
    if values["lead"]:
        stored.set_lead(connection, number, values["lead"], on)
    return number


def _note_warning(connection: Connection, case: CaseRow, row: dict[str, Any], month: date, at: str) -> None:
    """Note that somebody with an open case is listed again; what the register says of them is taken over."""
    rises = LEVELS.index(row["level"]) < LEVELS.index(case["level"])
    state = next_state("warn", case["state"], is_visited=case["visits"] > 0, level_rises=rises)
    wanted: dict[str, Any] = {name: row[name] or "" for name in TAKEN if name != "uscc"}
    wanted |= {"month": month_key(month), "level": row["level"], "kind": row["kind"], "state": state}
    if rises and not case["visits"]:
        # A graver warning does not wait longer than the first one allowed.
        wanted["due_on"] = min(case["due_on"], row["respond_by_on"].isoformat())
    after = {name: value for name, value in wanted.items() if case[name] != value}
    event = Event(case["id"], at, PROGRAM_NAME, "program", "warn", {name: case[name] for name in after}, after)
    stored.write_event(connection, event)

"""Rows of returned lists and tidy visits, recorded on the cases they are about once they are in the warehouse.

A row is recorded once, under its delivery and its place in the file. What contradicts somebody else stays out of the case, stands there as
a remark with both sides, and is reported by its row; everything else is taken. In: rows of the warehouse, the lists that are out. Out:
what a row means (models.cases.returns), storing (recording.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from models.cases.moves import ADDING
from models.cases.returns import Meaning, closing_of, meaning_of, stated_finding
from models.cases.settings import CaseSettings
from pipelines.cases.facts import PREFIX
from pipelines.cases.recording import PROGRAM, Actor, Change, record
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import read_manifest
from pipelines.errors import UsageError
from reports.case_lines import contradiction_words
from reports.words.text import Words
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseRow
from warehouse.ops.ops_db import Connection, open_ops
from warehouse.periods import month_key
from warehouse.store import Store

LAYOUTS: Final = ("returned_list", "visits")
DOOR: Final = "list"


@dataclass(slots=True)
class Returned:
    """What came of the rows: how many visits and ends were recorded, and a remark for every row that contradicts somebody."""

    visits: int = 0
    closings: int = 0
    remarks: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Returns:
    """Records rows of one home, on the day of the ingest, at a moment."""

    ops: Path
    lists: Mapping[str, str]
    on: date
    at: datetime
    settings: CaseSettings


def record_returns(store: Store, home: DataDir, on: date, at: datetime, settings: CaseSettings) -> Returned:
    """Record what lists that came back say of open cases; what was recorded from a row before is not looked at again."""
    done = Returned()
    if not home.ops.exists():
        return done
    with open_ops(home.ops) as connection:
        known, codes = stored.sources_of(connection, DOOR), stored.enterprises(connection)
    returns = Returns(home.ops, _list_days(home), on, at, settings)
    for row in _rows(store, codes):
        # A row that ends a case is looked at until its end is recorded too, whatever stopped the program in between.
        is_done = row["source"] in known and not closing_of(row["finding"], row["outcome"])
        if not is_done and f"{row['source']}:end" not in known:
            _take(returns, row, done)
    return done


def _rows(store: Store, codes: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows about enterprises that have cases, in the order of the visits."""
    deliveries = store.read(names.DELIVERIES).filter(pl.col("layout").is_in(LAYOUTS), ~pl.col("file_name").str.starts_with(PREFIX))
    visits = store.read(names.VISITS).filter(pl.col("uscc").is_in(sorted(codes)))
    files = deliveries.select("delivery_id", "file_name").unique()
    placed = visits.join(files, on="delivery_id").sort("visited_on", "file_name", "row_number")
    for row in placed.iter_rows(named=True):
        finding = stated_finding(row["finding"], row["outcome"])
        source = f"{row['delivery_id']}:{row['row_number']}"
        yield {**row, "visited_on": row["visited_on"].isoformat(), "finding": finding, "written": row["finding"], "source": source}


def _list_days(home: DataDir) -> dict[str, str]:
    """Return on which day each list that is out was made, by month; the folders know it also where the warehouse was made anew."""
    found = {month_key(month): read_manifest(home.briefing(month)) for month in Archive(home.ops, home.briefings).months()}
    return {month: str(manifest["made_from"]["as_of"]) for month, manifest in found.items() if manifest}


def _take(returns: Returns, row: Mapping[str, Any], done: Returned) -> None:
    """Record what a row means for its case, if it has one."""
    with open_ops(returns.ops) as connection:
        case = _case_of(connection, row, returns.lists)
        if case is None:
            return
        visits, events = stored.records_of(connection, "case_visits", case["id"]), stored.events_of(connection, case["id"])
    meaning = meaning_of(row, case, visits, _since(events, _list_moment(row, events, returns.lists)))
    try:
        _record(returns, row, case, meaning, done)
    except UsageError as error:
        # Somebody was faster by a moment, or the table of moves does not allow it: told like a contradiction, and looked at again.
        done.remarks.append((row["file_name"], row["row_number"], str(error)))


def _record(returns: Returns, row: Mapping[str, Any], case: CaseRow, meaning: Meaning, done: Returned) -> None:
    """Record the visit, the end, or the remark that a row is worth."""
    change, source = Change(case["id"], "note", DOOR, returns.on, seen=case["version"], source=row["source"]), f"{row['source']}:end"
    if meaning.is_visit:
        values = {name: row[name] or "" for name in ("visited_on", "visited_by", "finding", "outcome", "note")}
        change = replace(change, seen=_do(returns, row, replace(change, action="visit", values=values, words=_written(row))))
        done.visits += 1
    if meaning.is_completed:
        _do(returns, row, replace(change, words=contradiction_words(row, None, Words())))
    if meaning.closing:
        values = {"closing": meaning.closing}
        _do(returns, row, replace(change, action="close", values=values, words=row["note"] or "", source=source))
        done.closings += 1
    if meaning.against is not None:
        words = contradiction_words(row, meaning.against, Words())
        _do(returns, row, replace(change, words=words, source=source))
        done.remarks.append((row["file_name"], row["row_number"], f"{case['name']}: {words}"))


def _do(returns: Returns, row: Mapping[str, Any], change: Change) -> int:
    """Record one thing from a row; returns the version the case has then."""
    return int(record(returns.ops, change, Actor(row["visited_by"]), returns.at, returns.settings).case["version"])


def _written(row: Mapping[str, Any]) -> str:
    """Return the words of a finding that mean no key, which would be lost otherwise."""
    return "" if row["written"] in (None, row["finding"]) else str(row["written"])


def _case_of(connection: Connection, row: Mapping[str, Any], lists: Mapping[str, str]) -> CaseRow | None:
    """Return the last case of an enterprise whose list was out on the day of the visit."""
    cases = stored.cases_of(connection, row["uscc"])
    begun = [case for place, case in enumerate(cases) if _out_on(case, cases[:place], lists) <= row["visited_on"]]
    return begun[-1] if begun else None


def _out_on(case: CaseRow, before: Sequence[CaseRow], lists: Mapping[str, str]) -> str:
    """Return from which day a case can have been visited: that of its list, or that on which it was opened again."""
    made = lists.get(case["opened_month"])
    if made is None or any(each["opened_month"] == case["opened_month"] for each in before):
        return str(case["opened_on"])
    return min(str(case["opened_on"]), made)


def _list_moment(row: Mapping[str, Any], events: Sequence[CaseRow], lists: Mapping[str, str]) -> str:
    """Return the moment the list went out that whoever visited had in hand: the last one made by that day that named the enterprise."""
    named = [(json.loads(event["after"]).get("month"), event["at"]) for event in events if event["door"] == PROGRAM]
    in_hand = [at for month, at in named if month and lists.get(month, at[:10]) <= row["visited_on"]]
    return str(in_hand[-1] if in_hand else events[0]["at"])


def _since(events: Sequence[CaseRow], moment: str) -> list[CaseRow]:
    """Return what people decided by other doors since a moment."""
    own = (DOOR, PROGRAM)
    return [event for event in events if event["at"] >= moment and event["door"] not in own and event["action"] not in ADDING]

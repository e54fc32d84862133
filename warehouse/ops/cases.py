"""The cases of ops.db: one open case an enterprise, its people, visits, requests and judgements, and the chain of what happened.

In: reading and writing rows, versions, the chain. Out: which action is allowed when (models.cases.moves), what people may see (scopes are
given as columns and values), how a change is put together (pipelines.cases.recording).
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.case_vocabulary import CLOSED
from warehouse.ops.chain import START, ChainVerdict, as_text, digest, verify_chain
from warehouse.ops.ops_db import open_ops, transaction
from warehouse.periods import month_key

CaseRow = dict[str, Any]
# What a scope may name.
SCOPE_COLUMNS = ("tier", "owner", "street")
EVENT_COLUMNS = "number, case_id, version, at, actor, door, action, before, after, words, source"
CHAINED = "at, actor, door, action, before, after, words"
# Tables whose rows an event brings along; each is written with its case and its event.
RECORDS = ("case_visits", "case_requests", "case_judgements")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case; `before` and `after`: the columns that changed; `source`: where what counts once came from."""

    case_id: int
    at: str
    actor: str
    door: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    words: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are meant; None and empty stand for all. `scope`: column and value of what a reader may see, None for the district.

    `text`: part of a name, or a code. `due_by`: cases whose day has come by then. `people`: cases that any of them leads or helps with.
    """

    scope: tuple[str, str] | None = None
    states: Sequence[str] = ()
    level: str = ""
    street: str = ""
    lead: str = ""
    text: str = ""
    due_by: date | None = None
    people: Sequence[str] = ()


def open_case(connection: sqlite3.Connection, values: Mapping[str, Any]) -> int:
    """Store a new case; returns its number. Raises sqlite3.IntegrityError where the enterprise has an open one."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    query = f"insert into cases ({names}, version) values ({marks}, 0)"  # noqa: S608 - columns of our own
    return int(connection.execute(query, tuple(values.values())).lastrowid or 0)


def case_row(connection: sqlite3.Connection, case_id: int, scope: tuple[str, str] | None = None) -> CaseRow | None:
    """Return a case by its number, None where there is none or it lies outside the scope."""
    where, values = _scoped(scope)
    return _one(connection, f"select * from cases where id = ?{where}", (case_id, *values))  # noqa: S608 - columns of our own


def cases_of(connection: sqlite3.Connection, uscc: str) -> list[CaseRow]:
    """Return every case of an enterprise in the order in which they were opened."""
    return _all(connection, "select * from cases where uscc = ? order by id", (uscc,))


def enterprises(connection: sqlite3.Connection) -> set[str]:
    """Return the credit codes of all enterprises that have or had a case."""
    return {uscc for (uscc,) in connection.execute("select distinct uscc from cases")}


def latest_case(connection: sqlite3.Connection, uscc: str) -> CaseRow | None:
    """Return the last case of an enterprise, open or closed."""
    return _one(connection, "select * from cases where uscc = ? order by id desc limit 1", (uscc,))


def select_cases(connection: sqlite3.Connection, wanted: CaseFilter, most: int = -1, skip: int = 0) -> list[CaseRow]:
    """Return the cases a filter means, those whose day comes first in front; the one query through which cases are read by people."""
    where, values = _where(wanted)
    order = "order by case when state = 'closed' then 1 else 0 end, due_on, id"
    return _all(connection, f"select * from cases{where} {order} limit ? offset ?", (*values, most, skip))  # noqa: S608 - columns of our own


def count_cases(connection: sqlite3.Connection, wanted: CaseFilter) -> int:
    """Return how many cases a filter means."""
    where, values = _where(wanted)
    return int(connection.execute(f"select count(*) from cases{where}", values).fetchone()[0])  # noqa: S608 - columns of our own


def successors(connection: sqlite3.Connection, scope: tuple[str, str] | None) -> dict[int, int]:
    """Return which case each reopened one goes on in, where both lie within a scope."""
    where, values = _scoped(scope)
    query = f"select follows, id from cases where follows in (select id from cases where true{where}){where} order by id"  # noqa: S608
    return dict(connection.execute(query, (*values, *values)).fetchall())


def values_in(connection: sqlite3.Connection, column: str, scope: tuple[str, str] | None) -> list[str]:
    """Return what stands in `street`, `owner` or `lead` of the cases within a scope, each once, in order."""
    if column not in ("street", "owner", "lead"):
        raise ValueError(f"{column!r} is no column to choose from; name street, owner or lead")
    where, values = _scoped(scope)
    query = f"select distinct {column} from cases where {column} <> ''{where} order by {column}"  # noqa: S608 - columns of our own
    return [str(value) for (value,) in connection.execute(query, values)]


def write_event(
    connection: sqlite3.Connection, event: Event, *, links: Mapping[str, Any] | None = None, table: str = "", ended: str = ""
) -> int:
    """Append an event, change its case and add the row it brings, inside the caller's transaction; returns the event's number.

    `links`: the columns of the row for `table` (one of RECORDS), without case and event.
    """
    version = _change(connection, event)
    last = connection.execute("select number, sha256 from case_events order by number desc limit 1").fetchone() or (0, START)
    number = last[0] + 1
    parts = (event.at, event.actor, event.door, event.action, as_text(event.before), as_text(event.after), event.words)
    own = digest(number, (str(event.case_id), str(version), *parts, event.source or ""), last[1])
    connection.execute(
        "insert into case_events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, event.case_id, version, *parts, event.source, last[1], own),
    )
    if table in RECORDS and links is not None:
        columns = {"case_id": event.case_id, "event": number, **links}
        query = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608
        connection.execute(query, tuple(columns.values()))
    return number


def _change(connection: sqlite3.Connection, event: Event) -> int:
    """Write what an event changes into its case; returns the case's new version."""
    columns = "".join(f"{name} = ?, " for name in event.after)
    query = f"update cases set {columns}version = version + 1 where id = ? returning version"  # noqa: S608 - columns of our own
    return int(connection.execute(query, (*event.after.values(), event.case_id)).fetchone()[0])


def set_lead(connection: sqlite3.Connection, case_id: int, person: str, on: str) -> None:
    """Make somebody the one who answers for a case, from a day on; the one before stays in its history."""
    where = "case_id = ? and until_on = '' and (role = 'lead' or person = ?)"
    connection.execute(f"update case_people set until_on = ? where {where}", (on, case_id, person))  # noqa: S608
    connection.execute("insert into case_people (case_id, person, role, since_on) values (?, ?, 'lead', ?)", (case_id, person, on))


def end_lead(connection: sqlite3.Connection, case_id: int, on: str) -> None:
    """Let nobody answer for a case from a day on."""
    connection.execute("update case_people set until_on = ? where case_id = ? and role = 'lead' and until_on = ''", (on, case_id))


def add_helper(connection: sqlite3.Connection, case_id: int, person: str, on: str) -> None:
    """Add somebody who helps with a case; nothing changes where they are on it already."""
    query = "insert into case_people (case_id, person, role, since_on) values (?, ?, 'helper', ?) on conflict do nothing"
    connection.execute(query, (case_id, person, on))


def settle_request(connection: sqlite3.Connection, request_id: int, values: Mapping[str, str]) -> None:
    """Note that a department received or answered a request."""
    columns = ", ".join(f"{name} = ?" for name in values)
    connection.execute(f"update case_requests set {columns} where id = ?", (*values.values(), request_id))  # noqa: S608


def event_of_source(connection: sqlite3.Connection, source: str) -> CaseRow | None:
    """Return the event that came from a row or a mail, None where none did."""
    return _one(connection, f"select {EVENT_COLUMNS} from case_events where source = ?", (source,))  # noqa: S608 - columns of our own


def events_of(connection: sqlite3.Connection, case_id: int) -> list[CaseRow]:
    """Return what happened to a case, in order."""
    return _all(connection, f"select {EVENT_COLUMNS} from case_events where case_id = ? order by number", (case_id,))  # noqa: S608 - columns of our own


def people_of(connection: sqlite3.Connection, case_id: int) -> list[CaseRow]:
    """Return who is or was on a case: person, role, since_on, until_on."""
    query = "select person, role, since_on, until_on from case_people where case_id = ? order by since_on, rowid"
    return _all(connection, query, (case_id,))


def records_of(connection: sqlite3.Connection, table: str, case_id: int) -> list[CaseRow]:
    """Return a case's visits, requests or judgements (`table`: one of RECORDS), in the order they were recorded."""
    if table not in RECORDS:
        raise ValueError(f"{table!r} is no table of a case's records; name one of {', '.join(RECORDS)}")
    return _all(connection, f"select * from {table} where case_id = ? order by id", (case_id,))  # noqa: S608 - columns of our own


def visits_by_people(connection: sqlite3.Connection, day: date) -> list[tuple[str, ...]]:
    """Return the visits known by a day that did not come from the warehouse, with the columns of case_visits from uscc on."""
    query = """
        select v.uscc, v.visited_on, v.visited_by, v.finding, v.outcome, v.note, v.known_on
        from case_visits v join case_events e on e.number = v.event
        where e.door not in ('list', 'program') and v.known_on <= ?
        order by v.event
    """
    return connection.execute(query, (day.isoformat(),)).fetchall()


def closings_by_people(connection: sqlite3.Connection, day: date) -> list[tuple[str, str, str, str]]:
    """Return how cases ended by a day, where the warehouse does not know it from a visit: uscc, key of CLOSINGS, day, words.

    A false alarm that a visit found is known by the visit. A list tells what came of a visit in a column of its own, which is known too;
    that its visit found the matter solved is none of that, and ends the case all the same.
    """
    query = """
        select c.uscc, json_extract(e.after, '$.closing') as closing, json_extract(e.after, '$.closed_on') as closed_on, e.words
        from case_events e join cases c on c.id = e.case_id
        where e.action = 'close' and e.door <> 'program' and closed_on <= ?
        and (e.door <> 'list' or closing = 'solved')
        and not exists (
            select 1 from case_visits v
            where v.case_id = e.case_id and v.known_on <= ?
            and (closing = 'false_alarm' and v.finding = 'false_alarm' or e.door = 'list' and v.outcome = 'recovered')
        )
        order by e.number
    """
    return connection.execute(query, (day.isoformat(), day.isoformat())).fetchall()


def deputies_on(connection: sqlite3.Connection, day: date) -> dict[str, str]:
    """Return who stands in for whom on a day: person to deputy, the latest note where there are several."""
    query = "select person, deputy from absences where from_on <= ? and to_on >= ? order by rowid"
    return dict(connection.execute(query, (day.isoformat(), day.isoformat())).fetchall())


def sources_of(connection: sqlite3.Connection, door: str) -> set[str]:
    """Return every row or mail that something was recorded from by a door."""
    return {source for (source,) in connection.execute("select source from case_events where door = ? and source is not null", (door,))}


def keep_snapshot(ops: Path, month: date) -> int:
    """Keep every open case as it stands at the close of a month, once; returns how many are kept for it."""
    with open_ops(ops) as connection, transaction(connection):
        rows = _all(connection, "select * from cases where state <> ? order by id", (CLOSED,))
        content = [(month_key(month), row["id"], as_text(row)) for row in rows]
        connection.executemany("insert into case_snapshots values (?, ?, ?) on conflict do nothing", content)
        found = connection.execute("select count(*) from case_snapshots where month = ?", (month_key(month),)).fetchone()
    return int(found[0])


def snapshot_of(connection: sqlite3.Connection, month: date) -> list[CaseRow]:
    """Return the open cases as they stood at the close of a month."""
    rows = connection.execute("select content from case_snapshots where month = ? order by case_id", (month_key(month),))
    return [json.loads(content) for (content,) in rows]


def verify_events(ops: Path) -> ChainVerdict:
    """Return whether the chain of events holds, and whether every case stands as its last event left it."""
    with open_ops(ops) as connection:
        columns = f"number, case_id, version, {CHAINED}, source, previous_sha256, sha256"
        rows = connection.execute(f"select {columns} from case_events order by number").fetchall()  # noqa: S608
        changed = _changed_cases(connection)
    entries = [(row[0], (str(row[1]), str(row[2]), *row[3:10], row[10] or ""), row[11], row[12]) for row in rows]
    verdict = verify_chain(entries)
    if not verdict.is_whole or not changed:
        return verdict
    return ChainVerdict(False, len(rows), f"case {changed[0]} does not stand as its last event left it")


def _changed_cases(connection: sqlite3.Connection) -> list[int]:
    """Return the cases that somebody changed without an event: the events, gone through in order, lead elsewhere."""
    stands: dict[int, dict[str, Any]] = {}
    for case_id, version, after in connection.execute("select case_id, version, after from case_events order by number"):
        stands.setdefault(case_id, {}).update(json.loads(after), version=version)
    rows = {row["id"]: row for row in _all(connection, "select * from cases order by id", ())}
    differing = [
        case_id for case_id, row in rows.items() if any(row[name] != value for name, value in stands.get(case_id, {"id": 0}).items())
    ]
    return differing or sorted(set(stands) - set(rows))


def _where(wanted: CaseFilter) -> tuple[str, tuple[Any, ...]]:
    """Return the condition of a filter and its values."""
    scoped, values = _scoped(wanted.scope)
    marks = ", ".join("?" * len(wanted.states))
    parts: list[tuple[str, tuple[Any, ...]]] = [
        *([(f"state in ({marks})", tuple(wanted.states))] if wanted.states else []),
        *([("level = ?", (wanted.level,))] if wanted.level else []),
        *([("street = ?", (wanted.street,))] if wanted.street else []),
        *([("lead = ?", (wanted.lead,))] if wanted.lead else []),
        *([("(instr(lower(name), lower(?)) > 0 or uscc = upper(?))", (wanted.text, wanted.text))] if wanted.text else []),
        *([("due_on <= ? and state <> 'closed'", (wanted.due_by.isoformat(),))] if wanted.due_by else []),
        *([_of_people(wanted.people)] if wanted.people else []),
    ]
    conditions = "".join(f" and {condition}" for condition, _ in parts)
    return f" where true{scoped}{conditions}", (*values, *(value for _, given in parts for value in given))


def _of_people(people: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the condition that any of some people leads a case or helps with it, and its values."""
    marks = ", ".join("?" * len(people))
    helped = f"select case_id from case_people where until_on = '' and person in ({marks})"  # noqa: S608 - marks alone
    return f"(lead in ({marks}) or id in ({helped}))", (*people, *people)


def _scoped(scope: tuple[str, str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition of a scope; raises ValueError for a column no scope may name."""
    if scope is None:
        return "", ()
    column, value = scope
    if column not in SCOPE_COLUMNS:
        raise ValueError(f"{column!r} is no column of a scope; name one of {', '.join(SCOPE_COLUMNS)}")
    if column == "owner":
        # A case that was handed over to an office is its own to see, whoever the register names.
        return " and (owner = ? or lead = ?)", (value, value)
    return f" and {column} = ?", (value,)


def _one(connection: sqlite3.Connection, query: str, values: Sequence[Any]) -> CaseRow | None:
    found = _all(connection, query, values)
    return found[0] if found else None


def _all(connection: sqlite3.Connection, query: str, values: Sequence[Any]) -> list[CaseRow]:
    cursor = connection.execute(query, tuple(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]

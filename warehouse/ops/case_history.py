"""What had happened to cases by a moment: events, visits and requests on record then, for pages that must come out the same again.

In: reading. Out: how a case stood (models.cases.replay), how it stands now (cases.py).
"""

import json
import sqlite3
from typing import Any

# A request is answered from the moment the answer was recorded on, whatever day it is dated.
_REQUESTS = """
select
    request.id, request.case_id, request.department, request.request_class, request.words, request.asked_on, request.receipt_due_on,
    request.answer_due_on, request.answered_on, request.answer,
    (
        select min(event.at) from case_events event
        where event.case_id = request.case_id and event.action = 'answer' and event.number > request.event
            and event.words = request.department || '：' || request.answer
    ) as answered_at
from case_requests request
join case_events asked on asked.number = request.event
where asked.at <= ?
order by request.id
"""
_VISITS = """
select visit.id, visit.case_id, visit.uscc, visit.visited_on, visit.visited_by, visit.finding, visit.outcome, visit.note
from case_visits visit
join case_events event on event.number = visit.event
where event.at <= ?
order by visit.id
"""
_EVENTS = "select number, case_id, version, at, actor, action, after, words from case_events where at <= ? order by number"


def events_until(connection: sqlite3.Connection, until: str) -> list[dict[str, Any]]:
    """Return the events up to a moment, in order, `after` as a mapping."""
    return [{**row, "after": json.loads(row["after"])} for row in _rows(connection, _EVENTS, until)]


def visits_until(connection: sqlite3.Connection, until: str) -> list[dict[str, Any]]:
    """Return the visits to cases that were on record at a moment."""
    return _rows(connection, _VISITS, until)


def requests_until(connection: sqlite3.Connection, until: str) -> list[dict[str, Any]]:
    """Return the requests to departments that were on record at a moment, answered as far as they were then."""
    rows = _rows(connection, _REQUESTS, until)
    for row in rows:
        if (row.pop("answered_at") or until) > until:
            row.update(answered_on="", answer="")
    return rows


def _rows(connection: sqlite3.Connection, query: str, until: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query, (until,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]

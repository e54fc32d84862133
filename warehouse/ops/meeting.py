"""The joint meeting in ops.db: its items, what was decided about them, and when each month's agenda was made.

In: items with their events, moments of agendas. Out: which items there are to be (models.cases.agenda), words (reports).
"""

import sqlite3
from datetime import date
from typing import Any, Final

from warehouse.ops.cases import case_row
from warehouse.ops.record_events import RecordEvent, add_record, records
from warehouse.periods import month_key

ITEMS: Final = "meeting_items"
BY_HAND: Final = "by_hand"


def agenda_moment(connection: sqlite3.Connection, month: date) -> str | None:
    """Return the moment up to which a month's agenda was last made, None where it never was."""
    found = connection.execute("select moment from meeting_agendas where month = ?", (month_key(month),)).fetchone()
    return str(found[0]) if found else None


def moment_before(connection: sqlite3.Connection, month: date) -> str:
    """Return the moment of the last agenda of an earlier month, empty where there is none."""
    found = connection.execute("select max(moment) from meeting_agendas where month < ?", (month_key(month),)).fetchone()
    return str(found[0] or "")


def keep_agenda_moment(connection: sqlite3.Connection, month: date, moment: str) -> None:
    """Note the moment up to which a month's agenda is made, inside the caller's transaction."""
    query = "insert into meeting_agendas values (?, ?) on conflict (month) do update set moment = excluded.moment"
    connection.execute(query, (month_key(month), moment))


def standing_items(connection: sqlite3.Connection) -> dict[tuple[int, str], int]:
    """Return the items about a case that are not done, by case and cause."""
    rows = records(connection, ITEMS, "done_on = '' and case_id is not null and cause <> ?", (BY_HAND,))
    return {(row["case_id"], row["cause"]): row["id"] for row in rows}


def items_within(connection: sqlite3.Connection, scope: tuple[str, str] | None) -> list[dict[str, Any]]:
    """Return the items that are not done or of the newest month, with the name of their case (`case_name`), as far as a scope goes.

    What belongs to no case is the district's.
    """
    rows = records(connection, ITEMS, f"done_on = '' or month = (select max(month) from {ITEMS})")  # noqa: S608 - a name of our own
    cases = {row["case_id"]: case_row(connection, row["case_id"], scope) for row in rows if row["case_id"] is not None}
    named = [{**row, "case_name": (cases.get(row["case_id"]) or {}).get("name", "")} for row in rows]
    return [row for row in named if (cases[row["case_id"]] is not None if row["case_id"] is not None else scope is None)]


def add_item(connection: sqlite3.Connection, values: dict[str, Any], at: str, actor: str) -> int:
    """Store an item with its first event, inside the caller's transaction; returns its number."""
    return add_record(connection, RecordEvent(ITEMS, 0, at, actor, "add", values, str(values.get("words", ""))))

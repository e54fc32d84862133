"""Appeals in ops.db as far as somebody may see them: the one reading of page, command and export.

In: rows within a scope. Out: changing them (record_events.py), what a change means (pipelines.cases.appeal_recording).
"""

import sqlite3
from typing import Any, Final

from warehouse.ops.cases import SCOPE_COLUMNS
from warehouse.ops.record_events import records

APPEALS: Final = "appeals"
Row = dict[str, Any]


def appeals_within(
    connection: sqlite3.Connection, scope: tuple[str, str] | None, where: str = "true", values: tuple[Any, ...] = ()
) -> list[Row]:
    """Return the appeals within a scope that a condition of our own lets through, in the order they were stored.

    Whoever leads the case of an appeal sees it, whoever the register names. Raises ValueError for a column no scope may name.
    """
    if scope is None:
        return records(connection, APPEALS, where, values)
    column, value = scope
    if column not in SCOPE_COLUMNS:
        raise ValueError(f"{column!r} is no column of a scope; name one of {', '.join(SCOPE_COLUMNS)}")
    if column == "owner":
        led = "uscc in (select uscc from cases where lead = ? and state <> 'closed')"
        return records(connection, APPEALS, f"({where}) and (owner = ? or {led})", (*values, value, value))
    return records(connection, APPEALS, f"({where}) and {column} = ?", (*values, value))


def appeal_within(connection: sqlite3.Connection, number: int, scope: tuple[str, str] | None) -> Row | None:
    """Return an appeal by its number, None where there is none or it lies outside the scope."""
    found = appeals_within(connection, scope, "id = ?", (number,))
    return found[0] if found else None

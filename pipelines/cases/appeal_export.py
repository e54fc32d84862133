"""Appeals that people entered or dealt with here, as rows of a tidy delivery, so that the warehouse knows them like any other.

In: events, in order, one row for each day on which what a delivery would say changed. Out: writing the file (pipelines.cases.facts).
"""

from datetime import date
from typing import Any, Final

from warehouse.ops.ops_db import Connection
from warehouse.ops.record_events import record_events

APPEAL_COLUMNS: Final = ("uscc", "raised_on", "topic", "detail", "handled_by", "closed_on", "received_on")
_STATED: Final = {
    "uscc": "uscc",
    "raised_on": "raised_on",
    "topic": "topic",
    "detail": "detail",
    "department": "handled_by",
    "closed_on": "closed_on",
}


def appeal_rows(connection: Connection, day: date) -> list[tuple[str, ...]]:
    """Return what was known of appeals by a day, a row an appeal and day on which it changed: APPEAL_COLUMNS.

    What a delivery told first is left to the delivery until somebody does something about it.
    """
    stands: dict[int, dict[str, Any]] = {}
    rows: dict[tuple[int, str], tuple[str, ...]] = {}
    for event in record_events(connection, "appeals"):
        on, number = event["at"][:10], event["record_id"]
        if on > day.isoformat():
            continue
        before = _stated(stands.get(number, {}))
        own = stands.setdefault(number, {})
        own.update(event["after"])
        is_delivered = event["action"] == "open" and own["origin"] == "delivered"
        if not is_delivered and _stated(own) != before:
            rows[number, on] = (*_stated(own), on)
    return [rows[key] for key in sorted(rows)]


def _stated(appeal: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(appeal.get(name) or "") for name in _STATED)

"""Items of the joint meeting: put on an agenda by the program or by hand, decided, and done; each change with who and when.

In: checking and storing. Out: which cases are stuck (models.cases.stuck), pages (pipelines.delivery.meeting_publisher).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.cases.agenda import new_items
from pipelines.cases.opening import PROGRAM_NAME
from pipelines.errors import UsageError
from warehouse.ops import meeting as stored
from warehouse.ops.cases import case_row
from warehouse.ops.ops_db import Connection, open_ops, transaction
from warehouse.ops.record_events import RecordEvent, change_record, record
from warehouse.periods import month_key

if TYPE_CHECKING:
    import polars as pl

Item = dict[str, Any]


def put_on_agenda(connection: Connection, stuck: pl.DataFrame, month: date, at: datetime) -> int:
    """Store an item for every stuck case that has none, inside the caller's transaction; returns how many are new."""
    rows = new_items(stuck, stored.standing_items(connection))
    for row in rows.iter_rows(named=True):
        values = {"month": month_key(month), "case_id": row["case_id"], "cause": row["cause"], "asked_of": row["asked_of"], "words": ""}
        stored.add_item(connection, values, at.isoformat(), PROGRAM_NAME)
    return rows.height


def add_by_hand(ops: Path, month: date, words: str, asked_of: str, by: str, at: datetime, case_id: int | None = None) -> int:
    """Put something before the meeting that no rule finds; returns the item's number. Raises UsageError."""
    stated = {"what is put before the meeting": words, "of whom something is asked (--of)": asked_of, "who puts it there (--by)": by}
    _require(stated)
    with open_ops(ops) as connection, transaction(connection):
        if case_id is not None and case_row(connection, case_id) is None:
            raise UsageError(f"there is no case {case_id}; `earlywarn case list` shows their numbers")
        values = {
            "month": month_key(month), "case_id": case_id, "cause": stored.BY_HAND, "asked_of": asked_of.strip(), "words": words.strip(),
        }  # fmt: skip
        return stored.add_item(connection, values, at.isoformat(), by.strip())


def decide(ops: Path, item_id: int, decision: str, due_on: date, by: str, at: datetime, seen: int | None = None) -> Item:
    """Store what the meeting decided about an item and by when; a later decision stands in its place, the earlier one in its history.

    `seen`: the version its writer saw; where somebody has changed it since, nothing is stored. Raises UsageError.
    """
    _require({"what was decided (--decision)": decision, "who decided (--by)": by})
    if due_on < at.date():
        raise UsageError(f"a decision is to be done by a day to come, got {due_on} on {at:%Y-%m-%d}; name a later day with --due")
    after = {"decision": decision.strip(), "decided_on": at.date().isoformat(), "due_on": due_on.isoformat()}
    return _change(ops, item_id, "decide", after, by, at, decision, seen)


def finish(ops: Path, item_id: int, by: str, at: datetime, words: str = "", seen: int | None = None) -> Item:
    """Note that an item is done: it is printed once more, as done. Raises UsageError."""
    _require({"who says so (--by)": by})
    return _change(ops, item_id, "done", {"done_on": at.date().isoformat()}, by, at, words, seen)


def _change(ops: Path, item_id: int, action: str, after: Item, by: str, at: datetime, words: str, seen: int | None) -> Item:
    with open_ops(ops) as connection, transaction(connection):
        item = record(connection, stored.ITEMS, item_id)
        if item is None:
            raise UsageError(f"there is no item {item_id}; the agenda prints their numbers (`earlywarn meeting --month YYYY-MM`)")
        if item["done_on"]:
            raise UsageError(f"item {item_id} was done on {item['done_on']}; put a new one before the meeting with `earlywarn meeting add`")
        if seen is not None and item["version"] != seen:
            raise UsageError(f"item {item_id} was changed after you had looked at it, so nothing was stored; look at it again")
        change_record(connection, RecordEvent(stored.ITEMS, item_id, at.isoformat(), by.strip(), action, after, words.strip()))
        return record(connection, stored.ITEMS, item_id) or item


def _require(stated: dict[str, str]) -> None:
    """Raise UsageError for what is missing."""
    missing = [meaning for meaning, text in stated.items() if not text.strip()]
    if missing:
        raise UsageError(f"{' and '.join(missing)}: missing; write it, since it is kept with the item")

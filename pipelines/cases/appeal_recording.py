"""Appeals from the door to the answer: entered or delivered, dispatched, answered, confirmed by the enterprise, closed or sent back.

In: who, what, checking, storing with the event. Out: which move is allowed (models.cases.appeal_moves), rows (warehouse.ops.record_events).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.cases.appeal_moves import AppealNotAllowedError, next_step, rung_above, same_matter
from models.cases.deadlines import add_working_days
from models.cases.settings import CaseSettings
from pipelines.cases.opening import PROGRAM_NAME
from pipelines.cases.recording import Actor
from pipelines.errors import UsageError
from warehouse.appeal_vocabulary import APPEAL_RUNGS
from warehouse.case_vocabulary import CLOSED, REQUEST_CLASSES
from warehouse.ops.appeal_rows import APPEALS, appeal_within
from warehouse.ops.ops_db import Connection, open_ops, transaction
from warehouse.ops.record_events import RecordEvent, add_record, change_record, record, record_events, records

if TYPE_CHECKING:
    import polars as pl

Appeal = dict[str, Any]
# What an appeal takes over from its enterprise's row of the register.
PLACED: Final = ("uscc", "name", "street", "tier", "owner")


@dataclass(frozen=True, slots=True)
class Entry:
    """An appeal as it comes in: whose (a row of the register), when, what about, in whose words."""

    enterprise: Mapping[str, Any]
    raised_on: date
    topic: str
    detail: str = ""


class AppealChangedError(UsageError):
    """Somebody did something about an appeal since its writer saw it."""


def enter(ops: Path, entry: Entry, actor: Actor, at: datetime, settings: CaseSettings) -> tuple[Appeal, bool]:
    """Store an appeal, or attach it to one of the same matter; returns the appeal and whether it is a new one. Raises UsageError.

    What is on record word for word is not recorded a second time.
    """
    _require(actor, {"the topic": entry.topic})
    if entry.raised_on > at.date():
        raise UsageError(f"an appeal of {entry.raised_on} was not raised by {at:%Y-%m-%d}; correct the day")
    with open_ops(ops) as connection, transaction(connection):
        before = same_matter(_of(connection, entry.enterprise["uscc"]), entry.topic, entry.raised_on, settings.attach_days)
        if before is None:
            return _open(connection, entry, "entered", actor.name, at), True
        if _is_on_record(connection, before, entry):
            return dict(before), False
        return _attach(connection, dict(before), entry, actor.name, at), False


def take_in(ops: Path, delivered: pl.DataFrame, register: pl.DataFrame, at: datetime, settings: CaseSettings) -> int:
    """Take over the open appeals that came with deliveries and are not known yet, close what deliveries say is closed, and link each that
    is open to its enterprise's open case.

    `delivered`: rows of core_appeals as known; `register`: uscc, name, street, tier, owner. One of a matter that is known is attached.
    Returns how many are new; run again it adds none.
    """
    rows = delivered.join(register.select(PLACED), on="uscc", maintain_order="left").sort("raised_on", "uscc", "topic")
    count = 0
    with open_ops(ops) as connection, transaction(connection):
        known = {(row["uscc"], row["raised_on"], row["topic"]): row for row in records(connection, APPEALS)}
        for row in rows.iter_rows(named=True):
            own = known.get((row["uscc"], row["raised_on"].isoformat(), row["topic"]))
            if row["closed_on"] is None and own is None:
                entry = Entry({name: row[name] for name in PLACED}, row["raised_on"], row["topic"], row["detail"] or "")
                count += _take(connection, entry, row["handled_by"] or "", at, settings)
            elif row["closed_on"] is not None and own is not None and _is_to_close(connection, own, row["closed_on"].isoformat()):
                _close_delivered(connection, own, row["closed_on"], at)
        _link(connection, at)
    return count


def _link(connection: Connection, at: datetime) -> None:
    """Link open appeals to the open case of their enterprise, which may have been opened after they were raised."""
    query = (
        "select a.id, c.id from appeals a join cases c on c.uscc = a.uscc and c.state <> 'closed' "
        "where a.state <> 'closed' and a.case_id is not c.id order by a.id"
    )
    for number, case_id in connection.execute(query).fetchall():
        change_record(connection, RecordEvent(APPEALS, number, at.isoformat(), PROGRAM_NAME, "link", {"case_id": case_id}))


def _is_to_close(connection: Connection, appeal: Appeal, day: str) -> bool:
    """Whether an appeal that a delivery says was closed on a day is one of a delivery and open, and not taken up again since that day."""
    if appeal["state"] == CLOSED or appeal["origin"] != "delivered":
        return False
    events = record_events(connection, APPEALS, appeal["id"])
    # The delivery goes on saying so after the enterprise has come again.
    return not any(
        event["after"].get("closed_on", "") >= day or (event["after"].get("state") == "sent_back" and event["at"][:10] > day)
        for event in events
    )


def _close_delivered(connection: Connection, appeal: Appeal, closed_on: date, at: datetime) -> None:
    """Close an appeal that whoever delivered it says is closed."""
    day = closed_on.isoformat()
    after = {"state": CLOSED, "closed_on": day, "answered_on": appeal["answered_on"] or day}
    change_record(connection, RecordEvent(APPEALS, appeal["id"], at.isoformat(), PROGRAM_NAME, "close", after))


def _take(connection: Connection, entry: Entry, department: str, at: datetime, settings: CaseSettings) -> int:
    """Take over one delivered appeal; returns 1, and 0 where it is attached to one that is known."""
    before = same_matter(_of(connection, entry.enterprise["uscc"]), entry.topic, entry.raised_on, settings.attach_days)
    if before is None:
        _open(connection, entry, "delivered", PROGRAM_NAME, at, department)
        return 1
    if not _was_attached(connection, int(before["id"]), _attached_words(entry)):
        _attach(connection, dict(before), entry, PROGRAM_NAME, at)
    return 0


def _attached_words(entry: Entry) -> str:
    return f"{entry.raised_on.isoformat()} {entry.detail}".strip()


def _is_on_record(connection: Connection, before: Mapping[str, Any], entry: Entry) -> bool:
    is_same = (before["raised_on"], before["detail"]) == (entry.raised_on.isoformat(), entry.detail.strip())
    return is_same or _was_attached(connection, int(before["id"]), _attached_words(entry))


def _was_attached(connection: Connection, number: int, words: str) -> bool:
    query = "select 1 from appeal_events where record_id = ? and action = 'attach' and words = ?"
    return connection.execute(query, (number, words)).fetchone() is not None


def _open(connection: Connection, entry: Entry, origin: str, by: str, at: datetime, department: str = "") -> Appeal:
    case = connection.execute("select id from cases where uscc = ? and state <> 'closed'", (entry.enterprise["uscc"],)).fetchone()
    values = {
        **{name: entry.enterprise[name] or "" for name in PLACED}, "case_id": case[0] if case else None,
        "raised_on": entry.raised_on.isoformat(), "topic": entry.topic, "detail": entry.detail.strip(), "origin": origin,
        "state": "to_dispatch", "rung": APPEAL_RUNGS.keys[0], "department": department,
    }  # fmt: skip
    number = add_record(connection, RecordEvent(APPEALS, 0, at.isoformat(), by, "open", values, entry.detail.strip()))
    return record(connection, APPEALS, number) or {}


def _attach(connection: Connection, before: Appeal, entry: Entry, by: str, at: datetime) -> Appeal:
    """Add to an appeal that the enterprise has come again; one that was closed is taken up a level higher, since it did not help."""
    after: dict[str, Any] = {"attached": before["attached"] + 1}
    if before["state"] == CLOSED:
        after |= _reopened(before)
    change_record(connection, RecordEvent(APPEALS, before["id"], at.isoformat(), by, "attach", after, _attached_words(entry)))
    return record(connection, APPEALS, before["id"]) or before


def _reopened(appeal: Appeal) -> dict[str, Any]:
    """Return the columns of an appeal that goes one level up, to be dispatched and answered anew."""
    blank = {"department": "", "due_on": "", "answered_on": "", "answer": "", "closed_on": "", "is_called_back": None, "is_helped": None}
    return {**blank, "state": "sent_back", "rung": rung_above(appeal["rung"])}


def dispatch(
    ops: Path,
    number: int,
    department: str,
    appeal_class: str,
    actor: Actor,
    at: datetime,
    settings: CaseSettings,
    words: str = "",
    seen: int | None = None,
) -> Appeal:
    """Hand an appeal to a department with a class, which says by when it answers. Raises UsageError.

    `seen`, here and below: the version its writer saw; where somebody has changed it since, nothing is stored.
    """
    _require(actor, {"the department (--to)": department})
    if appeal_class not in REQUEST_CLASSES:
        raise UsageError(f"{appeal_class!r} is no class of an appeal; choose one of {', '.join(REQUEST_CLASSES.keys)}")
    on = at.date()
    due_on = add_working_days(on, settings.answer_days(appeal_class))
    after = {
        "department": department.strip(), "appeal_class": appeal_class, "dispatched_on": on.isoformat(), "due_on": due_on.isoformat(),
    }  # fmt: skip
    return _change(ops, number, "dispatch", lambda _: after, actor, at, words, seen)


def answer(ops: Path, number: int, words: str, actor: Actor, at: datetime, seen: int | None = None) -> Appeal:
    """Store what the department answers. Raises UsageError."""
    _require(actor, {"the answer": words})
    return _change(ops, number, "answer", lambda _: {"answered_on": at.date().isoformat(), "answer": words.strip()}, actor, at, words, seen)


def confirm(
    ops: Path,
    number: int,
    *,
    is_called_back: bool,
    is_helped: bool,
    actor: Actor,
    at: datetime,
    words: str = "",
    seen: int | None = None,
) -> Appeal:
    """Store what the enterprise says: whether somebody called back, and whether it was helped. Raises UsageError."""
    _require(actor, {})
    after = {"is_called_back": int(is_called_back), "is_helped": int(is_helped)}
    return _change(ops, number, "confirm", lambda _: after, actor, at, words, seen)


def close(ops: Path, number: int, actor: Actor, at: datetime, words: str = "", seen: int | None = None) -> Appeal:
    """Close an appeal that its enterprise has confirmed; where it was not helped, only with the reason. Raises UsageError."""
    _require(actor, {})
    return _change(ops, number, "close", lambda appeal: _closed(appeal, at, words), actor, at, words, seen)


def _closed(appeal: Appeal, at: datetime, words: str) -> dict[str, Any]:
    if appeal["is_helped"] is None:
        raise UsageError(
            f"appeal {appeal['id']}: its enterprise has not been asked yet; enter what it says with `earlywarn appeal confirm`"
        )
    if not appeal["is_helped"] and not words.strip():
        raise UsageError(f"appeal {appeal['id']}: the enterprise was not helped; send it back one level up, or say why it ends here")
    return {"closed_on": at.date().isoformat()}


def send_back(ops: Path, number: int, words: str, actor: Actor, at: datetime, seen: int | None = None) -> Appeal:
    """Send an appeal that did not help one level up, to be dispatched anew. Raises UsageError."""
    _require(actor, {"the reason": words})
    return _change(ops, number, "send_back", _reopened, actor, at, words, seen)


def _change(ops: Path, number: int, action: str, effect: Any, actor: Actor, at: datetime, words: str, seen: int | None = None) -> Appeal:
    """Store a change that may be made, with its event."""
    with open_ops(ops) as connection, transaction(connection):
        appeal = appeal_row(connection, number, actor)
        if seen is not None and appeal["version"] != seen:
            raise AppealChangedError(f"appeal {number} was changed after you had looked at it, so nothing was stored; look at it again")
        try:
            state = next_step(action, appeal["state"])
        except AppealNotAllowedError as error:
            raise UsageError(f"appeal {number}: {error}") from error
        after = {"state": state, **effect(appeal)}
        change_record(connection, RecordEvent(APPEALS, number, at.isoformat(), actor.name.strip(), action, after, words.strip()))
        return appeal_row(connection, number, actor)


def appeal_row(connection: Connection, number: int, actor: Actor) -> Appeal:
    """Return an appeal within what an actor may see; raises UsageError."""
    appeal = appeal_within(connection, number, actor.limits)
    if appeal is None:
        raise UsageError(f"there is no appeal {number} among those you answer for; `earlywarn appeal list` shows them")
    return appeal


def _of(connection: Connection, uscc: str) -> list[Appeal]:
    return records(connection, APPEALS, "uscc = ?", (uscc,))


def _require(actor: Actor, stated: Mapping[str, str]) -> None:
    """Raise UsageError for what is missing."""
    missing = [meaning for meaning, text in {"who records this (--by)": actor.name, **stated}.items() if not text.strip()]
    if missing:
        raise UsageError(f"{' and '.join(missing)}: missing; state it, since it is kept with the appeal")

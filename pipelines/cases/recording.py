"""Recording a change to a case: the one function behind every door.

A change is judged against the version its writer saw: where somebody else has decided something since, both sides are shown and nothing is
stored. In: who, what, by which door. Out: which move is allowed (models.cases.moves), rows (warehouse.ops.cases).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from models.cases.deadlines import add_working_days
from models.cases.moves import ADDING, NotAllowedError, check_closing, next_state
from models.cases.settings import CaseSettings
from models.cases.visits import FOUND, NOT_STATED, OTHER
from pipelines.cases.opening import open_following
from pipelines.errors import UsageError
from reports.scope import DISTRICT, parse_scope
from warehouse.case_vocabulary import CASE_ACTIONS, DOORS, REQUEST_CLASSES
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseRow, Event
from warehouse.ops.ops_db import Connection, open_ops, transaction

# What people do by themselves; opening and warning again is the program's.
ACTIONS: Final = tuple(action for action in CASE_ACTIONS.keys if action not in ("open", "warn"))
PROGRAM: Final = "program"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records: a name, and the part of the district it may see and change."""

    name: str
    scope: str = DISTRICT

    @property
    def limits(self) -> tuple[str, str] | None:
        """Column and value of the scope, None for the district."""
        return None if self.scope.strip() == DISTRICT else parse_scope(self.scope)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants recorded.

    `values` by action: assign: lead · add_helper: person · visit: visited_on, finding, and visited_by, outcome, note · request:
    department, request_class · receive and answer: request · suspend: until_on · send_back: lead (whom instead; may be empty) ·
    close: closing · judge: is_useful (1 or 0). `seen`: the version its writer saw; `seen_at`: the moment of the list or letter its
    writer answers, where that names no version; neither: as it stands now. `source`: the row or mail it comes from, which is recorded
    once however often it arrives.
    """

    case_id: int
    action: str
    door: str
    on: date
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    seen: int | None = None
    seen_at: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a change: the event's number, the case as it stands now, and whether it was on record already."""

    event: int
    case: CaseRow
    was_known: bool = False


class UnknownCaseError(UsageError):
    """There is no such case within what the actor may see."""


class ConflictError(UsageError):
    """Somebody else decided something about the case since its writer saw it; `since` holds those events, `case` how it stands."""

    def __init__(self, text: str, case: CaseRow, since: list[CaseRow]) -> None:
        """Keep both sides."""
        super().__init__(text)
        self.case = case
        self.since = since


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a change does: columns of the case, the row it brings, and what else is to be written."""

    after: dict[str, Any] = field(default_factory=dict)
    table: str = ""
    row: Mapping[str, Any] | None = None
    follow: Callable[[Connection], object] | None = None
    words: str = ""


def record(ops: Path, change: Change, actor: Actor, at: datetime, settings: CaseSettings) -> Recorded:
    """Store a change with its event; returns the case as it stands then.

    Raises UnknownCaseError, ConflictError, or UsageError naming what is missing or not allowed; then nothing is stored.
    """
    _check(change, actor)
    with open_ops(ops) as connection, transaction(connection):
        before = stored.event_of_source(connection, change.source) if change.source else None
        case = stored.case_row(connection, before["case_id"] if before else change.case_id, actor.limits)
        if case is None:
            raise UnknownCaseError(f"there is no case {change.case_id} among those you answer for; `earlywarn case list` shows them")
        if before is not None:
            return Recorded(before["number"], case, was_known=True)
        _refuse_conflict(connection, change, case)
        return _store(connection, change, actor, at, case, settings)


def _store(connection: Connection, change: Change, actor: Actor, at: datetime, case: CaseRow, settings: CaseSettings) -> Recorded:
    """Write a change that may be made."""
    try:
        state = next_state(change.action, case["state"], is_visited=case["visits"] > 0)
        effect = _EFFECTS[change.action](connection, change, actor, case, settings)
    except NotAllowedError as error:
        raise UsageError(f"case {case['id']}: {error}") from error
    after = {name: value for name, value in {"state": state, **effect.after}.items() if case[name] != value}
    event = Event(
        case["id"], at.isoformat(), actor.name, change.door, change.action, {name: case[name] for name in after}, after,
        effect.words or change.words.strip(), change.source,
    )  # fmt: skip
    number = stored.write_event(connection, event, table=effect.table, links=effect.row)
    if effect.follow is not None:
        effect.follow(connection)
    now = stored.latest_case(connection, case["uscc"]) if change.action == "reopen" else stored.case_row(connection, case["id"])
    return Recorded(number, now or case)


def _check(change: Change, actor: Actor) -> None:
    """Raise UsageError where a change could not be accounted for."""
    if change.action not in ACTIONS:
        raise UsageError(f"{change.action!r} is no action on a case; choose one of {', '.join(ACTIONS)}")
    if change.door not in DOORS:
        raise UsageError(f"{change.door!r} is no door; choose one of {', '.join(DOORS.keys)}")
    if not actor.name.strip():
        raise UsageError("nobody is named who records this; say who, since it is kept with the case")


def _refuse_conflict(connection: Connection, change: Change, case: CaseRow) -> None:
    """Raise ConflictError where somebody decided something since the writer looked."""
    if change.action in ADDING or (change.seen is None and change.seen_at is None):
        return
    since = [
        event
        for event in stored.events_of(connection, case["id"])
        if event["door"] != PROGRAM and event["action"] not in ADDING and _is_later(event, change)
    ]
    if since:
        last = since[-1]
        raise ConflictError(
            f"case {case['id']} was changed by {last['actor']} at {last['at']} ({CASE_ACTIONS[last['action']].en}) after you had looked at "
            "it, so nothing was stored; look at it again and say what holds",
            case,
            since,
        )


def _is_later(event: CaseRow, change: Change) -> bool:
    """Whether an event happened after the writer of a change looked."""
    if change.seen is not None:
        return bool(event["version"] > change.seen)
    return bool(event["at"] > (change.seen_at or ""))


def _value(change: Change, name: str, meaning: str) -> str:
    """Return a value a change cannot do without; raises UsageError."""
    value = change.values.get(name, "").strip()
    if not value:
        raise UsageError(f"{CASE_ACTIONS[change.action].en}: {meaning} is missing; state it")
    return value


def _words(change: Change, meaning: str) -> str:
    """Return the words a change cannot do without; raises UsageError."""
    if not change.words.strip():
        raise UsageError(f"{CASE_ACTIONS[change.action].en}: {meaning} is missing; write it, since it is kept with the case")
    return change.words.strip()


def _day(change: Change, name: str, meaning: str) -> date:
    """Return a day a change brings; raises UsageError where it is none."""
    text = _value(change, name, meaning)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{meaning}: {text!r} is not a day; write it as 2026-11-16") from error


def _assign(_: Connection, change: Change, __: Actor, case: CaseRow, ___: CaseSettings) -> _Effect:
    lead = _value(change, "lead", "who answers for the case")
    return _Effect({"lead": lead}, follow=lambda connection: stored.set_lead(connection, case["id"], lead, change.on.isoformat()))


def _add_helper(_: Connection, change: Change, __: Actor, case: CaseRow, ___: CaseSettings) -> _Effect:
    person = _value(change, "person", "who helps")
    add = change.on.isoformat()
    return _Effect(follow=lambda connection: stored.add_helper(connection, case["id"], person, add), words=change.words.strip() or person)


def _note(_: Connection, change: Change, __: Actor, ___: CaseRow, ____: CaseSettings) -> _Effect:
    return _Effect(words=_words(change, "what is noted"))


def _visit(connection: Connection, change: Change, actor: Actor, case: CaseRow, _: CaseSettings) -> _Effect:
    visited_on, finding = _day(change, "visited_on", "the day of the visit"), _value(change, "finding", "what was found")
    if visited_on > change.on:
        raise UsageError(f"a visit on {visited_on} has not happened by {change.on}; correct the day")
    # A list may come back with words that mean none of the keys; that somebody went is known all the same.
    if finding not in (*FOUND, OTHER, NOT_STATED):
        raise UsageError(f"{finding!r} is no finding of a visit; choose one of {', '.join(dict.fromkeys(FOUND))}")
    by = change.values.get("visited_by", "").strip() or actor.name
    row = {
        "uscc": case["uscc"], "visited_on": visited_on.isoformat(), "visited_by": by, "finding": finding,
        "outcome": change.values.get("outcome", "").strip(), "note": change.values.get("note", "").strip() or change.words.strip(),
        "known_on": change.on.isoformat(),
    }  # fmt: skip
    _refuse_second_visit(connection, case, row)
    days = [day for day in (case["first_visited_on"], visited_on.isoformat()) if day]
    after = {
        "visits": case["visits"] + 1,
        "first_visited_on": min(days),
        "last_visited_on": max(case["last_visited_on"], visited_on.isoformat()),
    }
    return _Effect(after, "case_visits", row)


def _refuse_second_visit(connection: Connection, case: CaseRow, row: Mapping[str, Any]) -> None:
    """Raise ConflictError where the same visit is on record."""
    for visit in stored.records_of(connection, "case_visits", case["id"]):
        if (visit["visited_on"], visit["visited_by"]) == (row["visited_on"], row["visited_by"]):
            raise ConflictError(
                f"case {case['id']}: the visit of {row['visited_by']} on {row['visited_on']} is on record with the finding "
                f"{visit['finding']!r}, got {row['finding']!r}; add a note where there is more to say",
                case,
                [event for event in stored.events_of(connection, case["id"]) if event["number"] == visit["event"]],
            )


def _request(_: Connection, change: Change, __: Actor, ___: CaseRow, settings: CaseSettings) -> _Effect:
    request_class = change.values.get("request_class", "").strip() or "ordinary"
    if request_class not in REQUEST_CLASSES:
        raise UsageError(f"{request_class!r} is no class of a request; choose one of {', '.join(REQUEST_CLASSES.keys)}")
    row = {
        "department": _value(change, "department", "which department is asked"),
        "request_class": request_class,
        "words": _words(change, "what is asked"),
        "asked_on": change.on.isoformat(),
        "receipt_due_on": add_working_days(change.on, settings.receipt_days).isoformat(),
        "answer_due_on": add_working_days(change.on, settings.answer_days(request_class)).isoformat(),
    }
    return _Effect(table="case_requests", row=row)


def _receive(connection: Connection, change: Change, _: Actor, case: CaseRow, __: CaseSettings) -> _Effect:
    request = _open_request(connection, change, case)
    values = {"received_on": request["received_on"] or change.on.isoformat()}
    return _Effect(follow=lambda link: stored.settle_request(link, request["id"], values), words=change.words or request["department"])


def _answer(connection: Connection, change: Change, _: Actor, case: CaseRow, __: CaseSettings) -> _Effect:
    request, words = _open_request(connection, change, case), _words(change, "what the department answers")
    on = change.on.isoformat()
    values = {"received_on": request["received_on"] or on, "answered_on": on, "answer": words}
    return _Effect(follow=lambda link: stored.settle_request(link, request["id"], values), words=f"{request['department']}：{words}")


def _open_request(connection: Connection, change: Change, case: CaseRow) -> CaseRow:
    """Return the request a change names, or the only open one; raises UsageError where that is not one."""
    waiting = [each for each in stored.records_of(connection, "case_requests", case["id"]) if not each["answered_on"]]
    named = change.values.get("request", "").strip()
    chosen = [each for each in waiting if not named or str(each["id"]) == named]
    if len(chosen) != 1:
        open_ones = "; ".join(f"{each['id']} {each['department']}" for each in waiting) or "none"
        raise UsageError(f"case {case['id']}: which request is meant is not clear; open are {open_ones}; name its number")
    return chosen[0]


def _suspend(_: Connection, change: Change, __: Actor, ___: CaseRow, ____: CaseSettings) -> _Effect:
    until_on = _day(change, "until_on", "the day of the next reply")
    if until_on <= change.on:
        raise UsageError(f"a case is suspended until a day to come, got {until_on} on {change.on}; name a later day")
    return _Effect({"until_on": until_on.isoformat()}, words=_words(change, "the reason"))


def _resume(_: Connection, __: Change, ___: Actor, ____: CaseRow, _____: CaseSettings) -> _Effect:
    return _Effect({"until_on": ""})


def _send_back(_: Connection, change: Change, __: Actor, case: CaseRow, ___: CaseSettings) -> _Effect:
    reason, instead = _words(change, "the reason"), change.values.get("lead", "").strip()
    on = change.on.isoformat()
    clear = (lambda connection: stored.end_lead(connection, case["id"], on)) if case["lead"] else None
    return _Effect({"lead": ""}, follow=clear, words=f"{reason}（建议改派：{instead}）" if instead else reason)


def _close(_: Connection, change: Change, __: Actor, case: CaseRow, ___: CaseSettings) -> _Effect:
    closing = _value(change, "closing", "why it is closed")
    check_closing(closing, is_visited=case["visits"] > 0)
    return _Effect({"closing": closing, "closed_on": change.on.isoformat(), "until_on": ""})


def _reopen(connection: Connection, change: Change, actor: Actor, case: CaseRow, _: CaseSettings) -> _Effect:
    latest = stored.latest_case(connection, case["uscc"])
    if latest is not None and latest["id"] != case["id"]:
        raise UsageError(f"case {case['id']} was followed by case {latest['id']}; work on that one")
    words = _words(change, "the reason")
    return _Effect(follow=lambda link: open_following(link, case, change.on, actor.name, change.door, words), words=words)


def _judge(_: Connection, change: Change, __: Actor, case: CaseRow, ___: CaseSettings) -> _Effect:
    is_useful = _value(change, "is_useful", "whether the warning was useful (1 or 0)")
    if is_useful not in ("0", "1"):
        raise UsageError(f"useful is 1 or 0, got {is_useful!r}; write one of them")
    row = {
        "uscc": case["uscc"], "month": case["month"], "is_useful": int(is_useful), "words": change.words.strip(),
        "given_on": change.on.isoformat(),
    }  # fmt: skip
    return _Effect(table="case_judgements", row=row)


def _nothing(_: Connection, __: Change, ___: Actor, ____: CaseRow, _____: CaseSettings) -> _Effect:
    return _Effect()


_EFFECTS: Final[Mapping[str, Callable[[Connection, Change, Actor, CaseRow, CaseSettings], _Effect]]] = {
    "assign": _assign, "add_helper": _add_helper, "note": _note, "visit": _visit, "request": _request, "receive": _receive,
    "answer": _answer, "watch": _nothing, "suspend": _suspend, "resume": _resume, "send_back": _send_back, "close": _close,
    "reopen": _reopen, "judge": _judge,
}  # fmt: skip

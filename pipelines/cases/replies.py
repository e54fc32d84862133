"""Lines of mails that answer a letter, recorded on their cases: each once, under the mail's Message-ID and its line.

What contradicts somebody's decision since the letter went out is not recorded: it stands as a remark in the case, with both sides. In: rows
of the warehouse. Out: what a line says and which case it means (pipelines.ingest.mail_text, letters.py), storing (recording.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from models.cases.moves import ADDING
from models.cases.returns import closing_of
from models.cases.settings import CaseSettings
from pipelines.cases.letters import LetterBook
from pipelines.cases.recording import PROGRAM, Actor, Change, ConflictError, UnknownCaseError, record
from pipelines.errors import UsageError
from reports.case_lines import conflict_lines
from reports.words import receipt
from reports.words.text import Words
from warehouse import names
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, CLOSINGS
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseRow
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import OutboxRow
from warehouse.store import Store

DOOR: Final = "mail"
# How the source of a remark ends: somebody else came first, or the line does not fit the case.
CONFLICT: Final = ":why"
UNFIT: Final = ":unfit"
# What a visit found where a mail says only how it ended, and nobody has been there by what is on record.
FOUND_BY_END: Final = {"false_alarm": "false_alarm", "solved": "solved", "helped": "solved", "unharmed": "normal"}


@dataclass(slots=True)
class Answers:
    """What came of the lines of mails: how many were recorded, and what is to be said of each that was not: file, line, words."""

    recorded: int = 0
    remarks: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answering:
    """Which letter is answered, when, and by which times lines are recorded."""

    book: LetterBook
    letter: OutboxRow
    on: date
    at: datetime
    settings: CaseSettings


def record_replies(store: Store, book: LetterBook, on: date, at: datetime, settings: CaseSettings) -> Answers:
    """Record what mails say; what was recorded from a line before is not looked at again."""
    done = Answers()
    rows = store.read(names.REPLIES)
    if rows.is_empty():
        return done
    with open_ops(book.home.ops) as connection:
        known = stored.sources_of(connection, DOOR)
    files = store.read(names.DELIVERIES).select("delivery_id", "file_name").unique("delivery_id")
    placed = rows.join(files, on="delivery_id", how="left").sort("sent_on", "message_id", "line_number")
    for row in placed.iter_rows(named=True):
        letter, source = book.letter(row["letter_id"]), f"{row['message_id']}:{row['line_number']}"
        ends = row["action"] == "visit" and closing_of(row["reply_key"] or "", None)
        # What was recorded last of a line shows that all of it was, whatever stopped the program in between.
        if (
            letter is not None
            and known.isdisjoint((f"{source}{CONFLICT}", f"{source}{UNFIT}"))
            and (f"{source}:end" if ends else source) not in known
        ):
            _take(Answering(book, letter, on, at, settings), row, source, done)
    return done


def _take(one: Answering, row: Mapping[str, Any], source: str, done: Answers) -> None:
    """Record a line, or leave a remark in its case that says why it was not."""
    actor = one.book.actor_of(row["sender"], one.letter, row["sent_on"], row["case_id"])
    first = Change(row["case_id"], row["action"], DOOR, one.on, seen_at=one.letter.tried_at, source=source)
    try:
        case, _ = _case(one, row["case_id"])
        for change in _changes(row, first, case, one.book.name_of(row["sender"])):
            _record(one, replace(change, **_seen(change, _case(one, row["case_id"])[1], actor)), actor)
        done.recorded += 1
    except UnknownCaseError as error:
        done.remarks.append((row["file_name"], row["line_number"], str(error)))
    except UsageError as error:
        both = _both_sides(error, row, actor) if isinstance(error, ConflictError) else ""
        done.remarks.append((row["file_name"], row["line_number"], both or str(error)))
        note = both or _unfit(row, _case(one, row["case_id"])[0])
        _record(one, replace(first, action="note", words=note, source=f"{source}{CONFLICT if both else UNFIT}"), actor)


def _case(one: Answering, case_id: int) -> tuple[CaseRow | None, list[CaseRow]]:
    """Return a case and what happened to it."""
    with open_ops(one.book.home.ops) as connection:
        return stored.case_row(connection, case_id), stored.events_of(connection, case_id)


def _record(one: Answering, change: Change, actor: Actor) -> None:
    record(one.book.home.ops, change, actor, one.at, one.settings)


def _seen(change: Change, events: list[CaseRow], actor: Actor) -> dict[str, Any]:
    """Return the version somebody may be taken to have seen: what they decided themselves since the letter is no news to them."""
    own = (PROGRAM, DOOR)
    since = [event for event in events if event["at"] > (change.seen_at or "") and event["action"] not in ADDING]
    others = [event for event in since if event["door"] not in own or (event["door"] == DOOR and event["actor"] != actor.name)]
    return {} if others or not events else {"seen": events[-1]["version"], "seen_at": None}


def _changes(row: Mapping[str, Any], first: Change, case: CaseRow | None, by: str) -> Iterator[Change]:
    """Yield what a line records: itself, and the visit before an end, or the end that a visit brings; `by`: who was there."""
    words, day, key = row["words"] or "", row["acted_on"], row["reply_key"] or ""
    if row["action"] == "close" and case is not None and not case["visits"] and CLOSINGS[key].needs_visit:
        values = {"visited_on": day.isoformat(), "finding": FOUND_BY_END[key], "visited_by": by}
        yield replace(first, action="visit", values=values, words=words, source=f"{first.source}:visit")
    yield replace(first, values=_values(row) | ({"visited_by": by} if row["action"] == "visit" else {}), words=words)
    closing = closing_of(key, None) if row["action"] == "visit" else ""
    if closing:
        yield replace(first, action="close", values={"closing": closing}, words=words, source=f"{first.source}:end")


def _values(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a change as the recording wants them."""
    day, key, person = row["acted_on"].isoformat() if row["acted_on"] else "", row["reply_key"] or "", row["person"] or ""
    values = {
        "visit": {"visited_on": day, "finding": key}, "close": {"closing": key}, "assign": {"lead": person},
        "add_helper": {"person": person}, "request": {"department": person}, "suspend": {"until_on": day}, "judge": {"is_useful": key},
    }  # fmt: skip
    return values.get(row["action"], {})


def _both_sides(error: ConflictError, row: Mapping[str, Any], actor: Actor) -> str:
    """Return what a line says and what somebody else said before it."""
    return " ".join(conflict_lines(error.case, row["action"], actor.name, row["words"] or "", error.since, Words()))


def _unfit(row: Mapping[str, Any], case: CaseRow | None) -> str:
    """Return why a line does not fit its case, in the words of the case's history."""
    state = CASE_STATES[case["state"]].zh if case else ""
    return Words().say(receipt.NOT_RECORDED, action=CASE_ACTIONS[row["action"]].zh, state=state)

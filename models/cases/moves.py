"""Which action is allowed in which state of a case, and where it leads: one table, which the operator's page prints.

In: keys of states and actions. Out: storing (warehouse.ops.cases), by when (models.cases.deadlines).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, CLOSED, CLOSINGS, OPEN_STATES

STAYS: Final = ""
# With the first visit the day of a case is kept.
AWAITING_VISIT: Final = ("to_assign", "to_visit", "sent_back")


@dataclass(frozen=True, slots=True)
class Move:
    """One action: the states it is allowed in, the state it leads to (STAYS: the same), and whether its words are asked for."""

    allowed: tuple[str, ...]
    leads_to: str = STAYS
    needs_words: bool = False


MOVES: Final[Mapping[str, Move]] = {
    "warn": Move(OPEN_STATES),
    "assign": Move(OPEN_STATES),
    "add_helper": Move(OPEN_STATES),
    "note": Move(CASE_STATES.keys, needs_words=True),
    "visit": Move(OPEN_STATES, "in_service"),
    "request": Move(OPEN_STATES, needs_words=True),
    "receive": Move(CASE_STATES.keys),
    "answer": Move(CASE_STATES.keys, needs_words=True),
    "watch": Move(("in_service",), "watched"),
    "suspend": Move(("to_visit", "in_service", "watched"), "suspended", needs_words=True),
    "resume": Move(("suspended", "watched"), "in_service"),
    "send_back": Move(("to_visit", "in_service"), "sent_back", needs_words=True),
    "close": Move(OPEN_STATES, CLOSED),
    "reopen": Move((CLOSED,), needs_words=True),
    "judge": Move(CASE_STATES.keys),
}
# What only adds something beside what others wrote: it overwrites nobody and is overwritten by nobody.
ADDING: Final = ("note", "add_helper", "request", "receive", "answer", "judge")


class NotAllowedError(ValueError):
    """An action that the state of a case does not allow; the text names what is allowed."""


def next_state(action: str, state: str, *, is_visited: bool, level_rises: bool = False) -> str:
    """Return the state an action leads to; raises NotAllowedError naming the states in which the action is possible.

    An assigned case waits for its visit unless there was one; a watched or suspended one is taken up again when its level rises.
    """
    move = MOVES[action]
    if state not in move.allowed:
        wanted = "、".join(CASE_STATES[key].zh for key in move.allowed)
        raise NotAllowedError(
            f"{CASE_ACTIONS[action].en} ({CASE_ACTIONS[action].zh}) is not possible while a case is {CASE_STATES[state].en} "
            f"({CASE_STATES[state].zh}); it is possible in {wanted}"
        )
    waiting = "in_service" if is_visited else "to_visit"
    if action == "assign" and state in ("to_assign", "sent_back"):
        return waiting
    if action == "resume" or (action == "warn" and level_rises and state in ("watched", "suspended")):
        return waiting
    return move.leads_to or state


def check_closing(closing: str, *, is_visited: bool) -> None:
    """Raise NotAllowedError where a case cannot be closed for this reason."""
    if closing not in CLOSINGS:
        raise NotAllowedError(f"{closing!r} is no reason to close a case; choose one of {', '.join(CLOSINGS.keys)}")
    if CLOSINGS[closing].needs_visit and not is_visited:
        raise NotAllowedError(
            f"{CLOSINGS[closing].en} ({CLOSINGS[closing].zh}) can only be known by a visit, and none is recorded; record the visit first, "
            f"or choose one of {', '.join(each.key for each in CLOSINGS if not each.needs_visit)}"
        )


def is_overdue(state: str, due_on: str, day: date) -> bool:
    """Whether a case waits for its first visit although its day (YYYY-MM-DD) has passed."""
    return state in AWAITING_VISIT and due_on < day.isoformat()

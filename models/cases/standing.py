"""How a case stands on a day: whether its day has passed, what may be done with it, for which reasons it may be closed.

In: states, days, the table of moves. Out: how that is worded (reports), putting a change through (pipelines.cases).
"""

from datetime import date

from models.cases.moves import AWAITING_VISIT, MOVES, is_overdue
from models.cases.settings import CaseSettings
from warehouse.case_vocabulary import CLOSED, CLOSINGS

# How a case stands beyond its state, the most pressing first; on time is the empty one.
UNTREATED, OVERDUE, REPLY_DUE, ON_TIME = "untreated", "overdue", "reply_due", ""

# What people do with cases, in the order it is offered: opening and warning again is the program's.
OFFERED = (
    "visit", "request", "receive", "answer", "note", "close", "reopen", "watch", "resume", "suspend", "assign", "add_helper", "send_back",
    "judge",
)  # fmt: skip


def standing_of(state: str, days: tuple[date, date, date | None], today: date, settings: CaseSettings) -> str:
    """Return UNTREATED, OVERDUE, REPLY_DUE or ON_TIME; `days`: opened on, due on, and until when it is suspended (None where it is not)."""
    opened_on, due_on, until_on = days
    if state in AWAITING_VISIT and (today - opened_on).days >= settings.untreated_days:
        return UNTREATED
    if is_overdue(state, due_on.isoformat(), today):
        return OVERDUE
    return REPLY_DUE if state == "suspended" and until_on is not None and until_on <= today else ON_TIME


def possible_actions(state: str, *, has_open_request: bool = False) -> tuple[str, ...]:
    """Return what people may do with a case in a state, what it waits for first."""
    waiting = ("receive", "answer") if not has_open_request else ()
    # Nobody visits what nobody answers for yet.
    first = ("assign", "visit") if state in ("to_assign", "sent_back") else ("visit",)
    ordered = (*first, *(action for action in OFFERED if action not in first))
    return tuple(action for action in ordered if action not in waiting and state in MOVES[action].allowed)


def possible_closings(*, is_visited: bool) -> tuple[str, ...]:
    """Return for which reasons a case may be closed."""
    return tuple(closing.key for closing in CLOSINGS if is_visited or not closing.needs_visit)


def is_late_request(receipt_due_on: date, answer_due_on: date, received: bool, answered: bool, today: date) -> bool:
    """Whether a department has let a day pass: that of its receipt, or that of its answer."""
    return not answered and (answer_due_on < today or (not received and receipt_due_on < today))


def is_closed(state: str) -> bool:
    """Whether nothing more is expected of a case."""
    return state == CLOSED

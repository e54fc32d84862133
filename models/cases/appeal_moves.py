"""Which action is allowed in which state of an appeal, who sees to it next, and which appeals are one matter.

In: keys of states and actions, days. Out: storing (warehouse.ops.record_events), the door (pipelines.cases.appeal_recording).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.cases.appeals import OVERDUE_MONTHS
from warehouse.appeal_vocabulary import APPEAL_ACTIONS, APPEAL_RUNGS, APPEAL_STEPS
from warehouse.periods import MONTHS_A_YEAR

# The states an action is allowed in, and the state it leads to; empty: the same.
MOVES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "attach": (APPEAL_STEPS.keys, ""),
    "dispatch": (("to_dispatch", "dispatched", "sent_back"), "dispatched"),
    "answer": (("dispatched",), "answered"),
    "confirm": (("answered",), ""),
    "send_back": (("answered",), "sent_back"),
    "close": (("answered",), "closed"),
}


# What people do about an appeal that is entered, the likeliest first in every state.
_BY_PEOPLE: Final = ("answer", "confirm", "close", "send_back", "dispatch")


class AppealNotAllowedError(ValueError):
    """An action that the state of an appeal does not allow; the text names what is allowed."""


def next_step(action: str, state: str) -> str:
    """Return the state an action leads to; raises AppealNotAllowedError naming the states in which it is possible."""
    allowed, leads_to = MOVES[action]
    if state not in allowed:
        wanted = "、".join(APPEAL_STEPS[key].zh for key in allowed)
        raise AppealNotAllowedError(
            f"{APPEAL_ACTIONS[action].en} ({APPEAL_ACTIONS[action].zh}) is not possible while an appeal is {APPEAL_STEPS[state].en} "
            f"({APPEAL_STEPS[state].zh}); it is possible in {wanted}"
        )
    return leads_to or state


def possible_moves(state: str, *, is_confirmed: bool) -> tuple[str, ...]:
    """Return what can be done about an appeal, the likeliest first; it is closed once its enterprise has been asked."""
    allowed = [action for action in _BY_PEOPLE if state in MOVES[action][0]]
    if is_confirmed:
        return tuple(sorted(allowed, key=lambda action: action == "confirm"))
    return tuple(action for action in allowed if action != "close")


def rung_above(rung: str) -> str:
    """Return who sees to an appeal that did not help, the highest where there is nobody above."""
    place = min(APPEAL_RUNGS.index(rung) + 1, len(APPEAL_RUNGS) - 1)
    return APPEAL_RUNGS.keys[place]


def same_matter(earlier: Iterable[Mapping[str, Any]], topic: str, raised_on: date, days: int) -> Mapping[str, Any] | None:
    """Return the last of an enterprise's appeals that another one belongs to: of its topic, raised within `days`; None where none is.

    `earlier`: rows with topic, raised_on (YYYY-MM-DD) and id.
    """
    span = timedelta(days=days)
    near = [row for row in earlier if row["topic"] == topic and abs(date.fromisoformat(row["raised_on"]) - raised_on) <= span]
    return max(near, key=lambda row: (row["raised_on"], row["id"]), default=None)


def is_late(appeal: Mapping[str, Any], day: date) -> bool:
    """Whether nobody has answered although the day has passed, or, where no day was set, although it is open for more than a year.

    Days of the row are texts, empty where there is none.
    """
    if appeal["answered_on"]:
        return False
    if appeal["due_on"]:
        return date.fromisoformat(appeal["due_on"]) < day
    raised_on = date.fromisoformat(appeal["raised_on"])
    # Compared by month and day, which the last day of February stands for in both kinds of years.
    return (raised_on.year + OVERDUE_MONTHS // MONTHS_A_YEAR, raised_on.month, raised_on.day) < (day.year, day.month, day.day)

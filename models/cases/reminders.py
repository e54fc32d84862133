"""Who is reminded of what: the cases of one person that somebody has to act on, the most pressing first and never more than can be read.

In: open cases, a day, settings. Out: to whom the letter goes (pipelines.cases.reminding), its words (reports).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.cases.deadlines import working_days_between
from models.cases.moves import AWAITING_VISIT, is_overdue
from models.cases.settings import CaseSettings
from warehouse.case_vocabulary import REMINDERS
from warehouse.vocabulary import LEVELS

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One case somebody is reminded of: its row and why, a key of REMINDERS."""

    case: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is reminded of, and how many cases wait besides."""

    items: tuple[Reminder, ...]
    more: int = 0


def reminder_of(case: Row, day: date, settings: CaseSettings) -> str:
    """Return why somebody is reminded of a case on a day, a key of REMINDERS; empty for not.

    Watched cases rest, suspended ones until their day. Before some working days have passed nobody is reminded of anything.
    """
    if case["state"] == "suspended":
        return "reply_due" if case["until_on"] <= day.isoformat() else ""
    if case["state"] not in AWAITING_VISIT:
        return ""
    opened_on = date.fromisoformat(case["opened_on"])
    age = (day - opened_on).days
    if age >= settings.untreated_days:
        return "untreated"
    if age >= settings.last_chance_days:
        return "last_chance"
    if working_days_between(opened_on, day) < settings.remind_after_days:
        return ""
    return "overdue" if is_overdue(case["state"], case["due_on"], day) else "due"


def digest_of(cases: Sequence[Row], day: date, settings: CaseSettings) -> Digest:
    """Return what the person who answers for some cases is reminded of."""
    found = [Reminder(case, reason) for case in cases if (reason := reminder_of(case, day, settings))]
    ordered = sorted(found, key=_pressing)
    return Digest(tuple(ordered[: settings.digest_most]), max(0, len(ordered) - settings.digest_most))


def _pressing(reminder: Reminder) -> tuple[int, int, str, int]:
    """Return what puts one case before another: why, how grave, by when."""
    case = reminder.case
    return REMINDERS.index(reminder.reason), LEVELS.index(case["level"]), case["due_on"], case["id"]

"""`earlywarn meeting`: the joint meeting's agenda of a month, what it decided, and what is done."""

from __future__ import annotations

from datetime import date, datetime

from pipelines.cases.meeting_items import add_by_hand, decide, finish
from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.meeting_publisher import make_agenda
from pipelines.settings import load_settings
from reports.meeting import agenda_lines
from reports.words.text import Words
from warehouse.vocabulary import Language


def meeting(home: DataDir, month: date | None, language: Language = "zh", at: datetime | None = None) -> list[str]:
    """Make a month's agenda, this month's by default; returns its items in lines, and where it lies."""
    moment = at or now()
    made = make_agenda(home, load_settings(home.config), month or moment.date().replace(day=1), moment)
    folder = made.published.folder
    where = f"agenda  {folder / 'agenda.html'} (revision {made.published.revision}, {made.new_items} new items)"
    return [*agenda_lines(made.frames, Words(language)), where]


def add(home: DataDir, month: date | None, words: str, asked_of: str, by: str, case: int | None) -> list[str]:
    """Put something before a month's meeting by hand."""
    at = now()
    number = add_by_hand(home.ops, month or at.date().replace(day=1), words, asked_of, by, at, case)
    return [f"item {number} is put before the meeting; `earlywarn meeting` makes the agenda anew"]


def decide_item(home: DataDir, item: int, decision: str, due: date, by: str) -> list[str]:
    """Enter what was decided about an item."""
    decide(home.ops, item, decision, due, by, now())
    return [f"item {item} is decided, to be done by {due}; it is printed until `earlywarn meeting done {item}`"]


def finish_item(home: DataDir, item: int, by: str, words: str) -> list[str]:
    """Note that an item is done."""
    finish(home.ops, item, by, now(), words)
    return [f"item {item} is done; the next agenda prints it once more"]

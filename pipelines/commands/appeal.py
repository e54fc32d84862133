"""`earlywarn appeal`: appeals listed, entered, dispatched, answered, confirmed, closed or sent back at a keyboard."""

from __future__ import annotations

from datetime import date

from models.cases.appeal_moves import is_late
from pipelines.cases import appeal_recording as appeals
from pipelines.cases.appeal_recording import PLACED, Appeal, Entry
from pipelines.cases.recording import Actor
from pipelines.clock import now, today
from pipelines.commands.snapshot import find_enterprise, open_to_read
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.settings import load_settings
from reports.appeal_lines import appeal_detail, appeal_list
from reports.words import appeals as texts
from reports.words.text import Words
from warehouse import names
from warehouse.appeal_vocabulary import APPEAL_ACTIONS, APPEAL_STEPS
from warehouse.case_vocabulary import CLOSED
from warehouse.ops.appeal_rows import APPEALS, appeals_within
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record_events
from warehouse.vocabulary import TOPICS, Language


def list_appeals(home: DataDir, scope: str, language: Language = "zh", *, everything: bool = False, late: bool = False) -> list[str]:
    """Return the appeals that are not closed in lines, those that came with deliveries taken over first."""
    take_in(home)
    actor, day = Actor("list", scope), today()
    with open_ops(home.ops) as connection:
        rows = [{**row, "is_late": is_late(row, day)} for row in appeals_within(connection, actor.limits)]
    shown = [row for row in rows if (everything or row["state"] != CLOSED) and (row["is_late"] or not late)]
    return appeal_list(sorted(shown, key=lambda row: (row["due_on"] or "9", row["raised_on"], row["id"])), Words(language))


def take_in(home: DataDir) -> int:
    """Take over the open appeals that came with deliveries; returns how many are new."""
    if not home.warehouse.exists():
        return 0
    with open_to_read(home) as store:
        delivered, register = store.as_of(names.APPEALS, today()), store.as_of(names.REGISTER, today())
    return appeals.take_in(home.ops, delivered, register, now(), load_settings(home.config).cases)


def show_appeal(home: DataDir, number: int, scope: str, language: Language = "zh") -> list[str]:
    """Return one appeal with its history."""
    with open_ops(home.ops) as connection:
        row = appeals.appeal_row(connection, number, Actor("show", scope))
        return appeal_detail(row, record_events(connection, APPEALS, number), Words(language))


def add_appeal(
    home: DataDir, typed: str, topic: str, detail: str, raised_on: date | None, by: Actor, language: Language = "zh"
) -> list[str]:
    """Enter an appeal of an enterprise, named by its code or a part of its name."""
    with open_to_read(home) as store:
        register = store.as_of(names.REGISTER, today())
    uscc = find_enterprise(register, typed)
    row = register.filter(register["uscc"] == uscc).select(PLACED).row(0, named=True)
    if by.limits is not None and row[by.limits[0]] != by.limits[1]:
        raise UsageError(f"{row['name']} is not among those you answer for; ask somebody whose scope has it to enter the appeal")
    entry = Entry(row, raised_on or today(), topic_key(topic), detail)
    appeal, is_new = appeals.enter(home.ops, entry, by, now(), load_settings(home.config).cases)
    words = Words(language)
    return _recorded(appeal, "open", words) if is_new else [words.say(texts.ATTACHED_TO, number=appeal["id"])]


def dispatch_appeal(home: DataDir, number: int, to: str, appeal_class: str, by: Actor, language: Language = "zh") -> list[str]:
    """Hand an appeal to a department."""
    settings = load_settings(home.config).cases
    return _recorded(appeals.dispatch(home.ops, number, to, appeal_class, by, now(), settings), "dispatch", Words(language))


def answer_appeal(home: DataDir, number: int, words: str, by: Actor, language: Language = "zh") -> list[str]:
    """Enter what the department answers."""
    return _recorded(appeals.answer(home.ops, number, words, by, now()), "answer", Words(language))


def confirm_appeal(home: DataDir, number: int, by: Actor, language: Language = "zh", *, called_back: bool, helped: bool) -> list[str]:
    """Enter what the enterprise says."""
    changed = appeals.confirm(home.ops, number, is_called_back=called_back, is_helped=helped, actor=by, at=now())
    return _recorded(changed, "confirm", Words(language))


def close_appeal(home: DataDir, number: int, words: str, by: Actor, language: Language = "zh") -> list[str]:
    """Close an appeal."""
    return _recorded(appeals.close(home.ops, number, by, now(), words), "close", Words(language))


def send_back_appeal(home: DataDir, number: int, words: str, by: Actor, language: Language = "zh") -> list[str]:
    """Send an appeal one level up."""
    return _recorded(appeals.send_back(home.ops, number, words, by, now()), "send_back", Words(language))


def topic_key(typed: str) -> str:
    """Return the key of a topic, typed as key or as word; raises UsageError."""
    text = typed.strip().casefold()
    found = next((term.key for term in TOPICS if text in (term.key, term.zh, term.en.casefold())), None)
    if found is None:
        raise UsageError(f"{typed!r} is no topic; choose one of {', '.join(f'{term.key} {term.zh}' for term in TOPICS)}")
    return found


def _recorded(appeal: Appeal, action: str, words: Words) -> list[str]:
    is_waiting = appeal["due_on"] and not appeal["answered_on"]
    due = words.say(texts.RECORDED_DUE, day=appeal["due_on"]) if is_waiting else ""
    told = {"number": appeal["id"], "action": words.term(APPEAL_ACTIONS, action), "state": words.term(APPEAL_STEPS, appeal["state"])}
    return [words.say(texts.RECORDED, **told, due=due)]

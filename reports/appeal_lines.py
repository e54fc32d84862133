"""Appeals in lines for a terminal: a list, and one with everything that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.words import appeals as texts
from reports.words.format import MISSING, plain
from reports.words.text import Words
from warehouse.appeal_vocabulary import APPEAL_ACTIONS, APPEAL_RUNGS, APPEAL_STEPS
from warehouse.case_vocabulary import REQUEST_CLASSES
from warehouse.vocabulary import TOPICS

Row = Mapping[str, Any]


def appeal_list(rows: Sequence[Row], words: Words) -> list[str]:
    """A line an appeal; rows of ops.db with `is_late`."""
    return [_line(row, words) for row in rows] or [words.say(texts.NONE)]


def _line(row: Row, words: Words) -> str:
    parts = [
        words.term(TOPICS, row["topic"]),
        plain(row["detail"], 40),
        words.term(APPEAL_STEPS, row["state"]),
        words.say(texts.TAKEN_BY if row["state"] == "received" else texts.WITH, department=plain(row["department"], 30))
        if row["department"]
        else "",
        words.say(texts.DUE, day=row["due_on"]) if row["due_on"] and not row["answered_on"] else "",
        words.say(texts.LATE) if row["is_late"] else "",
    ]
    return f"{row['id']:>5}  {row['raised_on']}  {plain(row['name'], 40)}  {words.phrases(part for part in parts if part)}"


def appeal_detail(row: Row, events: Sequence[Row], words: Words) -> list[str]:
    """One appeal and its history."""
    facts = [
        (texts.ENTERPRISE, f"{plain(row['name'], 60)} {row['uscc']}"),
        (texts.RAISED, row["raised_on"]),
        (texts.TOPIC, words.term(TOPICS, row["topic"])),
        (texts.DETAIL, plain(row["detail"], 200) or MISSING),
        (texts.STATE, words.term(APPEAL_STEPS, row["state"])),
        (texts.RUNG, words.term(APPEAL_RUNGS, row["rung"])),
        (texts.DEPARTMENT, plain(row["department"], 40) or MISSING),
        (texts.CLASS, words.term(REQUEST_CLASSES, row["appeal_class"])),
        (texts.DUE_HEAD, row["due_on"] or MISSING),
        (texts.ANSWER, plain(row["answer"], 200) or MISSING),
        (texts.CALLED_BACK, _yes_or_no(row["is_called_back"], words)),
        (texts.HELPED, _yes_or_no(row["is_helped"], words)),
        (texts.ATTACHED, f"{row['attached']}"),
        (texts.CASE, f"{row['case_id']}" if row["case_id"] else MISSING),
    ]
    return [*(words.say(texts.FACT, head=words.say(head), text=text) for head, text in facts), *(_event(each, words) for each in events)]


def _yes_or_no(value: int | None, words: Words) -> str:
    return MISSING if value is None else words.say(texts.YES if value else texts.NO)


def _event(event: Row, words: Words) -> str:
    told = plain(event["words"], 120)
    return f"  {event['at']}  {plain(event['actor'], 30)}  {words.term(APPEAL_ACTIONS, event['action'])}  {told}".rstrip()

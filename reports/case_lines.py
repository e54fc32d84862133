"""Cases in lines for a terminal or as CSV: the list, one case whole, what was recorded, and both sides of a conflict."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from reports.terminal import left, right
from reports.words import cases as texts
from reports.words.format import MISSING, NAME_MOST, plain
from reports.words.text import Text, Words
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_ROLES, CASE_STATES, CLOSINGS, DOORS, REQUEST_CLASSES
from warehouse.vocabulary import APPEAL_STATES, FINDINGS, OUTCOMES, TOPICS, VISIT_STATES

Row = Mapping[str, Any]
CSV_COLUMNS: Final = (
    "id", "uscc", "name", "street", "industry", "tier", "owner", "level", "kind", "state", "is_overdue", "lead", "due_on", "until_on",
    "opened_month", "opened_on", "month", "visits", "first_visited_on", "last_visited_on", "closing", "closed_on", "follows", "version",
)  # fmt: skip
# Cells of a terminal that each column takes.
WIDTHS: Final = (6, 5, 22, 12, 34, 14, 22)
NAME_LENGTH: Final = 16
WORDS_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as it is shown: its row, why it is warned in words, and everything on it; `allowed`: actions that may come next."""

    case: Row
    why: Sequence[str]
    people: Sequence[Row]
    visits: Sequence[Row]
    requests: Sequence[Row]
    appeals: Sequence[Row]
    events: Sequence[Row]
    allowed: Sequence[str]


def list_lines(rows: Sequence[Row], count: int, words: Words) -> list[str]:
    """Return cases in aligned lines under a heading; `count` is how many there are in all."""
    if not count:
        return [words.say(texts.NONE)]
    head = (texts.NUMBER, texts.LEVEL, texts.STATE, texts.DUE, texts.NAME, texts.STREET, texts.LEAD)
    lines = [_aligned([words.say(text) for text in head], words.say(texts.VISITS))]
    # Few words stand in thousands of lines, so each is looked up once.
    states = {key: words.term(CASE_STATES, key) for key in CASE_STATES.keys}
    late = {key: words.say(texts.OVERDUE, state=word) for key, word in states.items()}
    levels, nobody = {row["level"]: words.level(row["level"]) for row in rows}, words.say(texts.NOBODY)
    for row in rows:
        state = (late if row["is_overdue"] else states)[row["state"]]
        cells = (
            str(row["id"]),
            levels[row["level"]],
            state,
            row["due_on"],
            row["name"][:NAME_LENGTH],
            row["street"],
            row["lead"] or nobody,
        )
        lines.append(_aligned(cells, str(row["visits"])))
    rest = [words.say(texts.MORE, count=count - len(rows))] if count > len(rows) else []
    return [words.say(texts.COUNT, cases=words.counted(count, texts.CASES)), *lines, *rest]


def _aligned(cells: Sequence[str], last: str) -> str:
    first, *others = cells
    return " ".join([right(first, WIDTHS[0]), *(_cell(cell, width) for cell, width in zip(others, WIDTHS[1:], strict=True)), last])


# Streets, states, days and offices stand in thousands of lines.
@lru_cache(maxsize=4096)
def _cell(text: str, width: int) -> str:
    """Return a text as a column of a terminal shows it."""
    return left(plain(text, 60), width)


def case_csv(rows: Sequence[Row]) -> list[str]:
    """Return cases as CSV, a heading first."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows([row[name] for name in CSV_COLUMNS] for row in rows)
    return target.getvalue().splitlines()


def case_lines(view: CaseView, words: Words) -> list[str]:
    """Return a case in lines: how it stands, why it is warned, people, visits, requests, appeals, history, what may come next."""
    case = view.case
    people = [_person(row, words) for row in view.people]
    return [
        *_standing(case, words),
        *_part(texts.WHY, view.why or [words.say(texts.WHY_UNKNOWN)], words),
        *_part(texts.PEOPLE, people, words),
        *_part(texts.VISITS_HEAD, [visit_line(row, words) for row in view.visits], words),
        *_part(texts.REQUESTS, [_request(row, words) for row in view.requests], words),
        *_part(texts.APPEALS, [_appeal(row, words) for row in view.appeals], words),
        *_part(texts.HISTORY, [event_line(row, words) for row in view.events], words),
        words.say(texts.NEXT, actions=words.listed(words.term(CASE_ACTIONS, action) for action in view.allowed)),
    ]


def _standing(case: Row, words: Words) -> Iterator[str]:
    """Yield who a case is about and how it stands."""
    yield words.say(texts.HEAD, number=case["id"], name=plain(case["name"], NAME_MOST), uscc=case["uscc"])
    state = words.term(CASE_STATES, case["state"])
    state = words.say(texts.OVERDUE, state=state) if case["is_overdue"] else state
    yield words.say(
        texts.STANDS, level=words.level(case["level"]), state=state, due=case["due_on"], opened=case["opened_on"], version=case["version"]
    )
    if case["until_on"]:
        yield words.say(texts.UNTIL, day=case["until_on"])
    if case["closing"]:
        yield words.say(texts.CLOSED_AS, closing=words.term(CLOSINGS, case["closing"]), day=case["closed_on"])
    if case["follows"]:
        yield words.say(texts.FOLLOWS, number=case["follows"])


def _part(heading: Text, lines: Iterable[str], words: Words) -> list[str]:
    """Return a heading with its lines; one that has none says so."""
    own = list(lines)
    return [words.say(heading), *(f"  {line}" for line in own or [words.say(texts.NOTHING)])]


def _person(row: Row, words: Words) -> str:
    text = texts.PERSON_WAS if row["until_on"] else texts.PERSON
    role = words.term(CASE_ROLES, row["role"])
    return words.say(text, role=role, person=plain(row["person"], 40), since=row["since_on"], until=row["until_on"])


def finding_word(key: str | None, words: Words) -> str:
    """Return the word of what a visit found or of what came of it; words that are no key as they were written."""
    terms = next((each for each in (FINDINGS, VISIT_STATES, OUTCOMES) if key in each), FINDINGS)
    return words.term(terms, key)


def visit_line(row: Row, words: Words) -> str:
    """Return a visit in one line: day, who, what was found, what came of it, the remark."""
    outcome = words.say(texts.OUTCOME, outcome=finding_word(row["outcome"], words)) if row["outcome"] else ""
    note = words.say(texts.NOTE, note=plain(row["note"], WORDS_LENGTH)) if row["note"] else ""
    by, finding = plain(row["visited_by"], 40), finding_word(row["finding"], words)
    return words.say(texts.VISIT, day=row["visited_on"], by=by, finding=finding, outcome=outcome, note=note)


def _request(row: Row, words: Words) -> str:
    if row["answered_on"]:
        state = words.say(texts.ANSWERED, day=row["answered_on"], answer=plain(row["answer"], WORDS_LENGTH))
    else:
        state = words.say(texts.RECEIVED, day=row["received_on"]) if row["received_on"] else words.say(texts.NOT_RECEIVED)
    kind = words.term(REQUEST_CLASSES, row["request_class"])
    return words.say(
        texts.REQUEST, number=row["id"], department=plain(row["department"], 40), kind=kind, asked=row["asked_on"],
        due=row["answer_due_on"], words=plain(row["words"], WORDS_LENGTH), state=state,
    )  # fmt: skip


def _appeal(row: Row, words: Words) -> str:
    detail = words.say(texts.NOTE, note=plain(row["detail"], WORDS_LENGTH)) if row["detail"] else ""
    state = words.term(APPEAL_STATES, row["state"])
    return words.say(texts.APPEAL, day=row["raised_on"], topic=plain(words.term(TOPICS, row["topic"]), 40), detail=detail, state=state)


def event_line(row: Row, words: Words) -> str:
    """Return something that happened in one line: when, who, by which door, what, how the state changed, the words."""
    before, after = json.loads(row["before"]), json.loads(row["after"])
    states = [words.term(CASE_STATES, side["state"]) for side in (before, after) if "state" in side]
    change = words.say(texts.CHANGE, before=states[0], after=states[1]) if len(states) == len((before, after)) else ""
    said = words.say(texts.NOTE, note=plain(row["words"], WORDS_LENGTH)) if row["words"] else ""
    door, action = words.term(DOORS, row["door"]), words.term(CASE_ACTIONS, row["action"])
    at = row["at"].replace("T", " ")[:16]
    return words.say(texts.EVENT, at=at, actor=plain(row["actor"], 40), door=door, action=action, change=change, words=said)


def recorded_lines(case: Row, action: str, words: Words) -> list[str]:
    """Return what was recorded and how the case stands now."""
    lead = words.say(texts.LED_BY, lead=plain(case["lead"], 40)) if case["lead"] else ""
    state, what = words.term(CASE_STATES, case["state"]), words.term(CASE_ACTIONS, action)
    return [words.say(texts.RECORDED, number=case["id"], name=plain(case["name"], NAME_MOST), action=what, state=state, lead=lead)]


def conflict_lines(case: Row, action: str, actor: str, said: str, since: Sequence[Row], words: Words) -> list[str]:
    """Return both sides of a conflict: what somebody wants to record, and what was recorded since they looked."""
    own = words.say(texts.NOTE, note=plain(said, WORDS_LENGTH)) if said else ""
    others = words.phrases(event_line(row, words) for row in since) or MISSING
    state, what = words.term(CASE_STATES, case["state"]), words.term(CASE_ACTIONS, action)
    return [
        words.say(
            texts.CONFLICT, number=case["id"], name=plain(case["name"], NAME_MOST), actor=plain(actor, 40), action=what, words=own,
            since=others,
            state=state, version=case["version"],
        )
    ]  # fmt: skip


def contradiction_words(row: Row, against: Row | None, words: Words) -> str:
    """Return what a row of a returned list says, and what it contradicts: a visit, a decision, or the way a case ended; None: it adds."""
    said = words.say(texts.ROW_SAYS, file=plain(row["file_name"], 80), row=row["row_number"], visit=visit_line({**row, "note": ""}, words))
    if against is None:
        return words.say(texts.ROW_ADDS, said=said)
    if "finding" in against:
        other = words.say(texts.AGAINST_VISIT, visit=visit_line(against, words))
    elif "action" in against:
        other = words.say(texts.AGAINST_EVENT, event=event_line(against, words))
    else:
        other = words.say(texts.AGAINST_CLOSING, closing=words.term(CLOSINGS, against["closing"]))
    return words.say(texts.CONTRADICTS, said=said, other=other)

"""The answer to a mail that answered one of our letters: line by line what is on record, and what is not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot, top_line
from reports.words import digest
from reports.words import receipt as texts
from reports.words.format import NAME_MOST, plain
from reports.words.text import Words
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, CLOSINGS
from warehouse.vocabulary import FINDINGS, OUTCOMES, VISIT_STATES

_KEYS = {term.key: term for terms in (OUTCOMES, VISIT_STATES, FINDINGS, CLOSINGS) for term in terms}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of a mail: its number and words, and either what it recorded on which case, or why it recorded nothing.

    `why`: a key of reports.words.receipt.WHY, empty where it is on record; a line of number 0 is the mail as a whole. `key`: what a visit
    found or how a case ended. `state`: how the case stands.
    """

    number: int
    text: str
    why: str = ""
    case_id: int = 0
    name: str = ""
    action: str = ""
    key: str = ""
    state: str = ""


def receipt_letter(lines: Sequence[ReceiptLine], sent_on: date, edition: Edition, options: LetterOptions) -> Letter:
    """Return the answer to a mail of a day; names of enterprises only where the options allow them."""
    words, taken = edition.words, sum(not line.why for line in lines)
    counted = {"taken": taken, "left": len(lines) - taken, "day": words.day(sent_on)}
    is_whole = any(line.number for line in lines)
    headline = words.say(texts.HEADLINE if is_whole else texts.NOTHING, **counted)
    subject = words.say(texts.SUBJECT, **counted) if is_whole else headline
    context = head_and_foot(edition, options) | {
        "top": top_line(words.say(texts.TITLE), words.day(edition.as_of), edition),
        "subject": subject,
        "headline": headline,
        "preheader": headline,
        "lines": [_line(line, words, names_allowed=options.names_allowed) for line in lines],
        "notes": [*([words.say(digest.HOW_TO_REPLY)] if counted["left"] else []), words.say(texts.AUTOMATIC)],
    }  # fmt: skip
    return Letter(options.scope, subject, *fill_in("mail_digest", context))


def _line(line: ReceiptLine, words: Words, *, names_allowed: bool) -> str:
    place = {"line": line.number, "text": plain(line.text, 80)}
    if line.why:
        why = words.say(texts.WHY[line.why], state=words.term(CASE_STATES, line.state, ""))
        return words.say(texts.LEFT if line.number else texts.WHOLE, **place, why=why)
    name = plain(line.name, NAME_MOST) if names_allowed else ""
    return words.say(texts.TAKEN, **place, case=words.say(texts.CASE, number=line.case_id), name=name, what=_what(line, words))


def _what(line: ReceiptLine, words: Words) -> str:
    action = words.term(CASE_ACTIONS, line.action)
    if line.key not in _KEYS:
        return action
    term = _KEYS[line.key]
    return words.say(texts.WITH, action=action, key=term.zh if words.language == "zh" else term.en)

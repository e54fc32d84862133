"""The weekly letter to whoever answers for cases: what waits for them, numbered as the cases are, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot, level_tag, top_line
from reports.words import digest as texts
from reports.words.format import NAME_MOST, plain
from warehouse.case_vocabulary import REMINDERS


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One case that waits: its row, why (a key of REMINDERS), and whose it is where somebody stands in."""

    case: Mapping[str, Any]
    reason: str
    instead_of: str = ""


def digest_letter(person: str, items: Sequence[DigestItem], more: int, edition: Edition, options: LetterOptions) -> Letter:
    """Return the letter to a person; the scope of `options` is the reader's. `more`: how many cases wait besides those named."""
    words, named = edition.words, plain(person, 40)
    count = len(items) + more
    subject = words.say(texts.SUBJECT, count=count, person=named, day=words.day(edition.as_of))
    headline = words.say(texts.HEADLINE, person=named, cases=words.counted(count, texts.CASES))
    context = head_and_foot(edition, options) | {
        "top": top_line(words.say(texts.TITLE), words.day(edition.as_of), edition),
        "subject": subject,
        "headline": headline,
        "preheader": headline,
        "lines": [_line(item, edition) for item in items],
        "notes": [
            *([words.say(texts.MORE, count=more)] if more else []), words.say(texts.HOW_TO_REPLY), words.say(texts.OTHERWISE),
        ],
    }  # fmt: skip
    return Letter(options.scope, subject, *fill_in("mail_digest", context))


def _line(item: DigestItem, edition: Edition) -> str:
    words, case = edition.words, item.case
    return words.say(
        texts.LINE, number=case["id"], level=level_tag(case["level"], words), name=plain(case["name"], NAME_MOST),
        street=plain(case["street"], 20) or words.say(texts.NO_STREET), reason=words.term(REMINDERS, item.reason), due=case["due_on"],
        instead=words.say(texts.INSTEAD, person=plain(item.instead_of, 40)) if item.instead_of else "",
    )  # fmt: skip

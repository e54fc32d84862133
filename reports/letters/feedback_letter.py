"""The letter that goes with an department's feedback sheets: how many rows, of which kinds, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.edition import Edition
from reports.feedback_workbook import problem_words
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot
from reports.words import feedback as texts
from reports.words.format import plain


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an department is told: how many rows by rule."""

    department: str
    rules: Mapping[str, int]
    more: int = 0

    @property
    def count(self) -> int:
        """How many rows and files there are."""
        return sum(self.rules.values())


def feedback_letter(feedback: Feedback, edition: Edition, options: LetterOptions) -> Letter:
    """Return the letter; the scope of `options` is the department's."""
    words = edition.words
    day, department = words.day(edition.as_of), plain(feedback.department, 40)
    subject = words.say(texts.SUBJECT, department=department, count=feedback.count, day=day)
    counts: dict[str, int] = {}
    for rule, count in feedback.rules.items():
        counts[problem_words(rule, words)] = counts.get(problem_words(rule, words), 0) + count
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    lines = [words.say(texts.BY_PROBLEM, problem=words.capital(problem), count=count) for problem, count in ordered]
    headline = words.say(texts.HEADLINE, count=feedback.count)
    context = head_and_foot(edition, options) | {
        "top": words.say(texts.TOP, issuer=plain(edition.issuer, 60)),
        "subject": subject,
        "headline": headline,
        "preheader": headline,
        "lines": lines,
        "how": [words.say(texts.MORE_OF), words.say(texts.HOW), *([words.say(texts.LATER, count=feedback.more)] if feedback.more else [])],
        "note": words.say(texts.NOTE),
    }
    return Letter(options.scope, subject, *fill_in("mail_feedback", context))

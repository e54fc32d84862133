"""Short notices without names or figures: a run that did not finish, a part of the service that hung, a source that is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot
from reports.words import notices as texts
from reports.words.format import plain
from reports.words.text import Text
from warehouse.vocabulary import INDICATORS


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A run that did not finish: its number, its job, the month it was about, and why, a key of texts.REASONS."""

    run: str
    job: str
    reason: str
    month: date | None = None


@dataclass(frozen=True, slots=True)
class LateFigures:
    """What an office has not delivered of a month: which indicators, and by when they were due."""

    department: str
    indicators: tuple[str, ...]
    month: date
    due_on: date


def failure_letter(failed: FailedRun, edition: Edition, options: LetterOptions) -> Letter:
    """Return what the operators are told of a run that did not finish."""
    words, known = edition.words, texts.JOBS.get(failed.job)
    job = words.say(known) if known else plain(failed.job, 40)
    job = words.say(texts.OF_MONTH, job=job, month=words.month(failed.month)) if failed.month else job
    reason = words.say(texts.REASONS[failed.reason])
    subject = words.say(texts.FAILURE_SUBJECT, job=job, reason=reason)
    headline = words.say(texts.FAILURE_HEADLINE, job=job, reason=reason, day=words.day(edition.as_of))
    lines = [words.say(texts.RUN, run=plain(failed.run, 40))]
    return _letter(subject, headline, lines, (texts.TO_DO[failed.reason], texts.FAILURE_NOTE), edition, options)


def hung_letter(unit: str, edition: Edition, options: LetterOptions) -> Letter:
    """Return what the operators are told of a part of the service that answered nothing, a key of texts.UNITS."""
    words = edition.words
    named = words.say(texts.UNITS[unit])
    subject, headline = words.say(texts.HUNG_SUBJECT, unit=named), words.say(texts.HUNG_HEADLINE, unit=named, day=words.day(edition.as_of))
    return _letter(subject, headline, [words.say(texts.HUNG_LINE)], (texts.HUNG_HOW, texts.HUNG_NOTE), edition, options)


def late_letter(late: LateFigures, edition: Edition, options: LetterOptions) -> Letter:
    """Return the reminder to an office; the scope of `options` is the office's."""
    words = edition.words
    said = {"month": words.month(late.month), "due": words.day(late.due_on)}
    subject = words.say(texts.LATE_SUBJECT, department=plain(late.department, 40), **said)
    headline = words.say(texts.LATE_HEADLINE, day=words.day(edition.as_of), **said)
    lines = [words.capital(words.term(INDICATORS, indicator)) for indicator in late.indicators]
    return _letter(subject, headline, lines, (texts.LATE_HOW, texts.LATE_NOTE), edition, options)


def _letter(
    subject: str, headline: str, lines: Sequence[str], how_and_note: tuple[Text, Text], edition: Edition, options: LetterOptions
) -> Letter:
    """Return a notice laid out like the letters to departments: a headline, a list, what to do."""
    words = edition.words
    how, note = (words.say(text) for text in how_and_note)
    context = head_and_foot(edition, options) | {
        "top": words.say(texts.TOP, issuer=plain(edition.issuer, 60)), "subject": subject, "headline": headline, "preheader": headline,
        "lines": lines, "how": [how], "note": note,
    }  # fmt: skip
    return Letter(options.scope, subject, *fill_in("mail_feedback", context))

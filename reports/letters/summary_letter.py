"""The letter that goes with the summary above districts: its conclusion, what is not out, its main points; the whole is attached."""

from __future__ import annotations

from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot, top_line
from reports.sections.summary_tables import headline, missing_rows, points
from reports.summary_frames import SummaryFrames
from reports.words import summary as texts

# More than these are in the attached summary.
MISSING_SHOWN = 10


def summary_letter(frames: SummaryFrames, edition: Edition, options: LetterOptions) -> Letter:
    """Return the letter of a summary for readers of the whole."""
    words, missing = edition.words, frames.count("missing_count")
    conclusion = headline(frames, edition)
    subject = words.say(
        texts.SUBJECT,
        severe=frames.count("severe_count"),
        missing=words.say(texts.SUBJECT_MISSING, count=missing) if missing else "",
        place=edition.place,
        month=edition.month_words,
    )
    context = head_and_foot(edition, options) | {
        "top": top_line(words.say(texts.SERIES, place=edition.place), edition.month_words, edition),
        "subject": edition.provisional_subject(subject),
        "headline": conclusion,
        "preheader": conclusion,
        "points": [*_missing_points(frames, edition), *points(frames, edition)],
        "whole": words.say(texts.LETTER_NOTE if options.attached else texts.LETTER_ALONE),
    }
    return Letter(options.scope, str(context["subject"]), *fill_in("mail_brief", context))


def _missing_points(frames: SummaryFrames, edition: Edition) -> list[dict[str, str]]:
    """The districts that are not out, each a line, before everything that is counted without them."""
    words = edition.words
    rows = missing_rows(frames, edition)[:MISSING_SHOWN]
    return [{"figure": row["name"], "unit": "", "text": words.sentences([row["why"], row["last"]])} for row in rows]

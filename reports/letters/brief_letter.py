"""The letter that goes with a half-monthly brief: its main points; the whole is attached."""

from __future__ import annotations

from reports.brief import period_words, points, series_title, title
from reports.brief_frames import BriefFrames
from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot, scope_part, top_line
from reports.words import brief as texts


def brief_letter(frames: BriefFrames, edition: Edition, options: LetterOptions) -> Letter:
    """Return the letter; frames and edition are those of the reader's scope."""
    words = edition.words
    counts = {"due": frames.due.height, "visited": frames.counted("visited"), "overdue": frames.overdue.height}
    head, period = words.say(texts.SUBJECT_HEAD, **counts), period_words(frames, words)
    context = head_and_foot(edition, options) | {
        "top": top_line(series_title(edition), period, edition),
        "subject": words.say(texts.SUBJECT, place=edition.place, period=period, part=scope_part(edition), head=head),
        "headline": title(frames, words),
        "preheader": head,
        # What did not happen is not worth a line of a letter; the page says it.
        "points": [point for point in points(frames, words) if point["figure"] != "0"],
        "whole": words.say(texts.LETTER_NOTE) if options.attached else "",
    }
    return Letter(options.scope, str(context["subject"]), *fill_in("mail_brief", context))

"""The letter that goes with an office's push list: how many enterprises may be entitled to which of its policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions, fill_in, head_and_foot
from reports.words import policies as texts
from reports.words.format import plain


@dataclass(frozen=True, slots=True)
class PolicyPush:
    """What an office is told: enterprises in all, and by the title of the policy."""

    department: str
    enterprises: int
    by_policy: Mapping[str, int]


def policy_letter(push: PolicyPush, edition: Edition, options: LetterOptions) -> Letter:
    """Return the letter; the scope of `options` is the office's."""
    words = edition.words
    month, department = words.month(edition.month), plain(push.department, 40)
    subject = words.say(texts.SUBJECT, department=department, count=push.enterprises, month=month)
    headline = words.say(texts.HEADLINE, count=push.enterprises, policies=len(push.by_policy))
    ordered = sorted(push.by_policy.items(), key=lambda each: (-each[1], each[0]))
    context = head_and_foot(edition, options) | {
        "top": words.say(texts.TOP, issuer=plain(edition.issuer, 60)),
        "subject": subject,
        "headline": headline,
        "preheader": headline,
        "lines": [words.say(texts.BY_POLICY, policy=plain(title, 60), count=count) for title, count in ordered],
        "how": [words.say(texts.LETTER_HOW)],
        "note": words.say(texts.LETTER_NOTE),
    }
    return Letter(options.scope, subject, *fill_in("mail_feedback", context))

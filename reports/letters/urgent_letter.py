"""The urgent letter: who is red for the first time, why, what is at stake, and what is proposed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from reports.briefing import Briefing
from reports.cut_frames import CutFrames
from reports.edition import Edition
from reports.enterprise import briefing_of, new_reds
from reports.frames import BriefingFrames
from reports.letters.letter import ROWS_SHOWN, Letter, LetterOptions, fill_in, head_and_foot, level_tag, scope_part, top_line, who
from reports.scope import narrow
from reports.sections.enterprise_evidence import clearing_words, indicator_rows, service_words
from reports.sections.severe_cases import Case, describe_case
from reports.words import letters as texts
from reports.words.digest import HOW_TO_REPLY
from reports.words.format import NAME_MOST, number, plain, signed_share
from reports.words.sections import ENTERPRISES
from reports.words.text import Words


def urgent_letter(frames: BriefingFrames, edition: Edition, options: LetterOptions | None = None) -> Letter:
    """The letter for a scope; `frames` are the district's and are cut here.

    Raises ValueError for an unknown scope.
    """
    chosen = options or LetterOptions()
    own_frames, own_edition = narrow(frames, edition, chosen.scope)
    codes, cut = new_reds(own_frames), CutFrames(own_frames)
    subject = _subject(own_edition, len(codes))
    cases = [_case(briefing_of(cut, own_edition, uscc), place, chosen) for place, uscc in enumerate(codes[:ROWS_SHOWN], start=1)]
    context = _context(own_edition, len(codes), cases, chosen) | {"subject": subject}
    return Letter(chosen.scope, subject, *fill_in("mail_urgent", context))


def _context(edition: Edition, count: int, cases: list[dict[str, Any]], options: LetterOptions) -> dict[str, Any]:
    words, conclusion = edition.words, urgent_headline(edition, count)
    return head_and_foot(edition, options) | {
        "top": top_line(edition.urgent_title, edition.provisional(edition.month_words), edition),
        "headline": conclusion,
        "preheader": words.say(texts.PREHEADER, headline=conclusion, more=cases[0]["signals"] if cases else ""),
        "cases": cases,
        "how_to_reply": words.say(HOW_TO_REPLY),
        "more": max(0, count - ROWS_SHOWN),
        "taken_back": _taken_back(options, words),
    }


def urgent_headline(edition: Edition, count: int) -> str:
    """The conclusion: 2026年10月全区新列红色预警企业2家."""
    words = edition.words
    return words.say(
        texts.URGENT_HEADLINE if count else texts.URGENT_NOBODY,
        month=edition.month_words,
        scope=edition.scope_words,
        enterprises=words.counted(count, ENTERPRISES),
    )


def _taken_back(options: LetterOptions, words: Words) -> str:
    """Who is not newly red after all, in one sentence; empty where nobody is taken back."""
    names = options.taken_back
    if not names:
        return ""
    called = words.listed(plain(name, NAME_MOST) for name in names)
    who_words = words.say(texts.TAKEN_BACK_NAMES, names=called) if options.names_allowed else words.counted(len(names), ENTERPRISES)
    return words.say(texts.TAKEN_BACK, who=who_words)


def _subject(edition: Edition, count: int) -> str:
    words = edition.words
    place = plain(edition.place, 40 if words.is_english else 20)
    subject = words.say(texts.URGENT_SUBJECT, count=count, place=place, part=scope_part(edition), month=edition.month_words)
    return edition.provisional_subject(subject)


def _case(own: Briefing, place: int, options: LetterOptions) -> dict[str, Any]:
    words, case = own.words, describe_case(own, own.frames.warnings.row(0, named=True))
    # Figures that can be compared are what a reader can put to the enterprise; the attached note has all.
    figures = [item for item in indicator_rows(own) if item["gap"] is not None or item["growth"] is not None]
    return asdict(case) | {
        "who": who(case, place, options.names_allowed, words),
        "level": level_tag(case.row["level"], words),
        "standing": _standing(case, words),
        "signals": words.capital(case.signals),
        "stake": words.capital(case.stake),
        "service": service_words(case, words),
        "clearing": words.capital(clearing_words(own, case.row["uscc"])),
        "indicators": figures,
        "lines": [_figure_line(item, words) for item in figures],
    }


def _standing(case: Case, words: Words) -> str:
    risks = words.say(texts.RISKS, risks=case.risks)
    return words.say(texts.IN_BRACKETS, inside=words.clauses(part for part in (case.where, case.status, risks) if part))


def _figure_line(item: dict[str, Any], words: Words) -> str:
    gap, growth = signed_share(item["gap"]), signed_share(item["growth"])
    return words.say(texts.FIGURE_LINE, name=item["name"], unit=item["unit"], value=number(item["value"]), gap=gap, growth=growth)

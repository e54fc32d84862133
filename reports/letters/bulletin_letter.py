"""The bulletin's letter: conclusion, board, three points, one picture, red and orange enterprises."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from reports.briefing import Briefing
from reports.charts.pictures import trend_png
from reports.charts.trend import prepare_trend, trend_words
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.letters.letter import (
    ROWS_SHOWN,
    Letter,
    LetterOptions,
    content_name,
    fill_in,
    head_and_foot,
    level_tag,
    scope_part,
    top_line,
    who,
)
from reports.palette import LEVEL_BY_KEY
from reports.scope import narrow
from reports.sections.highlights import key_points
from reports.sections.levels import change_label, headline
from reports.sections.severe_cases import Case, severe_cases
from reports.words import letters as texts
from reports.words.format import plain
from reports.words.text import Words

POINTS_SHOWN = 3


def bulletin_letter(frames: BriefingFrames, edition: Edition, options: LetterOptions | None = None) -> Letter:
    """The letter for a scope; `frames` are the district's and are cut here. The picture is drawn where it is not given.

    Raises ValueError for an unknown scope.
    """
    chosen = options or LetterOptions()
    briefing = Briefing(*narrow(frames, edition, chosen.scope))
    drawn = chosen.picture if chosen.picture is not None else _draw(briefing)
    cid, subject = content_name(briefing.edition, "trend"), subject_line(briefing)
    page = fill_in("mail_bulletin", _context(briefing, replace(chosen, picture=drawn)) | {"subject": subject, "cid": cid})
    return Letter(chosen.scope, subject, *page, drawn, cid)


def _context(briefing: Briefing, options: LetterOptions) -> dict[str, Any]:
    words, edition = briefing.words, briefing.edition
    conclusion, points = headline(briefing.situation, edition), key_points(briefing)[:POINTS_SHOWN]
    cases = severe_cases(briefing)
    return head_and_foot(edition, options) | {
        "top": top_line(edition.series_title, edition.issue_words, edition),
        "headline": conclusion,
        "preheader": words.say(texts.PREHEADER, headline=conclusion, more=points[-1].text),
        "board": [_tile(row, words) for row in briefing.board.iter_rows(named=True)],
        "points": points,
        "picture": options.picture is not None,
        "picture_words": trend_words(prepare_trend(briefing), words),
        "cases": [_row(case, place, options, briefing) for place, case in enumerate(cases[:ROWS_SHOWN], start=1)],
        "more": max(0, len(cases) - ROWS_SHOWN),
    }


def _tile(row: dict[str, Any], words: Words) -> dict[str, Any]:
    return row | {"name": LEVEL_BY_KEY[row["level"]].label(words.language), "label": change_label(row["change"], words)}


def _row(case: Case, place: int, options: LetterOptions, briefing: Briefing) -> dict[str, Any]:
    words = briefing.words
    return asdict(case) | {
        "signals": words.capital(case.signals),
        "stake": words.capital(case.stake),
        "who": who(case, place, options.names_allowed, words),
        "level": level_tag(case.row["level"], words),
        "standing": words.say(texts.IN_BRACKETS, inside=words.clauses(part for part in (case.where, case.status) if part)),
    }


def bulletin_picture(frames: BriefingFrames, edition: Edition, scope: str) -> bytes | None:
    """The letter's picture for a scope, to be shared by its subscribers; None when there is no trend to draw."""
    return _draw(Briefing(*narrow(frames, edition, scope)))


def _draw(briefing: Briefing) -> bytes | None:
    trend = prepare_trend(briefing)
    return trend_png(trend, briefing.words) if trend.height > 1 else None


def subject_line(briefing: Briefing) -> str:
    """The subject, its numbers within the first 20 characters: 【内部资料】红4橙9，新进18家：坪山区企业预警月报（2026年第10期）."""
    words, edition = briefing.words, briefing.edition
    return words.say(
        texts.BULLETIN_SUBJECT,
        entered="" if briefing.situation.entered is None else words.say(texts.SUBJECT_ENTERED, count=briefing.situation.entered),
        red=briefing.situation.red,
        orange=briefing.situation.orange,
        place=plain(edition.place, 40 if words.is_english else 20),
        part=scope_part(edition),
        year=edition.month.year,
        number=edition.issue_number,
        month=edition.month_words,
    )

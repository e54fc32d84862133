"""The bulletin's letter: conclusion, what is asked, board, three points, one picture, the enterprises with their last visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import groupby
from typing import Any

from reports.attachments import with_pages
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
from reports.scope import DISTRICT, narrow, of_an_owner
from reports.sections.highlights import Point, key_points
from reports.sections.levels import change_label, headline
from reports.sections.severe_cases import describe_case
from reports.words import case_history
from reports.words import letters as texts
from reports.words.digest import HOW_TO_REPLY
from reports.words.format import NAME_MOST, plain
from reports.words.sections import ENTERPRISES
from reports.words.text import Words
from reports.workbook_fields import VISIT_DATE

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
    conclusion = headline(briefing.situation, edition)
    points = [point for point in key_points(briefing) if point.figure != "0"][:POINTS_SHOWN]
    rows, is_district = _rows(briefing, options), options.scope == DISTRICT
    shown = rows[:ROWS_SHOWN]
    more = len(rows) - len(shown)
    return head_and_foot(edition, options) | {
        "top": top_line(edition.series_title, edition.issue_words, edition),
        "headline": conclusion,
        "preheader": words.say(texts.PREHEADER, headline=conclusion, more=_whole(points[-1], words) if points else ""),
        "asked": _asked(rows, briefing.listed.height - len(rows), options, words),
        "board": [_tile(row, words) for row in briefing.board.iter_rows(named=True) if row["count"] or row["change"]],
        "points": points,
        "picture": options.picture is not None,
        "picture_words": trend_words(prepare_trend(briefing), words),
        "cases": [_case(row, place, options, briefing) for place, row in enumerate(shown, start=1)],
        "case_history": case_history,
        "how_to_reply": words.say(HOW_TO_REPLY),
        "heading": words.say(texts.SEVERE if is_district else texts.LISTED),
        "nobody": words.say(texts.NO_SEVERE if is_district else texts.NOBODY_LISTED),
        "more": words.say(texts.MORE_SEVERE if is_district else texts.MORE_LISTED, count=more) if more else "",
        "with_pages": _with_pages(briefing, options),
    }


def _whole(point: Point, words: Words) -> str:
    """A key point in one line, with its number: without it the sentence says of nothing how much it is."""
    return f"{point.figure}{point.unit}{words.say(texts.POINT_GAP)}{point.text}"


def _rows(briefing: Briefing, options: LetterOptions) -> list[dict[str, Any]]:
    """Who the letter is about: red and orange of the whole district; of a part of it, whatever their level, all of the list."""
    return (briefing.severe if options.scope == DISTRICT else briefing.listed).to_dicts()


def _tile(row: dict[str, Any], words: Words) -> dict[str, Any]:
    return row | {"name": LEVEL_BY_KEY[row["level"]].label(words.language), "label": change_label(row["change"], words)}


def _asked(rows: Sequence[dict[str, Any]], others: int, options: LetterOptions, words: Words) -> str:
    """How many visits are asked for, by which day and whom; empty where nobody is listed. The whole district is told numbers only.

    `others`: how many more are on the list, whom the letter does not show.
    """
    if not rows:
        return ""
    is_district = options.scope == DISTRICT
    placed = sorted(enumerate(rows, start=1), key=lambda each: (each[1]["respond_by_on"] or date.max, each[0]))
    by_day = [
        _asked_by(day, [_called(row, place, options, words) for place, row in group], not is_district, words)
        for day, group in groupby(placed, key=lambda each: each[1]["respond_by_on"])
    ]
    return words.say(
        texts.ASKED_OF_OFFICES if is_district else texts.ASKED_LINE,
        enterprises=words.counted(len(rows), ENTERPRISES),
        by_day=words.phrases(by_day),
        rest=words.say(texts.ASKED_REST, count=others) if others else "",
        column=words.say(VISIT_DATE),
    )


def _asked_by(day: date | None, called: list[str], is_named: bool, words: Words) -> str:
    names = words.say(texts.ASKED_NAMES, names=words.listed(called)) if is_named and len(called) <= ROWS_SHOWN else ""
    if day is None:
        return words.say(texts.ASKED_OPEN, count=len(called), names=names)
    return words.say(texts.ASKED_BY, day=words.day_of_year(day), count=len(called), names=names)


def _called(row: dict[str, Any], place: int, options: LetterOptions, words: Words) -> str:
    return plain(row["name"], NAME_MOST) if options.names_allowed else words.say(texts.WITHHELD, where="", place=place)


def _with_pages(briefing: Briefing, options: LetterOptions) -> str:
    """That the PDF goes on with a page of each enterprise, where it does."""
    words, name = briefing.words, briefing.words.say(texts.PDF_NAME)
    if not of_an_owner(options.scope) or name not in options.attached or briefing.listed.is_empty():
        return ""
    return words.say(texts.WITH_PAGES, name=name.removesuffix(".pdf"), count=len(with_pages(briefing)))


def _case(row: dict[str, Any], place: int, options: LetterOptions, briefing: Briefing) -> dict[str, Any]:
    words, case = briefing.words, describe_case(briefing, row, is_short=True)
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
    subject = words.say(
        texts.BULLETIN_SUBJECT,
        entered="" if briefing.situation.entered is None else words.say(texts.SUBJECT_ENTERED, count=briefing.situation.entered),
        visits=words.say(texts.SUBJECT_VISITS, count=briefing.listed.height) if edition.scope and briefing.listed.height else "",
        red=briefing.situation.red,
        orange=briefing.situation.orange,
        place=plain(edition.place, 40 if words.is_english else 20),
        part=scope_part(edition),
        year=edition.month.year,
        number=edition.issue_number,
        month=edition.month_words,
    )
    return edition.provisional_subject(subject)

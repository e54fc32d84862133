"""The half-monthly brief: frames in, one page out (screen, phone, print), in the edition's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from reports.breadcrumbs import Breadcrumbs, Link
from reports.brief_frames import BriefFrames
from reports.edition import Edition
from reports.pdf import make_pdf
from reports.sections.followup import FOUND
from reports.sections.provisional import provisional_parts, provisional_point
from reports.sections.stuck_cases import stuck_row
from reports.templating import environment, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import brief as texts
from reports.words import bulletin, imprint, index_page
from reports.words.format import plain, share
from reports.words.reasons import reason_phrases
from reports.words.text import Words
from warehouse import case_vocabulary, vocabulary
from warehouse.case_vocabulary import CASE_STATES, CLOSED, CLOSINGS
from warehouse.meeting_vocabulary import MEETING_CAUSES, READING_CHANGES, VISIT_STANDINGS
from warehouse.risk_vocabulary import REPORT_KINDS
from warehouse.vocabulary import TOPICS, Terms

PAGE: Final = "brief.html"
PDF: Final = "brief.pdf"
# As many rows as a page of paper holds beside its text; the list of cases has them all.
ROWS_SHOWN: Final = 30
NEWS_SHOWN: Final = 12
REASONS_SHOWN: Final = 2
Row = dict[str, Any]


def brief_page(frames: BriefFrames, edition: Edition, paper: bool = False) -> str:
    """The brief as HTML, the same text for the same frames and edition; with `paper` set for `make_pdf`."""
    from markupsafe import Markup

    words = edition.words
    context = {
        "language": words.language, "edition": edition, "own": texts, "texts": bulletin, "imprint": imprint, "vocabulary": vocabulary,
        "case_vocabulary": case_vocabulary, "changes": READING_CHANGES,
        "say": words.say, "term": words.term, "day": words.day, "capital": words.capital,
        "paper": paper, "layout": "", "script": None, "plotly_src": "",
        "css": Markup(stylesheet("briefing.css", paper, words.language)),  # noqa: S704 - our own file
        "series": series_title(edition),
        "crumbs": _crumbs(edition),
        "title": title(frames, words),
        "period": period_words(frames, words),
        "points": points(frames, words),
        "note": words.say(texts.NOTE, day=words.day(frames.last)),
        **_visits(frames, words),
        **_news(frames, words),
        **_readings(frames, words),
        **provisional_parts(frames, words),
        **_cases(frames, words),
        **_appeals(frames, words),
    }  # fmt: skip
    html = environment().get_template("brief.html.j2").render(context)
    return html if paper else whole_numbers(html)


def _crumbs(edition: Edition) -> Breadcrumbs:
    words = edition.words
    return Breadcrumbs(words.say(index_page.HERE), (Link(words.say(index_page.INDEX), "../../index.html"), Link(series_title(edition))))


def brief_files(frames: BriefFrames, edition: Edition, kept_pdf: bytes | None = None) -> dict[str, bytes]:
    """The files of a brief that people read: page and PDF, the PDF as far as it can be made here; `kept_pdf`: taken as it is."""
    pdf = kept_pdf or make_pdf(brief_page(frames, edition, paper=True)).content
    return {PAGE: brief_page(frames, edition).encode(), **({} if pdf is None else {PDF: pdf})}


def series_title(edition: Edition) -> str:
    """The name of the publication."""
    return edition.words.say(texts.SERIES, place=edition.place)


def period_words(frames: BriefFrames, words: Words) -> str:
    """The days a brief is about: 2026年11月1日至15日."""
    last = f"{frames.last.day}日" if not words.is_english else words.day(frames.last)
    first = words.day(frames.first) if not words.is_english else words.day_of_year(frames.first)
    return words.say(texts.PERIOD, first=first, last=last)


def _days_words(frames: BriefFrames, words: Words) -> str:
    """The same without the year, which stands above the title."""
    first, last = words.day_of_year(frames.first), words.day_of_year(frames.last)
    return words.say(texts.PERIOD, first=first, last=last if words.is_english else f"{frames.last.day}日")


def title(frames: BriefFrames, words: Words) -> str:
    """The conclusion: visits due, made, overdue."""
    text = texts.TITLE if frames.due.height else texts.TITLE_NONE
    counts = {"due": frames.due.height, "visited": frames.counted("visited"), "overdue": frames.overdue.height}
    return words.say(text, period=_days_words(frames, words), **counts)


def points(frames: BriefFrames, words: Words) -> list[Row]:
    """The main points, one number each."""
    return [
        _point(frames.due.height, texts.ENTERPRISES, _due_point(frames, words), words),
        _point(
            frames.overdue.height,
            texts.ENTERPRISES,
            words.say(texts.POINT_OVERDUE, day=words.day(frames.last), open=frames.open_count),
            words,
        ),
        _counted_point(frames.signals, "kind", REPORT_KINDS, (texts.PIECES, texts.POINT_SIGNALS, texts.POINT_SIGNALS_NONE, "kinds"), words),
        _counted_point(
            frames.appeals, "topic", TOPICS, (texts.APPEAL_PIECES, texts.POINT_APPEALS, texts.POINT_APPEALS_NONE, "topics"), words
        ),
        *provisional_point(frames, words),
        _counted_point(frames.stuck, "cause", MEETING_CAUSES, (texts.ITEMS, texts.POINT_STUCK, texts.POINT_STUCK_NONE, "causes"), words),
        _point(frames.coming.height, texts.ENTERPRISES, _coming_words(frames, words), words),
    ]


def _point(count: int, unit: Any, text: str, words: Words) -> Row:
    return {"figure": f"{count:,}", "unit": "" if words.is_english else words.say(unit), "text": text}


def _counted_point(rows: pl.DataFrame, column: str, terms: Terms[Any], told: tuple[Any, Any, Any, str], words: Words) -> Row:
    """A point that counts rows by a column."""
    unit, text, none, place = told
    counts = rows.group_by(column).len().sort("len", column, descending=[True, False]).iter_rows()
    of = "" if words.is_english else words.say(unit)
    parts = words.listed(words.say(texts.OF_KIND, kind=words.term(terms, key), count=count, unit=of) for key, count in counts)
    return _point(rows.height, unit, words.say(text, **{place: parts}) if rows.height else words.say(none), words)


def _due_point(frames: BriefFrames, words: Words) -> str:
    told = _due_words(frames, words)
    return words.say(texts.POINT_DUE_ZERO) if frames.due.is_empty() else words.say(texts.POINT_DUE, parts=told)


def _due_words(frames: BriefFrames, words: Words) -> str:
    if frames.due.is_empty():
        return words.say(texts.POINT_DUE_NONE)
    return words.say(texts.VISITS_WORDS, of_all=_of_all(frames, words), parts=_others(frames, words))


def _of_all(frames: BriefFrames, words: Words) -> str:
    """Visited of due with its share, which is not given for a handful."""
    part = "" if frames.visited_share is None else words.say(texts.OF_ALL_SHARE, share=share(frames.visited_share, 0))
    return words.say(texts.OF_ALL, visited=frames.counted("visited"), due=frames.due.height, share=part)


def _others(frames: BriefFrames, words: Words) -> str:
    """How those due stand that were not visited."""
    counts = [(each, frames.counted(each.key)) for each in VISIT_STANDINGS if each.key != "visited"]
    parts = [words.say(texts.PART, what=each.word(words.language), count=count) for each, count in counts if count]
    return words.say(texts.VISITS_OTHERS, parts=words.listed(parts)) if parts else ""


def _coming_words(frames: BriefFrames, words: Words) -> str:
    joint = frames.coming.filter("is_joint").height
    told = words.say(texts.POINT_JOINT, count=joint, visits=frames.burden_visits, days=frames.burden_days) if joint else ""
    return words.say(texts.POINT_COMING, **_ahead(frames, words), joint=told)


def _ahead(frames: BriefFrames, words: Words) -> dict[str, str]:
    return {"first": words.day(frames.issued_on), "last": words.day_of_year(frames.ahead)}


def _visits(frames: BriefFrames, words: Words) -> dict[str, Any]:
    counts = frames.burden
    often = int(counts.filter(pl.col("visit_days") >= frames.burden_visits)["count"].sum())
    span = {"day": words.day(frames.last), "days": frames.burden_days}
    told = words.say(texts.TIMES_WORDS, **span, visited=int(counts["count"].sum()), often=often, visits=frames.burden_visits)
    return {
        "visits_words": _due_words(frames, words),
        "units": frames.units.to_dicts(),
        "unit_note": words.say(texts.BY_UNIT_NOTE, least=frames.least_count),
        "burden_head": words.say(texts.BURDEN, days=frames.burden_days),
        "overdue": _cut(frames.overdue, ROWS_SHOWN, words),
        "coming": _cut(frames.coming, ROWS_SHOWN, words),
        "no_coming": words.say(texts.NO_COMING, **_ahead(frames, words)),
        "times_words": told if counts.height else words.say(texts.TIMES_NONE, **span),
        "times": counts.to_dicts(),
    }


def _cut(rows: pl.DataFrame, most: int, words: Words, more: Any = texts.MORE) -> Row:
    """The rows that are shown, and what is said of the others."""
    hidden = max(0, rows.height - most)
    return {"rows": rows.head(most).to_dicts(), "more": words.say(more, count=hidden) if hidden else ""}


def _news(frames: BriefFrames, words: Words) -> dict[str, Any]:
    return {
        "signals": _cut(frames.signals, NEWS_SHOWN, words, texts.MORE_NEWS),
        "appeals": _cut(frames.appeals, NEWS_SHOWN, words, texts.MORE_NEWS),
    }


def _readings(frames: BriefFrames, words: Words) -> dict[str, Any]:
    """What daily electricity says of open cases since the last list: a sentence, and those that have changed."""
    if frames.readings.is_empty() or frames.listed_on is None:
        return {"readings": None}
    counts = dict(frames.readings.group_by("change").len().iter_rows())
    parts = [
        words.say(texts.READINGS_PART, change=words.term(READING_CHANGES, key), count=counts.get(key, 0)) for key in READING_CHANGES.keys
    ]
    sentence = words.say(texts.READINGS_WORDS, listed=words.day(frames.listed_on), known=frames.readings.height, parts=words.listed(parts))
    return {"readings": _cut(frames.readings.filter(pl.col("change") != "same"), ROWS_SHOWN, words), "readings_words": sentence}


def _cases(frames: BriefFrames, words: Words) -> dict[str, Any]:
    reasons = reason_phrases(frames.reasons, words)
    told = [_case(row, reasons.get(row["uscc"], []), frames, words) for row in frames.told.to_dicts()]
    return {"told": told, "stuck": [stuck_row(row, words) for row in frames.stuck.to_dicts()]}


def _case(row: Row, reasons: list[str], frames: BriefFrames, words: Words) -> Row:
    """A case with its three lines."""
    why = words.phrases(reasons[:REASONS_SHOWN]) or words.say(texts.NO_REASONS)
    requests = frames.requests.filter(pl.col("case_id") == row["case_id"]).to_dicts()
    causes = frames.stuck.filter(pl.col("case_id") == row["case_id"])["cause"].to_list()
    asked = [words.say(texts.ASKED, departments=words.listed(_asked(each, words) for each in requests))] if requests else []
    lines = {
        texts.WARNED: words.say(texts.WARNED_WORDS, day=words.day(row["opened_on"]), reasons=why),
        texts.DONE: words.phrases([_visited(row, words), *asked]),
        texts.NEXT: words.phrases(_next(row, causes, words)),
    }
    return row | {"lines": [(words.say(head), words.capital(text)) for head, text in lines.items()]}


def _visited(row: Row, words: Words) -> str:
    day = row["last_visited_on"]
    if day is None:
        return words.say(texts.DONE_NOBODY)
    if not row["visited_by"]:
        return words.say(texts.DONE_VISITED_DAY, day=words.day(day))
    return words.say(texts.DONE_VISITED, day=words.day(day), by=plain(row["visited_by"], 30), finding=_finding(row["finding"], words))


def _finding(finding: str | None, words: Words) -> str:
    return words.term(FOUND, finding)


def _asked(request: Mapping[str, Any], words: Words) -> str:
    day = words.day(request["answer_due_on"])
    state = words.say(texts.ANSWERED) if request["answered_on"] else words.say(texts.DUE_BY, day=day)
    return words.say(texts.ASKED_ONE, department=plain(request["department"], 30), state=state)


def _next(row: Row, causes: list[str], words: Words) -> list[str]:
    """What comes next: who is to do what by when, how often somebody was there already, whether the district is asked."""
    lead = plain(row["lead"], 40) or words.say(texts.NO_UNIT)
    stuck = [words.say(texts.NEXT_STUCK, causes=words.listed(words.term(MEETING_CAUSES, cause) for cause in causes))] if causes else []
    return [_step(row, lead, words), *([words.say(texts.JOINT)] if row["is_joint"] and row["state"] != CLOSED else []), *stuck]


def _step(row: Row, lead: str, words: Words) -> str:
    if row["state"] == CLOSED:
        return words.say(texts.NEXT_CLOSED, closing=words.term(CLOSINGS, row["closing"]))
    if row["until_on"] is not None:
        return words.say(texts.NEXT_UNTIL, day=words.day(row["until_on"]))
    if row["first_visited_on"] is None:
        return words.say(texts.NEXT_VISIT, lead=lead, day=words.day(row["due_on"]))
    return words.say(texts.NEXT_STATE, lead=lead, state=words.term(CASE_STATES, row["state"]))


def _appeals(frames: BriefFrames, words: Words) -> dict[str, Any]:
    """How appeals were dealt with this month: a sentence and two tables."""
    sums = {name: int(frames.topics[name].sum()) for name in texts.ANSWER_COLUMNS}
    open_ended = sums["answered"] - sums["in_time"] - sums["late"]
    days = {"first": words.day(frames.last.replace(day=1)), "last": words.day(frames.last)}
    sentence = words.say(texts.ANSWERS_WORDS, **days, **sums, open_ended=open_ended)
    return {
        "answers_words": sentence if frames.topics.height else words.say(texts.ANSWERS_NONE),
        "answer_tables": [
            (words.say(texts.BY_TOPIC), "topic", frames.topics.to_dicts()),
            (words.say(texts.BY_DEPARTMENT), "department", frames.departments.to_dicts()),
        ]
        if frames.topics.height
        else [],
    }

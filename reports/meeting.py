"""The agenda of the joint meeting: its rows in, a page and a CSV out, in the edition's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from reports.breadcrumbs import Breadcrumbs, Link
from reports.edition import Edition
from reports.pdf import make_pdf
from reports.sections.stuck_cases import facts_words, wanted_words, whom
from reports.templating import environment, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import bulletin, imprint, index_page
from reports.words import meeting as texts
from reports.words.format import NAME_MOST, plain
from reports.words.text import Words
from warehouse.meeting_vocabulary import MEETING_CAUSES

# The characters that make a spreadsheet read a text cell as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AgendaFrames:
    """The rows of an agenda as of a moment.

    `rows`: columns of models.cases.agenda.agenda, with uscc, name, street, level of the case (null without one) and `progress`, one of
    done, late, running (null: not decided).
    """

    month: date
    moment: datetime
    rows: pl.DataFrame

    def part(self, name: str) -> pl.DataFrame:
        """The rows of a part: put or decided."""
        return self.rows.filter(pl.col("part") == name)


def agenda_files(frames: AgendaFrames, edition: Edition) -> dict[str, bytes]:
    """The files of an agenda's folder: page, CSV, and PDF as far as it can be made here."""
    made = make_pdf(agenda_page(frames, edition, paper=True))
    pages = {"agenda.html": agenda_page(frames, edition).encode(), "agenda.csv": agenda_csv(frames, edition.words)}
    return {**pages, **({} if made.content is None else {"agenda.pdf": made.content})}


def agenda_page(frames: AgendaFrames, edition: Edition, paper: bool = False) -> str:
    """The agenda as HTML, the same text for the same rows and edition; with `paper` set for `make_pdf`."""
    from markupsafe import Markup

    words = edition.words
    series = words.say(texts.SERIES, place=edition.place)
    context = {
        "language": words.language, "edition": edition, "own": texts, "texts": bulletin, "imprint": imprint, "say": words.say,
        "term": words.term, "day": words.day, "capital": words.capital, "paper": paper, "layout": "", "script": None, "plotly_src": "",
        "css": Markup(stylesheet("briefing.css", paper, words.language)),  # noqa: S704 - our own file
        "series": series,
        "crumbs": Breadcrumbs(words.say(index_page.HERE), (Link(words.say(index_page.INDEX), "../../index.html"), Link(series))),
        "month": words.month(frames.month),
        "title": agenda_title(frames, words),
        "stands": words.say(texts.STANDS, moment=moment_words(frames.moment, words)),
        "causes": _causes(frames.part("put"), words),
        "vocabulary": {"causes": MEETING_CAUSES},
        **{name: [worded(row, words) for row in frames.part(name).to_dicts()] for name in texts.PARTS},
    }  # fmt: skip
    html = environment().get_template("meeting.html.j2").render(context)
    return html if paper else whole_numbers(html)


def agenda_title(frames: AgendaFrames, words: Words) -> str:
    """The conclusion: how many items are put, how many decisions are followed."""
    return words.say(texts.TITLE, month=words.month(frames.month), put=frames.part("put").height, decided=frames.part("decided").height)


def moment_words(moment: datetime, words: Words) -> str:
    """A moment as a sentence names it."""
    return words.say(texts.MOMENT, day=words.day(moment.date()), time=f"{moment:%H:%M}")


def _causes(put: pl.DataFrame, words: Words) -> str:
    counts = dict(put.group_by("cause").len().iter_rows())
    known = [each for each in MEETING_CAUSES if each.key in counts]
    parts = [words.say(texts.OF_CAUSE, cause=each.word(words.language), count=counts[each.key]) for each in known]
    return words.say(texts.CAUSES, causes=words.listed(parts)) if parts else ""


def worded(row: Row, words: Words) -> Row:
    """Add to a row of an agenda everything that is read: facts, what is asked of whom, and how far a decision is done."""
    facts = facts_words(row, words)
    if row["part"] == "decided" and row["cause"] != "by_hand" and row["done_on"] is None:
        facts = words.say(texts.STILL_SO, facts=facts) if facts else words.say(texts.GONE)
    state = words.say(texts.STATES[row["progress"]], day=words.day(row["done_on"])) if row["progress"] else ""
    own = plain(row["words"], 200)
    return {**row, "facts": facts or own, "ask": wanted_words(row, words), "whom": whom(row, words), "state": state}


def agenda_csv(frames: AgendaFrames, words: Words) -> bytes:
    """The rows of an agenda as CSV that a spreadsheet opens as it stands."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([words.say(head) for head in texts.CSV_HEADS.values()])
    for row in frames.rows.to_dicts():
        told = worded(row, words)
        keyed = {
            "part": words.say(texts.PARTS[row["part"]]),
            "cause": words.term(MEETING_CAUSES, row["cause"]),
            "level": _level(row, words),
        }
        writer.writerow([_cell({**told, **keyed}[name]) for name in texts.CSV_HEADS])
    # Without the mark Excel reads Chinese in another encoding.
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _level(row: Mapping[str, Any], words: Words) -> str:
    return words.level(row["level"], "") if row["level"] else ""


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else plain(value, 400)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def agenda_lines(frames: AgendaFrames, words: Words) -> list[str]:
    """The agenda as a terminal shows it: a line an item."""
    rows = [worded(row, words) for row in frames.rows.to_dicts()]
    return [agenda_title(frames, words), *(_line(row, words) for row in rows)]


def _line(row: Row, words: Words) -> str:
    name = plain(row["name"], NAME_MOST) or words.say(texts.NO_ENTERPRISE)
    told = [words.term(MEETING_CAUSES, row["cause"]), row["facts"], f"{row['whom']}: {row['decision'] or row['ask']}", row["state"]]
    return f"{row['id']:>5}  {name}  {words.phrases(part for part in told if part)}"

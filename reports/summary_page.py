"""The summary above districts as a page and on paper: frames in, one self-contained HTML page out, in the edition's language."""

from __future__ import annotations

from typing import Any, Final

from reports.breadcrumbs import Breadcrumbs, Link
from reports.edition import Edition
from reports.palette import LEVELS
from reports.sections import summary_tables as tables
from reports.summary_frames import PAPER, SCREEN, SummaryFrames
from reports.templating import environment, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import bulletin, imprint
from reports.words import index_page as ways
from reports.words import summary as texts
from reports.words.format import month_key
from warehouse.vocabulary import TREND_INDICATORS

PAGE: Final = "index.html"


def summary_page(frames: SummaryFrames, edition: Edition, paper: bool = False, files: frozenset[str] = frozenset()) -> str:
    """The page as HTML, the same text for the same frames and edition; `paper`: set for `reports.pdf.make_pdf`.

    `files`: what else lies beside it, which it offers.
    """
    from markupsafe import Markup

    words = edition.words
    context = {
        "language": words.language, "edition": edition, "own": texts, "texts": bulletin, "imprint": imprint, "say": words.say,
        "day": words.day, "paper": paper, "layout": "summary", "script": None, "plotly_src": "", "crumbs": _crumbs(frames, edition),
        "css": Markup(stylesheet("briefing.css", paper, words.language, "summary.css")),  # noqa: S704 - our own file
        "series": words.say(texts.SERIES, place=edition.place),
        "title": tables.headline(frames, edition),
        "files": files,
        **_parts(frames, edition, paper),
    }  # fmt: skip
    html = environment().get_template("summary.html.j2").render(context)
    return html if paper else whole_numbers(html)


def _crumbs(frames: SummaryFrames, edition: Edition) -> Breadcrumbs:
    words, links = edition.words, []
    links.append(Link(words.say(texts.INDEX), f"../{PAGE}"))
    links.append(Link(words.say(texts.SERIES, place=edition.month_words)))
    if frames.earlier:
        key = month_key(frames.earlier)
        links.append(Link(words.say(texts.EARLIER, month=key), f"../{key}/{PAGE}"))
    return Breadcrumbs(words.say(ways.HERE), tuple(links))


def _parts(frames: SummaryFrames, edition: Edition, paper: bool) -> dict[str, Any]:
    """What the sections show."""
    words = edition.words
    room = PAPER if paper else SCREEN
    shown = frames.shown(room)
    moves = tables.move_rows(frames, words, room.moves)
    levels = tables.level_rows(shown, words)
    out = frames.count("published_count")
    first, last = tables.move_span(edition.month)
    return {
        "missing": tables.missing_rows(frames, edition)[: room.missing],
        "missing_more": max(0, frames.count("missing_count") - room.missing),
        "points": tables.points(frames, edition),
        "board": _board(frames, edition),
        "level_rows": levels,
        "sum_row": tables.sum_row(frames, words),
        "sum_name": words.say(texts.SUM, count=out),
        "most": max((sum(row["bar"].values()) for row in levels), default=0) or 1,
        "shown_part": words.say(texts.SHOWN_PART, shown=shown.height) if shown.height < out else "",
        "all_links": tables.level_rows(frames.out(), words) if shown.height < out else [],
        "state_rows": tables.state_rows(shown, words),
        "growth_heads": [tables.growth_head(one, words) for one in TREND_INDICATORS],
        "answer_heads": [words.say(text) for text in tables.ANSWERS.values()],
        "answer_rows": tables.answer_rows(shown if shown.height <= room.answers else shown.clear(), frames),
        "move_rows": moves,
        "moves_more": frames.moves.height - len(moves),
        "moves_caption": words.say(texts.MOVES_CAPTION, first=first, last=last),
        "notes": tables.note_lines(frames, edition),
    }


def _board(frames: SummaryFrames, edition: Edition) -> list[dict[str, Any]]:
    """The four levels, each with its sum over the districts that are out."""
    words = edition.words
    return [
        {
            "level": level.key,
            "count": frames.totals[f"{level.key}_count"],
            "note": words.say(texts.BOARD_LINE, count=frames.count(f"{level.key}_candidates_count")),
        }
        for level in LEVELS
        if frames.count("published_count")
    ]

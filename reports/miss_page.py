"""The page of an enterprise that left without a list having named it in time: what was known when, and what would have listed it."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from reports.breadcrumbs import miss_links
from reports.briefing import Briefing
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.sections.enterprise_evidence import of_enterprise
from reports.sections.missed_departures import enough_words, kind_words, meaning_words
from reports.templating import environment, stylesheet
from reports.whole_numbers import whole_numbers
from reports.words import enterprise as enterprise_texts
from reports.words import imprint
from reports.words import misses as texts
from reports.words.format import NAME_MOST, plain
from reports.words.text import Words
from warehouse.miss_vocabulary import MISS_CAUSES, MISS_RECORDS
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import INDICATORS, OUTCOMES, RISKS

# So many factors are shown one by one; the rest as their sum, so that the column adds up.
FACTORS_SHOWN: Final = 10
_FRAMES: Final = ("misses", "miss_months", "miss_contributions", "miss_figures", "miss_records")
Row = dict[str, Any]


def codes_missed(frames: BriefingFrames) -> list[str]:
    """The credit codes of those who have such a page in the issue's folder."""
    return frames.misses["uscc"].sort().to_list()


def render_miss(frames: BriefingFrames, edition: Edition, uscc: str) -> str:
    """The page of one enterprise as HTML; raises ValueError when it is not among the frames' misses."""
    parts: dict[str, Any] = {name: of_enterprise(getattr(frames, name), uscc) for name in _FRAMES}
    own = Briefing(BriefingFrames(**parts), edition)
    if own.frames.misses.is_empty():
        raise ValueError(
            f"no page for {uscc}: it is not among the {frames.misses.height} that no list had named in time; ask for one of them"
        )
    return whole_numbers(environment().get_template("miss.html.j2").render(_context(own)))


def _context(own: Briefing) -> Row:
    from markupsafe import Markup

    words, row, edition = own.words, own.frames.misses.row(0, named=True), own.edition
    return {
        "edition": edition,
        "language": words.language,
        "say": words.say,
        "day": words.day,
        "own": texts,
        "texts": enterprise_texts,
        "imprint": imprint,
        "paper": False,
        "layout": "portrait",
        "title": words.say(texts.PAGE_TITLE, name=plain(row["name"], NAME_MOST)),
        "css": Markup(stylesheet("briefing.css", language=words.language)),  # noqa: S704 - our own file
        "script": None,
        "plotly_src": "",
        "crumbs": miss_links(edition, row["uscc"]),
        "row": row,
        "outcome": words.capital(words.term(OUTCOMES, row["outcome"])),
        "cause": words.capital(words.term(MISS_CAUSES, row["cause"])),
        "meaning": meaning_words(row, words),
        "enough": enough_words(row, words),
        "listed": words.say(texts.OF, listed=row["listed_count"], lists=row["lists_count"]),
        "months": _months(own),
        "factors": _factors(own),
        "factors_words": _factors_words(row, words),
        "figures": _figures(own),
        "records": _records(own),
        "disclaimer": words.sentences([words.say(imprint.DISCLAIMER), words.say(texts.NOTE)]),
    }


def _months(own: Briefing) -> list[Row]:
    """Each list before it left: both risks, the rank, and whether it had a place."""
    rows = own.frames.miss_months.sort("list_month").iter_rows(named=True)
    return [row | {"place": own.words.say(texts.PLACES[_place(row)])} for row in rows]


def _place(row: Row) -> str:
    if row["combined_risk"] is None:
        return "not_judged"
    if row["is_listed"]:
        return "listed"
    return "watched" if row["is_candidate"] else "below"


def _factors(own: Briefing) -> list[Row]:
    """What the risk was made of, the largest in size first, the rest as one."""
    size, words = pl.col("contribution_log_odds").abs(), own.words
    rows = own.frames.miss_contributions.filter(size.round(6) != 0).sort(size, "feature", descending=[True, False])
    shown, rest = rows.head(FACTORS_SHOWN), rows.slice(FACTORS_SHOWN)
    named = [
        {"label": words.capital(words.term(FEATURES, row["feature"])), "value": row["feature_value"], "size": row["contribution_log_odds"]}
        for row in shown.iter_rows(named=True)
    ]
    more = [{"label": words.say(texts.REST), "value": None, "size": rest["contribution_log_odds"].sum()}] if rest.height else []
    return [*named, *more]


def _factors_words(row: Row, words: Words) -> str:
    if row["nearest_month"] is None:
        return words.say(texts.NOT_JUDGED)
    return words.say(texts.EVIDENCE_NOTE, month=words.month(row["nearest_month"]), risk=words.term(RISKS, row["risk"]))


def _figures(own: Briefing) -> list[Row]:
    """Each indicator against normal in the order of the vocabulary, with the day the figure was known."""
    rows = {row["indicator"]: row for row in own.frames.miss_figures.iter_rows(named=True)}
    words = own.words
    return [
        rows[key] | {"name": words.capital(words.term(INDICATORS, key)), "unit": words.unit(key)} for key in INDICATORS.keys if key in rows
    ]


def _records(own: Briefing) -> list[Row]:
    """What people noticed, in order of the day it happened."""
    words = own.words
    return [
        {
            "record": words.capital(words.term(MISS_RECORDS, row["record"])),
            "kind": words.capital(kind_words(row["record"], row["kind"], words)),
            "happened_on": row["happened_on"],
            "known_on": row["known_on"],
        }
        for row in own.frames.miss_records.sort("happened_on", "known_on", "record").iter_rows(named=True)
    ]

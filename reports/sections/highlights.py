"""The key points of the first page: at most six, one number each, all read from the frames of the sections below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.sections.by_street_and_industry import by_place, most_touched, touched_words
from reports.sections.levels import kept_words, leaving_words, total_share, versus_last_month
from reports.words import sections as texts
from reports.words.figures import name
from reports.words.format import number, share
from warehouse.vocabulary import LEVELS

# Output leads where it is known; an office without it still sees tax or jobs.
_STAKES = {"output_value_twelve_months": "output", "tax_twelve_months": "tax", "employment_latest": "jobs"}


@dataclass(frozen=True, slots=True)
class Point:
    """One key point: a number with its unit, and the sentence it stands for."""

    figure: str
    unit: str
    text: str


def key_points(briefing: Briefing) -> list[Point]:
    """The points that the frames can carry, six at most; a list without warnings has one."""
    if briefing.frames.warnings.is_empty():
        return [_total(briefing)]
    points = [_total(briefing), _severe(briefing), _movement(briefing), _stake(briefing), _touched(briefing), _request(briefing)]
    # Six is what a deputy reads standing; sections below carry the rest.
    return [point for point in points if point is not None][:6]


def _counted(briefing: Briefing, count: int, text: str) -> Point:
    return Point(number(count), briefing.words.say(texts.POINT_UNIT), text)


def _total(briefing: Briefing) -> Point:
    words, monitored, month = briefing.words, briefing.frames.enterprises_count, briefing.situation
    versus = versus_last_month(month.candidates_change, words)
    places, kept = _places_words(briefing) if briefing.watched.height else "", kept_words(month, words)
    if not monitored:
        return _counted(briefing, month.candidates, words.say(texts.POINT_TOTAL, versus=versus, places=places, kept=kept))
    part = share(month.candidates / monitored)
    text = words.say(texts.POINT_TOTAL_OF, versus=versus, monitored=number(monitored), share=part, places=places, kept=kept)
    return _counted(briefing, month.candidates, text)


def _places_words(briefing: Briefing) -> str:
    """How many have a place on the list, and of which levels the others are: nobody grave is left out unseen."""
    words, watched = briefing.words, briefing.watched
    counts = {level: watched.filter(pl.col("level") == level.key).height for level in LEVELS}
    levels = words.listed(
        words.say(texts.LEVEL_COUNT, level=words.term(LEVELS, level.key), count=count) for level, count in counts.items() if count
    )
    return words.say(texts.POINT_PLACES, listed=briefing.total - briefing.situation.kept, watched=watched.height, levels=levels)


def _severe(briefing: Briefing) -> Point | None:
    # A small part of the district mostly has none, and its board says so.
    if briefing.edition.scope and not briefing.situation.severe:
        return None
    words, counts = briefing.words, briefing.counts
    came = ""
    if not briefing.is_first:
        new = {key: briefing.changes.entered.filter(pl.col("level") == key).height for key in ("red", "orange")}
        came = words.say(texts.POINT_SEVERE_CAME, **new)
    # The headline counts the grave without a place as well; both numbers have to be found here.
    grave = briefing.situation.severe - briefing.severe.height
    watched = words.say(texts.POINT_SEVERE_WATCHED, count=grave) if grave else ""
    text = words.say(texts.POINT_SEVERE, red=counts["red"], orange=counts["orange"], came=came, watched=watched)
    return _counted(briefing, briefing.severe.height, text)


def _movement(briefing: Briefing) -> Point | None:
    if briefing.is_first:
        return None
    changes, words = briefing.changes, briefing.words
    moved = (changes.left, changes.rose, changes.fell, changes.entered)
    if briefing.edition.scope and all(rows.is_empty() for rows in moved):
        return None
    causes = words.say(texts.LEFT_CAUSES, causes=leaving_words(changes.left, words)) if changes.left.height else ""
    text = words.say(texts.POINT_MOVEMENT, causes=causes, rose=changes.rose.height, fell=changes.fell.height, came=changes.entered.height)
    return _counted(briefing, changes.left.height, text)


def _stake(briefing: Briefing) -> Point | None:
    words = briefing.words
    shares = {key: total_share(briefing.listed, what) for key, what in _STAKES.items()}
    known = {name(key, words): share(value) for key, value in shares.items() if value is not None}
    if not known:
        return None
    (lead, figure), *others = known.items()
    rest = words.listed(words.say(texts.STAKE_SHARE, indicator=figure_name, share=value) for figure_name, value in others)
    text = words.say(texts.POINT_STAKE, lead=lead, rest=words.say(texts.POINT_STAKE_REST, shares=rest) if rest else "")
    return Point(figure, "", text)


def _touched(briefing: Briefing) -> Point | None:
    # Streets answer for visits, so they come before industries; where all are of one street, that is no news.
    words = briefing.words
    kinds = (("street", texts.STREET), ("industry", texts.INDUSTRY))
    places = [(by_place(briefing, dimension), words.say(kind)) for dimension, kind in kinds]
    told = [(most_touched(table, words), touched_words(table, kind, words)) for table, kind in places if table.height > 1]
    known = [(most, text) for most, text in told if most is not None]
    return _counted(briefing, known[0][0].count, words.sentences(text for _, text in known)) if known else None


def _request(briefing: Briefing) -> Point | None:
    if briefing.severe.is_empty():
        return None
    # The earliest date is the one that can still be missed.
    words, earliest = briefing.words, briefing.severe["respond_by_on"].drop_nulls().min()
    by_when = words.say(texts.FIRST_BY, day=words.day_of_year(earliest)) if isinstance(earliest, date) else ""
    return _counted(briefing, briefing.severe.height, words.say(texts.POINT_REQUEST, by_when=by_when))

"""Who moved out or closed within a year, and whether a list had named them before, and how long before."""

from __future__ import annotations

import polars as pl

from reports.briefing import Briefing
from reports.words import case_history as texts
from reports.words.format import number
from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.vocabulary import DEPARTURE_WARNINGS, JUDGED_DEPARTURES


def departure_table(briefing: Briefing) -> pl.DataFrame:
    """Those who left since the first list came out, the latest first; columns of the frame departures."""
    return briefing.frames.departures.filter(pl.col("warning").is_in(JUDGED_DEPARTURES))


def departure_words(briefing: Briefing) -> str:
    """How many left, how many of them had been listed before and how long before, and how many had not; empty where nobody left."""
    rows, words = briefing.frames.departures, briefing.words
    first, last = shift_month(briefing.edition.month, 1 - MONTHS_A_YEAR), briefing.edition.month
    if rows.is_empty():
        return words.say(texts.DEPARTURES_NONE, first=words.month(first), last=words.month(last))
    counts = {key: rows.filter(pl.col("warning") == key).height for key in DEPARTURE_WARNINGS.keys}
    early = "".join(words.say(text, count=counts[key]) for key, text in texts.DEPARTURES_APART.items() if counts[key])
    said = [words.say(texts.DEPARTURES, first=words.month(first), last=words.month(last), count=rows.height, early=early)]
    if judged := sum(counts[key] for key in JUDGED_DEPARTURES):
        ahead = _ahead(briefing) if counts["warned"] else ""
        by_warning = {key: counts[key] for key in JUDGED_DEPARTURES}
        said.append(words.say(texts.DEPARTURES_JUDGED, judged=judged, ahead=ahead, **by_warning))
    return words.sentences(said)


def _ahead(briefing: Briefing) -> str:
    """How many months ahead those who were warned of had been listed: the shortest, the middle and the longest."""
    months = briefing.frames.departures["months_ahead"].drop_nulls().sort()
    figures = {"low": months.min(), "middle": months.median(), "high": months.max()}
    text = texts.AHEAD_ONE if months.len() == 1 else texts.AHEAD
    return briefing.words.say(text, **{name: number(value, 1) for name, value in figures.items()})  # type: ignore[arg-type]

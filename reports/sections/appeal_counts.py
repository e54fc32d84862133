"""How appeals were dealt with in the month, in a sentence and two tables: by topic and by department."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import appeal_counts as texts
from reports.words.format import plain
from reports.words.text import Words
from warehouse.vocabulary import TOPICS

Record = dict[str, Any]
_SUMMED: Final = ("received", "answered", "in_time", "late", "unanswered", "overdue")


def appeal_tables(briefing: Briefing) -> list[Record]:
    """The tables in order, each with `key`, `caption` and `rows` (columns of the frame and `label`); none where nobody appealed."""
    counts = briefing.frames.appeal_counts
    return [
        {
            "key": key,
            "caption": briefing.words.say(caption),
            "rows": [
                {**row, "label": _label(row, briefing.words)} for row in counts.filter(pl.col("dimension") == key).iter_rows(named=True)
            ],
        }
        for key, caption in texts.TABLES.items()
        if counts.height
    ]


def appeal_words(briefing: Briefing) -> str:
    """The month's sums in a sentence; empty where nobody appealed."""
    topics = briefing.frames.appeal_counts.filter(pl.col("dimension") == "topic")
    if topics.is_empty():
        return ""
    sums = {name: int(topics[name].sum()) for name in _SUMMED}
    open_ended = sums["answered"] - sums["in_time"] - sums["late"]
    return briefing.words.say(texts.SENTENCE, month=briefing.words.month(briefing.edition.month), **sums, open_ended=open_ended)


def _label(row: Record, words: Words) -> str:
    if row["name"] is None:
        return words.say(texts.NOBODY)
    return words.capital(words.term(TOPICS, row["name"])) if row["dimension"] == "topic" else plain(row["name"], 40)

"""Cases that need the district, a row each: how it stands, what is asked, of whom; the same in brief and agenda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.words import stuck as texts
from reports.words.format import plain
from reports.words.text import Words


def stuck_row(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Add to a stuck case its facts, what is asked and of whom, worded; `row` has cause, since_on, days, count, asked_of."""
    return {**row, "facts": facts_words(row, words), "ask": wanted_words(row, words), "whom": whom(row, words)}


def facts_words(row: Mapping[str, Any], words: Words) -> str:
    """How a case stands; empty where nobody can say any more, since it is no longer so."""
    text = texts.FACTS.get(row["cause"])
    if text is None or row["since_on"] is None:
        return ""
    return words.say(text, since=words.day(row["since_on"]), days=row["days"], count=row["count"] or 0)


def wanted_words(row: Mapping[str, Any], words: Words) -> str:
    """What is asked; of an item put by hand, its own words."""
    text = texts.ASKS.get(row["cause"])
    return words.say(text) if text else plain(row["words"], 200)


def whom(row: Mapping[str, Any], words: Words) -> str:
    """Who is to act."""
    return plain(row["asked_of"], 80) or words.say(texts.NOBODY)

"""The list beside lists that somebody would have without the program: what each had named, by quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import comparison as texts
from reports.words.format import number, signed
from reports.words.text import Words
from warehouse.comparison_vocabulary import COMPARED_LISTS, COMPARED_RESULTS, PUBLISHED

# By what the plainest list goes that an office could keep by itself.
PLAIN: Final = "street_industry"


def is_compared(comparison: pl.DataFrame) -> bool:
    """Whether there is a comparison to show: the time of a list is over and enough have left."""
    return comparison.filter(pl.col("result").is_in(list(texts.RESULTS))).height > 0


def comparison_words(briefing: Briefing) -> str:
    """What this list and street and industry alone had named, in one paragraph; empty but in a quarter's last month, and in a scope."""
    words, rows = briefing.words, {row["list"]: row for row in briefing.frames.comparison.iter_rows(named=True)}
    if PLAIN not in rows:
        return ""
    plain, own = rows[PLAIN], rows[PUBLISHED]
    if plain["result"] == "not_yet":
        return words.say(texts.NOT_YET, first=words.month(plain["first_month"]), due=words.day(plain["due_on"]))
    facts = {"span": span_words(plain, words), "lists": number(plain["lists_count"]), "departures": number(plain["departures_count"])}
    if plain["result"] not in texts.RESULTS:
        return words.say(texts.TOO_FEW, **facts)
    more = texts.MORE if plain["more"] >= 0 else texts.FEWER
    return words.say(
        texts.COMPARED,
        **facts,
        places=number(own["places"], 1),
        hits=number(own["hits"], 1),
        others=number(plain["hits"], 1),
        more=words.say(more, count=number(abs(plain["more"]), 1)),
        lo=number(plain["more_lo"], 1),
        hi=number(plain["more_hi"], 1),
        result=words.say(texts.RESULTS[plain["result"]]),
    )


def span_words(row: Mapping[str, Any], words: Words) -> str:
    """From the first to the last month of the lists counted; one month where it is one."""
    first, last = words.month(row["first_month"]), words.month(row["last_month"])
    return first if first == last else words.say(texts.SPAN, first=first, last=last)


def comparison_rows(briefing: Briefing) -> list[dict[str, str]]:
    """All lists in their order with what they named: name, hits, more, result, worded; none where nothing is compared."""
    words, rows = briefing.words, {row["list"]: row for row in briefing.frames.comparison.iter_rows(named=True)}
    if not is_compared(briefing.frames.comparison):
        return []
    return [_row(rows[key], words) for key in COMPARED_LISTS.keys if key in rows]


def _row(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    hits = words.say(texts.INTERVAL, lo=number(row["hits_lo"], 1), hi=number(row["hits_hi"], 1))
    more = words.say(texts.INTERVAL, lo=signed(row["more_lo"], 1), hi=signed(row["more_hi"], 1))
    return {
        "name": words.capital(words.term(COMPARED_LISTS, row["list"])),
        "hits": number(row["hits"], 1),
        "hits_interval": hits,
        "more": signed(row["more"], 1),
        "more_interval": more if row["result"] is not None else "",
        "result": words.capital(words.term(COMPARED_RESULTS, row["result"])),
    }


def comparison_units(briefing: Briefing) -> str:
    """What the table counts, over which lists."""
    words, rows = briefing.words, briefing.frames.comparison
    first = rows.row(0, named=True) if rows.height else None
    return words.say(texts.UNITS, span=span_words(first, words), lists=number(first["lists_count"])) if first else ""

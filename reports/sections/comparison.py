"""The list beside lists that somebody would have without the program: what each had named, by quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import comparison as texts
from reports.words.format import MISSING, number, share, signed
from reports.words.text import Words
from warehouse.comparison_vocabulary import COMPARED_COUNTS, COMPARED_LISTS, COMPARED_RESULTS, PUBLISHED, UNMADE_REASONS

# By what the plainest list goes that an office could keep by itself.
PLAIN: Final = "street_industry"
LAST_YEAR: Final = "last_year"
DEPARTURE, TROUBLE = COMPARED_COUNTS.keys[:2]

Row = Mapping[str, Any]


def is_compared(comparison: pl.DataFrame) -> bool:
    """Whether there is a comparison to show: the time of a list is over and it happened to enough."""
    return comparison.filter(pl.col("result").is_in(list(texts.RESULTS))).height > 0


def _by_list(comparison: pl.DataFrame, counted: str) -> dict[str, Row]:
    """The rows of what is counted, by list; an older version counted departures alone."""
    own = comparison.filter(pl.col("counted").fill_null(DEPARTURE) == counted)
    return {row["list"]: row for row in own.iter_rows(named=True)}


def comparison_words(briefing: Briefing) -> str:
    """What this list, street and industry alone, and last year's version had named, in one paragraph; empty but in a quarter's last month,
    and in a scope.
    """
    words, rows = briefing.words, _by_list(briefing.frames.comparison, DEPARTURE)
    if PLAIN not in rows:
        return ""
    plain = rows[PLAIN]
    if plain["result"] == "not_yet":
        waiting = words.say(texts.NOT_YET, first=words.month(plain["first_month"]), due=words.day(plain["due_on"]))
        return words.sentences([waiting, _last_year_words(rows.get(LAST_YEAR), words)])
    facts = {"span": span_words(plain, words), "lists": number(plain["lists_count"]), "departures": number(plain["departures_count"])}
    told = [_departure_words(rows, facts, words), _trouble_words(briefing), _last_year_words(rows.get(LAST_YEAR), words)]
    return words.sentences(told)


def _departure_words(rows: Mapping[str, Row], facts: Mapping[str, str], words: Words) -> str:
    plain, own = rows[PLAIN], rows[PUBLISHED]
    if plain["result"] not in texts.RESULTS:
        return words.say(texts.TOO_FEW, **facts)
    return words.say(texts.COMPARED, **facts, places=number(own["places"], 1), **_beside(own, plain, words))


def _beside(own: Row, other: Row, words: Words) -> dict[str, str]:
    """What is worded of this list beside another one."""
    more = texts.MORE if other["more"] >= 0 else texts.FEWER
    return {
        "hits": number(own["hits"], 1),
        "others": number(other["hits"], 1),
        "more": words.say(more, count=number(abs(other["more"]), 1)),
        "lo": number(other["more_lo"], 1),
        "hi": number(other["more_hi"], 1),
        "result": words.say(texts.RESULTS[other["result"]]),
    }


def _trouble_words(briefing: Briefing) -> str:
    """The same with lasting declines counted; empty in an edition made before they were."""
    words, rows = briefing.words, _by_list(briefing.frames.comparison, TROUBLE)
    if PLAIN not in rows:
        return ""
    plain, own = rows[PLAIN], rows[PUBLISHED]
    happened = number(plain["happened_count"])
    if plain["result"] not in texts.RESULTS:
        return words.say(texts.TROUBLE_FEW, happened=happened)
    precision = share(own["hits"] / own["places"], 0) if own["places"] else MISSING
    return words.say(texts.TROUBLE, happened=happened, precision=precision, **_beside(own, plain, words))


def _last_year_words(row: Row | None, words: Words) -> str:
    """What last year's version had named, and why it has no list now; empty in an edition made before there was one."""
    if row is None:
        return ""
    told = [words.say(texts.UNMADE, reason=words.term(UNMADE_REASONS, row["unmade_reason"]))] if row["unmade_reason"] else []
    lists = number(row["lists_count"])
    if row["result"] in texts.RESULTS:
        beside = _beside(row, row, words) | {"result": words.term(COMPARED_RESULTS, row["result"])}
        told.insert(0, words.say(texts.LAST_YEAR, lists=lists, **beside))
    elif row["result"] == "too_few":
        told.insert(0, words.say(texts.LAST_YEAR_FEW, lists=lists))
    return words.sentences(told)


def span_words(row: Mapping[str, Any], words: Words) -> str:
    """From the first to the last month of the lists counted; one month where it is one."""
    first, last = words.month(row["first_month"]), words.month(row["last_month"])
    return first if first == last else words.say(texts.SPAN, first=first, last=last)


def comparison_groups(briefing: Briefing) -> list[tuple[str, list[dict[str, str]]]]:
    """All lists in their order with what they named, worded, by what is counted with its heading; none where nothing is compared."""
    words, comparison = briefing.words, briefing.frames.comparison
    if not is_compared(comparison):
        return []
    groups = ((key, _by_list(comparison, key)) for key in COMPARED_COUNTS.keys)
    return [(words.capital(words.term(COMPARED_COUNTS, key)), _rows(rows, words)) for key, rows in groups if rows]


def _rows(rows: Mapping[str, Row], words: Words) -> list[dict[str, str]]:
    return [_row(rows[key], rows[PUBLISHED], words) for key in COMPARED_LISTS.keys if key in rows]


def _row(row: Row, own: Row, words: Words) -> dict[str, str]:
    interval = words.say(texts.INTERVAL, lo=number(row["hits_lo"], 1), hi=number(row["hits_hi"], 1)) if row["hits"] is not None else ""
    visited = row["visited"]
    more = words.say(texts.INTERVAL, lo=signed(row["more_lo"], 1), hi=signed(row["more_hi"], 1)) if row["more"] is not None else ""
    return {
        "name": words.capital(words.term(COMPARED_LISTS, row["list"])),
        "hits": number(row["hits"], 1),
        "hits_interval": interval if visited is None else words.say(texts.VISITED, count=number(visited, 1)),
        "more": signed(row["more"], 1),
        "more_interval": more,
        "result": _result(row, own, words),
    }


def _result(row: Row, own: Row, words: Words) -> str:
    result = words.capital(words.term(COMPARED_RESULTS, row["result"]))
    if row["result"] == "not_made":
        reason = row["unmade_reason"]
        return words.say(texts.NOT_MADE, result=result, reason=words.term(UNMADE_REASONS, reason)) if reason else result
    # A list that was not made in all of the months is told from the others.
    return (
        result if row["lists_count"] == own["lists_count"] else words.say(texts.OF_LISTS, result=result, lists=number(row["lists_count"]))
    )


def comparison_units(briefing: Briefing) -> str:
    """What the table counts, over which lists."""
    words, rows = briefing.words, briefing.frames.comparison
    first = rows.row(0, named=True) if rows.height else None
    return words.say(texts.UNITS, span=span_words(first, words), lists=number(first["lists_count"])) if first else ""

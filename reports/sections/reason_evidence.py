"""The figures behind the reasons, laid out: indicator, month, normal level, gap, peers; what is a reason is decided where it is stored."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import reason_table as texts
from reports.words.format import month_key, number, signed_share
from reports.words.reasons import MONTHS, WHOLE
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import FIGURE_REASONS, INDICATORS, YEAR_BASES

_EVIDENCE: Final = ("value", "expected", "ratio_share", "onset", "duration_months")
_KEY: Final = ["uscc", "indicator"]

Row = dict[str, Any]


def reason_rows(briefing: Briefing, uscc: str) -> list[Row]:
    """The figures that an enterprise's reasons name, in their order, each once: name, unit, month, value, normal, gap, peers, lasting."""
    own = _figures(briefing).filter(pl.col("uscc") == uscc, pl.col("code").is_in(FIGURE_REASONS), pl.col("ratio_share").is_not_null())
    return [_laid_out(row, briefing.words) for row in own.unique("indicator", keep="first", maintain_order=True).iter_rows(named=True)]


def compact_reasons(briefing: Briefing) -> dict[str, list[str]]:
    """The reasons of each enterprise in their order, those about a fall as indicator, month, normal level, gap and peers."""
    falls = {(row["uscc"], row["place"]): row for row in _figures(briefing).filter(pl.col("code") == "fall").iter_rows(named=True)}
    places: dict[str, list[int]] = {}
    for uscc, place in briefing.frames.reasons.select("uscc", "place").unique().sort("uscc", "place").iter_rows():
        places.setdefault(uscc, []).append(place)
    return {
        uscc: [
            _compact(falls[uscc, place], briefing.words) if (uscc, place) in falls else phrase
            for place, phrase in zip(places.get(uscc, []), phrases, strict=True)
        ]
        for uscc, phrases in briefing.reasons.items()
    }


def _figures(briefing: Briefing) -> pl.DataFrame:
    """The reasons about an indicator with what its evidence says; those of which there is no normal level are left out."""
    reasons = briefing.frames.reasons.filter(pl.col("indicator").is_not_null()).drop("peers_share")
    evidence = briefing.frames.evidence.select(*_KEY, *_EVIDENCE, "peers_share")
    return reasons.join(evidence, on=_KEY, how="inner", maintain_order="left").drop_nulls("expected").sort("uscc", "place", "part")


def _laid_out(row: Row, words: Words) -> Row:
    key = row["indicator"]
    return {
        "name": words.capital(words.term(INDICATORS, key)),
        "unit": words.unit(key),
        "month": month_key(row["month"]),
        "value": row["value"],
        "normal": row["expected"],
        "gap": row["ratio_share"] - 1 if row["ratio_share"] > 1 - WHOLE else None,
        "peers": row["peers_share"],
        "lasting": _lasting(row, words),
    }


def _lasting(row: Row, words: Words) -> str:
    """Since when and for how many months a figure has been low; empty where it is not."""
    if row["onset"] is None or not row["duration_months"]:
        return ""
    text = texts.SINCE if _is_whole(row["onset"], row["duration_months"], row["month"]) else texts.SINCE_WITH_GAPS
    return words.say(text, since=month_key(row["onset"]), months=words.counted(row["duration_months"], MONTHS))


def _is_whole(since: date, months: int, newest: date) -> bool:
    """Whether every month since then has a figure."""
    return shift_month(since, months - 1) == newest


def _compact(row: Row, words: Words) -> str:
    parts = [
        words.say(texts.COMPACT_NORMAL, normal=number(row["expected"]), unit=words.unit(row["indicator"])),
        # As the reason says it: a figure at zero or below is no part of a normal level.
        words.say(texts.COMPACT_NOTHING) if row["share"] >= WHOLE else words.say(texts.COMPACT_GAP, gap=signed_share(-row["share"], 0)),
    ]
    if row["peers_share"] is not None:
        parts.append(words.say(texts.COMPACT_PEERS, peers=signed_share(row["peers_share"], 0)))
    if row["growth_3m_share"] is not None:
        parts.append(words.say(texts.COMPACT_GROWTH, growth=signed_share(row["growth_3m_share"], 0)))
        parts += [words.term(YEAR_BASES, row["year_base"])] if row["year_base"] is not None else []
    if row["since"] is not None and row["months"] is not None:
        text = texts.COMPACT_SINCE if _is_whole(row["since"], row["months"], row["month"]) else texts.COMPACT_SINCE_WITH_GAPS
        parts.append(words.say(text, since=_month(row["since"], row["month"], words), months=_months(row, words)))
    month, indicator = words.month_of_year(row["month"]), words.term(INDICATORS, row["indicator"])
    return words.say(texts.COMPACT, indicator=indicator, month=month, parts=words.clauses(parts))


def _months(row: Row, words: Words) -> str:
    return words.counted(row["months"], MONTHS)


def _month(since: date, newest: date, words: Words) -> str:
    """A month, with its year where that is another one than the newest figure's."""
    return words.month_of_year(since) if since.year == newest.year else words.month(since)

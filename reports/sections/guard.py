"""Whether bands and stated risks still hold, as the page for analysts shows it: by indicator, and by what the evidence came from.

In: rows of out_outside and out_stated. Out: what was noticed (models.evaluation), its sentence among the notes (reports.sections.notes).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.words import guard as texts
from reports.words.format import number, share
from reports.words.text import Words
from warehouse.risk_vocabulary import RISK_SOURCES
from warehouse.vocabulary import INDICATORS, RISKS

Row = dict[str, Any]


def outside_rows(briefing: Briefing) -> list[Row]:
    """One row per indicator in the usual order: name, count, outside, usual, reading, all worded."""
    rows = {row["indicator"]: row for row in briefing.frames.outside.iter_rows(named=True)}
    return [_outside(rows[key], briefing.words) for key in INDICATORS.keys if key in rows]


def _outside(row: Row, words: Words) -> Row:
    reading = texts.NOTICED if row["is_noticed"] else texts.AS_USUAL if row["usual_share"] is not None else texts.TOO_SHORT
    return {
        "name": words.capital(words.term(INDICATORS, row["indicator"])),
        "count": number(row["count"]),
        "outside": share(row["outside_share"], 0),
        "usual": share(row["usual_share"], 0),
        "reading": words.capital(words.say(reading)),
    }


def stated_rows(briefing: Briefing) -> list[Row]:
    """One row per risk and kind of evidence, in the order of both, the whole last: all worded."""
    order = pl.DataFrame({"risk": RISKS.keys}).join(pl.DataFrame({"source": RISK_SOURCES.keys}), how="cross")
    rows = order.join(briefing.frames.stated, on=["risk", "source"], how="inner", maintain_order="left")
    return [_stated(row, briefing.words) for row in rows.iter_rows(named=True)]


def _stated(row: Row, words: Words) -> Row:
    return {
        "source": words.capital(words.term(RISK_SOURCES, row["source"])),
        "risk": words.say(texts.RISK_OF, risk=words.term(RISKS, row["risk"]), month=words.month(row["stated_month"])),
        "count": number(row["count"]),
        "stated": number(row["stated"], 1),
        "happened": number(row["happened"], 1),
        "interval": words.say(texts.INTERVAL, lo=number(row["lo"]), hi=number(row["hi"])),
        "slope": number(row["slope"], 2),
        "reading": words.capital(words.say(texts.OFF if row["is_off"] else texts.FITS)),
    }

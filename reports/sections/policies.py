"""Policies on the pages: what one enterprise may be entitled to, and how the policies of the catalogue are taken up."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import policies as texts
from reports.words.format import number, plain
from reports.words.text import Words
from warehouse.policy_vocabulary import FACTS

Record = dict[str, Any]
_TITLE, _CLAUSES = 60, 120
# Clauses behind the most frequent one are for the office itself.
CLAUSES_SHOWN: Final = 2


def policy_line(row: Record, words: Words) -> str:
    """One policy that may fit, in a line; `row` has the columns of the frame `policies`."""
    department = words.say(texts.DEPARTMENT, department=plain(row["reason"], 40)) if row["reason"] else ""
    named = {"policy": plain(row["policy"], _TITLE), "department": department}
    # An edition of an older version did not say what the match came to.
    if row["status"] is None:
        return words.say(texts.OF_OLDER, **named)
    return words.say(texts.LINE, **named, parts=words.phrases(state_parts(row, words)))


def state_parts(row: Record, words: Words) -> list[str]:
    """What the match comes to, what it may bring, and until when."""
    clauses = plain(row["manual_words"], _CLAUSES)
    parts = [words.say(texts.STATES[row["status"]], facts=missing_words(row["missing_facts"], words))]
    if clauses:
        parts.append(words.say(texts.CONFIRM, clauses=clauses))
    if row["amount_cny_10k"]:
        parts.append(words.say(texts.AMOUNT, amount=number(row["amount_cny_10k"], 1 if row["amount_cny_10k"] % 1 else 0)))
    if row["valid_to_on"]:
        parts.append(words.say(texts.UNTIL, day=row["valid_to_on"].isoformat()))
    return parts


def missing_words(facts: str | None, words: Words) -> str:
    """The facts that are not known, with who has each."""
    named = [FACTS[key] for key in (facts or "").split(",") if key in FACTS]
    return words.listed(words.say(texts.FACT_OF, fact=fact.word(words.language), holder=fact.holder(words.language)) for fact in named)


def take_up_rows(briefing: Briefing) -> list[Record]:
    """The catalogue with its counts and the clauses claims were refused for; columns of the frame policy_take_up and `refused_by`."""
    frames, words = briefing.frames, briefing.words
    rows = frames.policy_take_up.sort("department", "policy", nulls_last=True).to_dicts()
    return [{**row, "refused_by": _refused_by(frames.policy_refusals.filter(pl.col("policy") == row["policy"]), words)} for row in rows]


def _refused_by(refusals: pl.DataFrame, words: Words) -> str:
    shown = refusals.head(CLAUSES_SHOWN).iter_rows(named=True)
    return words.phrases(
        words.say(
            texts.REFUSED_CLAUSE,
            clause=plain(row["words_zh"] or row["clause"], 40) or words.say(texts.CLAUSE_UNKNOWN),
            count=row["refused_count"],
        )
        for row in shown
    )

"""Departures that lists had not named in time: how many and why, in the annex, on the page about the model and in the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.briefing import Briefing
from reports.words import misses as texts
from reports.words.format import number, signed
from reports.words.format import risk as risk_words
from reports.words.text import Words
from warehouse.miss_vocabulary import MISS_CAUSES, MISS_RECORDS
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import FINDINGS, OUTCOMES, SIGNALS, TOPICS, UNCLEAR_FINDINGS, VISIT_STATES, Term, Terms

Row = dict[str, Any]
# What a visit may have found: by the first of these lists that has the key.
_FOUND: Terms[Term] = Terms(*{term.key: term for term in (*OUTCOMES, *UNCLEAR_FINDINGS, *VISIT_STATES, *FINDINGS)}.values())


def has_misses(briefing: Briefing) -> bool:
    """Whether there is anything to print: a miss of this month, or any over the months counted."""
    return bool(briefing.frames.misses.height or briefing.frames.miss_counts.height)


def misses_annex(briefing: Briefing) -> Row:
    """The annex: its sentences, this month's enterprises, and the causes; empty where there is nothing to print."""
    if not has_misses(briefing):
        return {}
    return {"words": misses_words(briefing), "rows": miss_rows(briefing), "causes": cause_rows(briefing)}


def misses_words(briefing: Briefing) -> str:
    """How many were not listed in time this month, and of the last months how many by cause."""
    words, frames = briefing.words, briefing.frames
    rules = next(frames.miss_rules.iter_rows(named=True), None)
    if rules is None:
        return ""
    text = texts.NONE_WORDS if frames.misses.is_empty() else texts.MONTH_WORDS
    said = [words.say(text, lists=rules["lists_count"], count=number(frames.misses.height))]
    if frames.miss_counts.height:
        causes = [words.say(texts.CAUSE_COUNT, cause=row["cause"], count=row["count"]) for row in cause_rows(briefing)]
        total = number(sum(frames.miss_counts["count"]))
        said.append(words.say(texts.COUNTED, months=rules["counted_months"], total=total, causes=words.listed(causes)))
    return words.sentences([*said, words.say(texts.NOTE)])


def cause_rows(briefing: Briefing) -> list[Row]:
    """Causes over the last months, worded, the most frequent first."""
    words = briefing.words
    return [
        {"cause": words.term(MISS_CAUSES, row["cause"]), "count": number(row["count"])}
        for row in briefing.frames.miss_counts.iter_rows(named=True)
    ]


def miss_rows(briefing: Briefing) -> list[Row]:
    """This month's enterprises with their cause and what would have listed them, worded."""
    return [_row(row, briefing.words) for row in briefing.frames.misses.sort("occurred_on", "uscc").iter_rows(named=True)]


def _row(row: Row, words: Words) -> Row:
    return row | {
        "outcome_word": words.capital(words.term(OUTCOMES, row["outcome"])),
        "cause_word": words.capital(words.term(MISS_CAUSES, row["cause"])),
        "listed": words.say(texts.OF, listed=row["listed_count"], lists=row["lists_count"]),
        "enough": enough_words(row, words),
    }


def meaning_words(row: Row, words: Words) -> str:
    """What the cause means in this case."""
    return words.say(texts.MEANINGS[row["cause"]], lists=row["lists_count"], listed=row["listed_count"])


def enough_words(row: Mapping[str, Any], words: Words) -> str:
    """The smallest changes that would have listed it: more places, stronger evidence, an earlier report."""
    said = [*_places_words(row, words), *_evidence_words(row, words)]
    if row["late_record"]:
        said.append(
            words.say(
                texts.EARLIER,
                record=words.capital(words.term(MISS_RECORDS, row["late_record"])),
                kind=kind_words(row["late_record"], row["late_kind"], words),
                happened=words.day(row["late_happened_on"]),
                known=words.day(row["late_known_on"]),
            )
        )
    return words.sentences(said) or words.say(texts.NOTHING)


def _places_words(row: Mapping[str, Any], words: Words) -> list[str]:
    if not row["is_candidate"]:
        return []
    month = words.month(row["nearest_month"])
    if row["is_at_cut"]:
        return [words.say(texts.AT_CUT, month=month)]
    return [words.say(texts.MORE_PLACES, month=month, places=number(row["places_count"]), needed=number(row["places_needed"]))]


def _evidence_words(row: Mapping[str, Any], words: Words) -> list[str]:
    if row["cut_risk"] is None or row["is_at_cut"]:
        return []
    risks = {"risk": risk_words(row["combined_risk"]), "cut": risk_words(row["cut_risk"])}
    said = [words.say(texts.MORE_EVIDENCE, month=words.month(row["nearest_month"]), lacking=number(row["lacking_log_odds"], 2), **risks)]
    if row["strongest_feature"]:
        sizes = {"size": signed(row["strongest_log_odds"], 2), "needed": signed(row["needed_log_odds"], 2)}
        said.append(words.say(texts.STRONGER, feature=words.term(FEATURES, row["strongest_feature"]), **sizes))
    if row["against_feature"]:
        against = {"feature": words.term(FEATURES, row["against_feature"]), "size": signed(row["against_log_odds"], 2)}
        said.append(words.say(texts.WITHOUT, **against))
    return said


def kind_words(record: str, kind: str | None, words: Words) -> str:
    """What was noticed: a signal's kind, an appeal's topic, what a visit found."""
    if record == "signal":
        return words.term(SIGNALS, kind)
    return words.term(TOPICS, kind) if record == "appeal" else words.term(_FOUND, kind)

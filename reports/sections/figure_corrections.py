"""Corrections of delivered figures since the list before: who entered which when and why, and whose level of last month that changes."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.sections.level_changes import level_change_words
from reports.words import figure_corrections as texts
from reports.words import sections
from reports.words.format import MISSING, NAME_MOST, number, plain
from reports.words.text import Words
from warehouse.periods import month_key
from warehouse.rule_vocabulary import CORRECTION_CHANGES

# More than these are read in the annex.
NAMES_SHOWN: Final = 5


def correction_words(briefing: Briefing, annex: int | None) -> str:
    """How many corrections were entered, changed and ended since the list before, and whose level they change; empty where none did."""
    words, rows = briefing.words, briefing.frames.corrections
    if rows.is_empty() or annex is None:
        return ""
    counts = dict(rows.group_by("change").len().iter_rows())
    return words.say(
        texts.NOTE,
        list_month=_list_month(briefing),
        annex=annex,
        effect=_effect_words(rows, words),
        **{key: number(counts.get(key, 0)) for key in CORRECTION_CHANGES.keys},
    )


def _effect_words(rows: pl.DataFrame, words: Words) -> str:
    """Whose level of last month would be another one."""
    is_other = pl.col("level_then").fill_null("") != pl.col("level_now").fill_null("")
    changed = rows.unique("uscc", maintain_order=True).filter(is_other)
    if changed.is_empty():
        return words.say(texts.NO_EFFECT)
    named = [
        plain(row["name"] or row["uscc"], NAME_MOST) + words.say(sections.IN_BRACKETS, text=level_change_words(row, words))
        for row in changed.head(NAMES_SHOWN).iter_rows(named=True)
    ]
    shown = words.say(sections.AND_OTHERS, names=words.listed(named)) if changed.height > NAMES_SHOWN else words.listed(named)
    return words.say(texts.EFFECT, count=number(changed.height), names=shown)


def correction_rows(briefing: Briefing) -> list[dict[str, Any]]:
    """The rows of the annex: columns of the frame, with what stands in its cells in words."""
    return [row | _cells(row, briefing.words) for row in briefing.frames.corrections.iter_rows(named=True)]


def _cells(row: dict[str, Any], words: Words) -> dict[str, str]:
    period = month_key(row["period"])
    noted = {"who": plain(row["changed_by"], 60), "at": plain(row["changed_at"], 20)[:16].replace("T", " ")}
    reported = words.say(texts.BY, who=plain(row["reported_by"], 60), day=row["reported_on"].isoformat())
    return {
        "period_words": words.say(texts.TO_DATE, month=period) if row["basis"] == "ytd" else period,
        "change_words": words.capital(words.term(CORRECTION_CHANGES, row["change"])),
        "used_words": _used_words(row, words),
        "why": plain(row["reason"], 120) if row["reason"] else words.say(texts.WITHHELD),
        "who_words": words.capital(words.clauses([reported, words.say(texts.AT, **noted)] if row["changed_at"] else [reported])),
        "level_words": level_change_words(row, words),
    }


def _used_words(row: dict[str, Any], words: Words) -> str:
    """What is used where it is no figure; empty where it is one."""
    if row["reason"] is None:
        return MISSING
    if row["change"] == "ended":
        return words.say(texts.AS_DELIVERED)
    return words.say(texts.NOT_USED) if row["action"] == "drop" else ""


def corrections_title(briefing: Briefing) -> str:
    """The heading of the annex: since which list."""
    return briefing.words.say(texts.TITLE, list_month=_list_month(briefing))


def _list_month(briefing: Briefing) -> str:
    months = briefing.frames.rules["list_month"].drop_nulls()
    return briefing.words.month(months[0] if months.len() else None)

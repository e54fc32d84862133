"""What changed rules do: which rules are others than those of the list before, and who comes and goes by it on the same figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from reports.briefing import Briefing
from reports.words import rule_changes as texts
from reports.words.format import NAME_MOST, number, plain, share
from reports.words.text import Words
from warehouse.rule_vocabulary import CHANNEL, CODE, DATA, MODEL, PRIOR, RULE_EFFECTS, RULE_KINDS, RULE_SETTINGS, THRESHOLD
from warehouse.vocabulary import CHANNELS, EXPOSURE_CLASSES, RISK_CLASSES, TIERS

# More than these are a list and no sentence; the workbook has all.
SETTINGS_SHOWN: Final = 6
NAMES_SHOWN: Final = 5


def changed_rules(rules: pl.DataFrame) -> pl.DataFrame:
    """The rows of out_rules that changed, figures left out."""
    return rules.filter(pl.col("is_changed").fill_null(False), pl.col("kind") != DATA)


def rule_words(briefing: Briefing, annex: int | None) -> str:
    """Which rules changed since the list before and what that does, in one paragraph; empty where none did.

    `annex`: the number of the annex that names each enterprise; None where there is none.
    """
    words, changed = briefing.words, changed_rules(briefing.frames.rules)
    if changed.is_empty():
        return ""
    effects = effect_words(briefing.frames.rule_changes, words)
    text = texts.CHANGED_IN_SCOPE if briefing.edition.scope else texts.CHANGED
    return words.say(
        text,
        list_month=words.month(changed["list_month"][0]),
        rules=settings_words(changed, words),
        effects=effects + (words.say(texts.IN_FULL, annex=annex) if annex else ""),
        who=who_words(briefing),
        figures=words.say(texts.FIGURES_CHANGED) if have_figures_changed(briefing.frames.rules) else "",
        scope=briefing.edition.scope_words,
    )


def who_words(briefing: Briefing) -> str:
    """Who was at work when the rules were first seen to be others, and when; empty where that was not noted."""
    words, moments = briefing.words, briefing.frames.rule_log.group_by("changed_at", "changed_by", maintain_order=True).len()
    parts = [
        words.say(texts.BY, who=plain(row["changed_by"], 60), at=plain(row["changed_at"][:16].replace("T", " "), 20), count=row["len"])
        for row in moments.iter_rows(named=True)
    ]
    return words.say(texts.WHO, steps=words.phrases(parts)) if parts else ""


def have_figures_changed(rules: pl.DataFrame) -> bool:
    """Whether what was known on the earlier list's day is not what it was made from any more."""
    return bool(rules.filter(pl.col("is_changed").fill_null(False), pl.col("kind") == DATA).height)


def effect_words(effects: pl.DataFrame, words: Words) -> str:
    """How many come, go, rise and fall, the first of them by name; that nobody does, where nobody does."""
    if effects.is_empty():
        return words.say(texts.NO_EFFECT)
    parts = []
    for effect in RULE_EFFECTS.keys:
        own = effects.filter(pl.col("effect") == effect)
        named = words.listed(plain(name, NAME_MOST) for name in own["name"].head(NAMES_SHOWN))
        shown = words.say(texts.MORE_NAMES, names=named) if own.height > NAMES_SHOWN else named
        text = texts.EFFECT_NAMED if own.height else texts.EFFECT_COUNT
        parts.append(words.say(text, effect=words.term(RULE_EFFECTS, effect), count=number(own.height), names=shown))
    return words.clauses(parts)


def settings_words(changed: pl.DataFrame, words: Words) -> str:
    """Which rules changed, each with what it was and is; of the models' own numbers how many."""
    told = [setting_words(row, words) for row in changed.filter(pl.col("kind").is_in([THRESHOLD, CHANNEL])).iter_rows(named=True)]
    named = words.clauses(told[:SETTINGS_SHOWN])
    parts = [words.say(texts.MORE_SETTINGS, settings=named, count=len(told) - SETTINGS_SHOWN) if len(told) > SETTINGS_SHOWN else named]
    for kind in (MODEL, PRIOR):
        if count := changed.filter(pl.col("kind") == kind).height:
            parts.append(words.say(texts.COUNTED, kind=words.term(RULE_KINDS, kind), count=count))
    code = changed.filter(pl.col("kind") == CODE)
    if code.height:
        parts.append(words.say(texts.UNRECORDED if code["value_text_then"][0] is None else texts.CODE))
    return words.phrases(part for part in parts if part)


def setting_words(row: Mapping[str, Any], words: Words) -> str:
    """One changed setting with what it was and what it is."""
    then, now = (value_words(row["setting"], row[name], words) for name in ("value_text_then", "value_text"))
    return words.say(texts.SETTING, setting=name_words(row["setting"], words), then=then, now=now)


def name_words(setting: str, words: Words) -> str:
    """How a setting is called: of a table, the part that is meant."""
    key, *path = setting.split(".")
    name = words.term(RULE_SETTINGS, key)
    if not path:
        return name
    if len(path) > 1:
        part = words.say(texts.CELL, risk=words.term(RISK_CLASSES, path[0]), exposure=words.term(EXPOSURE_CLASSES, path[1]))
    else:
        part = words.term(TIERS, path[0])
    return words.say(texts.PART, setting=name, part=part)


def value_words(setting: str, value: str | None, words: Words) -> str:
    """A setting's value as it reads; an empty table and what is not there are not set."""
    found = None if value is None else json.loads(value)
    if found in (None, {}, []):
        return words.say(texts.NOT_SET)
    key = setting.split(".", 1)[0]
    form = RULE_SETTINGS[key].form if key in RULE_SETTINGS else "count"
    if form == "level":
        return words.level(found)
    if form in ("class", "classes_of_tiers"):
        return words.term(EXPOSURE_CLASSES, found)
    if form == "channels":
        return words.listed(words.term(CHANNELS, channel) for channel in found)
    # No more digits than were written: 12.5 % is not 13 %, 15 % is not 15.0 %.
    if form == "share":
        return share(found, 0 if round(100 * found, 6).is_integer() else 1)
    return number(found, 0 if float(found).is_integer() else 1)


def effect_rows(effects: pl.DataFrame) -> list[dict[str, Any]]:
    """Who comes and goes, the gravest effect first, then by name: columns of the frame."""
    order = {key: place for place, key in enumerate(RULE_EFFECTS.keys)}
    placed = effects.with_columns(order=pl.col("effect").replace_strict(order, default=len(order), return_dtype=pl.Int64))
    return placed.sort("order", "name", "uscc").drop("order").to_dicts()


def rules_title(briefing: Briefing) -> str:
    """The heading of the annex: which list was made again."""
    months = briefing.frames.rule_changes["list_month"]
    return briefing.words.say(texts.TITLE, list_month=briefing.words.month(months[0] if months.len() else None))

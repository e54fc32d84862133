"""What changed or tried rules do, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from reports.sections.rule_changes import changed_rules, effect_rows, have_figures_changed, settings_words
from reports.words import rule_changes as texts
from reports.words.format import MISSING, NAME_MOST, plain
from reports.words.text import Words
from warehouse.rule_vocabulary import RULE_EFFECTS

# More names than these are read in the bulletin, or with --json.
FIRMS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """A settings file tried on the newest list: `rules` rows of out_rules, `effects` rows of out_rule_changes with `name`.

    `is_beside_today`: the rules have changed since that list was published, so it was made again by those of today and compared with that.
    """

    file: str
    list_month: date
    rules: pl.DataFrame
    effects: pl.DataFrame
    is_beside_today: bool


def notice_lines(rules: pl.DataFrame, effects: pl.DataFrame, month: date, words: Words) -> list[str]:
    """Return what a run says before it publishes a list by changed rules; `effects` with `name`."""
    changed = changed_rules(rules)
    head = words.say(texts.NOTICE, month=words.month(month), list_month=words.month(changed["list_month"][0]))
    figures = [words.say(texts.FIGURES_LINE)] if have_figures_changed(rules) else []
    return [head, f"  {settings_words(changed, words)}", *_effects(effects, words), *figures]


def trial_lines(trial: RuleTrial, words: Words) -> list[str]:
    """Return who would come and go by the tried settings."""
    changed = changed_rules(trial.rules)
    if changed.is_empty():
        return [words.say(texts.NOTHING_CHANGED, file=plain(trial.file, 80))]
    head = words.say(texts.TRIED, file=plain(trial.file, 80), list_month=words.month(trial.list_month))
    beside = [words.say(texts.TRIED_BESIDE_TODAY)] if trial.is_beside_today else []
    return [head, *beside, f"  {settings_words(changed, words)}", *_effects(trial.effects, words)]


def _effects(effects: pl.DataFrame, words: Words) -> Iterator[str]:
    """Yield a line an effect and a line an enterprise."""
    if effects.is_empty():
        yield words.capital(words.say(texts.NO_EFFECT))
    rows, below = effect_rows(effects), words.say(texts.BELOW)
    for effect in RULE_EFFECTS.keys:
        own = [row for row in rows if row["effect"] == effect]
        if own:
            yield words.say(texts.EFFECT_LINE, effect=words.capital(words.term(RULE_EFFECTS, effect)), count=len(own))
        for row in own[:FIRMS_SHOWN]:
            then, now = (words.level(row[name], missing=below) for name in ("level_then", "level_now"))
            yield words.say(texts.FIRM_LINE, name=plain(row["name"], NAME_MOST) or MISSING, uscc=row["uscc"], then=then, now=now)
        if len(own) > FIRMS_SHOWN:
            yield words.say(texts.MORE_LINES, count=len(own) - FIRMS_SHOWN)

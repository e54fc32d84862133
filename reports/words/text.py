"""A text in every language side by side, and the language a page is worded in: pages, workbook and letters are written once.

In: templates with named places, joining, dates, words of closed lists. Out: the numbers in them (reports.words.format) and any deciding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.words.format import MISSING, plain
from warehouse.vocabulary import FLAGS, INDICATORS, LEVELS, Language, Terms

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; `{name}` marks a place to be filled. Leaving a language out is a type error."""

    zh: str
    en: str

    def template(self, language: Language) -> str:
        """Return the template of a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Words:
    """One language: says texts, names terms, writes dates and lists."""

    language: Language = "zh"

    @property
    def is_english(self) -> bool:
        """Whether the language is English."""
        return self.language == "en"

    def say(self, text: Text, /, **values: Any) -> str:
        """Return a text with its places filled; raises KeyError for a place that is not filled."""
        return text.template(self.language).format(**values)

    def term(self, terms: Terms[Any], key: object, missing: str = MISSING) -> str:
        """Return the word of a key; an unknown key is shown as it came rather than lost, None or an empty one as `missing`."""
        if key is None or key == "":
            return missing
        return terms[str(key)].word(self.language) if key in terms else plain(key, 40)

    def capital(self, text: str) -> str:
        """Return a text as it stands at the start of a cell or sentence: English ones with a capital letter."""
        return text[:1].upper() + text[1:] if self.is_english else text

    def unit(self, indicator: object) -> str:
        """Return the unit of an indicator's figures: 万元, CNY 10k; empty where there is no indicator."""
        if indicator not in INDICATORS:
            return ""
        unit = INDICATORS[str(indicator)].unit
        return unit.en if self.is_english else unit.zh

    def level(self, key: str, missing: str = MISSING) -> str:
        """Return a level as a sentence names it: 红色, red; an unknown one as it came, None as `missing`."""
        if key not in LEVELS:
            return plain(key, 20) or missing
        return LEVELS[key].en if self.is_english else f"{LEVELS[key].zh}色"

    def flags(self, flags: str | None) -> str:
        """Return the words of comma-joined data flags; empty when there are none."""
        return self.listed(self.term(FLAGS, flag.strip()) for flag in (flags or "").split(",") if flag.strip())

    def month(self, value: date | None) -> str:
        """Write a month: 2026年10月, October 2026."""
        if value is None:
            return MISSING
        return f"{_MONTHS[value.month - 1]} {value.year}" if self.is_english else f"{value.year}年{value.month}月"

    def month_of_year(self, value: date) -> str:
        """Write a month without its year: 10月, October."""
        return _MONTHS[value.month - 1] if self.is_english else f"{value.month}月"

    def day(self, value: date | None) -> str:
        """Write a day: 2026年11月16日, 16 November 2026."""
        if value is None:
            return MISSING
        return f"{self.day_of_year(value)} {value.year}" if self.is_english else f"{value.year}年{self.day_of_year(value)}"

    def day_of_year(self, value: date) -> str:
        """Write a day without its year: 11月16日, 16 November."""
        return f"{value.day} {_MONTHS[value.month - 1]}" if self.is_english else f"{value.month}月{value.day}日"

    def listed(self, items: Iterable[str]) -> str:
        """Join names of one kind: 、 or a comma."""
        return (", " if self.is_english else "、").join(items)

    def clauses(self, items: Iterable[str]) -> str:
        """Join parts of a sentence: ， or a comma."""
        return (", " if self.is_english else "，").join(items)

    def phrases(self, items: Iterable[str]) -> str:
        """Join phrases: ； or a semicolon."""
        return ("; " if self.is_english else "；").join(items)

    def sentences(self, items: Iterable[str]) -> str:
        """Join whole sentences: English ones stand a blank apart."""
        return (" " if self.is_english else "").join(item for item in items if item)

    def counted(self, count: int, noun: Text) -> str:
        """Write a number of things: 3家, 3 enterprises; an English noun is given in the singular, an irregular one as `one|many`."""
        if not self.is_english:
            return f"{count:,}{noun.zh}"
        one, _, many = noun.en.partition("|")
        return f"{count:,} " + (one if count == 1 else many or f"{one}s")

"""A text in every language side by side, and the voice that says it: pages, workbook and letters are written once and said in either.

In: templates with named places, joining, dates, words of closed lists. Out: the numbers in them (reports.words.format) and any deciding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.words.format import MISSING, plain
from warehouse.vocabulary import Language, Terms

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

    def say(self, text: Text, **values: Any) -> str:
        """Return a text with its places filled; raises KeyError for a place that is not filled."""
        return text.template(self.language).format(**values)

    def term(self, terms: Terms[Any], key: object, missing: str = MISSING) -> str:
        """Return the word of a key; an unknown key is shown as it came rather than lost, None or an empty one as `missing`."""
        if key is None or key == "":
            return missing
        return terms[str(key)].word(self.language) if key in terms else plain(key, 40)

    def month(self, value: date | None) -> str:
        """Write a month: 2026年10月, October 2026."""
        if value is None:
            return MISSING
        return f"{value.year}年{value.month}月" if self.language == "zh" else f"{_MONTHS[value.month - 1]} {value.year}"

    def day(self, value: date | None) -> str:
        """Write a day: 2026年11月16日, 16 November 2026."""
        if value is None:
            return MISSING
        if self.language == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"

    def listed(self, items: Iterable[str]) -> str:
        """Join names of one kind: 、 or a comma."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def phrases(self, items: Iterable[str]) -> str:
        """Join phrases: ； or a semicolon."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def counted(self, count: int, noun: Text) -> str:
        """Write a number of things: 3家, 3 enterprises; an English noun is given in the singular."""
        if self.language == "zh":
            return f"{count:,}{noun.zh}"
        return f"{count:,} {noun.en}" + ("" if count == 1 else "s")

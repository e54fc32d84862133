"""Words for printed figures: the head of a column, an amount with its period and unit, and which months a sum lacks."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from reports.words.format import MISSING, number, signed_share
from reports.words.text import Text, Words
from warehouse.printed_figures import FIGURES

# So many months are named; of more it is enough to know how many are there.
NAMED_MOST: Final = 3
AMOUNT: Final = Text(zh="{figure}{amount}{unit}{gaps}", en="{figure} {amount} {unit}{gaps}")
RATE: Final = Text(zh="{figure}{rate}", en="{figure}: {rate}")
IN_BRACKETS: Final = Text(zh="（{text}）", en=" ({text})")
LACKING: Final = Text(zh="仅{present}个月，缺{months}", en="{present} months only, without {months}")
FEW: Final = Text(zh="仅{present}个月有数", en="figures of {present} months only")
EITHER_YEAR: Final = Text(zh="两年中有缺月：{months}", en="missing in either year: {months}")
OF_MONTH: Final = Text(zh="{month}数", en="of {month}")
# Of the base of a month's growth, in a cell below the rate and in a sentence.
MONTH_BASES: Final = {"low": Text(zh="基数偏低", en="low base"), "high": Text(zh="基数偏高", en="high base")}
FLAGGED: Final = Text(zh="{figure}{gaps}", en="{figure}: {gaps}")


def heading(key: str, words: Words) -> str:
    """Return the head of a column of a figure: 近12个月产值（万元）."""
    return FIGURES[key].heading(words.language)


def name(key: str, words: Words) -> str:
    """Return what a figure is called in a sentence: 近12个月产值."""
    return FIGURES[key].word(words.language)


def gap_words(row: dict[str, Any] | None, words: Words) -> str:
    """Return which months a level lacks: 仅11个月，缺10月; empty where it is whole or not known at all."""
    if row is None or row["value"] is None or not row["missing"]:
        return ""
    if str(row["missing"]).count(",") >= NAMED_MOST:
        return words.say(FEW, present=row["months_present"])
    return words.say(LACKING, present=row["months_present"], months=_missing(row, words))


def _missing(row: dict[str, Any], words: Words) -> str:
    # Within a year each month occurs once, so the year need not be named.
    return words.listed(words.month_of_year(date.fromisoformat(f"{key}-01")) for key in str(row["missing"]).split(","))


def base_words(row: dict[str, Any], words: Words) -> str | None:
    """Return what the base of a month's growth is like where it is unusual: 基数偏低."""
    return words.say(MONTH_BASES[row["year_base"]]) if row["year_base"] else None


def amount_words(row: dict[str, Any], month: date, words: Words, besides: str = "") -> str:
    """Return a level in a sentence: 近12个月产值58,431万元（占全区0.61%；仅11个月，缺10月); `besides` stands first in the brackets.

    A last figure that is not of `month` says of which month it is.
    """
    figure = FIGURES[row["figure"]]
    older = figure.window == "latest" and row["until"] is not None and row["until"] != month
    notes = [besides, words.say(OF_MONTH, month=words.month(row["until"])) if older else "", gap_words(row, words)]
    text = words.phrases(note for note in notes if note)
    unit = figure.unit.en if words.is_english else figure.unit.zh
    in_brackets = words.say(IN_BRACKETS, text=text) if text else ""
    return words.say(AMOUNT, figure=figure.word(words.language), amount=number(row["value"]), unit=unit, gaps=in_brackets)


def figure_words(row: dict[str, Any], month: date, words: Words) -> str:
    """Return a figure in a sentence, level or rate."""
    if row["value"] is None:
        why = words.say(IN_BRACKETS, text=words.say(EITHER_YEAR, months=_missing(row, words))) if row["missing"] else ""
        return words.say(RATE, figure=name(row["figure"], words), rate=MISSING + why)
    if FIGURES[row["figure"]].comparison == "level":
        return amount_words(row, month, words)
    return words.say(RATE, figure=name(row["figure"], words), rate=signed_share(row["value"]))

"""What one clause asks of an enterprise: its fact, operator and value read from its cells, and the expression that answers it.

Answers have three values: true, false, and null where the fact is not known. Polars combines them as Kleene does: false and unknown is
false, true and unknown is unknown. What cannot be read is a ClauseError with a reason a person can act on.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from warehouse.industry_sections import section_of
from warehouse.policy_vocabulary import FACTS, OPERATORS, YES_NO, Fact, Operator

Value = str | float | bool
SEPARATORS: Final = re.compile(r"[,，、;；]")
BETWEEN: Final = re.compile(r"[,，、;；~～至到]")
NUMBER: Final = re.compile(r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(\D*)$")
CODE: Final = re.compile(r"^([A-T]?)(\d{0,4})$")
# What an amount may be written in, in units of 10,000 yuan.
MONEY: Final = {"元": 0.0001, "千元": 0.1, "万元": 1.0, "万": 1.0, "亿元": 10_000.0, "亿": 10_000.0}
FLAG_WORDS: Final = {"true": True, "false": False}


class ClauseError(ValueError):
    """A clause that cannot be compared; the text says why and how to write it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One clause as it is compared: keys of FACTS and OPERATORS, and the values read."""

    fact: str
    operator: str
    values: tuple[Value, ...]

    @property
    def answer(self) -> pl.Expr:
        """The answer for every row of a frame that has the fact as a column: true, false, or null where it is not known."""
        column, kind = pl.col(self.fact), FACTS[self.fact].kind
        if kind == "flag":
            return column if self.values[0] else ~column
        if kind in ("number", "rate"):
            return _compared(column, self.operator, self.values)
        found = _any_of(column, kind, [str(value) for value in self.values])
        return ~found if self.operator in ("ne", "not_in") else found


def _compared(number: pl.Expr, operator: str, values: tuple[Value, ...]) -> pl.Expr:
    limit = pl.lit(values[0])
    compared = {
        "eq": number == limit, "ne": number != limit, "lt": number < limit, "le": number <= limit, "gt": number > limit,
        "ge": number >= limit, "between": (number >= limit) & (number <= pl.lit(values[-1])),
    }  # fmt: skip
    return compared[operator]


def _any_of(column: pl.Expr, kind: str, wanted: list[str]) -> pl.Expr:
    if kind == "code":
        return pl.any_horizontal([_covers(column, code) for code in wanted])
    if kind == "keys":
        return pl.any_horizontal([column.list.contains(key) for key in wanted])
    return column.is_in(wanted)


def _covers(own: pl.Expr, code: str) -> pl.Expr:
    """Whether a code of industries covers an enterprise's own; not known where the own one is the shorter of two that agree."""
    agrees = pl.lit(code).str.starts_with(own)
    is_shorter = own.str.len_chars() < len(code)
    return pl.when(own.is_null() | (agrees & is_shorter)).then(pl.lit(None, dtype=pl.Boolean)).otherwise(own.str.starts_with(code))


# Reading ------------------------------------------------------------------------------------------------------------------------------


def read_condition(fact: str | None, operator: str | None, value: str | None) -> Condition:
    """Return what a clause asks, from its three cells as a department writes them; raises ClauseError where they cannot be compared."""
    meant = _fact(fact)
    how = _operator(operator, meant)
    text = _plain(value)
    if meant.kind == "flag":
        return Condition(meant.key, "is_true", (_flag(how, text),))
    parts = _parts(how, text)
    readers: dict[str, Callable[[str, Fact], Value]] = {"code": _code, "number": _number, "rate": _rate}
    read = readers.get(meant.kind, _word)
    values = tuple(read(part, meant) for part in parts)
    if how.takes == "two" and values[0] > values[-1]:  # type: ignore[operator]
        raise ClauseError(f"value {text!r} runs from the larger to the smaller number; write the smaller one first")
    return Condition(meant.key, how.key, values)


def _plain(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").strip()


def _fact(text: str | None) -> Fact:
    wanted = _plain(text).lower()
    found = next((fact for fact in FACTS if wanted in (fact.key, fact.zh.lower(), fact.en.lower())), None)
    if found is None:
        known = ", ".join(f"{fact.key} ({fact.zh})" for fact in FACTS)
        got = f"fact {text!r} is not known" if wanted else "fact is empty"
        raise ClauseError(f"{got}; write one of {known}, or mode manual where a person has to answer")
    return found


def _operator(text: str | None, fact: Fact) -> Operator:
    wanted = " ".join(_plain(text).lower().split())
    fitting = [one for one in OPERATORS if fact.kind in one.kinds]
    found = next((one for one in fitting if wanted in one.signs), None)
    if found is None:
        known = ", ".join(one.signs[0] for one in fitting)
        got = f"operator {text!r} does not compare {fact.key} ({fact.zh})" if wanted else "operator is empty"
        raise ClauseError(f"{got}; write one of {known}")
    return found


def _parts(how: Operator, text: str) -> list[str]:
    """Return the values of a cell, one by one."""
    if not text:
        raise ClauseError("value is empty; write what the fact is compared with")
    # One number may hold commas between its thousands; a list may not.
    if how.takes == "one":
        return [text]
    pattern = BETWEEN if how.takes == "two" else SEPARATORS
    parts = [part.strip() for part in pattern.split(text) if part.strip()]
    if not parts or (how.takes == "two" and len(parts) != 2):
        raise ClauseError(f"value {text!r} has {len(parts)} parts, expected two numbers such as 300~1000")
    return parts


def _number(text: str, fact: Fact) -> float:
    match = NUMBER.match(text)
    unit = match[2].strip() if match else ""
    own = (fact.unit.zh, fact.unit.en.lower()) if fact.unit else ()
    scale = MONEY if fact.key.endswith("_cny_10k") else {}
    if match is None or (unit and unit.lower() not in own and unit not in scale):
        shown = fact.unit.zh if fact.unit else ""
        raise ClauseError(f"value {text!r} is no number in {shown}, which {fact.key} ({fact.zh}) is measured in; write one such as 300")
    number = float(match[1].replace(",", ""))
    # Divided and not multiplied where it can be, so that 5,000 yuan are 0.5 and nothing beside it.
    factor = scale.get(unit, 1.0)
    return number * factor if factor >= 1 else number / round(1 / factor)


def _rate(text: str, fact: Fact) -> float:
    match = NUMBER.match(text)
    # 10 may mean ten per cent or ten times; the sign says which.
    if match is None or match[2].strip() != "%":
        raise ClauseError(f"value {text!r} is no rate; {fact.key} ({fact.zh}) is compared with a percentage such as 10%")
    return float(match[1].replace(",", "")) / 100


def _flag(how: Operator, text: str) -> bool:
    if how.takes == "none":
        stated = True
        if text:
            raise ClauseError(f"value {text!r} stands beside {how.signs[0]!r}, which needs none; leave it empty")
    else:
        stated = _yes_or_no(text)
    return stated if how.key in ("is_true", "eq") else not stated


def _yes_or_no(text: str) -> bool:
    words = {**FLAG_WORDS, **{word: one.key == "yes" for one in YES_NO for word in (one.key, one.zh)}}
    if text.lower() not in words:
        raise ClauseError(f"value {text!r} is neither yes nor no; write 是 or 否")
    return words[text.lower()]


def _word(text: str, fact: Fact) -> str:
    if fact.words is None:
        return text
    found = next((one.key for one in fact.words if text.lower() in (one.key, one.zh.lower(), one.en.lower())), None)
    if found is None:
        known = ", ".join(f"{one.key} ({one.zh})" for one in fact.words)
        raise ClauseError(f"value {text!r} is no {fact.en}; {fact.key} ({fact.zh}) is one of {known}")
    return found


def _code(text: str, fact: Fact) -> str:
    """Return a code with its section letter: C39 for 39; three digits alone say nothing, since 610 may be 0610 or a group of 61."""
    match = CODE.match(text.upper())
    letter, digits = match.groups() if match else ("", "")
    if match is None or not (letter or digits) or len(digits) == 1:
        raise ClauseError(f"value {text!r} is no code of GB/T 4754; {fact.key} ({fact.zh}) is compared with codes such as C39 or C3921")
    if not letter and len(digits) == 3:
        raise ClauseError(
            f"value {text!r} may be the class 0{digits} or the group {digits}; write the section letter before it, such as C391"
        )
    if not digits:
        return letter
    section = section_of(int(digits[:2]))
    if section is None or (letter and letter != section):
        raise ClauseError(f"value {text!r} is no code of GB/T 4754: division {digits[:2]} is of section {section or 'none'}; correct it")
    return section + digits

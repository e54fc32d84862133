"""Units as senders write them, and how each becomes the canonical unit of its indicator."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from warehouse.vocabulary import INDICATORS


@dataclass(frozen=True, slots=True)
class SentUnit:
    """A unit of measure as it is sent: its key, its Chinese spelling, and how it becomes a canonical one.

    Whole numbers on both sides: 1234.7 / 10 is the closest number to 123.47 that there is, 1234.7 * 0.1 need not be.
    """

    key: str
    spelling: str
    canonical: str
    multiplier: int = 1
    divisor: int = 1
    only_for: tuple[str, ...] = ()


# Beside the canonical units themselves.
SMALLER = (SentUnit("CNY", "元", "CNY_10k", divisor=10_000), SentUnit("CNY_1k", "千元", "CNY_10k", divisor=10))
LARGER = (SentUnit("10k_kWh", "万千瓦时", "kWh", multiplier=10_000),)
# One tonne of water fills one cubic metre; of gas it says nothing.
OF_ONE_THING = (SentUnit("t", "吨", "m3", only_for=("water",)),)


@cache
def sent_units() -> tuple[SentUnit, ...]:
    """Return every unit that is understood, by canonical unit and from the smallest to the largest, those of a single thing last."""
    canonical = {one.unit.key: SentUnit(one.unit.key, one.unit.zh, one.unit.key) for one in INDICATORS}
    usual = [each for unit in canonical.values() for each in (*SMALLER, unit, *LARGER) if each.canonical == unit.key]
    return (*usual, *OF_ONE_THING)


def unit_form(text: str) -> str:
    """Return a unit in the form spellings are compared in."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def unit_keys() -> dict[str, str]:
    """Return every accepted spelling, in comparable form, to the key of its unit."""
    return {unit_form(spelling): unit.key for unit in sent_units() for spelling in (unit.key, unit.spelling)}


def unit_key(text: str) -> str | None:
    """Return the key of a unit as a sender writes it, None where it is unknown."""
    return unit_keys().get(unit_form(text))


@cache
def possible_pairs() -> dict[str, tuple[int, int]]:
    """Return "indicator|unit" to (multiplier, divisor) for every pair that makes sense."""
    return {
        f"{one.key}|{unit.key}": (unit.multiplier, unit.divisor)
        for one in INDICATORS
        for unit in sent_units()
        if unit.canonical == one.unit.key and one.key in (unit.only_for or (one.key,))
    }


def unit_choices() -> str:
    """Return the usual units for a sentence: keys first, then as they are written in Chinese."""
    keys = [unit.key for unit in sent_units() if not unit.only_for]
    return ", ".join(dict.fromkeys([*keys, *(unit.spelling for unit in sent_units())]))

"""Units as senders write them, and how each becomes the canonical unit of its indicator."""

import unicodedata

from warehouse.vocabulary import INDICATORS

# Key of the unit to (canonical unit, multiplier, divisor). Whole numbers on both sides: 1234.7 / 10 is the closest number to 123.47 that
# there is, 1234.7 * 0.1 need not be.
CONVERSIONS: dict[str, tuple[str, int, int]] = {
    "CNY": ("CNY_10k", 1, 10_000),
    "CNY_1k": ("CNY_10k", 1, 10),
    "CNY_10k": ("CNY_10k", 1, 1),
    "persons": ("persons", 1, 1),
    "kWh": ("kWh", 1, 1),
    "10k_kWh": ("kWh", 10_000, 1),
    "m3": ("m3", 1, 1),
    # One tonne of water fills one cubic metre; of gas it says nothing.
    "t_water": ("m3", 1, 1),
}
SPELLINGS = {
    "元": "CNY",
    "千元": "CNY_1k",
    "万元": "CNY_10k",
    "人": "persons",
    "千瓦时": "kWh",
    "万千瓦时": "10k_kWh",
    "立方米": "m3",
    "吨": "t_water",
}
ONLY_FOR = {"t_water": ("water",)}


def _unit_form(text: str) -> str:
    """Return a unit in the form spellings are compared in."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def unit_keys() -> dict[str, str]:
    """Return every accepted spelling, in comparable form, to the key of its unit."""
    own = {_unit_form(key): key for key in CONVERSIONS if key != "t_water"}
    return {**own, **{_unit_form(spelling): key for spelling, key in SPELLINGS.items()}}


def unit_key(text: str) -> str | None:
    """Return the key of a unit as a sender writes it, None where it is unknown."""
    return unit_keys().get(_unit_form(text))


def possible_pairs() -> dict[str, tuple[int, int]]:
    """Return "indicator|unit" to (multiplier, divisor) for every pair that makes sense."""
    return {
        f"{indicator}|{key}": (multiplier, divisor)
        for indicator, canonical in ((one.key, one.unit) for one in INDICATORS)
        for key, (target, multiplier, divisor) in CONVERSIONS.items()
        if target == canonical.key and indicator in ONLY_FOR.get(key, (indicator,))
    }

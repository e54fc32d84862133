"""Numbers as the briefings write them, the same in every language, and outside text made inert.

Numbers on pages use U+2212 for minus and thousands separators; a missing number is “—”, never 0.
Ratios come in as shares (0.12 = 12 %).
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date

MISSING = "—"
# The longest registered names, foreign ones too, stand whole: of two that begin alike a cut one is anybody's.
NAME_MOST = 120
# A hyphen is shorter than a plus and breaks lines; the minus sign does neither.
MINUS = "\u2212"
# Bidirectional marks, zero-width characters and the byte-order mark reorder or hide neighbouring text.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad\ufff9-\ufffb]")
_SPACES = re.compile(r"\s+")


def is_missing(value: object) -> bool:
    """Whether a value counts as missing: None, or a number that is not finite."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def plain(value: object, limit: int = 240) -> str:
    """Outside text made inert for display: one line, no control or direction characters, at most `limit` characters.

    Escaping for HTML stays with the template; this only removes what escaping cannot.
    """
    if value is None:
        return ""
    text = str(value)
    # Nearly every text is plain already: printable ones hold nothing but letters, marks and blanks.
    if text.isprintable() and "  " not in text and text == text.strip():
        return text if len(text) <= limit else text[: limit - 1] + "…"
    # Blanks first: a line break removed as a control character would glue two words.
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = "".join(mark for mark in text if unicodedata.category(mark)[0] != "C")
    # And again after: what stood between two blanks may be gone.
    text = _SPACES.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def counting_order(name: str) -> list[tuple[int, str]]:
    """The key by which names stand in the order of the numbers in them: 第2组 before 第10组."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands separators and U+2212, or “—” when it is missing."""
    if value is None or is_missing(value):
        return MISSING
    text = f"{value:,.{digits}f}"
    # Rounding may leave a minus before a zero, which reads as a fall that is not there.
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def share(value: float | None, digits: int = 1) -> str:
    """A share as a percentage (0.123 → `12.3%`), or “—”."""
    return MISSING if value is None or is_missing(value) else number(100 * value, digits) + "%"


def whole_share(value: float | None) -> str:
    """A share as whole per cent without a sign (0.432 → `43%`), or “—”."""
    return MISSING if value is None or is_missing(value) else share(abs(value), 0)


def three_digits(value: float | None) -> str:
    """A number with three significant digits (123456 → `123,000`, 3.14159 → `3.1`), or “—”."""
    if value is None or is_missing(value):
        return MISSING
    if value == 0:
        return "0"
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    rounded = math.copysign(math.floor(abs(value) / step + 0.5) * step, value)
    # Below ten a second decimal is noise.
    return number(rounded) if abs(rounded) >= 10 else number(round(10 * value) / 10, 1).removesuffix(".0")


def signed_share(value: float | None, digits: int = 1) -> str:
    """A growth rate with its sign (`+3.2%`, `−19.0%`), or “—”."""
    if value is None or is_missing(value):
        return MISSING
    text = share(value, digits)
    return text if text.startswith(MINUS) or text.strip("0.%") == "" else "+" + text


def signed(value: float | None, digits: int = 0) -> str:
    """A difference with its sign (`+3`, `−2`, `0`), or “—”."""
    if value is None or is_missing(value):
        return MISSING
    text = number(value, digits)
    return text if text.startswith(MINUS) or text.strip("0.,") == "" else "+" + text


def risk(value: float | None) -> str:
    """A probability as a whole percentage; the ends are written as bounds because no model knows them."""
    if value is None or is_missing(value):
        return MISSING
    if value < 0.01:
        return "<1%"
    return ">99%" if value > 0.99 else f"{100 * value:.0f}%"


def month_key(value: date | None) -> str:
    """A month as `2026-10`, or “—”."""
    return MISSING if value is None else f"{value.year:04d}-{value.month:02d}"

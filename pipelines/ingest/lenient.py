"""Cells as departments write them: numbers, dates and months in all the usual spellings, each with a verdict of its own.

NFKC folds full-width digits and signs into plain ones; it is applied here, to numbers, dates and months, and never to names.
Zero, missing and not applicable are three different things, so a cell without a figure says which of the two it is.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["value", "missing", "not_applicable", "withdrawn", "bad"]

MISSING = frozenset({"", "缺", "缺报", "缺失", "未报", "未上报", "暂无", "...", "null", "none", "nan"})
NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "–", "/", "\\", "*", "无", "不适用", "n/a", "na", "x"})
# What a tidy file writes, and what offices write, to take a figure back.
WITHDRAWN_KEY = "withdrawn"
WITHDRAWN = frozenset({WITHDRAWN_KEY, "作废", "撤回", "撤销", "已作废", "已撤回"})
PLAIN = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$")
# Groups of exactly three: 1,23 and 12,34,567 are mistakes and not numbers.
GROUPED = re.compile(r"^[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?$")
# Signs that accountants put before, or brackets they put around, what is to be subtracted.
NEGATIVE_SIGNS = "△▲▽▼-−–"
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_SPAN = (25569, 73415)  # 1970-01-01 … 2100-12-31
DATE_SHAPES = (
    re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})( \d{1,2}:\d{2}(:\d{2})?(\.0+)?)?$"),
    re.compile(r"^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?$"),
    re.compile(r"^(\d{4})(\d{2})(\d{2})$"),
)
MONTH_SHAPES = (
    re.compile(r"^(\d{4})[-/](\d{1,2})$"),
    # One digit after a dot may be October whose zero a spreadsheet has eaten.
    re.compile(r"^(\d{4})\.(\d{2})$"),
    re.compile(r"^(\d{4})年(?:1[-至到~])?(\d{1,2})月份?$"),
    re.compile(r"^(\d{4})(\d{2})$"),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell says: `value` where `state` is "value", else None."""

    state: State
    value: float | date | None = None


BAD = Parsed("bad")


def plain_text(cell: str) -> str:
    """Return a cell in the form it is judged in: NFKC, trimmed, without the apostrophe that marks text in spreadsheets, lower case."""
    return unicodedata.normalize("NFKC", cell).strip().removeprefix("'").strip().casefold()


def absence(text: str) -> Parsed | None:
    """Return the verdict on a cell without a figure, None where it has something to say."""
    if text in MISSING:
        return Parsed("missing")
    if text in WITHDRAWN:
        return Parsed("withdrawn")
    return Parsed("not_applicable") if text in NOT_APPLICABLE else None


def parse_number(cell: str) -> Parsed:
    """Return the number a cell holds; percentages become parts of one."""
    text = plain_text(cell)
    absent = absence(text)
    if absent is not None:
        return absent
    text, is_negative = _take_sign(text.removeprefix("¥").strip())
    divisor = 100.0 if text.endswith("%") else 1.0
    text = text.removesuffix("%").strip()
    if GROUPED.match(text):
        text = text.replace(",", "").replace(" ", "")
    # A sign inside brackets or behind another sign says two things at once.
    if not PLAIN.match(text) or (is_negative and text[0] in "+-"):
        return BAD
    value = float(text) / divisor
    if abs(value) == float("inf"):
        return BAD
    return Parsed("value", (-value if is_negative else value) + 0.0)


def parse_share(cell: str) -> Parsed:
    """Return the part of one that a cell states, as 0.35, 35% or 35."""
    parsed = parse_number(cell)
    if not isinstance(parsed.value, float):
        return parsed
    share = parsed.value / 100.0 if parsed.value > 1.0 else parsed.value
    return Parsed("value", share) if 0.0 < share <= 1.0 else BAD


def _take_sign(text: str) -> tuple[str, bool]:
    """Return the text without brackets or a leading negative sign, and whether there was one."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith(tuple(NEGATIVE_SIGNS)):
        return text[1:].strip(), True
    return text, False


def parse_date(cell: str) -> Parsed:
    """Return the day a cell names, Excel's serial numbers included."""
    text = plain_text(cell)
    absent = absence(text)
    if absent is not None:
        return absent
    found = _from_shapes(text, DATE_SHAPES) or _from_serial(text)
    return Parsed("value", found) if found else BAD


def parse_month(cell: str) -> Parsed:
    """Return the first day of the month a cell names; a cumulative span such as 2026年1-7月 is named after its last month."""
    text = plain_text(cell).replace(" ", "") if "月" in cell else plain_text(cell)
    absent = absence(text)
    if absent is not None:
        return absent
    found = _from_shapes(text, MONTH_SHAPES) or _from_shapes(text, DATE_SHAPES) or _from_serial(text)
    return Parsed("value", found.replace(day=1)) if found else BAD


def _from_shapes(text: str, shapes: tuple[re.Pattern[str], ...]) -> date | None:
    """Return the day the first fitting shape gives, the first of the month where it names none."""
    # The first shape that fits decides; the shapes exclude one another, so no cell has two readings.
    for shape in shapes:
        match = shape.match(text)
        if match:
            year, month = int(match.group(1)), int(match.group(2))
            day = int(match.group(3)) if shape in DATE_SHAPES else 1
            return _possible(year, month, day)
    return None


def _possible(year: int, month: int, day: int) -> date | None:
    """Return the date, None where there is no such day or no such day in living memory."""
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _from_serial(text: str) -> date | None:
    """Return the day of an Excel serial number, with or without the time behind the point."""
    match = re.match(r"^(\d{5})(\.\d+)?$", text)
    if match is None or not SERIAL_SPAN[0] <= int(match.group(1)) <= SERIAL_SPAN[1]:
        return None
    return SERIAL_EPOCH + timedelta(days=int(match.group(1)))

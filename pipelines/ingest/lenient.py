"""Cells as departments write them: numbers, dates and months in all the usual spellings, each with a verdict of its own.

NFKC folds full-width digits and signs into plain ones; it is applied here, to numbers, dates and months, and never to names.
Zero, missing and not applicable are three different things, so a cell without a figure says which of the two it is.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipelines.ingest.csv_text import DASHES
from pipelines.ingest.days import day_of, folded, has_time, is_no_day, stands_for_no_day
from pipelines.ingest.heading_names import plain_months

# "open": a day that stands for none or for ever, which is no figure's day and no mistake either.
State = Literal["value", "missing", "not_applicable", "withdrawn", "open", "bad"]

MISSING = frozenset({"", "缺", "缺报", "缺失", "未报", "未上报", "暂无", "...", "null", "none", "nan"})
NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "–", "/", "\\", "*", "无", "不适用", "n/a", "na", "x"})
# What a tidy file writes, and what offices write, to take a figure back.
WITHDRAWN_KEY = "withdrawn"
WITHDRAWN = frozenset({WITHDRAWN_KEY, "作废", "撤回", "撤销", "已作废", "已撤回"})
PLAIN = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$")
WHOLE_DECIMALS = 14
# Groups of exactly three: 1,23 and 12,34,567 are mistakes and not numbers.
GROUPED = re.compile(r"^[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?$")
# Signs that accountants put before, or brackets they put around, what is to be subtracted.
NEGATIVE_SIGNS = "△▲▽▼-−–"
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_SPAN = (25569, 73415)  # 1970-01-01 … 2100-12-31
MONTH_SHAPES = (
    re.compile(r"^(\d{4})[-/](\d{1,2})$"),
    # One digit after a dot may be October whose zero a spreadsheet has eaten.
    re.compile(r"^(\d{4})\.(\d{2})$"),
    re.compile(r"^(\d{4})年(?:0?1月?-)?(\d{1,2})月份?$"),
    re.compile(r"^(\d{4})(\d{2})$"),
)
# All months since January, by their last one.
SINCE_JANUARY = re.compile(r"^\d{4}年0?1月?-(?:0?[2-9]|1[0-2])月份?$")
BETWEEN_MONTHS = re.compile(r"(?<=[\d月一])[至到~](?=[\d一二三四五六七八九十])")
# What the tidy layouts promise; everything behind the day is a time and a zone.
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}([t ]|$)")
ISO_MONTH = re.compile(r"^\d{4}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell says: `value` where `state` is "value", else None."""

    state: State
    value: float | date | None = None


BAD = Parsed("bad")


def plain_text(cell: str) -> str:
    """Return a cell in the form it is judged in: NFKC, trimmed, without the apostrophe that marks text in spreadsheets, lower case."""
    return folded(cell)


def absence(text: str) -> Parsed | None:
    """Return the verdict on a cell without a figure, None where it has something to say."""
    if text in MISSING:
        return Parsed("missing")
    if text in WITHDRAWN:
        return Parsed("withdrawn")
    return Parsed("not_applicable") if text in NOT_APPLICABLE else None


def parse_number(cell: str) -> Parsed:
    """Return the number a cell holds; a percentage is none, since no head-count and no amount is one."""
    text = plain_text(cell)
    absent = absence(text)
    if absent is not None:
        return absent
    text, is_negative = _take_sign(text.removeprefix("¥").strip())
    if GROUPED.match(text):
        text = text.replace(",", "").replace(" ", "")
    # A sign inside brackets or behind another sign says two things at once.
    if not PLAIN.match(text) or (is_negative and text[0] in "+-") or has_lost_digits(text):
        return BAD
    value = float(text)
    if abs(value) == float("inf"):
        return BAD
    return Parsed("value", (-value if is_negative else value) + 0.0)


def parse_plain_number(cell: str) -> Parsed:
    """Return the number a cell of a tidy file holds: digits, a point, an exponent."""
    text = cell.strip().lower()
    if not text:
        return Parsed("missing")
    if text == WITHDRAWN_KEY:
        return Parsed("withdrawn")
    if not (text.isascii() and PLAIN.match(text)) or has_lost_digits(text):
        return BAD
    value = float(text)
    return Parsed("value", value + 0.0) if abs(value) != float("inf") else BAD


def has_lost_digits(text: str) -> bool:
    """Whether a number in scientific notation shows fewer digits than it has: 1.23E+05 may be any of a thousand numbers."""
    mantissa, found, exponent = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    # So many decimals are all that a number of a program holds.
    return bool(found) and int(exponent) > decimals and decimals < WHOLE_DECIMALS and any(digit in mantissa for digit in "123456789")


def parse_share(cell: str) -> Parsed:
    """Return the part of one that a cell states, as 0.35, 35% or 35."""
    text = plain_text(cell)
    parsed = parse_number(text.removesuffix("%"))
    if not isinstance(parsed.value, float):
        return parsed
    is_percentage = text.endswith("%") or parsed.value > 1.0
    share = parsed.value / 100.0 if is_percentage else parsed.value
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
    return _no_day(text) or _day(_from_serial(text) or day_of(text))


def parse_first_day(cell: str) -> Parsed:
    """Return the day a cell names, or the first day of the month it names alone."""
    return _of_month_alone(cell, lambda month: month)


def parse_last_day(cell: str) -> Parsed:
    """Return the day a cell names, or the last day of the month it names alone."""
    return _of_month_alone(cell, lambda month: month.replace(day=monthrange(month.year, month.month)[1]))


def _of_month_alone(cell: str, day_of_month: Callable[[date], date]) -> Parsed:
    """Return the day a cell names, or a day of the month it names alone; several months name none."""
    parsed = parse_date(cell)
    month = parse_month(cell).value if parsed.state == "bad" and not spans_months(cell) else None
    return Parsed("value", day_of_month(month)) if isinstance(month, date) else parsed


def parse_month(cell: str) -> Parsed:
    """Return the first day of the month a cell names; a cumulative span such as 2026年1-7月 is named after its last month."""
    text = plain_text(cell)
    return _no_day(text) or _first_day(_month_of(_plain_month(text)) or day_of(text) or _from_serial(text))


def spans_months(cell: str) -> bool:
    """Whether a cell names all months since January and not one month: 2026年1-9月."""
    return SINCE_JANUARY.match(_plain_month(plain_text(cell))) is not None


def _plain_month(text: str) -> str:
    """Return a month in one spelling: without spaces, one dash for whatever stands between two months, no Chinese numerals."""
    return plain_months(BETWEEN_MONTHS.sub("-", DASHES.sub("-", text.replace(" ", "")))) if "月" in text else text


def parse_iso_date(cell: str) -> Parsed:
    """Return the day a cell of a tidy file names: YYYY-MM-DD, alone or with a time and a zone."""
    text = plain_text(cell)
    return _no_day(text) or _day(day_of(text) if ISO_DAY.match(text) else None)


def parse_iso_month(cell: str) -> Parsed:
    """Return the first day of the month a cell of a tidy file names: YYYY-MM, or a moment in it."""
    text = plain_text(cell)
    is_moment = ISO_DAY.match(text) and has_time(text)
    return _no_day(text) or _first_day(day_of(text) if is_moment else _month_of(text) if ISO_MONTH.match(text) else None)


def _no_day(text: str) -> Parsed | None:
    """Return the verdict on a cell that names no day and is not meant to, None for others."""
    return absence(text) or (Parsed("open") if stands_for_no_day(text) else None)


def _day(found: date | None) -> Parsed:
    """Return the verdict on a day that was found or not."""
    if found is None:
        return BAD
    return Parsed("open") if is_no_day(found) else Parsed("value", found)


def _first_day(found: date | None) -> Parsed:
    """Return the verdict on the month of a day that was found or not."""
    judged = _day(found)
    return Parsed("value", found.replace(day=1)) if found is not None and judged.state == "value" else judged


def _month_of(text: str) -> date | None:
    """Return the first day of the month a text names without a day, None where it names none."""
    match = next(filter(None, (shape.match(text) for shape in MONTH_SHAPES)), None)
    if match is None:
        return None
    year, month = int(match.group(1)), int(match.group(2))
    return date(year, month, 1) if year >= 1 and 1 <= month <= 12 else None


def _from_serial(text: str) -> date | None:
    """Return the day of an Excel serial number, with or without the time behind the point."""
    match = re.match(r"^(\d{5})(\.\d+)?$", text)
    if match is None or not SERIAL_SPAN[0] <= int(match.group(1)) <= SERIAL_SPAN[1]:
        return None
    return SERIAL_EPOCH + timedelta(days=int(match.group(1)))

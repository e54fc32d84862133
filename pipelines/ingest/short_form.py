"""The short form of a reply: a number, what is to be recorded, and what goes with it, in one line; Chinese or English words.

`3 走访 11-18 情况属实 订单减少` · `3 误报` · `5 转 区工信局 融资` · `8 暂缓 12-15 停产检修`. In: one line of text. Out: which case a number
means, and whether it may be recorded (pipelines.cases).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pipelines.ingest.visit_words import WORDS
from warehouse.case_vocabulary import CASE_ACTIONS, CLOSINGS

ACTIONS: Final[Mapping[str, str]] = {
    **{word.lower(): term.key for term in CASE_ACTIONS for word in (term.key, term.zh)},
    "已走访": "visit", "visited": "visit", "转": "request", "转办": "request", "请": "request", "派": "assign", "交": "assign",
    "改派": "assign", "协办": "add_helper", "help": "add_helper", "说明": "note", "签收": "receive", "答复": "answer", "观察": "watch",
    "恢复": "resume", "结案": "close", "关闭": "close", "有用": "useful", "useful": "useful", "无用": "useless", "没用": "useless",
    "useless": "useless",
}  # fmt: skip
# What the program does by itself, or what needs no short form.
NOT_BY_MAIL: Final = ("open", "warn", "judge")
ENDS: Final = {
    **{word.lower(): term.key for term in CLOSINGS for word in (term.key, term.zh, term.en)},
    "已解决": "solved", "解决": "solved", "见效": "helped", "未受影响": "unharmed", "婉拒": "declined", "无法联系": "unreachable",
    "联系不上": "unreachable", "迁出": "moved_out", "停业": "closed_down",
}  # fmt: skip
# With these a person, an office or a department is named first.
NAMING: Final = ("request", "assign", "add_helper")
NUMBER: Final = re.compile(r"^\s*#?\s*(\d{1,6})(?![\d/年月]|[-.]\d)\s*(?:号|[.、:)）。，,])?\s*(.*)$")
DAY: Final = re.compile(r"^(?:(20\d\d)[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$")
# A greeting is nobody's record; a line with one of these words is meant as one.
MEANT: Final = re.compile("|".join(sorted((re.escape(word) for word in {*ACTIONS, *ENDS} if not word.isascii()), key=len, reverse=True)))
HOW: Final = "write a number and what happened, such as: 3 走访 11-18 情况属实 订单减少"


@dataclass(frozen=True, slots=True)
class Short:
    """One understood line; `key`: what a visit found or why a case is closed, `person`: whom it names."""

    number: int
    action: str
    day: date | None = None
    key: str = ""
    person: str = ""
    words: str = ""


def parse_line(text: str, sent_on: date) -> Short | str | None:
    """Return what a line says, why it is not understood, or None for a line that is no record, such as a greeting."""
    found = NUMBER.match(unicodedata.normalize("NFKC", text))
    if found is None:
        return f"no number stands in front; {HOW}" if MEANT.search(text) else None
    number, words = int(found[1]), found[2].split()
    if not words:
        return f"nothing follows the number {number}; {HOW}"
    first = words[0].lower().rstrip(",，。;；:：")
    if first in ENDS:
        return _end(number, ENDS[first], words[1:], sent_on)
    action = ACTIONS.get(first)
    if action is None or action in NOT_BY_MAIL:
        known = "、".join(term.zh for term in CASE_ACTIONS if term.key not in NOT_BY_MAIL)
        return f"{words[0]!r} is nothing that can be recorded (possible: {known}, or how the case ended); {HOW}"
    return _action(number, action, words[1:], sent_on)


def _end(number: int, key: str, words: list[str], sent_on: date) -> Short:
    """Return the end of a case; whoever states no day means the day of the mail."""
    day, rest = _day(words, sent_on)
    return Short(number, "close", day or sent_on, key, words=" ".join(rest))


def _action(number: int, action: str, words: list[str], sent_on: date) -> Short | str:
    if action == "visit":
        return _visit(number, words, sent_on)
    if action == "close":
        if not words or words[0].lower() not in ENDS:
            return f"how the case ended is not said (possible: {'、'.join(term.zh for term in CLOSINGS)}); {HOW}"
        return _end(number, ENDS[words[0].lower()], words[1:], sent_on)
    if action in ("useful", "useless"):
        return Short(number, "judge", key="1" if action == "useful" else "0", words=" ".join(words))
    if action == "suspend":
        day, rest = _day(words, sent_on, is_ahead=True)
        return (
            Short(number, action, day, words=" ".join(rest))
            if day
            else f"the day of the next reply is missing; write {number} 暂缓 12-15 原因"
        )
    if action in NAMING:
        return Short(number, action, person=words[0], words=" ".join(words[1:])) if words else f"nobody is named; {HOW}"
    return Short(number, action, words=" ".join(words))


def _visit(number: int, words: list[str], sent_on: date) -> Short | str:
    day, rest = _day(words, sent_on)
    finding = next((word for word in rest if word.lower() in WORDS), None)
    if finding is None:
        return f"what the visit found is not said (情况属实, 部分属实, 误报, 已解决, 经营正常); {HOW}"
    others = [word for word in rest if word is not finding]
    return Short(number, "visit", day or sent_on, WORDS[finding.lower()], words=" ".join(others))


def _day(words: list[str], sent_on: date, *, is_ahead: bool = False) -> tuple[date | None, list[str]]:
    """Return the day that the first word is, None where it is none, and the words after it.

    A day without a year is the last one up to the day of the mail, or the next one where it lies ahead.
    """
    found = DAY.match(words[0]) if words else None
    if found is None:
        return None, words
    year, month, day = (int(part) if part else None for part in found.groups())
    years = [year] if year else [sent_on.year - 1, sent_on.year, sent_on.year + 1]
    days = [each for each in (_date(of, month, day) for of in years) if each is not None]
    fitting = days if year else [each for each in days if (each > sent_on if is_ahead else each <= sent_on + timedelta(days=1))]
    if not fitting:
        return None, words
    return (min(fitting) if is_ahead else max(fitting)), words[1:]


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None

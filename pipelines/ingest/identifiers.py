"""Numbers of accounts, projects, receipts and policies: the form they are kept in, and why one is refused.

Spreadsheets dress them (="0316001935", '0316001935), pages add characters that nobody sees, and programs write nan where there is none.
An identifier is cleaned in one way wherever it is read, so that two dresses of one account are one account.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.ingest.days import without_hidden
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE

Problem = Literal["absent", "lost", "none"]

# Words for nothing that are no verdict on a figure.
ABSENT_WORDS = (
    MISSING
    | NOT_APPLICABLE
    | frozenset({"nil", "#n/a", "undefined", "nat", "<na>", "未知", "不详", "待定", "空", "没有", "true", "false", "?", "0"})
)
# Marks that are the whole of a cell: 合计数据中心 and 小计算机项目 are names.
TOTALS = re.compile(
    r"(?:[全各本][区市县镇页月年项街道部]{1,3}|页内)?(?:[合小总共累] ?计数?|汇总) ?[::]?|(?:sub-?|grand ?)?total|sum", re.IGNORECASE
)
# What a number cell looks like when its column is too narrow or its digits are too many.
SCIENTIFIC = re.compile(r"^[+-]?(\d(\.\d+)?e\+\d+|\d\.\d+e\d+)$", re.IGNORECASE)
WITH_ZERO_DECIMALS = re.compile(r"^(\d+)\.0+$")
DECIMAL = re.compile(r"^[+-]?\d+\.\d+$")
FORMULA = re.compile(r"^=\s*(?:t(?:ext)?\s*\()?(.*?)(?:,\s*\"[0@#]+\"\s*)?\)?$", re.IGNORECASE | re.DOTALL)
QUOTES = "\"'“”‘’`"
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
# Digits and letters with spaces between are one number; a name keeps its spaces.
SPACED_NUMBER = re.compile(r"^[0-9A-Za-z]*[0-9][0-9A-Za-z]*(\s+[0-9A-Za-z]*[0-9][0-9A-Za-z]*)+$")
# Fifteen digits fit a spreadsheet number; a longer one is destroyed already.
WHOLE_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a cell says: `value` where it names something, else `problem`; `was_number` where its digits went through a number."""

    value: str | None
    problem: Problem | None = None
    was_number: bool = False


def undressed(text: str) -> str:
    """Return an identifier without what spreadsheets and pages put around and between its characters."""
    plain = without_hidden(unicodedata.normalize("NFKC", text)).strip()
    if plain.startswith("="):
        match = FORMULA.match(plain)
        plain = match.group(1) if match else plain
    plain = plain.strip().strip(QUOTES).strip().translate(DASHES)
    return re.sub(r"\s+", "", plain) if SPACED_NUMBER.match(plain) else re.sub(r"\s+", " ", plain)


@lru_cache(maxsize=200_000)
def judge(text: str, *, is_name: bool = False) -> Identifier:
    """Return the identifier a cell holds; `is_name`: words will do, as for a project that has no number."""
    plain = undressed(text)
    if plain.lower() in ABSENT_WORDS or not plain.strip("-_./\\* "):
        return Identifier(None, "absent")
    if SCIENTIFIC.match(plain):
        return Identifier(None, "lost")
    whole = WITH_ZERO_DECIMALS.match(plain)
    if whole:
        return _number(whole.group(1))
    has_digit = any(character.isdecimal() for character in plain)
    is_no_name = plain.startswith("#") or (not has_digit and TOTALS.fullmatch(plain)) or DECIMAL.match(plain)
    if is_no_name or not (has_digit or is_name) or not plain.strip("0"):
        return Identifier(None, "none")
    return Identifier(plain)


def _number(digits: str) -> Identifier:
    """Return the identifier of a number that was written with zero decimals."""
    if len(digits) > WHOLE_DIGITS:
        return Identifier(None, "lost")
    return Identifier(digits, was_number=True) if digits.strip("0") else Identifier(None, "none")

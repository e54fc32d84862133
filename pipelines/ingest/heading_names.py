"""What the heading of a figure says beside the name of the figure: the unit, the month, since January or not, last year's or this year's.

"2026年1—10月工业总产值(当年价格)（千元）" is the figure 工业总产值(当年价格), since January, of October 2026, in 千元.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.units import is_unit_word, unit_key

Span = Literal["month", "ytd"]
BRACKETED = re.compile(r"[(\[【〔{<]([^()\[\]【】〔〕{}<>]*)[)\]】〕}>]")
# What may stand between the name of a figure and its unit where there are no brackets.
SEPARATOR = re.compile(r"[/,_:|、·-]")
UNIT_LABEL = re.compile(r"^(?:计量|金额|货币)?单位[::]?|^以(?=.*(?:计|为单位)$)|(?:计|为单位)$")
# A month as headings write it; the year may stand elsewhere.
MONTH = re.compile(
    r"(?:截[至止])?(?:(?<!\d)(?P<year>(?:20)?\d{2})年度?)?(?<!\d)(?:(?P<since>1[0-2]|0?[1-9])月?-)?(?:(?P<again>20\d{2})年)?"
    r"(?P<month>1[0-2]|0?[1-9])月(?:份|末|底|止)*(?P<sum>累计)?"
)
ISO_MONTH = re.compile(r"(?<![\d.])(?P<year>20\d{2})[-./]?(?P<month>1[0-2]|0[1-9])(?:-01(?:00:00:00)?)?(?![\d.])")
YEAR = re.compile(r"(?<!\d)(?P<year>20\d{2})年度?")
WORDS: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (re.compile(r"^其中:?(?=本月|当月)"), {}),
    (re.compile(r"^(?:上年|去年)(?:同期|同月)?数?|^同期数?|(?:上年|去年)同[期月]数?$"), {"year": "last"}),
    (re.compile(r"^(?:本年)?1-本月(?:累计)?|^(?:自?年初|本年|当年)?(?:至今)?累计|(?:1-本月|本年累计|累计)$"), {"span": "ytd"}),
    (re.compile(r"^(?:本月|当月|本期|当期)数?|(?:本月|当月)$"), {"span": "month"}),
)
CHINESE_MONTHS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
CHINESE_MONTH = re.compile(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=月|-(?:十|[一二三四五六七八九\d]|本月))")


@dataclass(frozen=True, slots=True)
class HeadingName:
    """A heading taken apart: `core` are the parts that name the figure, `units` the units it states, in the sender's words.

    `year` is the one written, `month` 1 to 12; `span` says whether the figure is of the month or of all months since January.
    """

    core: frozenset[str]
    units: tuple[str, ...] = ()
    span: Span | None = None
    year: int | None = None
    month: int | None = None
    is_last_year: bool = False


def plain_months(text: str) -> str:
    """Return a text with months in Chinese numerals as digits: 一至十月 is 1至10月."""
    return CHINESE_MONTH.sub(lambda match: str(CHINESE_MONTHS[match.group(1)]), text)


@lru_cache(maxsize=50_000)
def without_units(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parts of a heading in comparable form without the units it states, and these units."""
    parts, units = [], []
    for part in plain_months(normalise_header(name.replace("{unit}", ""))).split(";"):
        rest, found = _take_units(part)
        units += found
        parts += [rest] if rest else []
    return tuple(parts), tuple(dict.fromkeys(units))


def _take_units(part: str) -> tuple[str, list[str]]:
    """Return one part of a heading without units, and the units."""
    if is_unit_word(_unlabelled(part)):
        return "", [_unlabelled(part)]
    start = _unit_at_end(part)
    if start is not None:
        rest, units = _take_units(part[:start].rstrip("-_:,/|、·"))
        return rest, [*units, _unlabelled(_bare(part[start:]))]
    units = []

    def keep(match: re.Match[str]) -> str:
        words = [_unlabelled(word) for word in re.split(r"[,、:]", match.group(1)) if word]
        units.extend(word for word in words if is_unit_word(word))
        others = [word for word in words if word and not is_unit_word(word)]
        return f"({','.join(others)})" if others else ""

    return BRACKETED.sub(keep, part), units


def _unit_at_end(part: str) -> int | None:
    """Return where a unit at the end of a heading begins, in brackets, behind a separator or directly; None where there is none."""
    for start in range(1, len(part)):
        end = part[start:]
        # An English word may end like a unit.
        if not _is_balanced(end) or (end[0].isascii() and end[0].isalpha() and part[start - 1].isascii() and part[start - 1].isalpha()):
            continue
        is_set_off = end[0] in "([【〔{<" and end[-1] in ")]】〕}>"
        if is_set_off and is_unit_word(_unlabelled(end[1:-1])):
            return start
        if SEPARATOR.match(part[start - 1]) and is_unit_word(_unlabelled(end)):
            return start
        if unit_key(end) is not None:
            return start
    return None


def _is_balanced(text: str) -> bool:
    """Whether every bracket in a text is closed."""
    depth = 0
    for letter in text:
        depth += (letter in "([【〔{<") - (letter in ")]】〕}>")
        if depth < 0:
            return False
    return depth == 0


def _bare(unit: str) -> str:
    """Return a unit without the brackets around the whole of it."""
    return unit[1:-1] if unit[0] in "([【〔{<" and unit[-1] in ")]】〕}>" and _is_balanced(unit[1:-1]) else unit


def _unlabelled(text: str) -> str:
    """Return a unit without the words that announce it: 单位:万元, 以万元计."""
    return UNIT_LABEL.sub("", UNIT_LABEL.sub("", text))


@lru_cache(maxsize=50_000)
def read_name(name: str) -> HeadingName:
    """Return a heading taken apart."""
    parts, units = without_units(name)
    found: dict[str, str] = {}
    core = [rest for part in parts if (rest := _take_time(part, found))]
    span: Span | None = "ytd" if found.get("span") == "ytd" else "month" if "span" in found else None
    year, month = found.get("number"), found.get("month")
    return HeadingName(
        frozenset(core), units, span, _full_year(year) if year else None, int(month) if month else None, found.get("year") == "last"
    )


def names_month(text: str) -> bool:
    """Whether a text is a month and nothing else, such as 2026-10."""
    name = read_name(text)
    return name.month is not None and not name.core


def _full_year(year: str) -> int:
    """Return a year of four digits."""
    return int(year) if len(year) == 4 else 2000 + int(year)


def _take_time(part: str, found: dict[str, str]) -> str:
    """Return one part of a heading without what it says of time, which is added to `found`."""
    match = MONTH.search(part) or ISO_MONTH.search(part)
    if match is not None and match.groupdict().get("since") in (None, "1", "01"):
        said = match.groupdict()
        years = {year for year in (said["year"], said.get("again")) if year}
        if len({_full_year(year) for year in years}) < 2:
            found["month"] = said["month"]
            found["span"] = "ytd" if said.get("since") or said.get("sum") else found.get("span", "month")
            found.update({"number": years.pop()} if years else {})
            part = _joined(part[: match.start()], part[match.end() :])
    match = YEAR.search(part)
    if match is not None:
        found["number"] = match.group("year")
        part = _joined(part[: match.start()], part[match.end() :])
    return _take_words(part, found)


def _take_words(part: str, found: dict[str, str]) -> str:
    """Return one part of a heading without words such as 上年同期 and 本月 at its ends."""
    before = ""
    while part != before:
        before = part
        for pattern, meaning in WORDS:
            match = pattern.search(part)
            # A month that is named says itself whether it is alone, and since January outweighs both.
            if match is not None:
                part = _joined(part[: match.start()], part[match.end() :])
                found.update(
                    meaning if meaning.get("span") == "ytd" or "span" not in found else {k: v for k, v in meaning.items() if k != "span"}
                )
    return part


def _joined(before: str, after: str) -> str:
    """Return what is left around a word that was taken out, without the brackets and separators it leaves empty."""
    return f"{before}{after}".replace("()", "").replace("[]", "").strip("-_:·/|,、")

"""The units of measure that titles state, and the names of sheets and files: 单位：万千瓦时、万元, （万元）, 金额单位 人民币万元."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from pipelines.ingest.raw_table import Title
from pipelines.ingest.units import ORGANISATION, is_unit_word, unit_key, unit_list

# 填报单位 and 责任单位 are those who report; what is said before a colon tells them apart.
LABEL = re.compile(
    r"(?<!\w)(?P<of>(?:计量|计数|金额|货币|数量|用量|用?电量|用?水量|用?气量|产值|税额|投资额?|价值量?|"
    r"数值|人数|数据)?单 *位|计量|金额|units?)"
    r" *(?P<mark>[:：为是]|(?=[(（\[【 ])|$|(?=[十百千万亿元吨立人]))",
    re.IGNORECASE,
)
SAYS_UNIT = re.compile(r"(?:计量|计数|金额|货币|数量)?单\s*位\s*[:：]")
CURRENCY_ALONE = re.compile(r"人民币|rmb|cny", re.IGNORECASE)
BY_UNIT = re.compile(r"以(.{1,8}?)(?:为(?:计量)?单位|计)")
# What each column is stated in may be listed by name: 电量：万千瓦时，电费：万元.
BEHIND_COLON = re.compile(r":\s*([^\s,;、。:)\]】]{2,})")
BETWEEN = re.compile(r"[、,;，。\t]|(?<=\S)[和及与](?=\S)")
# Labels that introduce whoever reports as often as a unit.
TWOFOLD = ("单位", "金额", "计量")
# Cells of at most so many letters are pieces of one title where more than so many stand side by side.
SHORT = 2
# How units look, known or not.
LIKE_A_UNIT = re.compile(r"^[十百千万亿兆吉]|[元吨瓦度米方]|wh|\dm|m\d", re.IGNORECASE)


@lru_cache(maxsize=10_000)
def units_of_titles(titles: tuple[Title, ...]) -> tuple[tuple[str, Title], ...]:
    """Return the units that texts state, in the sender's words, each with its text; a label may stand in the cell before its unit."""
    found: list[tuple[str, Title]] = []
    label = ""
    # A title may be spaced out over cells, a letter in each.
    for is_short, cells in groupby(titles, key=lambda title: title.where == "title" and len(title.text) <= SHORT):
        spread = list(cells)
        if is_short and len(spread) > SHORT:
            whole = Title("".join(title.text for title in spread))
            found += [(word, whole) for word in units_of_text(_visible(whole.text))]
    for title in titles:
        text = _visible(title.text)
        found += [(word, title) for word in (_after_label(label, ":", text) if label and title.where == "title" else units_of_text(text))]
        match = LABEL.fullmatch(text)
        label = match.group("of").replace(" ", "").lower() if match else ""
    return tuple(dict.fromkeys(found))


def _visible(text: str) -> str:
    """Return a text as it is seen, in one form of letters."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in ("Cf", "Cc")).strip()


def units_of_text(text: str) -> tuple[str, ...]:
    """Return the units one text states, in the sender's words; empty where it states none."""
    found: list[str] = []
    for match in LABEL.finditer(text):
        found += _after_label(match.group("of").replace(" ", "").lower(), match.group("mark"), text[match.end() :])
    found += [match.group(1) for match in BY_UNIT.finditer(text) if is_unit_word(match.group(1))]
    known = {unit_key(word) for word in found}
    found += [match.group(1) for match in BEHIND_COLON.finditer(text) if unit_key(match.group(1)) not in {None, *known}]
    # A single letter is as often a mark as it is a unit.
    alone = _listed(_unwrapped(text), is_sure=True) if len(text) > 1 else ()
    return tuple(dict.fromkeys([*found, *(alone or _in_brackets(text))]))


def _in_brackets(text: str) -> list[str]:
    """Return the units that stand alone in brackets; those of brackets within brackets belong to the outer ones."""
    found: dict[int, tuple[str, ...]] = {}
    open_at: list[int] = []
    for place, letter in enumerate(text):
        if letter in "([【〔":
            open_at.append(place)
        elif letter in ")]】〕" and open_at:
            start = open_at.pop()
            inside = text[start + 1 : place]
            units = _listed(inside, is_sure=inside[:1] in tuple("十百千万亿"))
            if units:
                found = {other: each for other, each in found.items() if other < start} | {start: units}
    # What is said of the currency alone says nothing of the unit.
    return [unit for units in found.values() for unit in units if not CURRENCY_ALONE.fullmatch(unit)]


def _unwrapped(text: str) -> str:
    """Return a text without the brackets around the whole of it."""
    return (
        text[1:-1].strip() if text[:1] in ("(", "[", "【", "〔") and text[-1:] in (")", "]", "】", "〕") and ")" not in text[1:-2] else text
    )


def _listed(text: str, *, is_sure: bool) -> tuple[str, ...]:
    """Return the units a text consists of; empty where it says anything else or, unless `is_sure`, nothing known here."""
    words = _words(text)
    listed = unit_list(words)
    # Brackets hold remarks of every kind.
    is_all = len("".join(listed)) == len("".join(words))
    return listed if is_all and (is_sure or any(unit_key(word) for word in listed)) else ()


def _words(text: str) -> list[str]:
    """Return the words of a list of units."""
    return [word for part in BETWEEN.split(text) for word in part.split()]


def _after_label(label: str, mark: str, text: str) -> list[str]:
    """Return the units behind a label; the name of whoever reports is none."""
    stated = text.lstrip(" :(（[【").split("  ")[0]
    first = BETWEEN.split(stated)[0]
    if unit_key(first) is None or ")" in first[:1]:
        stated = re.split(r"[(（\[【)）\]】]", stated)[0]
    stated = stated.rstrip(" )]】")
    # The month or a sum may follow without anything between: 万元2026年10月.
    stated = re.sub(r"(?<=[元人吨时度方米hH])(?=\d{2,})", " ", stated)
    words = _words(stated)
    listed = list(unit_list(words))
    if listed or not words:
        return listed
    word = words[0]
    is_office = bool(ORGANISATION.search(word)) or (len(word) > 4 and not LIKE_A_UNIT.search(word))
    is_unit = mark not in ("", None) and (label not in TWOFOLD or not (is_office or word[0].isdigit()))
    return [word] if is_unit else []

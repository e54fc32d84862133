"""Units as senders write them, and how each becomes the canonical unit of its indicator.

A unit is a base (元, 千瓦时, 立方米, 人 ...) with or without a multiplier (千, 万, 亿, M ...) before it. Both have many spellings, and
every combination of them is understood; what is left over is no unit of this program's quantities and is never taken for one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

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


class Quantity(NamedTuple):
    """What a family of units measures: the canonical unit and how many powers of ten of the base unit that is."""

    canonical: str
    exponent: int
    only_for: tuple[str, ...] = ()


MONEY = Quantity("CNY_10k", 4)
ENERGY = Quantity("kWh", 0)
VOLUME = Quantity("m3", 0)
# One tonne of water fills one cubic metre; of gas it says nothing.
WATER = Quantity("m3", 0, ("water",))
# Gas is metered in cubic metres under standard conditions.
GAS = Quantity("m3", 0, ("gas",))
PERSONS = Quantity("persons", 0)
# Base units as they are called here, and the words for them with the power of ten each stands for: 兆瓦时 is 1000 千瓦时.
BASES: dict[Quantity, tuple[str, dict[str, int]]] = {
    MONEY: ("元", dict.fromkeys(("元", "圆", "圓", "yuan", "cny", "rmb", "人民币", "¥"), 0)),
    ENERGY: (
        "千瓦时",
        dict.fromkeys(("千瓦时", "仟瓦时", "千瓦小时", "千瓦时电", "度", "度电", "kwh", "kw时", "kw小时"), 0)
        | dict.fromkeys(("瓦时", "瓦小时", "wh"), -3)
        | dict.fromkeys(("兆瓦时", "兆瓦小时", "mwh"), 3)
        | dict.fromkeys(("吉瓦时", "吉瓦小时", "gwh"), 6)
        | dict.fromkeys(("太瓦时", "太瓦小时", "twh"), 9),
    ),
    VOLUME: ("立方米", dict.fromkeys(("立方米", "立方", "方", "立米", "m3", "cbm"), 0)),
    WATER: ("吨", dict.fromkeys(("吨", "公吨", "t"), 0)),
    GAS: ("标方", dict.fromkeys(("标方", "标准立方米", "标准立方", "标准方", "标立方米", "标立方", "nm3"), 0)),
    PERSONS: ("人", dict.fromkeys(("人", "名", "个", "persons", "person", "people"), 0)),
}
MULTIPLIERS = {
    "": 0, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
OTHER_MULTIPLIERS = {
    "拾": 1, "佰": 2, "仟": 3, "k": 3, "thousand": 3, "萬": 4, "wan": 4, "10k": 4, "拾万": 5, "佰万": 6, "million": 6, "mil": 6, "mln": 6,
    "mn": 6, "仟万": 7, "億": 8, "拾亿": 9, "billion": 9, "bn": 9, **{"1" + "0" * power: power for power in range(1, 10)},
}  # fmt: skip
# Of so many pieces a spaced-out unit is put together: 人 民 币 （ 百 万 元 ）.
LONGEST = 10
# Nothing larger is ever meant, as a power of ten of a base unit.
LARGEST = 12
# The keys of the contract; every other unit is called by its Chinese spelling.
KEYS = {
    "元": "CNY",
    "千元": "CNY_1k",
    "万元": "CNY_10k",
    "千瓦时": "kWh",
    "万千瓦时": "10k_kWh",
    "立方米": "m3",
    "吨": "t",
    "人": "persons",
}
NAMES = {(ENERGY, -3): "瓦时", (ENERGY, 3): "兆瓦时", (ENERGY, 6): "吉瓦时", (ENERGY, 9): "太瓦时"}
# Units all the same, though none of the quantities here is measured in them; whoever states one means it.
FOREIGN = frozenset((
    "美元", "美金", "usd", "港元", "港币", "hkd", "欧元", "eur", "日元", "jpy", "英镑", "gbp", "新台币", "台币", "新台币元",
    "元新台币", "亩", "公顷", "平方米", "平米", "m2", "平方公里", "件", "台", "套", "只", "家", "户", "批", "次", "人次", "人月",
    "人日", "户次", "笔", "份", "辆", "箱", "千克", "公斤", "kg", "克", "g", "斤", "升", "公升", "l", "毫升", "ml", "吨标准煤",
    "吨标煤", "标准煤", "tce", "焦耳", "焦", "千焦", "kj", "兆焦", "mj", "吉焦", "gj", "大卡", "千卡", "卡", "btu", "千瓦", "瓦",
    "kw", "mw", "w", "kva", "千伏安", "千乏时", "kvarh", "%", "‰", "百分比", "百分点", "小时", "天", "倍", "桶", "加仑",
    "立方英尺", "米", "公里", "km",
))  # fmt: skip
# Marks within a unit that say nothing: 人民币(万元), kW·h, m^3, 10k_kWh.
SILENT = re.compile(r"[\s()\[\]{}<>【】〔〕《》·.‧・∙•_^*×'’‘\"“”\-|:]")
POWER = re.compile(r"[x×*]?10\^([1-9])(?!\d)")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# The currency before or behind a unit that is money without it.
CURRENCY = re.compile(r"^(?:人民币|rmb|cny|¥)(?=.*[元圆圓]$)|(?<=[元圆圓n])(?:人民币|rmb|cny)$")
# One unit said twice: 千瓦时(度).
TWICE = re.compile(r"^([^()\[\]/]+)[(\[/]([^()\[\]/]+)[)\]]?$")


def _name(quantity: Quantity, exponent: int) -> str:
    """Return how a unit is called in Chinese."""
    base, _ = BASES[quantity]
    multiplier = next((word for word, power in MULTIPLIERS.items() if power == exponent), None)
    return NAMES.get((quantity, exponent)) or f"{multiplier if multiplier is not None else f'10^{exponent}'}{base}"


@cache
def sent_units() -> tuple[SentUnit, ...]:
    """Return every unit that is understood, by quantity and from the smallest to the largest."""
    return tuple(_sent_unit(quantity, exponent) for quantity in BASES for exponent in sorted(_exponents(quantity)))


def _exponents(quantity: Quantity) -> set[int]:
    """Return the powers of ten of its base that a quantity is stated in."""
    _, words = BASES[quantity]
    return {power + own for power in MULTIPLIERS.values() for own in words.values() if power + own <= LARGEST}


def _sent_unit(quantity: Quantity, exponent: int) -> SentUnit:
    """Return the unit that is so many powers of ten of a base."""
    name, power = _name(quantity, exponent), exponent - quantity.exponent
    return SentUnit(KEYS.get(name, name), name, quantity.canonical, 10 ** max(power, 0), 10 ** max(-power, 0), quantity.only_for)


@cache
def _spellings() -> dict[str, str]:
    """Return every spelling of every unit, in comparable form, to its key."""
    found = {_form(key): key for key in KEYS.values()}
    for multiplier, power in (MULTIPLIERS | OTHER_MULTIPLIERS).items():
        for quantity, (_, words) in BASES.items():
            for word, own in words.items():
                # A cubic kilometre is not a thousand cubic metres.
                if power + own > LARGEST or (multiplier == "k" and quantity is not MONEY):
                    continue
                key = _sent_unit(quantity, power + own).key
                found.setdefault(multiplier + word, key)
                # The currency stands before as often as behind: RMB million, 人民币万.
                if quantity is MONEY and word not in ("元", "圆", "圓", "yuan"):
                    found.setdefault(word + multiplier, key)
    return found


def _form(text: str) -> str:
    """Return a unit in the form spellings are compared in."""
    powers = re.sub(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda match: "^" + match.group().translate(SUPERSCRIPTS), text)
    plain = POWER.sub(lambda match: "1" + "0" * int(match.group(1)), unicodedata.normalize("NFKC", powers).casefold())
    form = SILENT.sub("", "".join(letter for letter in plain if unicodedata.category(letter) != "Cf"))
    return CURRENCY.sub("", form)


@cache
def unit_key(text: str) -> str | None:
    """Return the key of a unit as a sender writes it, None where it is unknown."""
    spellings = _spellings()
    twice = TWICE.match(unicodedata.normalize("NFKC", text))
    both = {spellings.get(_form(part)) for part in twice.groups()} if twice else {None}
    # 度(千瓦时) says one unit in two words; 元/吨 is neither of the two.
    return spellings.get(_form(text)) or (both.pop() if len(both) == 1 else None)


@cache
def is_unit_word(text: str) -> bool:
    """Whether a text is a unit of measure, of whatever: one that is understood, a foreign one, or a ratio of units."""
    form, (first, *ratio) = _form(text), text.split("/")
    if unit_key(text) is not None or form in FOREIGN or form in MULTIPLIERS.keys() - {""}:
        return True
    rest = re.sub(r"^[十百千万亿拾佰仟萬億]+", "", form)
    # A multiplier before a few letters announces a unit, whether or not it is one of ours: 万大卡.
    is_multiple = rest != form and 0 < len(rest) <= 3 and not ORGANISATION.search(rest)
    number = re.sub(r"^[\d.,]+", "", form)
    is_multiple |= number != form and (number in _spellings() or number in FOREIGN)
    return is_multiple or (bool(ratio) and is_unit_word(first))


# What the names of those who report end with; 单位 means them as often as it means a unit.
ORGANISATION = re.compile(
    r"(公司|集团|厂|店|部|局|院|所|会|办|处|科|站|中心|社|行|校|园|区|市|县|镇|乡|村|街道?|组|队|委|企业|单位|有限|政府)"
)


@cache
def possible_pairs() -> dict[str, tuple[int, int]]:
    """Return "indicator|unit" to (multiplier, divisor) for every pair that makes sense."""
    return {
        f"{one.key}|{unit.key}": (unit.multiplier, unit.divisor)
        for one in INDICATORS
        for unit in sent_units()
        if unit.canonical == one.unit.key and one.key in (unit.only_for or (one.key,))
    }


@cache
def largest_values() -> dict[str, float]:
    """Return "indicator|unit" to the largest number that an enterprise's figure can be in it."""
    limits = {one.key: one.unit.largest for one in INDICATORS if one.unit.largest is not None}
    return {
        pair: limits[pair.partition("|")[0]] * divisor / multiplier
        for pair, (multiplier, divisor) in possible_pairs().items()
        if pair.partition("|")[0] in limits
    }


def measures(indicator: str, unit: str | None) -> bool:
    """Whether an indicator can be stated in the unit of this key."""
    return f"{indicator}|{unit}" in possible_pairs()


def spelling_of(key: str) -> str:
    """Return how the unit of a key is written in Chinese."""
    return next((unit.spelling for unit in sent_units() if unit.key == key), key)


def unit_choices() -> str:
    """Return the usual units for a sentence: keys first, then as they are written in Chinese."""
    return ", ".join([*(key for key in KEYS.values() if key != "t"), *KEYS])


def choices_for(indicator: str) -> str:
    """Return the usual units of an indicator for a sentence."""
    return ", ".join(name for name, key in KEYS.items() if measures(indicator, key))


def unit_list(words: Sequence[str]) -> tuple[str, ...]:
    """Return the units that the first words of a text are, spaced-out ones (万 元) put together; empty where there is none."""
    found: list[str] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + LONGEST), start, -1)
        end = next((end for end in ends if unit_key("".join(words[start:end]))), start + 1)
        if not is_unit_word("".join(words[start:end])):
            break
        found.append("".join(words[start:end]))
        start = end
    return tuple(found)

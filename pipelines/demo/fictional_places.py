"""The districts of a fictional country: names, streets, parks and what tells their enterprises, owners and accounts apart.

The first is the district of every demonstration, whose name and streets exist. Those after it exist nowhere: no county of the country
begins with one of the characters their names begin with.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final
from zlib import crc32

import numpy as np

from pipelines.demo import fictional_words


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Characters with their reading, as English letters write it.
_FIRST: Final = _words(
    "澈Che 砚Yan 珩Heng 璟Jing 铄Shuo 烁Shuo 霁Ji 翊Yi 昱Yu 瀚Han 泓Hong 淼Miao 谦Qian 韬Tao 崧Song 晟Sheng 煦Xu 昀Yun 樾Yue 槿Jin 茗Ming "
    "苒Ran 曜Yao 琰Yan 瑄Xuan 琛Chen 皓Hao 睿Rui 骁Xiao 霖Lin 翎Ling 彧Yu 琬Wan 珺Jun 瑾Jin 璇Xuan 琦Qi 颢Hao 翀Chong 骞Qian 锴Kai 铮Zheng "
    "钰Yu 棠Tang 楷Kai 柠Ning 橙Cheng 湉Tian 滢Ying 潇Xiao 灏Hao 焕Huan 煜Yu 熠Yi"
)
_SECOND: Final = _words(
    "川chuan 原yuan 岳yue 岭ling 溪xi 浦pu 港gang 湖hu 泉quan 林lin 峰feng 田tian 陵ling 洲zhou 湾wan 桥qiao 坪ping 塘tang 丘qiu 江jiang "
    "河he 源yuan 城cheng 关guan 山shan 阳yang 平ping 冈gang 泽ze 渡du 津jin 口kou 庄zhuang 台tai 岗gang 屿yu 坡po 谷gu 沟gou 潭tan 井jing "
    "园yuan 堤di 渠qu 汀ting 浜bang 埠bu 墩dun 垣yuan 畈fan 崖ya 堰yan 梁liang 墟xu 洼wa 峪yu 涧jian"
)
# So far apart are the second characters of neighbours; with it no name comes twice.
STEP: Final = 7
MOST_DISTRICTS: Final = 3000
CITY_ENDS: Final = "州安宁昌康庆"
DISTRICTS_OF_A_CITY: Final = 10
KINDS: Final = (("区", "District"), ("县", "County"))
PARK_ENDS: Final = ("科技园", "产业园", "工业区", "智造园", "创新园", "科创园")
FEWEST_STREETS, MOST_STREETS = 4, 7

Street = tuple[str, float, tuple[str, ...]]
Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A district: what it is called, which streets and parks it has, and how its enterprises are named.

    `unit` goes before its offices (区领导01, 澈川县领导01); `region_code` stands in credit codes and forms, `mail_domain` in addresses.
    """

    number: int
    name: str
    name_en: str
    city: str
    unit: str
    region_code: str
    mail_domain: str
    streets: tuple[Street, ...]
    prefixes: Weighted
    suffixes: Weighted

    @property
    def is_first(self) -> bool:
        """Whether it is the district of every demonstration."""
        return self.number == 1


FIRST: Final = Place(
    number=1,
    name="坪山区",
    name_en="Pingshan District",
    city="深圳",
    unit="区",
    region_code="440310",
    mail_domain="example.org",
    streets=fictional_words.STREETS,
    prefixes=fictional_words.PREFIXES,
    suffixes=fictional_words.SUFFIXES,
)


@cache
def place_of(number: int) -> Place:
    """Return the district with a number, counted from 1; the same whatever the country's size."""
    if not 1 <= number <= MOST_DISTRICTS + 1:
        raise ValueError(f"a fictional country has at most {MOST_DISTRICTS} districts, got number {number}; ask for fewer")
    return FIRST if number == 1 else _made_up(number)


def _made_up(number: int) -> Place:
    """Return a district that exists nowhere. Its region code begins with 99, which no province has."""
    stem, stem_en = _stem(number - 2)
    kind, kind_en = KINDS[number % len(KINDS)]
    city = (number - 1) // DISTRICTS_OF_A_CITY
    return Place(
        number=number,
        name=stem + kind,
        name_en=f"{stem_en} {kind_en}",
        city=_FIRST[city % len(_FIRST)][0] + CITY_ENDS[city // len(_FIRST)],
        unit=stem + kind,
        region_code=f"99{number:04d}",
        mail_domain=f"d{number:04d}.example.org",
        streets=_streets(number, stem, kind),
        prefixes=((stem + kind, 0.62), (stem, 0.38)),
        suffixes=tuple((suffix.replace("深圳", stem), weight) for suffix, weight in fictional_words.SUFFIXES),
    )


def _stem(place: int) -> tuple[str, str]:
    """Return the name with a place in the list of all names, and its reading."""
    row, column = divmod(place, len(_FIRST))
    first, second = _FIRST[column], _SECOND[(row + STEP * place) % len(_SECOND)]
    return first[0] + second[0], first[1:] + second[1:]


def _streets(number: int, stem: str, kind: str) -> tuple[Street, ...]:
    """Return the streets of a district, the one around its seat first, each with its weight and two or three parks."""
    rng = np.random.default_rng([number, crc32(b"streets")])
    count = int(rng.integers(FEWEST_STREETS, MOST_STREETS + 1))
    firsts = rng.choice([*fictional_words.BRAND_FIRST], size=count - 1, replace=False)
    seconds = rng.choice([one[0] for one in _SECOND], size=count - 1, replace=False)
    stems = [stem, *(f"{first}{second}" for first, second in zip(firsts, seconds, strict=True))]
    ends = ["街道", *("镇" if kind == "县" and draw < 0.7 else "街道" for draw in rng.random(count - 1))]
    weights = np.sort(rng.dirichlet(np.full(count, 4.0)))[::-1]
    parks = [tuple(f"{one}{end}" for end in rng.choice(PARK_ENDS, size=int(rng.integers(2, 4)), replace=False)) for one in stems]
    return tuple((one + end, round(float(w), 4), names) for one, end, w, names in zip(stems, ends, weights, parks, strict=True))

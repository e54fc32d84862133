"""A unit that a file states, wherever and however, is the one its figures are read in, or the file is refused with the unit named."""

import random
from datetime import date

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Reading, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE
from tests.unit.pipelines.ingest.workbooks import csv_of, workbook
from warehouse.vocabulary import INDICATORS

MEMBERS = 300
MULTIPLIERS = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
# How many canonical units one of each base is.
MONEY = {"元": 1e-4, "圆": 1e-4, "CNY": 1e-4, "RMB": 1e-4, "yuan": 1e-4}
ENERGY = {
    "千瓦时": 1,
    "kWh": 1,
    "KWH": 1,
    "度": 1,
    "千瓦·时": 1,
    "kW·h": 1,
    "kW.h": 1,
    "千瓦小时": 1,
    "瓦时": 1e-3,
    "兆瓦时": 1e3,
    "MWh": 1e3,
}
VOLUME = {"立方米": 1, "立方": 1, "方": 1, "m3": 1, "m³": 1, "M³": 1, "㎥": 1, "m^3": 1}
WATER = {**VOLUME, "吨": 1, "t": 1}
GAS = {**VOLUME, "标方": 1, "Nm³": 1, "Nm3": 1, "标准立方米": 1}
PERSONS = {"人": 1, "名": 1, "个": 1}
# Header and row around the value, its heading, what it is measured in, and whether a file may do without a unit.
LAYOUTS = {
    "electricity": (["户号", "户名", "结算年月"], ["0300000000000001", "甲", "202610"], "当月合计电量", ENERGY),
    "water": (["户号", "抄表起日", "抄表止日"], ["77", "2026-09-01", "2026-09-30"], "用水量", WATER),
    "gas": (["户号", "抄表起日", "抄表止日"], ["77", "2026-09-01", "2026-09-30"], "本期用气量", GAS),
    "tax": (["纳税人识别号", "税款所属期止", "入库日期"], [CODE, "2026-09-30", "2026-10-15"], "实缴金额", MONEY),
    "fixed_investment": (["统一社会信用代码", "项目代码", "报告期"], [CODE, "P1", "202610"], "自年初累计完成投资", MONEY),
    "output_value": (["统一社会信用代码", "期别"], [CODE, "202610"], "1-本月;工业总产值(当年价格)", MONEY),
    "employment": (["统一社会信用代码", "费款所属期"], [CODE, "202610"], "参保人数", PERSONS),
}
UNKNOWN = ["亩", "万美元", "番", "吨标准煤", "百万港元", "GJ", "台", "kVA", "元/吨", "万件", "吉焦"]
PLACES = [
    "heading ()", "heading （）", "heading []", "heading 【】", "heading /", "heading ,", "heading ，", "heading _", "heading :",
    "heading 单位",
    "second row", "title 单位：", "title 单 位 ：", "title 计量单位:", "title in brackets", "title tail", "title next cell", "title list",
    "title two lists", "column 计量单位", "column 单位", "file name",
]  # fmt: skip


def read(content: bytes, name: str) -> Reading:
    opened = open_file(content, name, all_layouts())
    if isinstance(opened, Reading):
        return opened
    (reading,) = validate_files([opened], IngestDay(date(2026, 11, 20)), SourceSettings())
    assert reading.rows_in == reading.kept.height + reading.refused.height
    return reading


def dressed(rng: random.Random, unit: str, is_money: bool) -> str:
    """The same unit as another hand would write it."""
    if is_money and rng.random() < 0.4:
        unit = rng.choice(["人民币{}", "人民币({})", "{}人民币", "{}(人民币)"]).format(unit) if unit[-1] in "元圆" else unit
    if rng.random() < 0.2:
        unit = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in unit)
    if rng.random() < 0.2 and not unit.isascii():
        unit = " ".join(unit)
    return rng.choice([unit, unit.upper(), unit.lower()]) if rng.random() < 0.3 else unit


def file_with(place: str, unit: str, quantity: str, number: str, rng: random.Random) -> tuple[list[list[str]], str]:
    """The rows of a file that states a unit in a place, and the name of the file."""
    header, row, heading, _ = LAYOUTS[quantity]
    other = "人" if quantity != "employment" else "万元"
    titles: list[list[str]] = []
    tail: list[str] = []
    below: list[list[str]] = []
    name = "表"
    if place.startswith("heading "):
        mark = place.removeprefix("heading ")
        heading += f"(单位:{unit})" if mark == "单位" else f"{mark[0]}{unit}{mark[1:]}"
    elif place == "second row":
        below = [["" for _ in header] + [unit]]
    elif place == "title in brackets":
        titles = [[f"（{unit}）"]]
    elif place == "title tail":
        titles = [[f"某区情况表（单位：{unit}）"]]
    elif place == "title next cell":
        titles = [["", "计量单位：", unit]]
    elif place == "title list":
        titles = [[f"单位：{rng.choice([f'{unit}、{other}', f'{other}、{unit}', f'{unit}，%'])}"]]
    elif place == "title two lists":
        titles = [[f"单位：{other}"], [f"计量单位：{unit}"]]
    elif place.startswith("title "):
        titles = [[place.removeprefix("title ") + unit]]
    elif place.startswith("column "):
        header, tail = [*header], [unit]
    else:
        name = f"表（单位：{unit}）"
    first = [*header, heading, *([place.removeprefix("column ")] if tail else [])]
    width = len(first)
    return [[*line, *[""] * (width - len(line))] for line in [*titles, first, *below, [*row, number, *tail]]], name


def members(kind: str) -> list[tuple[int, str, str, str, float | None]]:
    """Seed, place, unit, quantity and how many canonical units one is (None where it is none)."""
    rng = random.Random(kind)  # noqa: S311
    found = []
    for seed in range(MEMBERS):
        place, quantity = rng.choice(PLACES), rng.choice(list(LAYOUTS))
        bases = LAYOUTS[quantity][3]
        if kind == "possible":
            base, multiplier = rng.choice(list(bases)), rng.choice(list(MULTIPLIERS))
            multiplier = "万" if base in ("瓦时", "MWh", "兆瓦时") else multiplier
            factor = MULTIPLIERS[multiplier] * bases[base]
            found.append((seed, place, dressed(rng, multiplier + base, bases is MONEY), quantity, factor))
        elif kind == "impossible":
            others = [each for each in (MONEY, ENERGY, WATER, GAS, PERSONS) if not set(each) & set(bases)]
            found.append(
                (seed, place, dressed(rng, rng.choice(["", "万", "千"]) + rng.choice(list(rng.choice(others))), False), quantity, None)
            )
        else:
            # Any other word than a unit is a remark in brackets, and the name of an office in a column 单位.
            words = [word for word in UNKNOWN if word != "番" or place not in ("title in brackets", "column 单位")]
            found.append((seed, place, rng.choice(words), quantity, None))
    return found


def plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or c in "³㎥")


@pytest.mark.parametrize("kind", ["possible", "impossible", "unknown"])
def test_a_stated_unit_is_meant_or_refuses(kind):
    for seed, place, unit, quantity, factor in members(kind):
        rng = random.Random(seed)  # noqa: S311
        number = rng.choice(["12.5", "3", "0.25", "7000"])
        rows, name = file_with(place, unit, quantity, number, rng)
        is_book = rng.random() < 0.1
        if not is_book and any("," in cell for row in rows for cell in row):
            rows = [[cell.replace(",", "，") for cell in row] for row in rows]
        reading = read(workbook(rows) if is_book else csv_of(rows), f"{name}.{'xlsx' if is_book else 'csv'}".replace("/", "每"))
        about = (kind, place, unit, quantity, number, reading.rule, reading.reason, reading.refused.to_dicts(), reading.units_from)
        values = (
            []
            if reading.kept is None
            else reading.kept.get_column("value" if "value" in reading.kept.columns else "value_cny_10k").to_list()
        )
        if factor is not None and float(number) * factor > (INDICATORS[quantity].unit.largest or 0):
            # 7000亿名 is a unit and more people than there are.
            assert not values, about
            assert reading.refused["rule"].to_list() == ["impossible_size"], about
            continue
        if factor is not None:
            assert values == [pytest.approx(float(number) * factor, rel=1e-9, abs=1e-6)], about
            continue
        assert not values, about
        if reading.kept is None:
            assert reading.rule in ("unknown_unit", "impossible_unit", "unknown_layout"), about
            reason = reading.reason
        else:
            (reason,) = reading.refused["reason"].to_list()
            assert reading.refused["rule"].to_list()[0] in ("unknown_unit", "impossible_unit"), about
        assert "unit" in reason or plain(unit) in plain(reason), about


def test_value_and_base_are_each_converted_by_their_own_unit():
    rng = random.Random(7)  # noqa: S311
    for _ in range(60):
        units = [rng.choice(["元", "千元", "万元", "百万元", "亿元"]) for _ in range(3)]
        header = [f"{period};工业总产值;{unit}" for period, unit in zip(("1-本月", "上年同期;1-本月", "本月"), units, strict=True)]
        scale = {"元": 1, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
        yuan = [800_000_000.0, 700_000_000.0, 90_000_000.0]
        cells = [f"{amount / scale[unit]:.10f}" for amount, unit in zip(yuan, units, strict=True)]
        reading = read(csv_of([["统一社会信用代码", "期别", *header], [CODE, "202610", *cells]]), "b204.csv")
        assert reading.kept.select("value", "same_period_last_year").rows() == [(80_000.0, 70_000.0)], (units, reading)


def test_two_units_for_one_figure_refuse_the_file_with_both_named():
    rng = random.Random(8)  # noqa: S311
    for _ in range(60):
        first, second = rng.sample(["元", "千元", "万元", "百万元", "亿元"], 2)
        heading = "1-本月;工业总产值"
        titles, heading = rng.choice(
            [
                ([[f"单位：{first}"]], f"{heading};{second}"),
                ([[f"单位：{first}、{second}"]], heading),
                ([[f"单位：{first}"], [f"（{second}）"]], heading),
                ([], f"{heading}({first});{second}"),
            ]
        )
        reading = read(csv_of([*titles, ["统一社会信用代码", "期别", heading], [CODE, "202610", "5"]]), "b204.csv")
        assert reading.kept is None, (titles, heading)
        assert reading.rule == "two_units", (titles, heading, reading.reason)
        assert first in reading.reason
        assert second in reading.reason

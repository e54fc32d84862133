"""The month of a table is the one its figures are about: no day, no deadline, no validity, no version of a form is taken for it."""

import random
from datetime import date

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Reading, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE
from tests.unit.pipelines.ingest.workbooks import csv_of, workbook

MEMBERS = 300
HEADER, ROW = ["组织机构代码", "企业详细名称", "1-本月;工业总产值(当年价格);千元"], [CODE, "甲公司", "800000"]
CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
MONTHS = [
    "{y}年{m}月", "{y}年{m}月份", "{y}年1-{m}月", "{y}年1—{m}月", "{y}年1－{m}月", "{y}年1月至{m}月", "{y}年1~{m}月", "{y}年 {m} 月",
    "{y}年1–{m}月份",
    "{y}-{mm}", "{y}.{mm}", "{y}/{mm}", "{y}{mm}", "{y}年{c}月", "{y}年一至{c}月", "报告期：{y}年{m}月", "（{y}年{m}月）",
    "{y}年1月—{y}年{m}月",
    "规上工业企业产值表（{y}年{m}月）", "统计月份:{y}-{mm}", "数据截至{y}年{m}月末", "{y}年{m}月1日至{y}年{m}月{last}日",
    "某区{y}年{m}月工业产值",
]  # fmt: skip
FILE_MONTHS = ["产值{y}年{m}月", "产值_{y}_{mm}", "产值{y}{mm}", "{y}-{mm}产值", "产值{y}年1-{m}月", "{y}.{mm}规上产值"]
DECOYS = [
    "有效期至：{y}年{m}月", "有效期至{y}年{m}月", "有效期：2025年7月-{y}年{m}月", "本表有效期至 {y}年{m}月", "报送截止{y}年{m}月10日",
    "（报送截止{y}年{m}月）",
    "截止日期：{y}年{m}月", "上报时限：{y}年{m}月", "请于{y}年{m}月前报送", "打印时间：{y}年{m}月", "制表日期：{y}-{mm}-08",
    "填报日期：{y}年{m}月8日",
    "导出日期 {y}{mm}08", "报出日期：{y}年{m}月", "统计报表制度{y}.{mm}版", "{y}年{m}月修订", "（{y}年{m}月版）", "版本：{y}.{mm}",
    "V{y}.{mm}", "文号：国统字〔{y}〕{m}号",
    "国统制〔{y}〕{mm}号", "文号：{y}-{mm}", "{y}-{mm}号", "联系电话：0755-{y}{mm}", "联系电话：138{y}{mm}12", "{y}年{m}月起执行",
    "{y}年{m}月印发", "表号：B204-1表",
    "打印日期：{y}年{m}月{last}日 10:22", "批准机关：国家统计局", "上年同期：{y}年{m}月", "填表时间：{y}/{m}/8", "失效日期：{y}年{m}月",
]  # fmt: skip
NO_MONTHS = ["{y}年第三季度", "{y}年三季度", "{y}年7-9月", "{y}年{m}月5日", "{y}年度", "115年{m}月", "", "{y}年上半年"]


def read(rows: list[list[object]], name: str, sheet: str | None) -> Reading:
    if sheet is None:
        content, file_name = csv_of(rows), f"{name}.csv"
    else:
        content, file_name = workbook(rows, names=[sheet]), f"{name}.xlsx"
    opened = open_file(content, file_name, all_layouts())
    if isinstance(opened, Reading):
        return opened
    (reading,) = validate_files([opened], IngestDay(date(2027, 12, 1)), SourceSettings())
    assert reading.rows_in == reading.kept.height + reading.refused.height == 1
    return reading


def written(shape: str, year: int, month: int) -> str:
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return shape.format(y=year, m=month, mm=f"{month:02d}", c=CHINESE[month - 1], last=last)


def period_of(reading: Reading) -> date | None:
    return None if reading.kept is None else reading.kept["period"].item()


def titles(*texts: str, rng: random.Random) -> list[list[str]]:
    """The texts as rows above a table, in any order, a label sometimes in the cell before."""
    rows = [["", text] if rng.random() < 0.2 else [text] for text in rng.sample(texts, len(texts)) if text]
    split = [row[0].split("：", 1) if len(row) == 1 and "：" in row[0] and rng.random() < 0.3 else row for row in rows]
    return [[(cell + "：" if len(row) == 2 and cell and number == 0 else cell) for number, cell in enumerate(row)] for row in split]


def padded(rows: list[list[str]]) -> list[list[str]]:
    return [[*row, *[""] * (3 - len(row))] for row in rows]


def test_the_month_among_other_dates_is_the_one_that_counts():
    rng = random.Random(1)  # noqa: S311
    for _ in range(MEMBERS):
        year, month = rng.choice([2025, 2026]), rng.randint(1, 12)
        decoys = [written(rng.choice(DECOYS), rng.choice([2025, 2026, 2027]), rng.randint(1, 12)) for _ in range(rng.randint(0, 3))]
        place = rng.choice(["title", "title", "file", "sheet", "title and file"])
        above = titles(*decoys, *([written(rng.choice(MONTHS), year, month)] if "title" in place else []), rng=rng)
        name = written(rng.choice(FILE_MONTHS), year, month) if "file" in place else "产值"
        sheet = f"{year}年{month}月" if place == "sheet" else rng.choice([None, "Sheet1"])
        reading = read(padded([*above, HEADER, ROW]), name, sheet)
        assert period_of(reading) == date(year, month, 1), (above, name, sheet, reading.reason, reading.period_from)
        assert reading.period_from


def test_dates_that_are_no_month_refuse_the_file():
    rng = random.Random(2)  # noqa: S311
    for _ in range(MEMBERS // 3):
        texts = [written(rng.choice([*DECOYS, *NO_MONTHS]), rng.choice([2025, 2026]), rng.randint(1, 12)) for _ in range(rng.randint(0, 3))]
        reading = read(padded([*titles(*texts, rng=rng), HEADER, ROW]), "产值", rng.choice([None, "Sheet1"]))
        assert (reading.kept, reading.rule) == (None, "no_period"), (texts, reading.reason, reading.period_from)


@pytest.mark.parametrize("place", ["title", "file", "sheet"])
def test_two_months_refuse_the_file_with_both_named(place):
    rng = random.Random(place)  # noqa: S311
    for _ in range(MEMBERS // 5):
        (first, second), year = rng.sample(range(1, 13), 2), rng.choice([2025, 2026])
        shapes = [shape for shape in MONTHS if "报告期" not in shape and "统计月份" not in shape]
        above = [written(rng.choice(shapes), year, first)] + ([written(rng.choice(shapes), year, second)] if place == "title" else [])
        name = written(rng.choice(FILE_MONTHS), year, second) if place == "file" else "产值"
        sheet = f"{year}年{second}月" if place == "sheet" else None
        reading = read(padded([*([text] for text in above), HEADER, ROW]), name, sheet)
        assert (reading.kept, reading.rule) == (None, "two_months"), (above, name, sheet, reading.period_from)
        assert f"{year}-{first:02d}" in reading.reason
        assert f"{year}-{second:02d}" in reading.reason


def test_a_data_column_outweighs_titles_and_a_month_of_no_row_is_noted():
    rng = random.Random(4)  # noqa: S311
    header, row = ["统一社会信用代码", "期别", "1-本月;工业总产值(当年价格);千元"], [CODE, "202610", "800000"]
    for _ in range(MEMBERS // 5):
        month = rng.randint(1, 12)
        text = written(rng.choice(MONTHS), 2026, month)
        reading = read(padded([[text], header, row]), "b204", None)
        assert period_of(reading) == date(2026, 10, 1)
        assert reading.period_from == "column 期别"
        assert (f"2026-{month:02d}" in reading.note) == (month != 10), (text, reading.note)

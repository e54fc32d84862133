"""Headings as they are sent: marks, invisible characters, dashes, months, units and percent change nothing or refuse the file by name."""

import random
from datetime import date

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Reading, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE
from tests.unit.pipelines.ingest.workbooks import csv_of, workbook

MEMBERS = 300
MARKS = ["*", "＊", "※", "▲", "★", "(必填)", "（必填）", "[必填]", "（选填）", "（required）"]
INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u200d", "\u2060", "\u00a0", "\u3000", "\u200e", " "]
DASHES = ["-", "—", "–", "－", "‐", "−", "――", "——", "至", "~", "～", "一"]
FILES = {
    "grid_bills": (["户号", "结算年月", "当月合计电量"], ["0300000000000001", "202610", "12.5"], "value", 12.5),
    "statistics_output": (["统一社会信用代码", "期别", "1-本月;工业总产值(当年价格);千元"], [CODE, "202610", "800000"], "value", 80_000.0),
    "tax_payments": (
        ["纳税人识别号", "税款所属期止", "入库日期", "实缴(退)金额"],
        [CODE, "2026-09-30", "2026-10-15", "500"],
        "value_cny_10k",
        0.05,
    ),
    "social_insurance": (["统一社会信用代码", "费款所属期", "参保人数"], [CODE, "202610", "12"], "value", 12.0),
}
CUMULATIVE = [
    "{y}年1{d}{m}月{f}",
    "1{d}{m}月{f}",
    "{y}年1月{d}{m}月{f}",
    "{f};{y}年1{d}{m}月",
    "{y}年1{d}{m}月累计;{f}",
    "{m}月累计{f}",
    "{y}年{m}月累计{f}",
]
ALONE = ["{y}年{m}月{f}", "{m}月{f}", "{y}年{m}月份{f}", "{f};{y}年{m}月", "{y}{mm};{f}", "{y}-{mm};{f}", "{f}({y}年{m}月)"]
UNITS = {"(千元)": 0.1, "（万元）": 1.0, "(亿元)": 10_000.0, ";万元": 1.0, "/千元": 0.1}


def read(rows: list[list[object]], name: str, *, is_book: bool) -> Reading:
    content = workbook(rows) if is_book else csv_of(rows, "\t")
    opened = open_file(content, f"{name}.{'xlsx' if is_book else 'csv'}", all_layouts())
    if isinstance(opened, Reading):
        return opened
    (reading,) = validate_files([opened], IngestDay(date(2027, 12, 1)), SourceSettings())
    assert reading.rows_in == reading.kept.height + reading.refused.height
    return reading


def dressed(rng: random.Random, heading: str) -> str:
    """A heading that shows the same to whoever reads it."""
    heading = heading.replace("1-本月", f"1{rng.choice(DASHES)}本月")
    for _ in range(rng.randint(0, 2)):
        place = rng.randint(0, len(heading))
        heading = heading[:place] + rng.choice(INVISIBLE) + heading[place:]
    mark = rng.choice(["", *MARKS])
    return rng.choice([mark + heading, heading + mark])


def test_a_heading_is_what_it_shows():
    rng = random.Random(1)  # noqa: S311
    for _ in range(MEMBERS):
        layout = rng.choice(list(FILES))
        header, row, column, value = FILES[layout]
        headings = [dressed(rng, each) for each in header]
        reading = read([headings, row], "表", is_book=rng.random() < 0.2)
        assert reading.kept is not None, (headings, reading.reason)
        assert (reading.layout.key, reading.kept[column].to_list()) == (layout, [value]), (headings, reading.refused.to_dicts())


def shaped(rng: random.Random, shapes: list[str], figure: str, year: int, month: int) -> str:
    return rng.choice(shapes).format(y=year, m=month, mm=f"{month:02d}", d=rng.choice(["-", "—", "至", "~", "－"]), f=figure)


def test_months_in_headings_are_the_months_of_their_figures():
    rng = random.Random(2)  # noqa: S311
    for _ in range(MEMBERS):
        year, month, figure, unit = (
            rng.choice([2025, 2026]),
            rng.randint(2, 12),
            rng.choice(["工业总产值", "产值", "工业总产值(当年价格)"]),
            rng.choice(list(UNITS)),
        )
        total, alone = shaped(rng, CUMULATIVE, figure, year, month) + unit, shaped(rng, ALONE, figure, year, month) + unit
        base = shaped(rng, [each for each in CUMULATIVE if "{y}" in each], figure, year - 1, month) + unit
        base = rng.choice([base, f"去年同期1-{month}月{figure}{unit}", f"上年同期;1-{month}月;{figure}{unit}"])
        columns = [(total, "900"), *rng.sample([(alone, "100"), (base, "800")], rng.randint(0, 2))]
        rng.shuffle(columns)
        header = ["统一社会信用代码", "单位详细名称", *(name for name, _ in columns)]
        reading = read([header, [CODE, "甲", *(cell for _, cell in columns)]], f"{year}年规上", is_book=rng.random() < 0.2)
        assert reading.kept is not None, (header, reading.reason)
        expected_base = 800 * UNITS[unit] if any(name == base for name, _ in columns) else None
        found = reading.kept.select("period", "basis", "value", "same_period_last_year").rows()
        assert found == [(date(year, month, 1), "ytd", 900 * UNITS[unit], expected_base)], (header, found)


def test_a_column_a_month_is_a_row_a_month():
    rng = random.Random(3)  # noqa: S311
    for _ in range(MEMBERS):
        year, first = rng.choice([2025, 2026]), rng.randint(1, 10)
        months = list(range(first, rng.randint(first + 1, min(first + 5, 12)) + 1))
        label = rng.choice(["{y}年{m}月", "{m}月", "{y}-{mm}", "{y}{mm}", "{y}.{mm}", "{y}年{m}月份", "{y}/{mm}"])
        names = [label.format(y=year, m=month, mm=f"{month:02d}") for month in months]
        who, code, figure, key, scale = rng.choice(
            [
                (["户号", "户名"], "0300000000000001", "当月合计电量(万千瓦时)", "electricity", 10_000),
                (["户号", "户名"], "7700012", "用水量(吨)", "water", 1),
                (["统一社会信用代码", "单位名称"], CODE, "参保人数", "employment", 1),
                (["统一社会信用代码", "单位名称"], OTHER_CODE, "工业总产值(万元)", "output_value", 1),
            ]
        )
        if rng.random() < 0.5:
            rows = [[*who, *(f"{figure};{name}" if rng.random() < 0.5 else f"{name};{figure}" for name in names)]]
        else:
            rows = [[*who, figure, *[""] * (len(names) - 1)], ["", "", *names]]
        cells = [rng.choice(["12.5", "3", "700"]) if key != "employment" else rng.choice(["12", "3"]) for _ in names]
        title = [[f"{year}年情况表", *[""] * (len(names) + 1)]] if rng.random() < 0.5 else []
        reading = read([*title, *rows, [code, "甲", *cells]], f"{year}年", is_book=rng.random() < 0.2)
        assert reading.kept is not None, (title, rows, cells, reading.reason)
        expected = [(key, date(year, month, 1), float(cell) * scale) for month, cell in zip(months, cells, strict=True)]
        assert reading.kept.sort("period").select("indicator", "period", "value").rows() == expected, (rows, reading.refused.to_dicts())


def test_months_without_a_year_and_other_spans_are_no_months():
    rng = random.Random(4)  # noqa: S311
    for _ in range(MEMBERS // 5):
        heading = rng.choice(
            ["10月产值(万元)", "7-9月产值(万元)", "2026年三季度产值(万元)", "2026年产值(万元)", "2026年上半年产值(万元)", "12月产值(万元)"]
        )
        reading = read([["统一社会信用代码", "单位名称", heading], [CODE, "甲", "5"]], "产值", is_book=False)
        assert reading.kept is None
        assert reading.rule in ("no_period", "unknown_layout")
        assert heading in reading.reason

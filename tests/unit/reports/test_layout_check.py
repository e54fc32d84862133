"""How a file would be understood, in lines: every heading has its meaning, and what is unknown is said to be."""

import polars as pl
import pytest

from reports.layout_check import DraftNotice, HeadingMeaning, LayoutCheck, TableMeaning, check_lines, draft_lines, remark
from reports.words import layout as texts
from reports.words.text import Words

ZH, EN = Words("zh"), Words("en")
TABLE = "core_observations__monthly_enterprises"
HEADINGS = (
    HeadingMeaning("代码", "field", "uscc", "code"),
    HeadingMeaning("年", "part", "period", "month"),
    HeadingMeaning("产值", "value", "output_value", basis="ytd", unit="千元", month="2026-01"),
    HeadingMeaning("上年", "base", "output_value", basis="ytd"),
    HeadingMeaning("本月", "month", "output_value", basis="ytd"),
    HeadingMeaning("单位", "unit"),
    HeadingMeaning("计量点", "finer"),
    HeadingMeaning("备注", "left_out"),
    HeadingMeaning("", "left_out"),
)


def test_every_heading_has_its_meaning() -> None:
    found = LayoutCheck(
        "a.csv", "x", TABLE, tables=(TableMeaning("Sheet1", 2, HEADINGS, (("标题", "title"),), "2026-01", "标题", "产值 in 千元"),)
    )
    text = "\n".join(check_lines(found, ZH))
    for part in (
        "代码 → 统一社会信用代码（信用代码）", "年 → 所属期的一部分", "产值 → 产值，", "2026-01，单位千元", "上年同期",
        "当月数",
        "备注 → 不采用", "— → 不采用",
        "单位 → 各行的计量单位", "计量点 → 区分同一户", "计量单位来自：产值 in 千元", "月份：2026-01（标题）", "表1（Sheet1）：2行",
        "标题（表头之上）", "没有可入库的行",
    ):  # fmt: skip
        assert part in text, (part, text)
    assert "年 → a part of period" in "\n".join(check_lines(found, EN))


def test_a_refused_file_says_why_and_what_it_lacks() -> None:
    found = LayoutCheck("a.csv", "x", TABLE, ("单位",), rule="unknown_layout", reason="no\nlayout")
    lines = check_lines(found, EN)
    assert lines[1] == "the file is refused as a whole (unknown_layout): no layout"
    assert lines[2] == "nearest layout: x, which also needs: 单位"
    assert "earlywarn layout new a.csv" in lines[-1]
    assert not found.is_usable


def test_rows_are_cut_and_counted() -> None:
    kept = pl.DataFrame({"row_number": range(1, 9), "indicator": "electricity", "value": 1.5, "note": None})
    found = LayoutCheck("a.csv", "x", TABLE, kept=kept, refused=pl.DataFrame({"row_number": [9], "rule": ["r"], "reason": ["why"]}))
    lines = check_lines(found, EN, most=2)
    assert "    row 1  indicator=electricity  value=1.5 kWh" in lines
    assert sum(line.startswith("    row") for line in lines) == 3
    assert found.is_usable


def test_a_draft_says_what_to_do_next() -> None:
    whole = draft_lines(DraftNotice("a.csv", "/h/a.toml.draft", "a.toml", (), ()), EN)
    assert len(whole) == 2
    assert "--layout /h/a.toml.draft" in whole[-1]
    gaps = draft_lines(DraftNotice("a.csv", "p", "a.toml", ("uscc",), ("备注",)), ZH)
    assert any("uscc" in line and "GAP" in line for line in gaps)
    assert any("备注" in line for line in gaps)
    assert texts.DRAFT.zh.startswith("版式草稿")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("columns 期别(年) and 期别(月)", "期别(年)、期别(月)列"),
        (
            "value_added in 千元 (heading 增加值(当年价格);千元); tax in 万元 (default of the layout)",
            "增加值为千元（表头增加值(当年价格);千元）; 纳税为万元（版式默认）",
        ),
        ("left out as no data: row 51 (合计), row 52 (制表人)", "不计入的行：第51行(合计), 第52行(制表人)"),
        ("2024-02 (file name '参保人数_2024年02月') is the month of no row", "2024-02（文件名“参保人数_2024年02月”）没有对应的行"),
        ("rows in which nothing was filled in: 2", "未填写的行：2行"),
    ],
)
def test_what_the_ledger_says_is_told_in_the_reader_s_language(said: str, told: str) -> None:
    assert remark(said, ZH) == told
    assert remark(said, EN) == said

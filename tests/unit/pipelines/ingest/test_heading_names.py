"""A heading is taken apart into the figure, its unit, its month and its span; what is none of these stays with the figure."""

import pytest

from pipelines.ingest.heading_names import HeadingName, names_month, read_name

OUTPUT = frozenset({"工业总产值(当年价格)"})


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("1-本月;工业总产值(当年价格);千元", HeadingName(OUTPUT, ("千元",), "ytd")),
        ("上年同期；1—本月；工业总产值(当年价格)", HeadingName(OUTPUT, (), "ytd", is_last_year=True)),
        ("2026年1—10月工业总产值(当年价格，千元)", HeadingName(OUTPUT, ("千元",), "ytd", 2026, 10)),
        ("一至十月工业总产值（当年价格）/亿元", HeadingName(OUTPUT, ("亿元",), "ytd", None, 10)),
        ("工业总产值(当年价格);2026年;10月", HeadingName(OUTPUT, (), "month", 2026, 10)),
        ("用电量万千瓦时", HeadingName(frozenset({"用电量"}), ("万千瓦时",))),
        ("应纳税额(人民币(万元))", HeadingName(frozenset({"应纳税额"}), ("人民币(万元)",))),
        ("自开始建设累计完成投资", HeadingName(frozenset({"自开始建设累计完成投资"}))),
        ("7-9月产值", HeadingName(frozenset({"7-9月产值"}))),
        ("其中:用电量", HeadingName(frozenset({"其中:用电量"}))),
        ("amount", HeadingName(frozenset({"amount"}))),
    ],
)
def test_headings_are_taken_apart(heading, expected):
    assert read_name(heading) == expected


@pytest.mark.parametrize("text", ["2026-10", "202610", "10月", "2026年10月份", "2026-10-01 00:00:00"])
def test_a_month_alone_is_one(text):
    assert names_month(text)


@pytest.mark.parametrize("text", ["2026", "12.5", "10月产值", "三季度", ""])
def test_other_texts_are_none(text):
    assert not names_month(text)

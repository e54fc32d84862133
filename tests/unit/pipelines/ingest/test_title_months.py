"""The month of a table among the dates above it; what is a day, a deadline or a version is told apart by what stands beside it."""

import pytest

from pipelines.ingest.raw_table import Title
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.title_months import month_of_titles, year_of_titles


def titles(*texts: str, sheet: str = "", file: str = "") -> tuple[Title, ...]:
    return (*map(Title, texts), *([Title(sheet, "sheet")] if sheet else []), *([Title(file, "file")] if file else []))


@pytest.mark.parametrize(
    "texts",
    [
        titles("有效期至：2027年1月", "2026年10月"),
        titles("有效期至：", "2027年1月", "报表月份：", "2026年10月"),
        titles("2026年10月产值表（报送截止2026年11月10日）"),
        titles("所属期：2026年10月 2026年11月"),
        titles("2026年10月1日至2026年10月31日"),
        titles("民国115年10月"),
        titles("二〇二六年一至十月"),
        titles("产值", sheet="10月", file="2026年"),
        titles("2026年10月", sheet="2026年9月", file="产值202610"),
    ],
)
def test_the_month_is_found(texts):
    assert month_of_titles(texts).period == "2026-10"


@pytest.mark.parametrize(
    "text", ["2026年10月31日", "2026年三季度", "2026年7-9月", "115年10月", "V2026.10", "文号：2026-10", "", "2026年度"]
)
def test_other_dates_are_no_month(text):
    with pytest.raises(FileRefusedError) as caught:
        month_of_titles(titles(text))
    assert caught.value.rule == "no_period"


@pytest.mark.parametrize(
    "texts", [titles("2026年10月", "2026年9月"), titles("2026年10月", file="2026年9月"), titles("2026年10月", sheet="2026年9月")]
)
def test_two_months_are_refused_by_name(texts):
    with pytest.raises(FileRefusedError, match=r"2026-10.*2026-09") as caught:
        month_of_titles(texts)
    assert caught.value.rule == "two_months"


def test_a_year_is_the_only_one_that_is_named():
    assert year_of_titles(titles("2026年产值", "有效期至2027年1月")) == 2026
    assert year_of_titles(titles("2026年产值", "2025年产值")) is None

"""Tables under one another on one grid: further headings, headings that stand again, texts that state another month or unit."""

import polars as pl
import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.tables_on_grid import tables_on_grid, unread_rows
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE

HEADER = ["统一社会信用代码", "企业详细名称", "1-本月;工业总产值(当年价格);千元"]
OTHER = ["企业详细名称", "统一社会信用代码", "1-本月;工业总产值(当年价格);万元"]
FIRST, SECOND, THIRD = [CODE, "甲", "10"], [OTHER_CODE, "乙", "20"], [THIRD_CODE, "丙", "30"]


def grid(rows):
    width = max(len(row) for row in rows)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    frame = pl.DataFrame(padded, schema=dict.fromkeys([f"c{at}" for at in range(width)], pl.String), orient="row")
    return frame.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))


def found(rows):
    parts = tables_on_grid(grid(rows), all_layouts())
    assert sum(part.rows for part in parts) == len(rows)
    return [(part.places.to_list(), part.unread.to_list(), part.heading.titles) for part in parts]


def test_one_table_is_one_part():
    assert found([["2026年7月"], HEADER, FIRST, SECOND]) == [([2, 3], [], ("2026年7月",))]


def test_a_second_heading_begins_a_table_with_the_titles_above_it():
    rows = [["2026年7月"], HEADER, FIRST, ["大型企业"], ["2026年8月"], OTHER, ["乙", OTHER_CODE, "20"]]
    assert found(rows) == [([2], [], ("2026年7月",)), ([6], [], ("大型企业", "2026年8月"))]


def test_a_total_above_a_second_heading_stays_with_the_rows_above_it():
    assert [places for places, _, _ in found([HEADER, FIRST, ["合计", None, "10"], OTHER, ["乙", OTHER_CODE, "20"]])] == [[1, 2], [4]]


def test_a_heading_that_stands_again_goes_on_with_its_table():
    assert found([["2026年7月"], HEADER, FIRST, ["第2页"], HEADER, SECOND, HEADER]) == [([2, 5], [], ("2026年7月",))]


@pytest.mark.parametrize("text", ["打印日期：2026-11-05", "2026年11月5日", "第2页 共3页", "导出时间 2026年11月"])
def test_a_page_that_begins_with_a_day_goes_on_with_its_table(text):
    assert found([["2026年7月"], HEADER, FIRST, [text], HEADER, SECOND])[0][:2] == ([2, 5], [])


def test_a_text_that_states_another_month_begins_a_table_with_the_same_names():
    rows = [["单位：千元"], ["2026年7月"], HEADER, FIRST, ["2026年8月"], SECOND]
    assert found(rows) == [([3], [], ("单位：千元", "2026年7月")), ([5], [], ("2026年8月", "单位：千元"))]


def test_a_text_that_states_another_unit_begins_a_table_with_the_same_names():
    assert found([HEADER, FIRST, ["单位：万元"], SECOND]) == [([1], [], ()), ([3], [], ("单位：万元",))]


@pytest.mark.parametrize(
    "heading",
    [["代码", "企业详细名称", "1-本月;工业总产值(当年价格);万元"], ["代码", "企业", "产值(万元)"], ["统一社会信用代码", "名称", "产值"]],
)
def test_rows_below_a_heading_that_nobody_understands_are_not_read(heading):
    rows = [HEADER, FIRST, heading, SECOND, HEADER, THIRD]
    assert found(rows) == [([1, 5], [3], ())]
    part = tables_on_grid(grid(rows), all_layouts())[0]
    refused = unread_rows(part, grid(rows))
    assert refused.select("row_number", "rule").rows() == [(3, "unknown_second_heading")]
    assert heading[2] in refused["reason"][0]


@pytest.mark.parametrize("row", [["不详", "丁", "未报"], [None, "丁", "5"], ["uscc", "name", "value"], ["小型企业"]])
def test_odd_rows_of_data_part_nothing(row):
    assert found([HEADER, row, FIRST, row, SECOND])[0][1] == []


def test_a_heading_far_below_is_found():
    rows = [*([f"说明{at}"] for at in range(40)), ["2026年7月"], HEADER, FIRST]
    assert [places for places, _, _ in found(rows)] == [[42]]

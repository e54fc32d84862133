"""Totals, signatures and remarks are no data, whoever writes them; a total that disagrees is said to."""

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import read_raw
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE
from tests.unit.pipelines.ingest.workbooks import HEADER, ROWS, csv_of, read, workbook

FORMS = {"xlsx": workbook, "csv": csv_of}


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize(
    "footer",
    ["合计", "合  计", "总计", "小 计", "本页合计", "Total", "单位负责人：张三", "填报日期", "制表人：李四", "备注：含分公司", "注1"],
)
def test_rows_that_are_no_data_are_left_out_and_named(form, footer):
    table = read(FORMS[form]([HEADER, ROWS[0], [None, footer], ROWS[1], [footer]]), f"f.{form}")
    assert table.rows["row_number"].to_list() == [1, 3]
    assert table.malformed.is_empty()
    assert table.note.startswith("left out as no data: row 2 (")
    assert table.rows_in == 2


@pytest.mark.parametrize(
    "row", [[CODE, "合计公司", "2026-07", 1], [None, "注塑机械有限公司", "2026-07", 1], [None, "total_output", "2026-07", 1]]
)
def test_rows_of_enterprises_stay(row):
    assert read(csv_of([HEADER, ROWS[0], row])).rows_in == 2


@pytest.mark.parametrize("marks", [["甲", "乙", "丙", 1], [1, 2, 3, 4], ["A", "B", "(1)", "(2)"], ["甲", None, 1, 2]])
def test_the_row_of_column_numbers_is_no_data(marks):
    table = read(workbook([HEADER, marks, *ROWS]))
    assert table.rows["row_number"].to_list() == [2, 3, 4]


@pytest.mark.parametrize("row", [["77", "甲", "3", "3"], ["1", None, None, "2"], ["3", "2", "1", "5"], ["b", "甲", "1", "2"]])
def test_a_first_row_of_small_numbers_is_data(row):
    assert read(csv_of([HEADER, row, *ROWS])).rows_in == 4


@pytest.mark.parametrize(("total", "agrees"), [(172, True), (172.1, True), (180, False), ("172", True), ("1,172", False), ("—", True)])
@pytest.mark.parametrize("form", sorted(FORMS))
def test_totals_are_compared_with_the_rows(form, total, agrees):
    if form == "csv" and "," in str(total):
        total = f'"{total}"'
    note = read(FORMS[form]([HEADER, *ROWS, ["合计", None, None, total]])).note
    assert ("control total of column 参保人数" in note) is not agrees


def test_rounded_rows_may_differ_from_their_total_by_half_a_unit_each():
    rows = [[CODE, "甲", "2026-07", 1]] * 10
    assert "control total" not in read(workbook([HEADER, *rows, ["合计", None, None, 14.9]])).note
    assert "rows add up to 10" in read(workbook([HEADER, *rows, ["合计", None, None, 16]])).note


def test_a_total_may_stand_for_the_rows_since_the_one_before():
    rows = [ROWS[0], ["合计", None, None, 120], ROWS[1], ROWS[2], ["合计", None, None, 52], ["总计", None, None, 172]]
    assert "control total" not in read(workbook([HEADER, *rows])).note


def test_a_total_in_the_first_line_stands_for_the_whole():
    assert "control total" not in read(workbook([HEADER, ["合计", None, None, 172], *ROWS])).note


def test_footers_are_not_counted_and_the_note_is_kept(inbox):
    inbox.put("f.csv", f"{','.join(HEADER)}\n{CODE},x,2026-01,5\n{OTHER_CODE},x,2026-01,6\n合计,,,11\n制表人：张三\n".encode("gb18030"))
    report = inbox.ingest()
    assert (report.rows_in, report.rows_stored) == (2, 2)


PROJECTS = ["统一社会信用代码", "项目名称", "报告期", "自年初累计完成投资"]


def projects(*rows):
    return read_raw(csv_of([PROJECTS, *([code, name, "2026-07", value] for code, name, value in rows)]), "f.csv", all_layouts()).tables[0]


@pytest.mark.parametrize("mark", ["小计", "小 计", "页内合计", "本页小计：", "合计", "Subtotal"])
@pytest.mark.parametrize(("subtotal", "agrees"), [(30, True), (36, False)])
def test_subtotals_that_name_their_enterprise_are_left_out_and_compared(mark, subtotal, agrees):
    table = projects((CODE, "一期", 10), (CODE, "二期", 20), (CODE, mark, subtotal), (OTHER_CODE, "厂房", 50))
    assert table.rows["c1"].to_list() == ["一期", "二期", "厂房"]
    assert ("control total of column 自年初累计完成投资 is 36, rows add up to " in table.note) is not agrees


def test_names_that_begin_like_a_mark_and_the_only_row_of_an_enterprise_are_data():
    table = projects((CODE, "小计算机生产线", 10), (CODE, "合计数据中心", 20), (OTHER_CODE, "合计", 50))
    assert table.rows["c3"].to_list() == ["10", "20", "50"]


@pytest.mark.parametrize("name", ["其中：设备购置", "其中:土建", "上年同期", "同比增长(%)"])
def test_rows_that_repeat_a_part_of_another_are_refused(name):
    table = projects((CODE, "一期", 10), (CODE, name, 4))
    assert table.rows["c1"].to_list() == ["一期"]
    assert table.malformed.select("row_number", "rule").rows() == [(2, "part_of_another_row")]
    assert name in table.malformed["reason"][0]


@pytest.mark.parametrize("whose", [f"{CODE} 汇总", "甲公司 小计", f"{CODE} Total"])
def test_what_a_spreadsheet_writes_behind_a_code_is_a_subtotal(whose):
    table = projects((CODE, "一期", 10), (whose, None, 10))
    assert (table.rows["c1"].to_list(), table.lines.left_out) == (["一期"], 1)


def test_a_total_leaves_a_withdrawn_row_out_whole():
    head = ["统一社会信用代码", "项目名称", "报告期", "其中：本月完成投资", "自年初累计完成投资"]
    rows = [[CODE, "一期", "2026-07", 1, 10], [OTHER_CODE, "二期", "2026-07", "作废", 20], ["合计", "", "", 1, 10]]
    table = read_raw(csv_of([head, *rows]), "f.csv", all_layouts()).tables[0]
    assert "control total" not in table.note
    odd = read_raw(csv_of([head, *rows[:2], ["合计", "", "", 1, 25]]), "f.csv", all_layouts()).tables[0]
    assert "自年初累计完成投资 is 25, rows add up to 10" in odd.note

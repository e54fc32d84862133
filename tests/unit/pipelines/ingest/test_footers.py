"""Totals, signatures and remarks are no data, whoever writes them; a total that disagrees is said to."""

import pytest

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


def test_the_row_of_column_numbers_is_no_data():
    table = read(workbook([HEADER, ["甲", "乙", "丙", 1], *ROWS]))
    assert table.rows["row_number"].to_list() == [2, 3, 4]


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

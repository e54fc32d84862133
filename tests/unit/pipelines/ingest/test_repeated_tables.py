"""Copies and summaries of sheets are not counted twice; the same figures of another month are figures."""

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.raw_table import single
from pipelines.ingest.reading import read_raw
from pipelines.ingest.repeated_tables import without_repetitions
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from tests.unit.pipelines.ingest.workbooks import workbook

TAX = ["纳税人识别号", "征收项目", "税款所属期止", "实缴金额"]
LINES = [[code, "增值税", "2026-07-31", 5] for code in (CODE, OTHER_CODE, THIRD_CODE)]
OUTPUT = ["统一社会信用代码", "企业详细名称", "1-本月;工业总产值(当年价格);千元"]


def heights(*sheets, names=()):
    file = read_raw(workbook(*sheets, names=names), "f.xlsx", all_layouts())
    assert file.all_lines.total == sum(len(rows) for rows in sheets)
    assert file.all_lines.data == file.rows_in
    return [table.rows.height for table in file.tables], file.note


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ([[TAX, *LINES], [TAX, *LINES]], [3]),
        ([[TAX, *LINES], [TAX, LINES[0]], [TAX, *LINES[1:]]], [3]),
        ([[TAX, LINES[0]], [TAX, *LINES[1:]], [["汇总"], TAX, *LINES]], [1, 2]),
        ([[TAX, *LINES[:2]], [TAX, *LINES[1:]]], [2, 2]),
        ([[TAX, LINES[0], LINES[0]], [TAX, LINES[0]]], [2]),
    ],
    ids=["copy", "summary_first", "summary_last", "overlap", "twice"],
)
def test_a_sheet_whose_rows_all_stand_elsewhere_is_left_out(sheets, expected):
    found, note = heights(*sheets)
    assert found == expected
    assert ("stand elsewhere in the file" in note) is (len(expected) < len(sheets))


def test_the_same_figures_of_another_month_stay():
    months = [[[f"2026年{month}月"], OUTPUT, [CODE, "甲", 5]] for month in (7, 8)]
    assert heights(*months)[0] == [1, 1]
    assert heights([OUTPUT, [CODE, "甲", 5]], [OUTPUT, [CODE, "甲", 5]], names=["7月", "8月"])[0] == [1, 1]


def test_a_table_alone_repeats_nothing():
    file = read_raw(workbook([TAX, LINES[0], LINES[0]]), "f.xlsx", all_layouts())
    assert without_repetitions(single(file.tables[0]), all_layouts()).tables == file.tables

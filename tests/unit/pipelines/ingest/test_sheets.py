"""Workbooks to rows: cells as text, the one sheet that counts, and everything that can be wrong with the file as a whole."""

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from pipelines.ingest.raw_table import Lines
from pipelines.ingest.reading import read_raw
from pipelines.ingest.refusals import FileRefusedError
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from tests.unit.pipelines.ingest.workbooks import HEADER, LAYOUTS, ROWS, csv_of, read, rezipped, saved, with_cell, workbook

CELLS = [
    (1234.0, "1234"),
    (0.1, "0.1"),
    (1e20, "100000000000000000000"),
    (1e-7, "0.0000001"),
    (-5, "-5"),
    (True, "TRUE"),
    (False, "FALSE"),
    (date(2026, 7, 1), "2026-07-01"),
    (datetime(2026, 7, 1), "2026-07-01"),
    (datetime(2026, 7, 1, 8, 30), "2026-07-01 08:30:00"),
    (time(8, 30), "08:30:00"),
    (timedelta(hours=30, minutes=5), "30:05:00"),
    ("#N/A", "#N/A"),
    ("#REF!", "#REF!"),
    ("", None),
    (None, None),
    ("  两端空格 ", "  两端空格 "),
    ("001234", "001234"),
]


@pytest.mark.parametrize(("value", "text"), CELLS, ids=[str(text) for _, text in CELLS])
def test_every_kind_of_cell_becomes_its_text(value, text):
    table = read(workbook([HEADER, [CODE, value, "2026-07", 1]]))
    assert table.rows["c1"].to_list() == [text]


def test_dates_shown_as_months_and_serials_of_the_other_epoch_are_days():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append([CODE, "甲", date(2026, 7, 1), 1])
    book.active["C2"].number_format = 'yyyy"年"m"月"'
    assert read(saved(book)).rows["c2"].to_list() == ["2026-07-01"]


@pytest.mark.parametrize(
    ("cell", "text"), [(44834, "2026-10-01"), (44834.5, "2026-10-01"), ("44834", "44834 (1904)"), (202610, "202610"), (2026, "2026")]
)
def test_serials_without_a_format_count_from_1904_where_the_workbook_does(cell, text):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append([CODE, "甲", cell, 44834])
    assert read(saved(book)).rows.select("c2", "c3").row(0) == (text, "44834")


def test_a_serial_without_a_date_format_stays_a_number():
    table = read(workbook([HEADER, [CODE, "甲", 46204, 1]]))
    assert (table.rows["c2"].to_list(), table.rows["c2_is_number"].to_list()) == (["46204"], [True])


def test_formulas_give_the_values_stored_with_them():
    assert read(with_cell("<f>60*2</f><v>120</v>")).rows["c3"].to_list() == ["120"]


def test_a_formula_that_failed_gives_its_error():
    assert read(with_cell("<f>1/0</f><v>#DIV/0!</v>", kind="e")).rows["c3"].to_list() == ["#DIV/0!"]


@pytest.mark.parametrize(("written", "text"), [("1e999", "inf"), ("0.30000000000000004", "0.30000000000000004"), ("1.5E+2", "150")])
def test_numbers_are_what_the_file_says(written, text):
    assert read(with_cell(f"<v>{written}</v>")).rows["c3"].to_list() == [text]


def test_codes_that_are_numbers_are_marked_and_texts_are_not():
    table = read(workbook([HEADER, [914403001924137731, "甲", "2026-07", 1], [CODE, "乙", "2026-07", "1"]]))
    assert table.rows.select("c0", "c0_is_number", "c3_is_number").rows() == [
        ("914403001924137700", True, True),
        (CODE, False, False),
    ]
    assert "c1_is_number" not in table.rows.columns


def test_row_numbers_are_those_of_the_sheet_below_the_header():
    table = read(workbook([[], ["标题"], [], HEADER, ROWS[0], [], [None, "  "], ROWS[1]]))
    assert table.rows["row_number"].to_list() == [1, 4]


def test_columns_without_name_and_cells_are_left_out():
    table = read(workbook([[None, *HEADER, None], [None, *ROWS[0], None]]))
    assert table.header == tuple(HEADER)
    assert table.rows.columns[:5] == ["row_number", "c0", "c1", "c2", "c3"]


def test_titles_sheet_and_file_name_are_kept_for_who_needs_a_month():
    content = workbook([["2026年7月参保人数", None, None, "单位：人"], HEADER, *ROWS], merged=["A1:C1"], names=["七月"])
    table = read(content, "人社局/参保 2026-07.xlsx")
    assert tuple(title.text for title in table.titles) == ("2026年7月参保人数", "单位：人", "七月", "参保 2026-07")


def test_hidden_empty_and_foreign_sheets_are_left_out_and_named():
    content = workbook([["填报说明"]], [HEADER, *ROWS], [], [HEADER, *ROWS], hidden=[3], names=["说明", "数据", "空", "旧"])
    file = read_raw(content, "f.xlsx", LAYOUTS)
    assert file.rows_in == 3
    assert file.note == (
        "left out: sheet 说明 fits no layout, sheet 空 is empty, sheet 旧 is hidden and holds a table of 3 rows, none of which is read"
    )


def test_a_sheet_a_branch_is_a_table_each():
    file = read_raw(workbook([HEADER, *ROWS[:2]], [["第二分局"], HEADER, ROWS[2]], names=["一", "二"]), "f.xlsx", LAYOUTS)
    assert [(table.place, table.rows["row_number"].to_list()) for table in file.tables] == [("sheet 一", [1, 2]), ("sheet 二", [3])]
    assert [title.text for title in file.tables[1].titles] == ["第二分局", "二", "f"]
    assert file.all_lines == Lines(data=3, heading=2, title=1)


def test_a_sheet_without_heading_goes_on_where_every_cell_is_of_its_columns_kind():
    more = [["续表"], [THIRD_CODE, "丙公司", "2026-07", 7], ["合计", None, None, 7]]
    file = read_raw(workbook([HEADER, *ROWS[:2]], more), "f.xlsx", LAYOUTS)
    assert [table.rows["c3"].to_list() for table in file.tables] == [["120", "45"], ["7"]]
    assert file.tables[1].note.startswith("sheet 表2 has no heading and goes on with the table before it")
    assert file.all_lines == Lines(data=3, heading=1, title=1, left_out=1)


@pytest.mark.parametrize(
    "rows",
    [
        [[THIRD_CODE, "丙公司", 7]],
        [[THIRD_CODE, "丙公司", "2026-07", 7, "x"]],
        [["代码", "单位", "期", "人数"], [THIRD_CODE, "丙公司", "2026-07", 7]],
        [["丙公司", THIRD_CODE, "2026-07", 7]],
    ],
    ids=["column_missing", "column_more", "renamed", "other_order"],
)
def test_rows_with_figures_of_a_sheet_that_fits_nothing_are_outside(rows):
    file = read_raw(workbook([HEADER, *ROWS[:2]], rows), "f.xlsx", LAYOUTS)
    assert [table.rows.height for table in file.tables] == [2]
    assert file.outside["rule"].to_list() == ["sheet_without_layout"]
    assert "of sheet 表2" in file.outside["reason"][0]
    assert (file.rows_in, file.all_lines.data, file.all_lines.total) == (3, 3, 3 + len(rows))


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "统一社会信用代码"], [1, CODE], [2, OTHER_CODE]],
        [["行标签", "求和项:参保人数"], [CODE, 120], ["总计", 120]],
        [["联系电话", "13800000000"], ["版本", 3]],
        [["代码", "名称"], [CODE, "甲公司"]],
    ],
    ids=["numbered_list", "pivot", "notes", "list"],
)
def test_lists_pivots_and_notes_beside_a_table_are_no_rows(rows):
    file = read_raw(workbook([HEADER, *ROWS], rows), "f.xlsx", LAYOUTS)
    assert (file.rows_in, file.outside.height) == (3, 0)
    assert file.note == "left out: sheet 表2 fits no layout"
    assert file.all_lines == Lines(data=3, heading=1, left_out=len(rows))


def test_a_formula_without_result_is_refused_by_its_cell_and_a_remark_by_formula_is_empty():
    table = read(with_cell("<f>60*2</f>", "<f>60*2</f><v>0</v>", "<v>5</v>"))
    assert table.rows["c3"].to_list() == ["5"]
    assert table.malformed["rule"].to_list() == ["formula_not_worked_out"] * 2
    assert ["cell D2 of sheet 表1" in table.malformed["reason"][0], "cell D3" in table.malformed["reason"][1]] == [True, True]


@pytest.mark.parametrize(
    ("content", "what"), [(workbook([]), "its sheets are empty"), (workbook([HEADER, *ROWS], [], hidden=[0]), "hidden sheets")]
)
def test_a_workbook_without_rows_is_empty(content, what):
    with pytest.raises(FileRefusedError, match=what) as caught:
        read(content)
    assert caught.value.rule == "empty_file"


def test_amounts_in_merged_cells_count_once_and_names_in_each_row():
    rows = [HEADER, [CODE, "甲公司", "2026-07", 120], [None, None, "2026-06", None], ROWS[1]]
    table = read(workbook(rows, merged=["A2:A3", "D2:D3"]))
    assert table.rows["c0"].to_list() == [CODE, CODE, OTHER_CODE]
    assert table.rows["c3"].to_list() == ["120", None, "45"]
    assert table.note == "repeated in each row of their merged cells: 统一社会信用代码"


def test_names_lie_and_first_bytes_decide():
    table = read(workbook([HEADER, *ROWS]), "f.csv")
    assert table.rows.height == read(csv_of([HEADER, *ROWS]), "f.xlsx").rows.height == 3
    assert table.rows["c0"].to_list() == [CODE, OTHER_CODE, THIRD_CODE]


def test_macros_are_never_handed_on():
    from pipelines.ingest.archive import WorkbookLimits, repack

    content = rezipped(workbook([HEADER, *ROWS]), {"xl/vbaProject.bin": b"macro code", "xl/media/image1.png": b"picture"})
    assert b"macro code" not in repack(content, WorkbookLimits())
    assert read(content, "f.xlsm").rows.height == 3


def test_a_locked_or_old_workbook_is_said_to_be_one():
    with pytest.raises(FileRefusedError, match="locked with a password") as caught:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert caught.value.rule == "unknown_format"


def test_a_whole_delivery_goes_through_to_the_warehouse(inbox):
    rows = [
        ["2026年1月参保人数统计表"],
        [*HEADER, "报出日期"],
        *([code, "x", date(2026, 1, 1), 5, date(2026, 2, 12)] for code in (CODE, OTHER_CODE)),
    ]
    inbox.put("社保.xlsx", workbook([*rows, ["合计", None, None, 10]], merged=["A1:E1"]))
    report = inbox.ingest()
    assert (report.rows_in, report.rows_stored) == (2, 2)
    assert inbox.figures()["value"].to_list() == [5.0, 5.0]


def test_a_sheet_that_fits_nothing_is_refused_with_its_rows(inbox):
    inbox.put("x.xlsx", workbook([["甲", "乙"], ["a", "b"], ["c", "d"]]))
    report = inbox.ingest()
    assert inbox.rules() == [(None, "unknown_layout")]
    assert report.rows_in == 2

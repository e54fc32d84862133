"""The workbook of a search: what it holds, what it says was searched, nothing that runs."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from reports.desk_workbook import SearchNote, search_workbook
from tests.unit.reports.reading import everything_in_workbook

CASE = {
    "id": 7, "name": "=HYPERLINK(\"http://x\")\u202e甲公司", "uscc": "A" * 18, "street": "坪山街道", "level": "red", "state": "to_visit",
    "standing": "overdue", "lead": "", "owner": "第一工作组", "due_on": "2026-11-23", "visits": 0, "last_visited_on": "",
    "opened_on": "2026-11-16", "month": "2026-10", "closed_on": "", "closing": "",
    "follows": 3, "followed_by": None,
}  # fmt: skip
NOTE = SearchNote({"view": "all", "level": "red", "due": "overdue"}, "李某", "street:坪山街道", datetime(2026, 11, 24, 10))


@pytest.fixture(scope="module")
def content():
    return search_workbook([CASE], NOTE, "zh")


def test_rows_are_typed_and_worded(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert (head[0], head[4:7]) == ("服务单号", ["等级", "状态", "提示"])
    assert row[:7] == [7, '=HYPERLINK("http://x")甲公司', "A" * 18, "坪山街道", "红", "待走访", "逾期未走访"]
    assert row[9].date() == date(2026, 11, 23)
    assert row[14] in (None, "")
    assert (head[16:], row[16], row[17] or None) == (["接续服务单", "后续服务单"], 3, None)


def test_nothing_runs(content):
    assert "<f>" not in everything_in_workbook(content)
    assert "<hyperlink" not in everything_in_workbook(content)


def test_what_was_searched_is_said(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert [tuple(cell.value for cell in line) for line in sheet.iter_rows()] == [
        ("导出时间", "2026-11-24 10:00"),
        ("导出人", "李某"),
        ("可见范围", "坪山街道"),
        ("谁的服务单", "范围内全部"),
        ("企业名称或信用代码", "不限"),
        ("街道", "不限"),
        ("等级", "红"),
        ("状态", "未办结"),
        ("期限", "已逾期未走访"),
        ("件数", "1"),
    ]


def test_in_english():
    book = openpyxl.load_workbook(io.BytesIO(search_workbook([], NOTE, "en")))
    assert book.sheetnames == ["Cases", "Filter"]

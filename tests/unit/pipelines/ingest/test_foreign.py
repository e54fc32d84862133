"""Formats told by their first bytes: old and open workbooks are read, and what is not read is named with what to do."""

from pathlib import Path

import pytest

from pipelines.ingest import foreign
from pipelines.ingest.archive import WorkbookLimits
from pipelines.ingest.foreign import OLE, read_sheets
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, Reading, open_file
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import SheetReader, shared_reader
from pipelines.ingest.workbook_top import TOP_ROWS

FILES = Path(__file__).with_name("workbook_files")
ROWS = [("户号", "户名", "结算年月", "当月合计电量"), ("0300000000000001", "甲", "202610", "1200")]


@pytest.mark.parametrize("name", ["grid_bills.xls", "grid_bills.ods"])
def test_old_and_open_workbooks_are_read_whatever_they_are_called(name):
    (sheet,) = read_sheets((FILES / name).read_bytes(), WorkbookLimits()) or []
    rows = list(zip(*sheet.columns, strict=True))
    assert [row for row in rows if row in ROWS] == ROWS
    assert any(marks[-1] or marks[-2] for marks in sheet.numbers)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR archive.*unpack"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7-Zip archive.*unpack"),
        (b"\x1f\x8b\x08\x00", "gzip file.*unpack"),
        (b"%PDF-1.7", "PDF file.*export"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{\\rtf1", "text document.*copy the table"),
        (OLE + bytes(100) + "EncryptedPackage\0".encode("utf-16-le"), "locked with a password.*take the password off"),
        (OLE + bytes(100) + "WordDocument\0".encode("utf-16-le"), "Word document"),
        (OLE + bytes(100), "without a workbook"),
        (b'<?xml version="1.0"?><rows/>', "XML file of another kind"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_what_to_do(content, reason):
    with pytest.raises(FileRefusedError, match=reason) as caught:
        read_sheets(content, WorkbookLimits())
    assert caught.value.rule == "unknown_format"


def test_an_old_workbook_that_is_cut_off_is_damaged():
    content = (FILES / "grid_bills.xls").read_bytes()
    with pytest.raises(FileRefusedError):
        read_sheets(content[: len(content) // 3] + "Workbook\0".encode("utf-16-le"), WorkbookLimits())


@pytest.mark.parametrize("content", ["户号,值\n1,2\n".encode(), b"a,b\n", b"sep=;\na;b\n", b""])
def test_text_is_none_of_them(content):
    assert read_sheets(content, WorkbookLimits()) is None


@pytest.fixture
def rows_wanted(monkeypatch):
    """How many rows each reading of a workbook asks for, of one that takes more than may be had before it is judged."""
    wanted, plain = [], SheetReader.read

    def read(reader, content, limits, rows=0):
        wanted.append(rows)
        return plain(reader, content, limits, rows)

    monkeypatch.setattr(foreign, "_read_cheaply", lambda *_: None)
    monkeypatch.setattr(SheetReader, "read", read)
    return wanted


def test_a_costly_old_workbook_is_judged_by_its_first_rows_and_then_read_whole(rows_wanted):
    content = (FILES / "grid_bills.xls").read_bytes()
    opened = open_file(content, "grid_bills.xls", all_layouts())
    assert isinstance(opened, Opened)
    assert opened.file.tables[0].rows_in == 3
    assert rows_wanted == [TOP_ROWS, 0]


def test_a_costly_old_workbook_that_no_layout_fits_is_never_read_whole(rows_wanted):
    others = tuple(layout for layout in all_layouts() if layout.key == "tax_payments")
    refused = open_file((FILES / "grid_bills.xls").read_bytes(), "grid_bills.xls", others)
    assert isinstance(refused, Reading)
    assert refused.rule == "unknown_layout"
    assert rows_wanted == [TOP_ROWS]


def test_only_so_many_rows_are_handed_over_as_are_asked_for():
    (sheet,) = shared_reader().read((FILES / "grid_bills.xls").read_bytes(), WorkbookLimits(), 2)
    assert sheet.height == 2

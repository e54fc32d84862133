"""A large workbook is judged by its first rows before the rest is read: they are read as in the whole, and junk costs next to nothing."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.ingest import archive, workbook_top
from pipelines.ingest.archive import WorkbookLimits, repack
from pipelines.ingest.reading import Opened, Reading, open_file, read_headings
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import Sheet, SheetReader, shared_reader
from pipelines.ingest.workbook_top import TOP_ROWS, first_rows
from tests.binary_workbook import binary_inline, binary_workbook, record
from tests.unit.pipelines.ingest.workbooks import HEADER, LAYOUTS, ROWS, SHEET, dense, read, rezipped, said, workbook
from tests.unit.pipelines.ingest.workbooks import Row as Cells

FILES = Path(__file__).with_name("workbook_files")
LIMITS = WorkbookLimits(ratio=100_000)
JUNK: list[Cells] = [["甲", "乙", "丙"], *([f"a{number}", f"b{number}", number] for number in range(600))]
MANY: list[Cells] = [ROWS[number % 3] for number in range(600)]
BY_TOP = "judged by its first rows, the rest was not read"


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every workbook for a large one."""
    monkeypatch.setattr(workbook_top, "LARGE_BYTES", 0)


@pytest.fixture
def whole_readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note every workbook that is read whole."""
    sizes: list[int] = []

    def noting(content: bytes, limits: WorkbookLimits) -> bytes:
        sizes.append(len(content))
        return repack(content, limits)

    monkeypatch.setattr(archive, "repack", noting)
    return sizes


def inline(*sheets: list[Cells]) -> bytes:
    """Return a workbook whose texts stand in their cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def prefixed(*sheets: list[Cells]) -> bytes:
    """Return a workbook whose sheets name their space in every tag, as some libraries write them."""
    content = workbook(*sheets)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read(SHEET)
    tagged = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")
    return rezipped(content, {SHEET: tagged})


def top_of(content: bytes, *, with_merged: bool = True) -> list[Sheet]:
    return shared_reader().read(first_rows(content, with_merged=with_merged), LIMITS)


def beginning(sheet: Sheet, height: int) -> tuple[object, ...]:
    return sheet.name, sheet.is_visible, [column[:height] for column in sheet.columns], [column[:height] for column in sheet.numbers]


@pytest.mark.parametrize("write", [workbook, inline, prefixed, binary_workbook, binary_inline])
def test_the_first_rows_are_read_as_in_the_whole(write: Callable[..., bytes]) -> None:
    chance = random.Random(3)  # noqa: S311 - cells of a test
    rows = [[chance.choice([f"t{chance.random()}", chance.random(), number, None, "same"]) for _ in range(6)] for number in range(900)]
    rows[5:9] = [[None] * 6] * 4
    content = write([["x"] * 6, *rows])
    (whole,), (top,) = shared_reader().read(repack(content, LIMITS), LIMITS), top_of(content)
    assert TOP_ROWS <= top.height < whole.height
    assert beginning(top, top.height) == beginning(whole, top.height)


def test_every_sheet_is_there_and_a_short_one_whole() -> None:
    content = workbook([["封面"], ["说明", None, 1.5]], [HEADER, *MANY], names=["封面", "数据"], hidden=[0])
    cover, data = top_of(content)
    assert cover == shared_reader().read(repack(content, LIMITS), LIMITS)[0]
    assert (data.name, data.columns[0][0]) == ("数据", HEADER[0])


def test_an_open_document_is_cut_too() -> None:
    content = (FILES / "grid_bills.ods").read_bytes()
    assert top_of(content) == shared_reader().read(repack(content, LIMITS), LIMITS)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("content.xml")
    last = xml.rindex(b"<table:table-row")
    row = xml[last : xml.index(b"</table:table-row>", last) + len(b"</table:table-row>")]
    (top,) = top_of(rezipped(content, {"content.xml": xml[:last] + row * 900 + xml[last:]}))
    assert top.height == TOP_ROWS


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("write", [workbook, inline, prefixed, binary_workbook, binary_inline])
def test_junk_is_refused_by_its_first_rows_alone(write: Callable[..., bytes], whole_readings: list[int]) -> None:
    refused = open_file(write(JUNK), "junk.xlsx", LAYOUTS)
    assert isinstance(refused, Reading)
    assert (refused.rule, refused.reason[-len(BY_TOP) :]) == ("unknown_layout", BY_TOP)
    assert whole_readings == []


def test_a_binary_workbook_that_fits_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    content = binary_workbook([["封面"]], [HEADER, *MANY])
    small = said(read(content))
    monkeypatch.setattr(workbook_top, "LARGE_BYTES", 0)
    assert said(read(content)) == small
    assert read(content).rows.height == len(MANY)


def test_binary_sheets_end_where_enough_was_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = binary_inline([["x" * 400, number] for number in range(100)], [["y"]])
    monkeypatch.setattr(workbook_top, "SHEET_BYTES", 9_000)
    first, second = top_of(content)
    assert 5 <= first.height < 15
    assert first.columns[0] == ["x" * 400] * first.height
    assert second.columns == [["y"]]
    monkeypatch.setattr(workbook_top, "ALL_BYTES", 0)
    assert [sheet.height for sheet in top_of(content)] == [0, 0]


@pytest.mark.parametrize(
    "body", [b"\x00" * 40, b"\xff" * 40, record(0)[:-1], b"\x05\xff\xff\xff\x7f" + bytes(2_000_000), record(7, b"\x01")]
)
def test_damaged_binary_sheets_are_cut_or_refused(body: bytes) -> None:
    content = rezipped(binary_workbook([["a", 1.0]] * 300), {"xl/worksheets/sheet1.bin": record(129) + body})
    with suppress(FileRefusedError):
        top_of(content)


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("rows", [[[None, None]] * 600, []])
def test_a_workbook_without_anything_in_its_first_rows_is_refused(rows: list[Cells], whole_readings: list[int]) -> None:
    refused = open_file(workbook(rows), "f.xlsx", LAYOUTS)
    assert isinstance(refused, Reading)
    assert (refused.rule, refused.reason[-len(BY_TOP) :]) == ("empty_file", BY_TOP)
    assert whole_readings == []


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("sheets", [([HEADER, *MANY],), ([["封面"]], [["2026年7月"], HEADER, *MANY]), (JUNK, [HEADER, *MANY])])
def test_what_a_layout_fits_is_read_whole(sheets: tuple[list[Cells], ...], whole_readings: list[int]) -> None:
    content = workbook(*sheets)
    opened = open_file(content, "f.xlsx", LAYOUTS)
    assert isinstance(opened, Opened)
    assert opened.file.tables[0].rows_in == 600
    assert whole_readings == [len(content)]


def test_a_heading_of_merged_cells_is_known_although_they_stand_behind_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[Cells] = [["1-本月", None, None], ["工业总产值(当年价格)", "用电", "统一社会信用代码"], ["千元", None, None]]
    content = workbook([*heads, *([5, 6, row[0]] for row in MANY)], merged=["A1:B1"])
    usual = said(read(content, "产值2026年7月.xlsx"))
    monkeypatch.setattr(workbook_top, "LARGE_BYTES", 0)
    assert said(read(content, "产值2026年7月.xlsx")) == usual
    assert [sheet.merged for sheet in top_of(content)] == [((0, 0, 0, 1),)]
    assert [sheet.merged for sheet in top_of(content, with_merged=False)] == [()]


def test_a_small_file_that_takes_much_is_judged_and_then_refused(whole_readings: list[int]) -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="20000"><c r="ABC20000"><v>1</v></c></row></sheetData></worksheet>'
    )
    refused = open_file(rezipped(workbook([["x"]]), {SHEET: far}), "f.xlsx", LAYOUTS)
    assert isinstance(refused, Reading)
    assert refused.rule == "spreadsheet_too_costly"
    assert "170 MB" in refused.reason
    assert len(whole_readings) == 1


def test_the_child_that_judges_junk_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = SheetReader()
    monkeypatch.setattr("pipelines.ingest.foreign.shared_reader", lambda: reader)
    monkeypatch.setattr(archive, "WorkbookLimits", lambda: LIMITS)
    try:
        refused = open_file(dense(12_000, 60), "junk.xlsx", LAYOUTS)
        assert isinstance(refused, Reading)
        assert refused.reason.endswith(BY_TOP)
        assert reader._process is not None
        status = Path(f"/proc/{reader._process.pid}/status")
        if not status.exists():
            pytest.skip("this system does not show the memory of a process")
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert int(peak) < 60_000
    finally:
        reader.stop()


@pytest.mark.usefixtures("all_large")
def test_the_headings_of_a_large_file_without_a_layout_can_be_had_for_a_draft() -> None:
    table = read_headings(workbook(JUNK), "junk.xlsx", LAYOUTS).tables[0]
    assert table.header == ("甲", "乙", "丙")
    assert table.rows_in >= 100


def test_a_damaged_workbook_is_called_damaged() -> None:
    content = bytearray(workbook([HEADER, *MANY]))
    start = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[start : start + 400] = bytes(400)
    refused = open_file(bytes(content), "f.xlsx", LAYOUTS)
    assert isinstance(refused, Reading)
    assert refused.rule == "damaged_spreadsheet"

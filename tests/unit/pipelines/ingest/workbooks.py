"""Workbooks and layouts for the tests of reading: what departments send, made in memory."""

import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

from pipelines.ingest.layout import Field, Layout
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.reading import read_raw
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from warehouse.names import OBSERVATIONS

HEAD_COUNT = Layout(
    "head_count",
    OBSERVATIONS,
    "lenient",
    "nominal",
    (
        Field("uscc", ("统一社会信用代码",), "code"),
        Field("period", ("费款所属期",), "month", optional=True),
        Field("value", ("参保人数",), "number"),
        Field("received_on", ("报出日期",), "receipt", optional=True),
    ),
)
OUTPUT = Layout(
    "output",
    OBSERVATIONS,
    "lenient",
    "nominal",
    (
        Field("uscc", ("统一社会信用代码",), "code"),
        Field("period", ("期别",), "month", optional=True),
        Field("value", ("1-本月;工业总产值(当年价格);千元",), "number"),
        Field("month_value", ("本月;工业总产值(当年价格);千元",), "number", optional=True),
        Field("same_period_last_year", ("上年同期;1-本月;工业总产值(当年价格);千元",), "number", optional=True),
        Field("received_on", ("报送时间",), "receipt", optional=True),
    ),
)
LAYOUTS = (HEAD_COUNT, OUTPUT)
SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["统一社会信用代码", "单位名称", "费款所属期", "参保人数"]
ROWS = [[CODE, "甲公司", "2026-07", 120], [OTHER_CODE, "乙公司", "2026-07", 45], [THIRD_CODE, "丙公司", "2026-07", 7]]

Row = Sequence[object]


def workbook(*sheets: Iterable[Row], merged: Iterable[str] = (), hidden: Iterable[int] = (), names: Sequence[str] = ()) -> bytes:
    """Return an XLSX file; `merged` ranges are those of the first sheet, `hidden` counts sheets from 0."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"表{number + 1}")
        for row in rows:
            sheet.append(list(row))
        if number in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_of(rows: Iterable[Row], separator: str = ",") -> bytes:
    return "\n".join(separator.join("" if cell is None else str(cell) for cell in row) for row in rows).encode()


def rezipped(content: bytes, changes: dict[str, bytes | None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the ZIP with parts replaced, added or (None) left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", method) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return buffer.getvalue()


def dense(rows: int, columns: int) -> bytes:
    """Return a workbook of equal cells, small on disk and large in memory."""
    letters = [openpyxl.utils.get_column_letter(number + 1) for number in range(columns)]
    sheet = io.StringIO()
    sheet.write('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
    for row in range(1, rows + 1):
        sheet.write(f'<row r="{row}">' + "".join(f'<c r="{letter}{row}"><v>1.5</v></c>' for letter in letters) + "</row>")
    sheet.write("</sheetData></worksheet>")
    return rezipped(workbook([["x"]]), {SHEET: sheet.getvalue().encode()})


def with_cell(*inner: str, kind: str = "n") -> bytes:
    """Return a head-count whose last cells are written in XML, one row each, since writers round what they are given."""
    content = workbook([HEADER, *([CODE, "甲公司", "2026-07", 0] for _ in inner)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).decode()
    for number, cell in enumerate(inner, start=2):
        sheet = sheet.replace(f'<c r="D{number}" t="n"><v>0</v></c>', f'<c r="D{number}" t="{kind}">{cell}</c>')
    return rezipped(content, {SHEET: sheet.encode()})


def read(content: bytes, name: str = "f.xlsx", **more: object) -> RawTable:
    return read_raw(content, name, LAYOUTS, **more).tables[0]


def said(table: RawTable) -> tuple[object, ...]:
    """Everything a table says."""
    return table.header, table.rows.rows(), tuple(table.rows.columns), table.malformed.rows(), table.titles, table.note

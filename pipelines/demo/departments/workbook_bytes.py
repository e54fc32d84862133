"""Workbooks written part by part: same rows, same bytes, at a few milliseconds a thousand rows.

Libraries stamp the day of writing into the file and cost more than the whole district; a sheet of plain cells needs six short parts.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

# The first day a ZIP entry can name; also the day the workbook says it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)
SERIAL_ZERO = date(1899, 12, 30).toordinal()
NAMESPACE = "http://schemas.openxmlformats.org"
DAY_STYLE, MOMENT_STYLE = 1, 2
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{NAMESPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{NAMESPACE}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{NAMESPACE}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{NAMESPACE}/package/2006/metadata/core-properties"'
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created></cp:coreProperties>',
    "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}/spreadsheetml/2006/main"'
    f' xmlns:r="{NAMESPACE}/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{NAMESPACE}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{NAMESPACE}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{NAMESPACE}/spreadsheetml/2006/main">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class Formula(NamedTuple):
    """A formula and the result kept with it, None where it was never worked out."""

    text: str
    result: float | None = None


CellValue = str | int | float | date | Formula | None
Merge = tuple[int, int, int, int]


def workbook_bytes(rows: Iterable[Sequence[CellValue]], merges: Sequence[Merge] = (), further: Iterable[Sequence[CellValue]] = ()) -> bytes:
    """Return a workbook of one sheet, or of two where there are `further` rows.

    `merges` are first row, first column, last row, last column, counted from 0.
    """
    second = list(further)
    sheets = {"xl/worksheets/sheet1.xml": _sheet(rows, merges)} | ({"xl/worksheets/sheet2.xml": _sheet(second, ())} if second else {})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**(_with_second_sheet() if second else PARTS), **sheets}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, DECLARATION + text, compresslevel=6)
    return target.getvalue()


def _with_second_sheet() -> dict[str, str]:
    """Return the parts of a workbook of two sheets: what names the first names the second too."""
    places = {
        "[Content_Types].xml": r'<Override PartName="/xl/worksheets/sheet1\.xml"[^>]*/>',
        "xl/workbook.xml": r'<sheet name="Sheet1"[^>]*/>',
        "xl/_rels/workbook.xml.rels": r'<Relationship Id="rId1"[^>]*/>',
    }

    def twice(found: re.Match[str]) -> str:
        again = found[0].replace("heet1", "heet2").replace('sheetId="1"', 'sheetId="2"').replace('"rId1"', '"rId3"')
        return found[0] + again

    return {name: re.sub(places[name], twice, text) if name in places else text for name, text in PARTS.items()}


def _sheet(rows: Iterable[Sequence[CellValue]], merges: Sequence[Merge]) -> str:
    """Return the part that holds the cells."""
    names: list[str] = []
    lines = []
    for number, row in enumerate(rows, start=1):
        while len(names) < len(row):
            names.append(column_name(len(names)))
        cells = "".join([_cell(f"{name}{number}", value) for name, value in zip(names, row, strict=False) if value is not None])
        lines.append(f'<row r="{number}">{cells}</row>')
    spans = [f'<mergeCell ref="{column_name(left)}{top + 1}:{column_name(right)}{bottom + 1}"/>' for top, left, bottom, right in merges]
    merged = f'<mergeCells count="{len(spans)}">{"".join(spans)}</mergeCells>' if spans else ""
    return f'<worksheet xmlns="{NAMESPACE}/spreadsheetml/2006/main"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'


def _cell(place: str, value: str | float | date | Formula) -> str:
    """Return one cell: text as text, numbers as numbers, days and moments as numbers shown as dates."""
    if isinstance(value, Formula):
        result = "" if value.result is None else f"<v>{value.result!r}</v>"
        return f'<c r="{place}"><f>{escape(value.text)}</f>{result}</c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{MOMENT_STYLE}"><v>{serial(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{DAY_STYLE}"><v>{serial(value)}</v></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def serial(value: date) -> float | int:
    """Return a day or a moment as a spreadsheet counts it: days since the end of 1899."""
    days = value.toordinal() - SERIAL_ZERO
    if not isinstance(value, datetime):
        return days
    return round(days + (value.hour * 3600 + value.minute * 60 + value.second) / 86400, 8)


def column_name(position: int) -> str:
    """Return the letters of a column counted from 0."""
    letters, number = "", position + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters

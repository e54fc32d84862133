"""The program that reads workbooks, one after the other, in a process of its own whose end harms nobody.

Run by path; it needs the standard library and the reader alone, so that it starts at once and its memory is the workbook's.
A request is the length of the workbook, the bytes it may take, the seconds it may compute, how many rows of each sheet are wanted (0: all),
and the workbook; an answer is its length and marshalled data, which cannot carry code that runs. An end of the input ends the program.
"""

import html
import io
import marshal
import os
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

REQUEST = struct.Struct("<QQQQ")
ANSWER = struct.Struct("<Q")


def number_text(value: float) -> str:
    """Return the shortest plain writing of a number: 1234, never 1234.0 or 1.234e3."""
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2]
    return format(Decimal(text), "f") if "e" in text else text


def moment_text(value: datetime) -> str:
    """Return a moment, as a day alone where no time is given."""
    return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")


def length_text(value: timedelta) -> str:
    """Return a length of time in hours, minutes and seconds."""
    seconds = round(value.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


TEXTS: dict[type, Callable[[Any], str | None]] = {
    str: lambda value: value or None,
    float: number_text,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: moment_text,
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
    timedelta: length_text,
}


def read_columns(rows: list[list[Any]]) -> tuple[list[list[str | None]], list[bytes]]:
    """Return the cells as text, column by column, and for each column a byte a cell: 1 where a number stood."""
    texts: list[list[str | None]] = []
    numbers: list[bytes] = []
    for cells in zip(*rows, strict=True):
        texts.append([TEXTS[type(cell)](cell) for cell in cells])
        # A number in a column of codes has lost digits, which its text no longer shows.
        numbers.append(bytes(type(cell) in (float, int) for cell in cells))
    return texts, numbers


# Programs whose results of formulas are results; others write 0 for what they have not worked out.
CALCULATING = (b"LibreOffice", b"OpenOffice", b"WPS", b"Kingsoft")
FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)")
RESULT = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?v>)")
CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
# What stands in a cell whose formula has no result; the formula itself may name months and units that nobody has stated.
UNWORKED = "=?"

# A number format, taken apart: texts that stand in it, letters that are only themselves, and what takes no part in it.
FORMAT_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[[^\]]*\]', re.DOTALL)
# A comma behind the last digit divides by a thousand; a point that is a mere letter shows a ten-thousandth; % shows a hundredfold.
RESCALES = re.compile(r"[0#?],+(?![0#?,])|[0#?]\x00[0#?]|%")


class Parts:
    """The parts of a workbook that tell what its cells are made of; empty where it is of another format."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content)) if content.startswith(b"PK") else None
        self.names = {name.casefold(): name for name in self.archive.namelist()} if self.archive else {}
        self.workbook = self.read("xl/workbook.xml")
        self.is_1904 = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=[\"'](1|true|on)[\"']", self.workbook) is not None

    def read(self, name: str) -> bytes:
        """Return a part, nothing where there is none."""
        known = self.names.get(name.casefold())
        return self.archive.read(known) if self.archive and known else b""

    def sheet_paths(self) -> list[str]:
        """Return the path of every sheet in the order of the workbook."""
        relations = re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", self.read("xl/_rels/workbook.xml.rels"))
        targets = {attribute(each, b"Id"): attribute(each, b"Target") for each in relations}
        sheets = re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", self.workbook)
        found = [targets.get(attribute(each, rb"\w+:id"), "") for each in sheets]
        return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in found]

    def rescaling_styles(self) -> set[bytes]:
        """Return the numbers of the formats of cells that show another number than the cell holds."""
        styles = self.read("xl/styles.xml")
        codes = {attribute(tag, b"numFmtId"): attribute(tag, b"formatCode") for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles)}
        # The formats that every program knows by their numbers: per cent.
        codes |= {"9": "0%", "10": "0.00%"}
        own = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", styles, re.DOTALL)
        used = [attribute(tag, b"numFmtId") for tag in re.findall(rb"<(?:\w+:)?xf\s[^>]*>", own.group())] if own else []
        return {str(number).encode() for number, key in enumerate(used) if rescales(codes.get(key, ""))}

    def trusts_zero(self) -> bool:
        """Whether a result of 0 is one: an office program wrote it, and the workbook does not ask for everything to be worked out anew."""
        settings = re.search(rb"<(?:\w+:)?calcPr\b[^>]*>", self.workbook)
        asked = settings is not None and (
            attribute(settings.group(), b"fullCalcOnLoad") in ("1", "true")
            or attribute(settings.group(), b"calcCompleted") in ("0", "false")
        )
        application = re.search(rb"<Application>([^<]*)<", self.read("docProps/app.xml"))
        name = application.group(1) if application else b""
        is_excel = name in (b"Microsoft Excel", b"Microsoft Macintosh Excel", b"Microsoft Excel Online") or "xl/calcchain.xml" in self.names
        return not asked and (is_excel or any(each in name for each in CALCULATING))


def attribute(tag: bytes, name: bytes) -> str:
    """Return an attribute of a tag, empty where it has none."""
    found = re.search(rb"\s" + name + rb"\s*=\s*([\"'])(.*?)\1", tag)
    return html.unescape(found.group(2).decode("utf-8", "replace")) if found else ""


def unworked(sheet: bytes, trusts_zero: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of every cell whose formula has no result."""
    for formula in FORMULA.finditer(sheet):
        # A formula comes first in its cell, so the tag before it is the cell's.
        start = sheet.rfind(b"<", 0, formula.start())
        tag = sheet[start : formula.start()]
        end = CELL_END.search(sheet, formula.end())
        if end is None or not re.match(rb"<(?:\w+:)?c[\s>]", tag):
            continue
        result = RESULT.search(sheet, formula.end(), end.start())
        if not has_result(result, attribute(tag, b"t"), trusts_zero):
            yield position(sheet, start, tag)


def has_result(result: "re.Match[bytes] | None", kind: str, trusts_zero: bool) -> bool:
    """Whether a formula was worked out; an empty text is a result too."""
    if result is None:
        return False
    if kind not in ("", "n"):
        return True
    text = (result.group(1) or b"").strip()
    return bool(text) and (trusts_zero or text.strip(b"0.") != b"")


def rescales(code: str) -> bool:
    """Whether a number format shows another number than the cell holds: 0!.0, shows 123456 as 12.3."""
    plain = FORMAT_TOKEN.sub(lambda token: "\x00" if "." in (token.group(1), token.group(2)) else "", code)
    return RESCALES.search(plain) is not None


def rescaled(sheet: bytes, styles: set[bytes]) -> Iterator[tuple[int, int]]:
    """Yield row and column of every number but zero that is shown as another one."""
    if not styles:
        return
    cell = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bs=[\"'](?:" + b"|".join(sorted(styles)) + rb")[\"'])[^>]*(?<!/)>")
    for found in cell.finditer(sheet):
        tag, end = found.group(), CELL_END.search(sheet, found.end())
        result = RESULT.search(sheet, found.end(), end.start()) if end else None
        if result and attribute(tag, b"t") in ("", "n") and (result.group(1) or b"").strip().strip(b"0."):
            yield position(sheet, found.start(), tag)


def position(sheet: bytes, start: int, tag: bytes) -> tuple[int, int]:
    """Return row and column of a cell, counted from 0; some programs leave the counting to the reader."""
    named = re.fullmatch(r"([A-Z]{1,3})(\d+)", attribute(tag, b"r"))
    if named:
        column = 0
        for letter in named.group(1):
            column = column * 26 + ord(letter) - 64
        return int(named.group(2)) - 1, column - 1
    row = [match.start() for match in re.finditer(rb"<(?:\w+:)?row\b", sheet[:start])]
    number = attribute(sheet[row[-1] : sheet.find(b">", row[-1])], b"r") if row else ""
    before = len(re.findall(rb"<(?:\w+:)?c[\s/>]", sheet[row[-1] if row else 0 : start]))
    return int(number) - 1 if number.isdigit() else len(row) - 1, before


def with_formulas(rows: list[list[Any]], formulas: list[tuple[int, int]]) -> list[list[Any]]:
    """Return the rows with a mark in the cells whose formula has no result; a row of nothing else would look blank."""
    if not formulas:
        return rows
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in formulas)])
    height = max(len(rows), *(row + 1 for row, _ in formulas))
    whole = [[*row, *[""] * (width - len(row))] for row in rows] + [[""] * width for _ in range(height - len(rows))]
    for row, column in formulas:
        whole[row][column] = UNWORKED
    return whole


def read_workbook(content: bytes, rows: int) -> list[tuple[Any, ...]]:
    """Return what pipelines.ingest.sheet_reader.Sheet holds of every worksheet, in its order; `rows`: so many of each, 0 for all."""
    sheets: list[tuple[Any, ...]] = []
    parts = Parts(content)
    paths, trusts_zero, styles = parts.sheet_paths(), parts.trusts_zero(), parts.rescaling_styles()
    with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
        for number, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
            part = parts.read(paths[number]) if number < len(paths) else b""
            formulas, shown = list(unworked(part, trusts_zero)), list(rescaled(part, styles))
            # Positions stay those of the sheet, since merged ranges speak of them.
            texts, numbers = read_columns(with_formulas(sheet.to_python(skip_empty_area=False, nrows=rows or None), formulas))
            is_visible = metadata.visible == SheetVisibleEnum.Visible
            sheets.append((metadata.name, is_visible, merged, texts, numbers, parts.is_1904, formulas, shown))
    return sheets


def limit(baseline: int, memory_bytes: int, seconds: int) -> None:
    """Let this process take so much more memory than `baseline` and compute so much longer, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    computed = int(used.ru_utime + used.ru_stime)
    # A reader that is stopped leaves no memory image of somebody's figures behind.
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, baseline + memory_bytes),
        (resource.RLIMIT_CPU, computed + seconds + 1),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def address_space() -> int:
    """Return the bytes of address space in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as handle:
            return int(handle.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def answer_to(content: bytes, rows: int) -> tuple[str, Any]:
    """Return what the workbook holds, or the kind of trouble and its sentence."""
    try:
        return "read", read_workbook(content, rows)
    except MemoryError:
        return "memory", ""
    except KeyboardInterrupt:
        raise
    # A panic of the reader is no Exception, and every other trouble is the workbook's too.
    except BaseException as error:
        return "damaged", str(error) or type(error).__name__


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    baseline = address_space()
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        length, memory_bytes, seconds, rows = REQUEST.unpack(head)
        limit(baseline, memory_bytes, seconds)
        kind, found = answer_to(requests.read(length), rows)
        data = marshal.dumps((kind, found))
        answers.write(ANSWER.pack(len(data)))
        answers.write(data)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

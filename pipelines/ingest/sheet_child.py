"""The program that reads workbooks, one after the other, in a process of its own whose end harms nobody.

Run by path; it needs the standard library and the reader alone, so that it starts at once and its memory is the workbook's.
A request is the length of the workbook, the bytes it may take, the seconds it may compute, and the workbook; an answer is its length and
marshalled data, which cannot carry code that runs. An end of the input ends the program.
"""

import io
import marshal
import os
import struct
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

REQUEST = struct.Struct("<QQQ")
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


def read_workbook(content: bytes) -> list[tuple[Any, ...]]:
    """Return name, visibility, merged ranges, columns and number marks of every worksheet; hidden ones come without cells."""
    sheets: list[tuple[Any, ...]] = []
    with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            if metadata.visible != SheetVisibleEnum.Visible:
                sheets.append((metadata.name, False, [], [], []))
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
            # Positions stay those of the sheet, since merged ranges speak of them.
            sheets.append((metadata.name, True, merged, *read_columns(sheet.to_python(skip_empty_area=False))))
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


def answer_to(content: bytes) -> tuple[str, Any]:
    """Return what the workbook holds, or the kind of trouble and its sentence."""
    try:
        return "read", read_workbook(content)
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
        length, memory_bytes, seconds = REQUEST.unpack(head)
        limit(baseline, memory_bytes, seconds)
        kind, found = answer_to(requests.read(length))
        data = marshal.dumps((kind, found))
        answers.write(ANSWER.pack(len(data)))
        answers.write(data)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

"""Formats that are neither CSV nor Parquet, told by their first bytes: those with sheets are read, the others named with what to do."""

import re
from collections.abc import Callable

from pipelines.ingest import archive
from pipelines.ingest.archive import WorkbookLimits
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import Sheet, shared_reader

# The container of the old office formats, and of any workbook with a password.
OLE = b"\xd0\xcf\x11\xe0"
UNPACK = "unpack it and deliver the files in it"
EXPORT = "export the table from where it was made as XLSX or CSV and deliver that"
COPY = "copy the table into a workbook, save that as XLSX and deliver it"
# First bytes, what they are the beginning of, and what the sender can do.
NAMED = (
    (b"Rar!", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"\x1f\x8b", "a gzip file", UNPACK),
    (b"BZh", "a bzip2 file", UNPACK),
    (b"\xfd7zXZ", "an xz file", UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", "pack it anew or deliver the files themselves"),
    (b"PK\x07\x08", "a ZIP archive in several parts", UNPACK),
    (b"%PDF", "a PDF file", EXPORT),
    (b"{\\rtf", "a text document (RTF)", COPY),
    (b"\x89PNG", "a picture (PNG)", EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", EXPORT),
    (b"GIF8", "a picture (GIF)", EXPORT),
    (b"II*\x00", "a picture (TIFF)", EXPORT),
    (b"MM\x00*", "a picture (TIFF)", EXPORT),
    (b"SQLite format 3", "a database (SQLite)", EXPORT),
    (b"\x00\x01\x00\x00Standard ", "a database (Access)", EXPORT),
    (b"ID;P", "a SYLK file (.slk)", "open it, save it as XLSX and deliver that"),
    (b"TABLE\r\n0,1", "a DIF file", "open it, save it as XLSX and deliver that"),
)
# Streams of the old container, as their names stand in its directory.
STREAMS = (
    ("EncryptedPackage", "a workbook or document locked with a password", "take the password off, save it and deliver it again"),
    ("WordDocument", "a Word document (.doc)", COPY),
    ("PowerPoint Document", "a PowerPoint file (.ppt)", COPY),
    (
        "__properties_version1.0",
        "an e-mail saved by Outlook (.msg)",
        "save it as .eml and deliver that; a file attached to it is to be delivered by itself",
    ),
)
WORKBOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
PICTURE_BITMAP = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)


# Whether a layout fits the sheets of a workbook's first rows; raises FileRefusedError where none will.
Judge = Callable[[list[Sheet], bool], bool]


def read_sheets(content: bytes, limits: WorkbookLimits, judge: Judge | None = None) -> list[Sheet] | None:
    """Return the worksheets of a file, None where it is text; raises FileRefusedError for a format that is not read.

    `judge` is given the first rows of a large workbook, and whether they are the last it is given.
    """
    from pipelines.ingest import web_tables

    if content.startswith(archive.MAGIC):
        return _workbook(content, limits, judge)
    if content.startswith(OLE):
        return _old_workbook(content, limits, judge)
    for magic, meaning, remedy in NAMED:
        if content.startswith(magic):
            raise unreadable(meaning, remedy)
    if PICTURE_BITMAP.match(content):
        raise unreadable("a picture (BMP)", EXPORT)
    if web_tables.is_xml_2003(content):
        return web_tables.read_xml_2003(content)
    if web_tables.is_web_page(content):
        return web_tables.read_web_page(content)
    if web_tables.is_mail_page(content):
        return web_tables.read_mail_page(content)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml", content):
        raise unreadable("an XML file of another kind than spreadsheets are", EXPORT)
    return None


def _workbook(content: bytes, limits: WorkbookLimits, judge: Judge | None) -> list[Sheet]:
    """Return the worksheets of a ZIP; one that is large, or proves to be, is judged by its first rows before it is read."""
    from pipelines.ingest import workbook_top

    if judge is None:
        return shared_reader().read(archive.repack(content, limits), limits)
    archive.check_parts(content, limits)
    is_small = not workbook_top.is_large(content)
    if is_small and (sheets := _read_cheaply(archive.repack(content, limits), limits)) is not None:
        return sheets
    _judge_top(content, limits, judge)
    return shared_reader().read(archive.repack(content, limits), limits)


def _read_cheaply(content: bytes, limits: WorkbookLimits) -> list[Sheet] | None:
    """Return the worksheets of a workbook nobody has judged, None where they take more than such a one may."""
    try:
        return shared_reader().read(content, limits.before_judged)
    except FileRefusedError as error:
        if error.rule != archive.TOO_COSTLY:
            raise
        return None


def _read_judged(content: bytes, limits: WorkbookLimits, judge: Judge) -> list[Sheet]:
    """Return the worksheets of an old workbook whose first rows a layout fits; raises FileRefusedError where none does.

    The reader has to hold all its cells; only the first rows become text, which takes as much again.
    """
    from pipelines.ingest.workbook_top import TOP_ROWS

    judge(shared_reader().read(content, limits.uncut, TOP_ROWS), True)
    return shared_reader().read(content, limits)


def _judge_top(content: bytes, limits: WorkbookLimits, judge: Judge) -> None:
    """Judge the first rows of a workbook; raises FileRefusedError where no layout fits them."""
    from pipelines.ingest import workbook_top

    # Merged cells can make a heading, and stand behind all rows; mostly they need not be looked for.
    for with_merged in (False, True):
        top = workbook_top.first_rows(content, with_merged=with_merged)
        if judge(shared_reader().read(top, limits.before_judged), with_merged):
            break


def unreadable(meaning: str, remedy: str) -> FileRefusedError:
    """Return the refusal of a file in a format that is not read."""
    return FileRefusedError("unknown_format", f"this is {meaning}, expected XLSX without a password, XLS, CSV or Parquet; {remedy}")


def _old_workbook(content: bytes, limits: WorkbookLimits, judge: Judge | None) -> list[Sheet]:
    """Return the worksheets of an old workbook (.xls of Excel, .et of WPS); raises FileRefusedError for anything else in its container."""
    for stream, meaning, remedy in STREAMS:
        if _directory_name(stream) in content:
            raise unreadable(meaning, remedy)
    if not any(_directory_name(stream) in content for stream in WORKBOOKS):
        raise unreadable("an old office file without a workbook in it, or one locked with a password", COPY)
    if len(content) > limits.expanded_bytes:
        raise archive.too_costly(f"has more than {limits.expanded_bytes // archive.MEGABYTE} MB")
    try:
        if judge is None:
            return shared_reader().read(content, limits)
        sheets = _read_cheaply(content, limits)
        return _read_judged(content, limits, judge) if sheets is None else sheets
    except FileRefusedError as error:
        if "password" in error.reason.casefold():
            raise unreadable("a workbook locked with a password", STREAMS[0][2]) from error
        raise


def _directory_name(stream: str) -> bytes:
    """Return the name of a stream as it stands in the directory of the container."""
    return stream.encode("utf-16-le") + b"\x00\x00"

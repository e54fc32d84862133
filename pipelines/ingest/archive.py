"""The ZIP a workbook comes in, checked to the last byte before anything reads it, and packed anew from what was checked.

Spreadsheet readers skip checksums for speed, so a flipped bit would become a figure. The reader is given only the parts that stood the
check: no macros, no pictures, no second directory that another reader might find.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, replace

from pipelines.ingest.refusals import FileRefusedError

MAGIC = b"PK\x03\x04"
MEGABYTE = 1_000_000
TOO_COSTLY = "spreadsheet_too_costly"
# What an office program writes; other methods may expand without bound in one step.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
TROUBLES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, IndexError, OverflowError)
ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\b[^>]*\s)t=([\"'])e\2")
# Parts that make a ZIP a workbook: XLSX, XLSB, and ODS of OpenOffice and WPS.
WORKBOOKS = ({"[content_types].xml", "xl/workbook.xml"}, {"[content_types].xml", "xl/workbook.bin"}, {"content.xml", "mimetype"})
OTHER_KINDS = {
    "word/document.xml": ("a Word document", "copy its table into a workbook, save that as XLSX and deliver it"),
    "ppt/presentation.xml": ("a PowerPoint file", "copy its table into a workbook, save that as XLSX and deliver it"),
    "ofd.xml": ("an OFD document", "export the table from where it was made as XLSX or CSV and deliver that"),
    "index/document.iwa": ("a Numbers or Pages document", "export it as XLSX and deliver that"),
}
ARCHIVE = ("a ZIP archive", "unpack it and deliver the files in it")
# A part that only an OpenDocument file with a password has.
ENCRYPTED = b"encryption-data"


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """How much one workbook may cost; generous for a year of a district's figures, too little for a bomb.

    `seconds` is wall time; `memory_bytes` comes on top of what the reader needs before it has read anything (25 MB). `unjudged_bytes` is
    what it may take before a layout is known to fit, `uncut_bytes` to judge formats whose first rows cannot be had by themselves.
    """

    entries: int = 200
    expanded_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    memory_bytes: int = 1_500 * MEGABYTE
    unjudged_bytes: int = 170 * MEGABYTE
    uncut_bytes: int = 500 * MEGABYTE
    seconds: float = 60.0

    @property
    def before_judged(self) -> "WorkbookLimits":
        """The limits for a workbook of which nobody knows yet whether it can be used."""
        return replace(self, memory_bytes=min(self.memory_bytes, self.unjudged_bytes))

    @property
    def uncut(self) -> "WorkbookLimits":
        """The limits for a workbook whose cells have to be had before anybody can know."""
        return replace(self, memory_bytes=min(self.memory_bytes, self.uncut_bytes))


def repack(content: bytes, limits: WorkbookLimits) -> bytes:
    """Return a ZIP, uncompressed, of the workbook's checked parts; raises FileRefusedError.

    Every entry is expanded and its checksum tested, whether or not it is passed on.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _copy(archive, _entries(archive, limits), len(content), limits)
    except TROUBLES as error:
        raise damaged(str(error) or type(error).__name__) from error


def check_parts(content: bytes, limits: WorkbookLimits) -> None:
    """Raise FileRefusedError for a ZIP whose directory is not a workbook's; nothing is expanded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _entries(archive, limits)
    except TROUBLES as error:
        raise damaged(str(error) or type(error).__name__) from error


def _entries(archive: zipfile.ZipFile, limits: WorkbookLimits) -> list[zipfile.ZipInfo]:
    """Return the parts of a ZIP whose directory is a workbook's; raises FileRefusedError."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_entries(entries, limits)
    return entries


def damaged(what: str) -> FileRefusedError:
    """Return the refusal of a workbook that cannot be trusted."""
    return FileRefusedError(
        "damaged_spreadsheet",
        f"the workbook is damaged ({what}), expected a whole XLSX file; open it, save it again as XLSX and deliver it again",
    )


def too_costly(what: str) -> FileRefusedError:
    """Return the refusal of a workbook that would take too much to read."""
    return FileRefusedError(
        TOO_COSTLY,
        f"the workbook {what}; copy the table alone into a new workbook, or save it as CSV in UTF-8, and deliver that",
    )


def _check_entries(entries: list[zipfile.ZipInfo], limits: WorkbookLimits) -> None:
    """Raise FileRefusedError for a directory that no spreadsheet program writes."""
    if len(entries) > limits.entries:
        raise too_costly(f"has {len(entries)} parts, expected at most {limits.entries}")
    names = [_plain_name(entry) for entry in entries]
    # Readers find parts without regard to case, so two that differ in case alone are two answers to one question.
    folded = {name.casefold() for name in names}
    if len(folded) < len(names):
        raise damaged("two of its parts have the same name")
    if not any(folded >= parts for parts in WORKBOOKS):
        kind, remedy = next((each for name, each in OTHER_KINDS.items() if name in folded), ARCHIVE)
        raise FileRefusedError("unknown_format", f"this is {kind}, expected CSV, XLSX or Parquet; {remedy}")
    for entry in entries:
        _check_entry(entry)


def _plain_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a part with forward slashes, which some writers get wrong; raises FileRefusedError for paths that lead out."""
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match(r"^[A-Za-z]:", name):
        raise damaged(f"a part is named {name!r}, which leads out of the file")
    return name


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise FileRefusedError for an entry that is encrypted or packed in an unusual way."""
    if entry.flag_bits & 0x1:
        raise damaged(f"part {entry.filename!r} is encrypted; remove the password")
    if entry.compress_type not in METHODS:
        raise damaged(f"part {entry.filename!r} is packed by method {entry.compress_type}")


def _copy(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed_bytes: int, limits: WorkbookLimits) -> bytes:
    """Return the parts packed anew, reading no more than the limits allow whatever the directory claims."""
    most = min(limits.expanded_bytes, limits.ratio * packed_bytes)
    expanded = 0
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        for entry in entries:
            data = _expand(archive, entry, most - expanded)
            expanded += len(data)
            name = _plain_name(entry)
            # Macros, pictures and printer settings are not what was delivered for reading.
            if name.casefold() == "meta-inf/manifest.xml" and ENCRYPTED in data:
                raise damaged("it is locked with a password; take the password off")
            if name.casefold().endswith((".xml", ".rels", ".bin", "mimetype")) and not name.casefold().endswith("vbaproject.bin"):
                clean.writestr(zipfile.ZipInfo(name), _with_error_texts(name, data))
    return target.getvalue()


def _expand(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return one part, its checksum tested; raises FileRefusedError as soon as it has more bytes than are left."""
    pieces: list[bytes] = []
    with archive.open(entry) as handle:
        while piece := handle.read(MEGABYTE):
            most -= len(piece)
            if most < 0:
                raise too_costly("expands to far more than its size on disk or than any table needs")
            pieces.append(piece)
    return b"".join(pieces)


def _with_error_texts(name: str, data: bytes) -> bytes:
    """Return a part whose error cells are texts: the reader gives an empty cell for #N/A, and an error is not the same as nothing."""
    if not name.casefold().startswith("xl/") or (b't="e"' not in data and b"t='e'" not in data):
        return data
    return ERROR_CELL.sub(rb'\1t="str"', data)

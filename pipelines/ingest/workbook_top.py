"""The first rows of a workbook as a small workbook of its own, by which it is judged before the rest of it is read.

The reader of workbooks holds a sheet whole or not at all. Here the sheets of an XLSX, XLSB or ODS are followed as a stream up to so many
rows, with the shared texts those rows need, and packed as the format has it, so that the same reader and the same rules judge them. What
was cut is read for judging alone; a file that is used is read whole, every checksum tested. XLS is not cut.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from lxml import etree

from pipelines.ingest import binary_top
from pipelines.ingest.archive import MEGABYTE, TROUBLES, damaged

# A workbook whose parts expand to less is read at once: its reader mostly stays below what it may take before a layout is known.
LARGE_BYTES = 16 * MEGABYTE
# Rows with a cell that are followed; a heading stands in the first 24 of them or below a page of text.
TOP_ROWS = 200
# What of one sheet, and of all together, is followed for them; wide rows, and blank ones with a format, end it sooner.
SHEET_BYTES, ALL_BYTES = MEGABYTE, 8 * MEGABYTE
PIECE = 65_536
SMALL_PARTS = (
    "[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docprops/app.xml",
    "mimetype", "meta-inf/manifest.xml", "styles.xml", "meta.xml", "settings.xml",
    "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin",
)  # fmt: skip
WORKBOOK, STRINGS, CONTENT = "xl/workbook.xml", "xl/sharedstrings.xml", "content.xml"
BINARY_WORKBOOK, BINARY_STRINGS = "xl/workbook.bin", "xl/sharedstrings.bin"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
LONGEST_TAG, MOST_MERGED = 200, 5_000
Entries = dict[str, zipfile.ZipInfo]


def is_large(content: bytes) -> bool:
    """Whether the parts of a ZIP are said to expand to much; what they hold beyond that is never read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > LARGE_BYTES
    except TROUBLES:
        return False


def first_rows(content: bytes, *, with_merged: bool) -> bytes:
    """Return the workbook of the first rows; raises FileRefusedError where it is damaged.

    `with_merged`: merged ranges, which stand behind all rows, are looked for too. The names of the parts must have been checked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {entry.filename.replace("\\", "/").casefold(): entry for entry in archive.infolist() if not entry.is_dir()}
            if WORKBOOK in entries:
                return _packed(archive, entries, _sheets(archive, entries, with_merged))
            if BINARY_WORKBOOK in entries:
                return _packed(archive, entries, _binary_sheets(archive, entries))
            return _packed(archive, entries, _open_document(archive, entries[CONTENT]))
    except (*TROUBLES, etree.LxmlError) as error:
        raise damaged(str(error) or type(error).__name__) from error


def _packed(archive: zipfile.ZipFile, entries: Entries, cut: dict[str, bytes]) -> bytes:
    """Return a ZIP of the parts that were cut and the small ones that tell what they are."""
    small = {name: archive.read(entries[name]) for name in SMALL_PARTS if name in entries and entries[name].file_size <= MEGABYTE}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, data in (small | cut).items():
            packed.writestr(zipfile.ZipInfo(entries[name].filename.replace("\\", "/")), data)
    return target.getvalue()


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part piece by piece."""
    with archive.open(entry) as handle:
        while piece := handle.read(PIECE):
            yield piece


def _followed(pieces: Iterable[bytes], *tags: str) -> Iterator[tuple[int, list[tuple[str, str, etree._Element]]]]:
    """Yield, piece by piece, the bytes so far, and of each element that begins or ends in the piece: which of the two, its name, itself.

    No link is followed and nothing expanded; what is not understood is left out.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    taken = 0
    for piece in pieces:
        parser.feed(piece)
        taken += len(piece)
        found = [(event, element) for event, element in parser.read_events() if isinstance(element, etree._Element)]
        yield taken, [(event, etree.QName(element).localname, element) for event, element in found]


def _sheets(archive: zipfile.ZipFile, entries: Entries, with_merged: bool) -> dict[str, bytes]:
    """Return the sheets cut after their first rows, and the shared texts these refer to."""
    left = ALL_BYTES
    roots: dict[str, etree._Element] = {}
    parts: dict[str, bytes] = {}
    for name, entry in entries.items():
        if not name.startswith("xl/") or not name.endswith(".xml") or name in (*SMALL_PARTS, STRINGS):
            continue
        parts[name] = NO_SHEET
        if left > 0:
            pieces = _pieces(archive, entry)
            root, taken = _top_of_sheet(pieces, min(SHEET_BYTES, left))
            left -= taken
            if root is not None:
                roots[name] = root
                if with_merged:
                    _add_merged(root, pieces)
    numbers = _renumber([text for root in roots.values() for text in _references(root)])
    if STRINGS in entries:
        parts[STRINGS] = _texts(_pieces(archive, entries[STRINGS]), numbers)
    return parts | {name: etree.tostring(root) for name, root in roots.items()}


def _binary_sheets(archive: zipfile.ZipFile, entries: Entries) -> dict[str, bytes]:
    """Return the binary sheets cut after their first rows, and the shared texts these refer to."""
    left, sheets, parts = ALL_BYTES, dict[str, list[bytearray]](), dict[str, bytes]()
    for name, entry in entries.items():
        if name.startswith("xl/") and name.endswith(".bin") and _begins_with(archive, entry, binary_top.BEGINS_SHEET):
            parts[name] = binary_top.NO_SHEET
            if left > 0:
                sheets[name] = binary_top.top_of_binary_sheet(_pieces(archive, entry), TOP_ROWS, min(SHEET_BYTES, left))
                left -= sum(map(len, sheets[name]))
    numbers = binary_top.renumbered(sheets.values())
    if BINARY_STRINGS in entries:
        parts[BINARY_STRINGS] = binary_top.binary_texts(_pieces(archive, entries[BINARY_STRINGS]), numbers)
    return parts | {name: b"".join(records) for name, records in sheets.items()}


def _begins_with(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, beginning: bytes) -> bool:
    with archive.open(entry) as handle:
        return handle.read(len(beginning)) == beginning


def _top_of_sheet(pieces: Iterator[bytes], most: int) -> tuple[etree._Element | None, int]:
    """Return a worksheet up to so many rows with a cell, None where the part is none, and the bytes that were followed."""
    root, begun, taken, filled = None, None, 0, 0
    for taken, found in _followed(pieces, "{*}worksheet", "{*}row"):
        for event, kind, element in found:
            if kind == "worksheet":
                root = element
            else:
                begun = element if event == "start" else None
                filled += event == "end" and _is_filled(element)
        if root is None or filled >= TOP_ROWS or taken >= most:
            break
    if begun is not None:
        _remove(begun)
    return root, taken


def _is_filled(row: etree._Element) -> bool:
    """Whether a row has a cell with something in it; a format alone is nothing."""
    return any(len(cell) for cell in row)


def _remove(element: etree._Element) -> None:
    """Take an element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _add_merged(root: etree._Element, pieces: Iterable[bytes]) -> None:
    """Add the merged ranges that stand in the rest of a sheet; those of rows that were cut off do no harm."""
    found: dict[str, None] = {}
    before = b""
    for piece in pieces:
        found.update(dict.fromkeys(match.decode() for match in MERGED.findall(before + piece)))
        before = piece[-LONGEST_TAG:]
        if len(found) > MOST_MERGED:
            break
    if found:
        space = etree.QName(root).namespace or MAIN
        ranges = etree.SubElement(root, f"{{{space}}}mergeCells")
        for cells in found:
            etree.SubElement(ranges, f"{{{space}}}mergeCell", ref=cells)


def _references(root: etree._Element) -> list[etree._Element]:
    """Return the elements that hold the number of a shared text."""
    values = (cell.find("{*}v") for cell in root.iter("{*}c") if cell.get("t") == "s")
    return [value for value in values if value is not None and (value.text or "").strip().isdecimal()]


def _renumber(references: list[etree._Element]) -> dict[int, int]:
    """Count the shared texts that are referred to anew from 0; return the new number of each."""
    numbers = {old: new for new, old in enumerate(sorted({int(value.text or "") for value in references}))}
    for value in references:
        value.text = str(numbers[int(value.text or "")])
    return numbers


def _texts(pieces: Iterable[bytes], numbers: dict[int, int]) -> bytes:
    """Return the shared texts with these numbers; the part is followed no further than to the last of them."""
    last, number = max(numbers, default=-1), -1
    kept: list[bytes] = []
    for _, found in _followed(pieces, "{*}si"):
        for element in (element for event, _, element in found if event == "end"):
            number += 1
            if number in numbers:
                kept.append(etree.tostring(element, with_tail=False))
            _remove(element)
        if number >= last:
            break
    # A number without a text makes the reader stumble, which would be a judgement of the whole.
    kept += [f'<si xmlns="{MAIN}"><t/></si>'.encode()] * (len(numbers) - len(kept))
    return b'<sst xmlns="' + MAIN.encode() + b'">' + b"".join(kept) + b"</sst>"


def _open_document(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> dict[str, bytes]:
    """Return the content of an OpenDocument workbook with so many rows of each table; what comes late in a large one is left out."""
    root, begun, filled = None, None, 0
    for taken, found in _followed(_pieces(archive, entry), "{*}document-content", "{*}table", "{*}table-row"):
        for event, kind, element in found:
            if kind == "document-content":
                root = element
            elif kind == "table":
                filled = 0
            else:
                begun = element if event == "start" else None
                filled += event == "end" and _is_filled(element)
                if event == "end" and filled > TOP_ROWS:
                    _remove(element)
        if taken >= ALL_BYTES:
            break
    if begun is not None:
        _remove(begun)
    return {CONTENT: etree.tostring(root)} if root is not None else {}

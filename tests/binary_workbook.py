"""A binary workbook (XLSB) written record by record, since no library at hand writes one: texts, shared or not, numbers, blanks."""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence

Cell = str | float | None
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BIN = "application/vnd.ms-excel."


def record(kind: int, body: bytes = b"") -> bytes:
    return _varint(kind) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    found = b""
    while value >= 0x80:
        found, value = found + bytes([value & 0x7F | 0x80]), value >> 7
    return found + bytes([value])


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cells(row: Sequence[Cell], texts: dict[str, int] | None) -> Iterator[bytes]:
    for column, value in enumerate(row):
        head = struct.pack("<II", column, 0)
        if isinstance(value, str) and texts is not None:
            yield record(7, head + struct.pack("<I", texts.setdefault(value, len(texts))))
        elif isinstance(value, str):
            yield record(6, head + wide(value))
        elif value is not None:
            yield record(5, head + struct.pack("<d", value))


def _sheet(rows: Sequence[Sequence[Cell]], texts: dict[str, int] | None) -> bytes:
    width = max((len(row) for row in rows), default=1)
    made = [record(129), record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max(width - 1, 0))), record(145)]
    for number, row in enumerate(rows):
        made += [record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0)), *_cells(row, texts)]
    return b"".join([*made, record(146), record(130)])


def binary_inline(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Return the workbook with its texts in their cells."""
    return binary_workbook(*sheets, is_shared=False)


def binary_workbook(*sheets: Sequence[Sequence[Cell]], is_shared: bool = True) -> bytes:
    """Return the workbook; `is_shared`: texts stand in a part of their own and cells have their numbers."""
    texts = dict[str, int]() if is_shared else None
    parts = {f"xl/worksheets/sheet{number}.bin": _sheet(rows, texts) for number, rows in enumerate(sheets, start=1)}
    named = [
        record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(f"Sheet{number}")) for number in range(1, len(sheets) + 1)
    ]
    parts["xl/workbook.bin"] = b"".join([record(131), record(143), *named, record(144), record(132)])
    relations = [(f"rId{number}", f"{REL}/worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(sheets) + 1)]
    if texts is not None:
        items = [record(19, b"\x00" + wide(text)) for text in texts]
        parts["xl/sharedStrings.bin"] = b"".join([record(159, struct.pack("<II", len(items), len(items))), *items, record(160)])
        relations.append(("rId900", f"{REL}/sharedStrings", "sharedStrings.bin"))
    parts["xl/_rels/workbook.bin.rels"] = _relations(relations)
    parts["_rels/.rels"] = _relations([("rId1", f"{REL}/officeDocument", "xl/workbook.bin")])
    types = "".join(f'<Override PartName="/{name}" ContentType="{BIN}{name.split("/")[-1]}"/>' for name in parts if name.endswith(".bin"))
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts["[Content_Types].xml"] = f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">{default}{types}</Types>'.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _relations(relations: Sequence[tuple[str, str, str]]) -> bytes:
    each = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in relations)
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'.encode()

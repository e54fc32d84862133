"""The first rows of the sheets of a binary workbook (XLSB), for judging it before the rest is read.

Its parts are rows of records: a number that says what one is, its length, its bytes (MS-XLSB, 2.1.4). The records of a sheet are kept up to
so many rows with a cell, and the sheet is closed; of the shared texts those that these rows need are kept and counted anew. In: the parts.
Out: which parts are sheets, packing (workbook_top.py). Nothing is worked out from a record but its kind, and the number of a shared text.
"""

import struct
from collections.abc import Iterable, Iterator

# Kinds of records.
ROW, SHARED_TEXT_CELL, TEXT = 0, 7, 19
CELLS = range(1, 12)
SHEET, END_OF_SHEET, CELLS_FOLLOW, END_OF_CELLS, EXTENT, TEXTS, END_OF_TEXTS = 129, 130, 145, 146, 148, 159, 160
# A cell begins with its column and its format; the number of its text follows.
TEXT_NUMBER = struct.Struct("<I")
TEXT_NUMBER_AT = 8
BEGINS_SHEET = b"\x81\x01"
# A text of a cell has at most 32,767 characters; nothing that is longer by far belongs to rows.
LONGEST_RECORD = 1_000_000
# A length has at most four bytes of seven bits, a kind two.
KIND_BYTES, LENGTH_BYTES = 2, 4


def records(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield kind, head and body of every whole record, up to one that is cut off or far too long."""
    rest = b""
    for piece in pieces:
        rest, at = rest + piece, 0
        while (found := _record_at(rest, at)) is not None:
            kind, start, end = found
            yield kind, rest[at:start], rest[start:end]
            at = end
        rest = rest[at:]
        if len(rest) > LONGEST_RECORD:
            return


def _record_at(data: bytes | bytearray, at: int) -> tuple[int, int, int] | None:
    """Return kind, start and end of the body of the record that begins at a place, None where it is not all there."""
    kind, place = _number(data, at, KIND_BYTES)
    length, start = _number(data, place, LENGTH_BYTES)
    is_whole = at < place < start and start + length <= len(data)
    return (kind, start, start + length) if is_whole else None


def _number(data: bytes | bytearray, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first, and where it ends; it ends where it begins if it is not all there."""
    found = 0
    for place in range(at, min(at + most, len(data))):
        found |= (data[place] & 0x7F) << 7 * (place - at)
        if data[place] < 0x80 or place == at + most - 1:
            return found, place + 1
    return 0, at


def top_of_binary_sheet(pieces: Iterable[bytes], rows: int, size: int) -> list[bytearray]:
    """Return the records of a sheet up to so many rows with a cell, and whole rows within so many bytes; the sheet is closed.

    A record is its head and body in one.
    """
    kept, begun, filled, taken = list[bytearray](), 0, 0, 0
    for kind, head, body in records(pieces):
        taken += len(head) + len(body)
        if taken > size or (kind == ROW and filled >= rows):
            break
        filled += kind in CELLS and begun == len(kept) - 1
        begun = len(kept) if kind == ROW else begun
        kept.append(bytearray(head + body))
        if kind == END_OF_SHEET:
            return kept
    whole = kept[:begun] if taken > size and begun else kept
    return [*whole, bytearray(_record(END_OF_CELLS)), bytearray(_record(END_OF_SHEET))]


def renumbered(sheets: Iterable[list[bytearray]]) -> dict[int, int]:
    """Count the shared texts that cells refer to anew from 0, in the cells; return the new number of each."""
    cells = [(one, place) for sheet in sheets for one in sheet if (place := _text_number_at(one))]
    numbers = {old: new for new, old in enumerate(sorted({TEXT_NUMBER.unpack_from(one, place)[0] for one, place in cells}))}
    for one, place in cells:
        TEXT_NUMBER.pack_into(one, place, numbers[TEXT_NUMBER.unpack_from(one, place)[0]])
    return numbers


def _text_number_at(record: bytearray) -> int:
    """Return where a record has the number of a shared text, 0 where it has none."""
    found = _record_at(record, 0)
    is_cell = found is not None and found[0] == SHARED_TEXT_CELL and found[2] - found[1] >= TEXT_NUMBER_AT + TEXT_NUMBER.size
    return found[1] + TEXT_NUMBER_AT if found is not None and is_cell else 0


def binary_texts(pieces: Iterable[bytes], numbers: dict[int, int]) -> bytes:
    """Return the shared texts with these numbers; the part is followed no further than to the last of them."""
    last, number, kept = max(numbers, default=-1), -1, list[bytes]()
    for kind, head, body in records(pieces):
        if kind == TEXT:
            number += 1
            kept += [head + body] if number in numbers else []
        if number >= last:
            break
    # A number without a text makes the reader stumble, which would be a judgement of the whole.
    kept += [_record(TEXT, b"\x00" + TEXT_NUMBER.pack(0))] * (len(numbers) - len(kept))
    return _record(TEXTS, TEXT_NUMBER.pack(len(kept)) * 2) + b"".join(kept) + _record(END_OF_TEXTS)


def _record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of fewer than 128 bytes."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body)]) + body


NO_SHEET = b"".join([_record(SHEET), _record(EXTENT, bytes(16)), _record(CELLS_FOLLOW), _record(END_OF_CELLS), _record(END_OF_SHEET)])

"""Where two versions of a file first differ, in words a person can follow: line, cell or page, what stands there and what should.

In: bytes of pages, lists, workbooks, PDFs. Out: which of the two is right (the callers).
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from python_calamine import CalamineWorkbook

from reports.pdf_text import pdf_pages

_TAGS: Final = re.compile(r"<[^>]*>")
# So many characters before the difference, and in all.
_BEFORE, _SHOWN = 24, 60
NOTHING: Final = "nothing"


def first_difference(name: str, found: bytes, expected: bytes) -> Iterator[str]:
    """Yield a sentence about the first place where a file differs from what was expected; none where only its packing does."""
    if name.endswith(".xlsx"):
        yield from _of_workbooks(found, expected)
    elif name.endswith(".pdf"):
        yield from _of_pdfs(found, expected)
    else:
        yield _of_texts(found.decode("utf-8", "replace"), expected.decode("utf-8", "replace"), is_page=name.endswith(".html"))


def _of_texts(found: str, expected: str, *, is_page: bool) -> str:
    for number, (got, wanted) in enumerate(zip_longest(found.splitlines(), expected.splitlines()), start=1):
        if got != wanted:
            # What is read comes before what a program reads: drawings and attributes.
            texts = (_read(got), _read(wanted)) if is_page else (got, wanted)
            return _sentence(f"line {number}", *(texts if texts[0] != texts[1] else (got, wanted)))
    return "has other line ends than what follows from the tables"


def _read(line: str | None) -> str | None:
    return None if line is None else html.unescape(_TAGS.sub(" ", line))


def _sentence(place: str, found: str | None, expected: str | None) -> str:
    here, there = _around(found, expected)
    return f"{place}: stands {here}, from the tables follows {there}"


def _around(found: str | None, expected: str | None) -> tuple[str, str]:
    """Return both texts around the first character in which they differ."""
    pairs = enumerate(zip(found or "", expected or "", strict=False))
    first = next((place for place, (got, wanted) in pairs if got != wanted), min(len(found or ""), len(expected or "")))
    start = max(first - _BEFORE, 0)
    return _quoted(found, start), _quoted(expected, start)


def _quoted(text: str | None, start: int) -> str:
    shown = " ".join((text or "")[start : start + _SHOWN].split())
    return f"“{shown}”" if shown else NOTHING


def _of_workbooks(found: bytes, expected: bytes) -> Iterator[str]:
    parts, wanted = _parts(found), _parts(expected)
    # Compressed by another library the same parts have other bytes.
    if parts == wanted:
        return
    here = dict(_sheets(found))
    places = (f"sheet {sheet}, {place}" for sheet, rows in _sheets(expected) for place in _cells(here.get(sheet, []), rows))
    first = next(places, None)
    if first is not None:
        yield first
        return
    names = sorted(name for name in {*parts, *wanted} if parts.get(name) != wanted.get(name))
    yield f"differs in {', '.join(names)}, whose values are the same"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def _sheets(content: bytes) -> list[tuple[str, list[list[object]]]]:
    """Return the sheets of a workbook in their order, each as rows of cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [(name, [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]) for name in book.sheet_names]


def _cells(found: list[list[object]], expected: list[list[object]]) -> Iterator[str]:
    rows: Iterator[tuple[list[object], list[object]]] = zip_longest(found, expected, fillvalue=[])
    for row, (here, there) in enumerate(rows, start=1):
        cells: Iterator[tuple[object, object]] = zip_longest(here, there, fillvalue="")
        for column, (got, wanted) in enumerate(cells, start=1):
            if got != wanted:
                yield _sentence(f"row {row}, column {column}", str(got), str(wanted))


def _of_pdfs(found: bytes, expected: bytes) -> Iterator[str]:
    for number, (got, wanted) in enumerate(zip_longest(_lines(found), _lines(expected)), start=1):
        if got != wanted:
            yield _sentence(f"page {number}", got, wanted)
            return
    yield "is drawn otherwise than what follows from the tables; its text is the same"


def _lines(content: bytes) -> Iterable[str]:
    return (" ".join(page.split()) for page in pdf_pages(content))

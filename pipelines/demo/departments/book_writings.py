"""Ways in which a whole workbook is written: readable ones that say the same, and ones that no reader should take as they stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zlib import crc32

from pipelines.demo.departments.forms import Form
from pipelines.demo.departments.spelling import WITHDRAWN
from pipelines.demo.departments.text_writings import UNKNOWN_UNITS, ZERO_WIDTH
from pipelines.demo.departments.workbook_bytes import CellValue, Formula, Merge, workbook_bytes

Cells = tuple[CellValue, ...]
Rows = tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook about to be written: rows above the heading, the heading's, the body's and those below it; merges count from the top.

    `plain` is the body without unusual spellings. `summed` says of each row of the body how many rows, this the last, are summed up below
    it, where the way of writing asks for sums.
    """

    form: Form
    name: str
    titles: Rows
    heading: Rows
    body: Rows
    plain: Rows
    below: Rows
    merges: tuple[Merge, ...]
    summed: tuple[int, ...] = ()

    def lowered(self, rows: int) -> tuple[Merge, ...]:
        """Return the merges of a table that stands some rows lower."""
        return tuple((top + rows, left, bottom + rows, right) for top, left, bottom, right in self.merges)


def plain_book(book: Book) -> bytes:
    """Return the workbook as the department usually writes it: one sheet."""
    return workbook_bytes([*book.titles, *book.heading, *book.body, *book.below], book.merges)


def unit_in_heading(book: Book) -> bytes:
    """The heading states another unit of money, and the amounts are in it."""
    old, new, factor = ("千元", "万元", 10.0) if book.form.department == "statistics" else ("万元", "亿元", 10_000.0)
    amounts = _amounts(book.form)

    def scaled(row: Cells, plain: Cells) -> Cells:
        # Words that take a figure back stand where no number does in any unit.
        words = {place for place in amounts if row[place] == WITHDRAWN}
        return tuple(_in_unit(plain[place], factor) if place in amounts - words else cell for place, cell in enumerate(row))

    body = tuple(scaled(row, plain) for row, plain in zip(book.body, book.plain, strict=True))
    below = tuple(scaled(row, row) if len(row) == len(book.form.columns) else row for row in book.below)
    return plain_book(replace(_restated(book, old, new), body=body, below=below))


def _amounts(form: Form) -> set[int]:
    return {place for place, column in enumerate(form.columns) if column.kind == "number"}


def _restated(book: Book, old: str, new: str) -> Book:
    """Return the workbook with another unit in its heading."""
    heading = tuple(tuple(cell.replace(old, new) if isinstance(cell, str) else cell for cell in row) for row in book.heading)
    return replace(book, heading=heading)


def _in_unit(cell: CellValue, factor: float) -> CellValue:
    return round(cell / factor, 9) if isinstance(cell, (int, float)) else cell


def starred_heading(book: Book) -> bytes:
    """An asterisk marks the columns that must be filled in."""
    must = {book.form.code, "1-本月", "自年初累计完成投资(万元)"}
    marked = tuple(tuple(f"*{cell}" if cell in must else cell for cell in row) for row in book.heading)
    return plain_book(replace(book, heading=marked))


def invisible_heading(book: Book) -> bytes:
    """Characters nobody sees in the headings."""
    marked = tuple(
        tuple(f"{cell[0]}{ZERO_WIDTH}{cell[1:]}" if isinstance(cell, str) and place % 3 == 0 else cell for place, cell in enumerate(row))
        for row in book.heading
    )
    return plain_book(replace(book, heading=marked))


def dated_titles(book: Book) -> bytes:
    """Rows above that name days and months which are not the figures'."""
    above: Rows = (("有效期至：2099年12月31日",), ("报送截止日期：次月10日前 打印日期：2031-01-09",))
    return workbook_bytes([*above, *book.titles, *book.heading, *book.body, *book.below], book.lowered(len(above)))


def continued_sheet(book: Book) -> bytes:
    """The table goes on on a second sheet without its heading."""
    half = len(book.body) // 2
    return workbook_bytes([*book.titles, *book.heading, *book.body[:half]], book.merges, [*book.body[half:], *book.below])


def named_subtotals(book: Book) -> bytes:
    """Below the rows of an enterprise that has several their sum stands, with its code."""
    body: list[Cells] = []
    for row, summed in zip(book.body, book.summed, strict=True):
        body.append(row)
        if summed:
            body.append(_sum_of(book.form, body[-summed:]))
    return plain_book(replace(book, body=tuple(body)))


def _sum_of(form: Form, rows: list[Cells]) -> Cells:
    """Return the row that sums up an enterprise's rows."""
    kept = {"code", "month"}
    cells: list[CellValue] = []
    for place, column in enumerate(form.columns):
        if column.kind == "number":
            cells.append(round(sum(row[place] for row in rows if isinstance(row[place], (int, float))), 1))  # type: ignore[misc]
        else:
            cells.append("小计" if column.name == "项目名称" else rows[-1][place] if column.kind in kept else None)
    return tuple(cells)


def unknown_unit(book: Book) -> bytes:
    """The heading states a unit that measures nothing of the kind."""
    unit = UNKNOWN_UNITS[crc32(book.name.encode()) % len(UNKNOWN_UNITS)]
    return plain_book(_restated(book, "千元" if book.form.department == "statistics" else "万元", unit))


def _as_formulas(book: Book, result: float | None) -> bytes:
    amounts = _amounts(book.form)

    def formulas(row: Cells) -> Cells:
        return tuple(
            Formula(f"{cell!r}*1", result) if place in amounts and isinstance(cell, (int, float)) else cell
            for place, cell in enumerate(row)
        )

    return plain_book(replace(book, body=tuple(map(formulas, book.body)), below=()))


def no_results(book: Book) -> bytes:
    """Formulas that were never worked out, without a result."""
    return _as_formulas(book, None)


def zero_results(book: Book) -> bytes:
    """Formulas that were never worked out, with 0 where their results would stand."""
    return _as_formulas(book, 0)


def _always(form: Form) -> bool:
    return True


def _has_projects(form: Form) -> bool:
    return form.department == "investment"


Way = Callable[[Book], bytes]
READABLE: dict[str, tuple[Callable[[Form], bool], Way]] = {
    "unit_in_heading": (_always, unit_in_heading),
    "starred_heading": (_always, starred_heading),
    "invisible_heading": (_always, invisible_heading),
    "dated_titles": (_always, dated_titles),
    "named_subtotals": (_has_projects, named_subtotals),
}
UNREADABLE: dict[str, tuple[Callable[[Form], bool], Way]] = {
    "continued_sheet": (_always, continued_sheet),
    "unknown_unit": (_always, unknown_unit),
    "no_results": (_always, no_results),
    "zero_results": (_always, zero_results),
}

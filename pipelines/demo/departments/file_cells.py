"""From rows to files: plain cells, unusual ones in their place, header of one row or two, title above and totals below."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from pipelines.demo.departments import book_writings, text_writings
from pipelines.demo.departments.book_writings import Book
from pipelines.demo.departments.forms import PARTS_OF_DATES, Column, Form
from pipelines.demo.departments.spelling import Overrides
from pipelines.demo.departments.text_writings import TextFile
from pipelines.demo.departments.workbook_bytes import CellValue, Merge

SIGNATURE = "制表人:李某    审核人:陈某    制表日期:"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file in their order, with the index of the first among all rows of the department."""

    form: Form
    name: str
    rows: pl.DataFrame
    start: int


def file_bytes(sheet: Sheet, overrides: Overrides, way: str | None = None) -> bytes:
    """Return the file in the format its name says, in the department's usual way of writing or in another."""
    if sheet.name.endswith(".xlsx"):
        book = _workbook(sheet, overrides)
        return book_writings.plain_book(book) if way is None else (book_writings.READABLE | book_writings.UNREADABLE)[way][1](book)
    text = _text(sheet, overrides)
    return text_writings.plain_bytes(text) if way is None else (text_writings.READABLE | text_writings.UNREADABLE)[way][1](text)


def _mine(sheet: Sheet, overrides: Overrides, header: str) -> dict[int, str | float]:
    """Return the unusual cells of a column that lie in this file, by row of the file."""
    return {
        row - sheet.start: cell for row, cell in overrides.get(header, {}).items() if sheet.start <= row < sheet.start + sheet.rows.height
    }


def _text(sheet: Sheet, overrides: Overrides) -> TextFile:
    """Return what a text file holds: one header row and the cells as text."""
    plain = _plain(sheet)
    for column in sheet.form.columns:
        unusual = _mine(sheet, overrides, column.header)
        if unusual:
            texts = plain[column.header].to_list()
            for row, cell in unusual.items():
                texts[row] = str(cell)
            plain = plain.with_columns(pl.Series(column.header, texts, dtype=pl.String))
    return TextFile(sheet.form, sheet.name, sheet.rows, plain, tuple(sheet.form.headers))


def _plain(sheet: Sheet) -> pl.DataFrame:
    """Return all columns as plain text; in one go, since there are hundreds of files."""
    return sheet.rows.select(_as_text(column).alias(column.header) for column in sheet.form.columns)


def _as_text(column: Column) -> pl.Expr:
    """Return the plain text of a column."""
    if column.kind == "number":
        value = pl.col(column.header).cast(pl.Float64)
        whole = value.round(0).cast(pl.Int64).cast(pl.String)
        return pl.when(value == value.round(0)).then(whole).otherwise(value.round(column.decimals + 3).cast(pl.String))
    if column.kind == "day":
        return pl.col(column.header).dt.strftime(column.form)
    if column.kind == "month":
        return pl.col("stated").dt.strftime(column.form)
    if column.kind == "receipt":
        return (pl.col("received_on").cast(pl.Datetime) + pl.duration(seconds="clock")).dt.strftime(column.form)
    return pl.col(column.header)


def _workbook(sheet: Sheet, overrides: Overrides) -> Book:
    """Return what a workbook holds: a title, a header of two rows where columns have parents, rows, totals, and who made it."""
    form = sheet.form
    header, merges = header_rows(form, first_row=1)
    columns, usual, plain = [], [], _plain(sheet)
    for column in form.columns:
        cells = _as_values(column, sheet.rows, plain[column.header].to_list())
        usual.append(list(cells))
        for row, cell in _mine(sheet, overrides, column.header).items():
            cells[row] = cell
        columns.append(cells)
    below = _totals(form, sheet.rows)
    title: list[CellValue] = [f"{form.title} {sheet.name.rpartition('_')[2].removesuffix('.xlsx')}"]
    merges = [(0, 0, 0, len(form.columns) - 1), *merges]
    days: list[date] = sheet.rows["received_on"].to_list()
    signature: list[CellValue] = [f"{SIGNATURE}{max(days):%Y-%m-%d}"]
    return Book(
        form,
        sheet.name,
        titles=(tuple(title),),
        heading=tuple(map(tuple, header)),
        body=tuple(zip(*columns, strict=True)),
        plain=tuple(zip(*usual, strict=True)),
        below=(*map(tuple, below), tuple(signature)),
        merges=tuple(merges),
        summed=tuple(sheet.rows["summed"].to_list()),
    )


def header_rows(form: Form, first_row: int) -> tuple[list[list[CellValue]], list[Merge]]:
    """Return one header row, or two with the merged cells that join them: parents above, columns without one over both rows."""
    parents = [column.parent for column in form.columns]
    if not any(parents):
        return [list(form.headers)], []
    upper: list[CellValue] = []
    lower: list[CellValue] = []
    merges: list[Merge] = []
    for position, column in enumerate(form.columns):
        starts = position == 0 or parents[position - 1] != column.parent
        upper.append((column.parent if starts else None) if column.parent else column.name)
        lower.append(column.name if column.parent else None)
        if not column.parent:
            merges.append((first_row, position, first_row + 1, position))
        elif starts:
            width = next((i for i, parent in enumerate(parents[position:]) if parent != column.parent), len(parents) - position)
            merges.append((first_row, position, first_row, position + width - 1))
    return [upper, lower], merges


def _as_values(column: Column, rows: pl.DataFrame, texts: list[str | None]) -> list[CellValue]:
    """Return the plain cells of a column as a workbook holds them: numbers as numbers, days as days."""
    if column.kind == "number":
        return [_number(value) for value in rows[column.header].to_list()]
    if column.kind in {"month", "receipt"} and column.form in PARTS_OF_DATES:
        return [int(text or 0) for text in texts]
    if column.kind == "receipt":
        moments = zip(rows["received_on"].to_list(), rows["clock"].to_list(), strict=True)
        return [datetime.combine(day, time()) + timedelta(seconds=clock) for day, clock in moments]
    return list(texts)


def _number(value: float | None) -> float | int | None:
    """Return a number without a decimal point where it needs none."""
    return int(value) if value is not None and value == int(value) else value


def _totals(form: Form, rows: pl.DataFrame) -> list[list[CellValue]]:
    """Return the row of totals that people put below what they fill in; what was taken back is not in it."""
    if not form.has_totals:
        return []
    headers = [column.header for column in form.columns if column.kind == "number"]
    sums = rows.filter(~pl.col("is_withdrawn")).select(pl.col(headers).sum().round(1)).row(0, named=True)
    return [["合计", *(_number(sums.get(header)) for header in form.headers[1:])]]

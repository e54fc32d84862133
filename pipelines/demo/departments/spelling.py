"""Cells as people write them: readable, and none of them a fault. Also the cells of faults that only show in how they are written."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts
from pipelines.demo.departments.forms import PARTS_OF_DATES, Column, Form
from pipelines.demo.departments.workbook_bytes import serial
from pipelines.demo.settings import DemoSettings

# Shares of cells of figures, days and months that are written in an unusual way: filled in by people, and exported by systems.
BY_HAND_RATE, BY_SYSTEM_RATE = 0.004, 0.0005
# Share of the cells of an indicator an enterprise does not have in which it says so, where most leave them empty.
STATED_ABSENCE_RATE = 0.003
ABSENCES = ("—", "缺", "/", "无")
WITHDRAWN = "作废"
# What stands where an account is due and is none.
NO_ACCOUNTS = ("nan", "NULL", "—", "全区合计")
FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")

# Header to row index to what stands there instead of the plain cell.
Overrides = dict[str, dict[int, str | float]]


def plain_number(value: float, decimals: int = 6) -> str:
    """Return a number without superfluous decimals."""
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_spellings(value: float, *, is_by_hand: bool) -> list[str]:
    """Return the ways in which a number is also written."""
    plain = plain_number(abs(value))
    if value < 0:
        return [f"({plain})", f"△{plain}", f"-{plain}".translate(FULL_WIDTH)]
    # Separators of thousands come from people and spreadsheets, never out of a database.
    by_hand = [f"{abs(value):,.6f}".rstrip("0").rstrip("."), f" {plain} ", f"'{plain}"]
    return [plain.translate(FULL_WIDTH), *(by_hand if is_by_hand else [])]


def day_spellings(day: date, clock: int | None) -> list[str]:
    """Return the ways in which a day, or a moment where a second of the day is given, is also written."""
    words = f"{day.year}年{day.month}月{day.day}日"
    if clock is None:
        return [words, f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}", str(serial(day))]
    moment = datetime.combine(day, time()) + timedelta(seconds=clock)
    return [words, f"{day.year}/{day.month}/{day.day} {moment:%H:%M}", f"{serial(moment):.5f}"]


def month_spellings(month: date, form: str) -> list[str]:
    """Return the ways in which a month is also written, in the manner of its column: alone, or with its year."""
    if form == "%-m":
        return [f"{month.month}月", f"{month.month:02d}"]
    if form == "%Y":
        return [f"{month.year}年"]
    return [f"{month.year}年{month.month}月", f"{month:%Y%m}", f"{month:%Y-%m}", f"{month.year}年{month.month:02d}月"]


def find_overrides(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> Overrides:
    """Return the cells that are not written plainly; what takes a figure back and what spoils a code comes last and wins."""
    rng = settings.random(f"{form.department} spellings")
    rate = BY_HAND_RATE if form.is_by_hand else BY_SYSTEM_RATE
    overrides: Overrides = {}
    for column in form.columns:
        if column.kind in {"text", "code"}:
            continue
        picked = np.flatnonzero(rng.random(rows.height) < rate)
        overrides[column.header] = _spelt(rng, form, rows, column, picked)
    _add_absences(rng, form, rows, overrides)
    _add_forced(form, rows, overrides)
    return overrides


def _spelt(rng: np.random.Generator, form: Form, rows: pl.DataFrame, column: Column, picked: Counts) -> dict[int, str | float]:
    """Spell the picked cells of one column; what is empty stays so."""
    source = {"receipt": "received_on", "month": "stated"}.get(column.kind, column.header)
    spell = _speller(form, column)
    chosen = rows.select(pl.col(source).alias("cell"), "clock").with_row_index("row")[picked].drop_nulls("cell")
    spelt: dict[int, str | float] = {}
    for row, cell, clock in chosen.iter_rows():
        ways = spell(cell, clock)
        if ways:
            spelt[row] = ways[int(rng.integers(len(ways)))]
    return spelt


def _speller(form: Form, column: Column) -> Callable[..., list[str]]:
    """Return the function from a cell and its second of the day to the ways in which it is also written."""
    if column.kind == "number":
        return lambda value, _: number_spellings(value, is_by_hand=form.is_by_hand)
    if column.kind == "month":
        return lambda month, _: month_spellings(month, column.form)
    # Year, month and day in columns of their own are always plain.
    if column.kind == "receipt" and column.form in PARTS_OF_DATES:
        return lambda day, clock: []
    has_clock = "%H" in column.form
    return lambda day, clock: day_spellings(day, clock if has_clock else None)


def _add_absences(rng: np.random.Generator, form: Form, rows: pl.DataFrame, overrides: Overrides) -> None:
    """Where an enterprise has no such figure, a few say so in words."""
    for figure in form.figures[1:]:
        empty = np.flatnonzero(rows[figure.value].is_null().to_numpy() & (rng.random(rows.height) < STATED_ABSENCE_RATE))
        words = rng.choice(ABSENCES, len(empty))
        for header in figure.headers:
            overrides[header].update({int(row): str(word) for row, word in zip(empty, words, strict=True)})


def _add_forced(form: Form, rows: pl.DataFrame, overrides: Overrides) -> None:
    """Words that take figures back, and codes that a spreadsheet has turned into numbers."""
    for figure in form.figures:
        taken = np.flatnonzero((rows["is_withdrawn"] & rows[figure.value].is_not_null()).to_numpy())
        for header in (figure.value, figure.month):
            if header:
                overrides[header].update({int(row): WITHDRAWN for row in taken})
    if form.code and "numeric_code" in form.faults:
        spoilt = rows.with_row_index("row").filter(pl.col("fault") == "numeric_code").select("row", form.code)
        overrides[form.code] = {row: as_number(code) for row, code in spoilt.iter_rows()}
    _add_spoilt_copies(form, rows, overrides)


def _add_spoilt_copies(form: Form, rows: pl.DataFrame, overrides: Overrides) -> None:
    """Cells that nobody can take, in the second copies of rows."""
    spoilt = rows.with_row_index("index").filter(pl.col("fault").is_in(["percent_for_count", "scientific_account", "account_word"]))
    for row, kind, account, value in spoilt.select("index", "fault", "account", form.figures[0].value).iter_rows():
        if kind == "percent_for_count":
            overrides[form.figures[0].value][row] = f"{value % 97 + 1:.0f}%"
        else:
            cell = f"{float(account):.2E}" if kind == "scientific_account" else NO_ACCOUNTS[row % len(NO_ACCOUNTS)]
            overrides.setdefault(form.headers[0], {})[row] = cell


def as_number(code: str) -> float:
    """Return what is left of a credit code in a cell of numbers: fifteen digits, and nothing of its letters."""
    digits = "".join(letter if letter.isdigit() else "0" for letter in code)
    return float(f"{int(digits):.14e}")

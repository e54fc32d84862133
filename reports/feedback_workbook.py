"""The sheet that goes back to an department: each refused or questionable row of its own, what is asked for, and cells for the correction.

Only the cells to be filled in can be changed. A layout of the ingest reads the sheet when it comes back, in either language.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from reports.words import feedback as texts
from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse.vocabulary import BASES, INDICATORS, Language

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# What is open of one row: `sheet` says which facts a correction becomes (figures, bills, projects, none), `kind` what happened to the row.
ITEMS: Final[dict[str, pl.DataType]] = {
    "item_id": pl.String(), "department": pl.String(), "sheet": pl.String(), "kind": pl.String(), "file_name": pl.String(),
    "row_number": pl.Int64(), "rule": pl.String(), "reason": pl.String(), "uscc": pl.String(), "account": pl.String(),
    "project": pl.String(), "indicator": pl.String(), "period": pl.String(), "basis": pl.String(), "read_from_on": pl.Date(),
    "read_to_on": pl.Date(), "value_text": pl.String(),
}  # fmt: skip
FIRST_ROW: Final = 3
_SHARED: Final = {"font_name": "等线", "font_size": 10.5, "valign": "top", "border": 1, "border_color": "#D0D5DB"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "border": 0},
    "how": {"border": 0},
    "head": {"bold": True, "bg_color": "#EEF1F4", "text_wrap": True, "align": "center"},
    "text": {"text_wrap": True, "num_format": "@"},
    "fill": {"bg_color": "#FFF8DC", "locked": False, "num_format": "General"},
    "fill_text": {"bg_color": "#FFF8DC", "locked": False, "num_format": "@", "text_wrap": True},
    "fill_day": {"bg_color": "#FFF8DC", "locked": False, "num_format": "yyyy-mm-dd"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, the column of the items it shows, and its width."""

    heading: Text
    source: str
    width: float


_KEYS: Final = {
    "figures": (Field(texts.CODE, "uscc", 21), Field(texts.INDICATOR, "indicator", 10), Field(texts.MONTH, "period", 10),
                Field(texts.BASIS, "basis", 10)),
    "bills": (Field(texts.ACCOUNT, "account", 19), Field(texts.INDICATOR, "indicator", 10), Field(texts.MONTH, "period", 10),
              Field(texts.READ_FROM, "read_from_on", 11), Field(texts.READ_TO, "read_to_on", 11)),
    "projects": (Field(texts.CODE, "uscc", 21), Field(texts.PROJECT, "project", 24), Field(texts.INDICATOR, "indicator", 10),
                 Field(texts.MONTH, "period", 10), Field(texts.BASIS, "basis", 10)),
    "none": (Field(texts.CODE, "uscc", 21), Field(texts.ACCOUNT, "account", 19), Field(texts.INDICATOR, "indicator", 10),
             Field(texts.MONTH, "period", 10)),
}  # fmt: skip
_BEFORE: Final = (Field(texts.ITEM, "item_id", 11), Field(texts.FILE, "file_name", 30), Field(texts.ROW, "row_number", 7))
_AFTER: Final = (
    Field(texts.PROBLEM, "problem", 46),
    Field(texts.VALUE, "value_text", 14),
    Field(texts.NEEDED, "needed", 24),
    Field(texts.TO_DO, "to_do", 30),
)
_ANSWER: Final = (Field(texts.UNIT, "unit", 10), Field(texts.CORRECTED, "corrected", 16), Field(texts.REMARK, "remark", 24))
# Where the code is at fault, or the key of the row is not known, whoever corrects it fills it in.
_OF_CODE: Final = ("bad_code", "code_not_text", "uscc_missing", "account_missing", "account_not_text")
_OPEN_KEYS: Final = ("uscc", "account", "period", "basis", "project", "read_from_on", "read_to_on")


def sheet_fields(sheet: str) -> tuple[Field, ...]:
    """Return the columns of a sheet; one that nothing can be filled in on has no cells for corrections."""
    return (*_BEFORE, *_KEYS[sheet], *_AFTER, *(_ANSWER if sheet != "none" else ()))


def render_feedback(items: pl.DataFrame, department: str, day: date, language: Language = "zh") -> bytes:
    """Return the workbook of one department and one kind of sheet; `items` has the columns of ITEMS.

    Raises ValueError where a row is another department's or of another sheet: an department sees its own rows alone.
    """
    import xlsxwriter

    if items.filter((pl.col("department") != department) | pl.col("department").is_null()).height or items["sheet"].n_unique() != 1:
        raise ValueError(f"the feedback for {department} holds rows of another department or of several sheets; give it its own rows alone")
    words, stream = Words(language), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": datetime.combine(day, time(), tzinfo=UTC).replace(tzinfo=None)})
    formats = {name: book.add_format(_SHARED | given) for name, given in _FORMATS.items()}
    _write(book, items.sort("file_name", "row_number", "item_id", nulls_last=True), (department, day), formats, words)
    book.close()
    return stream.getvalue()


def _write(book: Workbook, items: pl.DataFrame, of: tuple[str, date], formats: dict[str, Format], words: Words) -> None:
    page: Worksheet = book.add_worksheet(words.say(texts.SHEET))
    fields = sheet_fields(items["sheet"][0])
    page.write_string(0, 0, words.say(texts.TITLE, department=plain(of[0], 40), day=words.day(of[1])), formats["title"])
    page.write_string(1, 0, words.say(texts.HOW), formats["how"])
    for column, field in enumerate(fields):
        page.set_column(column, column, field.width)
        page.write_string(FIRST_ROW - 1, column, words.say(field.heading), formats["head"])
    for place, row in enumerate(items.iter_rows(named=True), start=FIRST_ROW):
        for column, field in enumerate(fields):
            _cell(page, (place, column), row, field.source, formats, words)
    last = FIRST_ROW + items.height - 1
    _choices(page, fields, last, words)
    page.freeze_panes(FIRST_ROW, len(_BEFORE))
    page.autofilter(FIRST_ROW - 1, 0, last, len(fields) - 1)
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(FIRST_ROW - 1)
    page.fit_to_pages(1, 0)


def _cell(page: Worksheet, at: tuple[int, int], row: dict[str, Any], source: str, formats: dict[str, Format], words: Words) -> None:
    value = _shown(row, source, words)
    style = _style(row, source)
    if isinstance(value, date):
        page.write_datetime(*at, datetime.combine(value, time()), formats[style])
    elif isinstance(value, int):
        page.write_number(*at, value, formats["head" if style == "head" else "text"])
    elif value is None:
        page.write_blank(*at, None, formats[style])
    else:
        page.write_string(*at, plain(value, 500), formats[style])


def _style(row: dict[str, Any], source: str) -> str:
    """Return the format of a cell: open ones are those to be filled in."""
    if source in ("corrected", "remark"):
        return "fill" if source == "corrected" else "fill_text"
    # What was stored keeps its key, or the correction would be another figure beside it.
    if source not in _OPEN_KEYS or row["sheet"] == "none" or row["kind"] != "refused":
        return "text"
    return "fill_day" if source in ("read_from_on", "read_to_on") else "fill_text"


def _shown(row: dict[str, Any], source: str, words: Words) -> Any:
    """Return what a cell shows."""
    if source == "indicator":
        return words.term(INDICATORS, row["indicator"], "")
    if source == "basis":
        return words.term(BASES, row["basis"], "")
    if source == "unit":
        return words.unit(row["indicator"])
    made = {"problem": _problem, "needed": _needed, "to_do": _to_do}
    if source in made:
        return made[source](row, words)
    return None if source in ("corrected", "remark") else row[source]


def problem_words(rule: str, words: Words) -> str:
    """Return what is wrong, by the longest part of the rule's key that a text is written for."""
    fitting = [
        key
        for key in texts.PROBLEMS
        if rule == key or (key.endswith("_") and rule.startswith(key)) or (key[:1] == "_" and rule.endswith(key))
    ]
    return words.say(texts.PROBLEMS[max(fitting, key=len, default="")])


def _problem(row: dict[str, Any], words: Words) -> str:
    # The reason names columns and cells in English; beside a Chinese problem stand file, row and value.
    if not words.is_english:
        return problem_words(row["rule"], words)
    return words.say(texts.DETAIL, problem=problem_words(row["rule"], words), reason=plain(row["reason"], 400))


def _needed(row: dict[str, Any], words: Words) -> str:
    rule = row["rule"]
    if row["row_number"] is None:
        key = "file"
    elif row["kind"] == "suspected":
        key = "suspected"
    elif rule in _OF_CODE:
        key = "account" if "account" in rule else "code"
    elif "period" in rule or rule.startswith("future_"):
        key = "period"
    else:
        key = "clash" if rule == "two_values_one_day" else "value"
    return words.say(texts.EXPECTED[key])


def _to_do(row: dict[str, Any], words: Words) -> str:
    if row["row_number"] is None:
        return words.say(texts.DELIVER_FILE)
    if row["sheet"] == "none":
        return words.say(texts.DELIVER)
    if row["kind"] == "suspected":
        return words.say(texts.CONFIRM)
    return words.say(texts.FILL_IN_CODE if row["rule"] in _OF_CODE else texts.FILL_IN)


def _choices(page: Worksheet, fields: tuple[Field, ...], last: int, words: Words) -> None:
    """Hold what is filled in to numbers (or the word that takes a figure back) and to the words of closed lists."""
    for column, field in enumerate(fields):
        if field.source == "corrected":
            letters = f"{_letter(column)}{FIRST_ROW + 1}"
            page.data_validation(
                FIRST_ROW, column, last, column,
                {"validate": "custom", "value": f'=OR(ISNUMBER({letters}),{letters}="作废")', "input_message": words.say(texts.INPUT_VALUE),
                 "error_message": words.say(texts.NOT_A_VALUE)},
            )  # fmt: skip
        elif field.source == "basis":
            page.data_validation(
                FIRST_ROW, column, last, column, {"validate": "list", "source": [words.term(BASES, key) for key in BASES.keys]}
            )


def _letter(column: int) -> str:
    return chr(ord("A") + column)

"""The push list of one office: who may be entitled to the policies it runs and has not claimed, as a workbook and as CSV.

It holds what the office needs to serve an enterprise and no figure of the enterprise. A layout of the ingest reads the filled-in workbook
back as claims.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time
from typing import Any, Final

import polars as pl

from reports.sections.policies import missing_words
from reports.words import policies as texts
from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse.policy_vocabulary import CLAIM_RESULTS, MATCH_STATUSES
from warehouse.vocabulary import Language

FIRST_ROW: Final = 3
# Heading, column of the rows, width; what the office fills in has no column.
COLUMNS: Final[tuple[tuple[Text, str, float], ...]] = (
    (texts.PUSH_POLICY, "policy", 11), (texts.PUSH_TITLE_OF_POLICY, "title", 24), (texts.PUSH_CODE, "uscc", 21),
    (texts.PUSH_NAME, "name", 30), (texts.PUSH_STREET, "street", 10), (texts.PUSH_STATUS, "status_words", 14),
    (texts.PUSH_MISSING, "missing_words", 26), (texts.PUSH_MANUAL, "manual_words", 32), (texts.PUSH_AMOUNT, "amount_cny_10k", 10),
    (texts.PUSH_UNTIL, "valid_to_on", 12), (texts.PUSH_NOTE, "note", 26), (texts.PUSH_CLAIMED, "", 12), (texts.PUSH_RESULT, "", 10),
    (texts.PUSH_REFUSED, "", 11), (texts.PUSH_GRANTED, "", 12),
)  # fmt: skip
_SHARED: Final = {"font_name": "等线", "font_size": 10.5, "valign": "top", "border": 1, "border_color": "#D0D5DB"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "border": 0},
    "how": {"border": 0},
    "head": {"bold": True, "bg_color": "#EEF1F4", "text_wrap": True, "align": "center"},
    "text": {"text_wrap": True, "num_format": "@"},
    "day": {"num_format": "yyyy-mm-dd"},
    "amount": {"num_format": "#,##0.0"},
    "fill": {"bg_color": "#FFF8DC", "num_format": "General"},
    "fill_text": {"bg_color": "#FFF8DC", "num_format": "@"},
    "fill_day": {"bg_color": "#FFF8DC", "num_format": "yyyy-mm-dd"},
}
_FILLED: Final = {texts.PUSH_CLAIMED: "fill_day", texts.PUSH_RESULT: "fill", texts.PUSH_REFUSED: "fill_text", texts.PUSH_GRANTED: "fill"}


def worded_rows(rows: pl.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Return the rows of a list in words: policy, title, uscc, name, street, amount and last day, and what the match comes to.

    `rows`: key, policy (title), uscc, name, street, status, missing_facts, manual_words, amount_cny_10k, valid_to_on.
    """
    return [
        {
            **row,
            "policy": row["key"],
            "title": row["policy"],
            "status_words": words.term(MATCH_STATUSES, row["status"]),
            "missing_words": missing_words(row["missing_facts"], words),
            "note": words.say(texts.DISCLAIMER),
        }
        for row in rows.iter_rows(named=True)
    ]


def push_csv(rows: pl.DataFrame, language: Language = "zh") -> bytes:
    """Return the list as CSV, UTF-8 with a byte-order mark, so that a spreadsheet program shows it rightly."""
    words, stream = Words(language), io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([words.say(heading) for heading, _, _ in COLUMNS])
    for row in worded_rows(rows, words):
        writer.writerow([_csv_cell(row.get(name)) for _, name, _ in COLUMNS])
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        text = plain(value, 500)
        # A spreadsheet program would run a cell that begins like a formula.
        return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
    return "" if value is None else value


def push_workbook(rows: pl.DataFrame, department: str, month: date, day: date, language: Language = "zh") -> bytes:
    """Return the list as a workbook, the same bytes for the same rows; `day` is the as-of day it is dated with."""
    import xlsxwriter

    words, stream = Words(language), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": datetime.combine(day, time(), tzinfo=UTC).replace(tzinfo=None)})
    formats = {name: book.add_format(_SHARED | given) for name, given in _FORMATS.items()}
    page = book.add_worksheet(words.say(texts.SHEET))
    page.write_string(0, 0, words.say(texts.PUSH_TITLE, department=plain(department, 40), month=words.month(month)), formats["title"])
    page.write_string(1, 0, words.say(texts.PUSH_HOW), formats["how"])
    for column, (heading, _, width) in enumerate(COLUMNS):
        page.set_column(column, column, width)
        page.write_string(FIRST_ROW - 1, column, words.say(heading), formats["head"])
    for place, row in enumerate(worded_rows(rows, words), start=FIRST_ROW):
        for column, (heading, name, _) in enumerate(COLUMNS):
            _cell(page, (place, column), row.get(name), formats, _FILLED.get(heading, "text"))
    last = FIRST_ROW + rows.height - 1
    _choices(page, last, words)
    page.freeze_panes(FIRST_ROW, 0)
    page.autofilter(FIRST_ROW - 1, 0, last, len(COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(FIRST_ROW - 1)
    page.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def _cell(page: Any, at: tuple[int, int], value: object, formats: dict[str, Any], style: str) -> None:
    if isinstance(value, date):
        page.write_datetime(*at, datetime.combine(value, time()), formats["day"])
    elif isinstance(value, float):
        page.write_number(*at, value, formats["amount"])
    elif value:
        page.write_string(*at, plain(value, 500), formats[style])
    else:
        page.write_blank(*at, None, formats[style])


def _choices(page: Any, last: int, words: Words) -> None:
    """Hold the result to the words of its list."""
    column = next(place for place, (heading, _, _) in enumerate(COLUMNS) if heading is texts.PUSH_RESULT)
    chosen = list(CLAIM_RESULTS.words(words.language).values())
    page.data_validation(FIRST_ROW, column, last, column, {"validate": "list", "source": chosen})

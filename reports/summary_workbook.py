"""The summary above districts as a workbook and as CSV: every district, published or not, and every departure.

In: frames, one catalogue of columns for both files. Out: which figures there are (models.district.summary).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal

from reports.edition import Edition
from reports.sections.summary_tables import growth_head
from reports.summary_frames import SummaryFrames
from reports.words import summary as texts
from reports.words.format import month_key, plain
from reports.words.text import Text, Words
from warehouse.district_vocabulary import DISTRICT_CAUSES, DISTRICT_MOVES, DISTRICT_STATES
from warehouse.vocabulary import INDICATORS, LEVELS, TREND_INDICATORS

Form = Literal["text", "count", "signed", "share", "day", "month", "amount"]
_FORMATS: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": {"bold": True, "bg_color": "#EEF1F4", "text_wrap": True, "align": "center"},
    "text": {"num_format": "@", "text_wrap": True},
    "count": {"num_format": "#,##0"},
    "signed": {"num_format": "+#,##0;-#,##0;0"},
    "share": {"num_format": "+0.0%;-0.0%;0.0%"},
    "day": {"num_format": "yyyy-mm-dd"},
    "month": {"num_format": "@"},
    "amount": {"num_format": "#,##0.0"},
    "sum": {"num_format": "#,##0", "bold": True, "bg_color": "#EEF1F4"},
    "sum_signed": {"num_format": "+#,##0;-#,##0;0", "bold": True, "bg_color": "#EEF1F4"},
}
_SHARED: Final = {"font_name": "等线", "font_size": 10.5, "valign": "top", "border": 1, "border_color": "#D0D5DB"}


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """One column of a file: its name for programs, its heading for people, how it is written and how wide."""

    name: str
    heading: str
    form: Form = "count"
    width: float = 9


def district_columns(words: Words) -> list[SummaryColumn]:
    """The columns of the sheet of districts and of the CSV, in their order."""
    return [
        SummaryColumn("name", words.say(texts.NAME), "text", 14),
        SummaryColumn("status", words.say(texts.STATUS), "text", 10),
        SummaryColumn("cause", words.say(texts.CAUSE), "text", 22),
        SummaryColumn("last_published", words.say(texts.LAST_PUBLISHED), "month", 10),
        SummaryColumn("revision", words.say(texts.REVISION)),
        SummaryColumn("as_of", words.say(texts.AS_OF), "day", 12),
        *_of_counts(words),
        *_of_state(words),
        SummaryColumn("reason", words.say(texts.DETAIL), "text", 40),
    ]


def _of_counts(words: Words) -> Iterator[SummaryColumn]:
    plain_counts: tuple[tuple[str, Text, Form], ...] = (
        ("registered_count", texts.REGISTERED, "count"), ("monitored_count", texts.MONITORED, "count"),
        ("judged_count", texts.JUDGED, "count"), ("severe_count", texts.SEVERE, "count"), ("severe_change", texts.CHANGE, "signed"),
        ("listed_count", texts.LISTED_ALL, "count"), ("entered_count", texts.NEW, "count"),
        ("candidates_count", texts.CANDIDATES, "count"), ("candidates_change", texts.CANDIDATES_CHANGE, "signed"),
    )  # fmt: skip
    yield from (SummaryColumn(name, words.say(heading), form) for name, heading, form in plain_counts)
    for key in LEVELS.keys:
        level = words.capital(words.level(key))
        yield SummaryColumn(f"{key}_count", words.say(texts.LEVEL_LISTED, level=level))
        yield SummaryColumn(f"{key}_candidates_count", words.say(texts.LEVEL_ALL, level=level), width=11)
    answers = (
        ("listed", texts.ANSWER_LISTED), ("visited", texts.ANSWER_VISITED), ("overdue", texts.ANSWER_OVERDUE),
        ("confirmed", texts.ANSWER_CONFIRMED), ("false_alarm", texts.ANSWER_FALSE),
    )  # fmt: skip
    yield from (SummaryColumn(f"answer_{name}_count", words.say(heading)) for name, heading in answers)


def _of_state(words: Words) -> Iterator[SummaryColumn]:
    yield SummaryColumn("is_down", words.say(texts.DOWN), "text")
    yield SummaryColumn("gap_share", words.say(texts.GAP), "share", 11)
    yield SummaryColumn("since", words.say(texts.SINCE), "month")
    for key in TREND_INDICATORS:
        named = {"indicator": words.capital(words.term(INDICATORS, key))}
        yield SummaryColumn(f"{key}_yoy_share", growth_head(key, words), "share", 11)
        yield SummaryColumn(f"{key}_compared_count", words.say(texts.COMPARED_COUNT, **named), "count", 11)
        yield SummaryColumn(f"{key}_median_yoy_share", words.say(texts.MEDIAN, **named), "share", 13)
        yield SummaryColumn(f"{key}_yoy_without_largest_share", words.say(texts.WITHOUT, **named), "share", 15)
    yield SummaryColumn("top_street", words.say(texts.TOP_STREET), "text", 16)
    yield SummaryColumn("top_street_count", words.say(texts.TOP_COUNT))


def move_columns(words: Words) -> list[SummaryColumn]:
    """The columns of the sheet of departures, in their order."""
    return [
        SummaryColumn("name", words.say(texts.ENTERPRISE), "text", 30),
        SummaryColumn("uscc", words.say(texts.CODE), "text", 21),
        SummaryColumn("from", words.say(texts.FROM), "text", 14),
        SummaryColumn("to", words.say(texts.TO), "text", 16),
        SummaryColumn("kind", words.say(texts.KIND), "text", 24),
        SummaryColumn("destination", words.say(texts.DESTINATION), "text", 24),
        SummaryColumn("occurred_on", words.say(texts.MOVED_ON), "day", 12),
        SummaryColumn("output_cny_10k", words.say(texts.OUTPUT_UNIT), "amount", 13),
        SummaryColumn("tax_cny_10k", words.say(texts.TAX), "amount", 12),
        SummaryColumn("jobs", words.say(texts.JOBS), "count", 10),
    ]


def summary_csv(frames: SummaryFrames, edition: Edition) -> bytes:
    """Every district as CSV, UTF-8 with LF: names of columns for programs, keys as they are stored, shares as fractions."""
    stream, columns = io.StringIO(), district_columns(edition.words)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["month", "folder", *(column.name for column in columns), "content_id"])
    for row in frames.ordered().iter_rows(named=True):
        cells = [_csv_cell(row[column.name], column.form) for column in columns]
        writer.writerow([edition.month_key, _csv_cell(row["folder"], "text"), *cells, row["content_id"] or ""])
    return stream.getvalue().encode()


def _csv_cell(value: object, form: Form) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return month_key(value) if form == "month" else value.isoformat()
    if isinstance(value, str):
        text = plain(value, 300)
        # A spreadsheet program would run a cell that begins like a formula.
        return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
    return value


def summary_workbook(frames: SummaryFrames, edition: Edition) -> bytes:
    """The workbook: districts with their sum, departures, what each column means; the same bytes for the same frames."""
    import xlsxwriter

    words, stream = edition.words, io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": datetime.combine(edition.issued_on, time(), tzinfo=UTC).replace(tzinfo=None)})
    formats = {name: book.add_format({**_SHARED, **given}) for name, given in _FORMATS.items()}
    columns = district_columns(words)
    rows = [_worded_district(row, words) for row in frames.ordered().iter_rows(named=True)]
    page = _sheet(book, words.say(texts.SHEET_DISTRICTS), columns, rows, formats)
    _sum_line(page, len(rows) + 1, columns, frames, words, formats)
    _sheet(book, words.say(texts.SHEET_MOVES), move_columns(words), list(_worded_moves(frames, words)), formats)
    _fields(book, [*columns, *move_columns(words)], words, formats)
    book.close()
    return stream.getvalue()


def _worded_district(row: dict[str, Any], words: Words) -> dict[str, Any]:
    down = None if row["is_down"] is None else words.say(texts.YES if row["is_down"] else texts.NO)
    return row | {
        "status": words.capital(words.term(DISTRICT_STATES, row["status"])),
        "cause": words.term(DISTRICT_CAUSES, row["cause"], missing=""),
        "is_down": down,
    }


def _worded_moves(frames: SummaryFrames, words: Words) -> Iterator[dict[str, Any]]:
    names = frames.names
    for row in frames.moves.iter_rows(named=True):
        to = names.get(row["to_folder"], row["to_folder"]) if row["to_folder"] else row["destination"]
        origin = names.get(row["from_folder"], row["from_folder"])
        yield row | {"from": origin, "to": to, "kind": words.capital(words.term(DISTRICT_MOVES, row["kind"]))}


def _sheet(book: Any, title: str, columns: list[SummaryColumn], rows: list[dict[str, Any]], formats: Mapping[str, Any]) -> Any:
    page = book.add_worksheet(title)
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.heading, formats["head"])
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            _write(page, (line, at), row[column.name], column.form, formats)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    return page


def _write(page: Any, at: tuple[int, int], value: Any, form: Form, formats: Mapping[str, Any]) -> None:
    if value is None:
        page.write_blank(*at, None, formats[form])
    elif form == "month":
        page.write_string(*at, month_key(value), formats[form])
    elif form == "day":
        page.write_datetime(*at, datetime.combine(value, time()), formats[form])
    elif form == "text":
        page.write_string(*at, plain(value, 300), formats[form])
    else:
        page.write_number(*at, value, formats[form])


def _sum_line(page: Any, line: int, columns: list[SummaryColumn], frames: SummaryFrames, words: Words, formats: Mapping[str, Any]) -> None:
    """The sum below the districts; what has none is left empty. It stands below what the filter holds."""
    page.write_string(line, 0, words.say(texts.SUM, count=frames.count("published_count")), formats["sum"])
    for at, column in enumerate(columns[1:], start=1):
        value = frames.totals.get(column.name)
        signed = formats["sum_signed" if column.form == "signed" else "sum"]
        if value is None:
            page.write_blank(line, at, None, signed)
        else:
            page.write_number(line, at, value, signed)


def _fields(book: Any, columns: list[SummaryColumn], words: Words, formats: Mapping[str, Any]) -> None:
    """The sheet that says what the files hold: each column's heading beside its name in the CSV."""
    page = book.add_worksheet(words.say(texts.SHEET_FIELDS))
    page.set_column(0, 1, 34)
    page.write_string(0, 0, words.say(texts.FIELD), formats["head"])
    page.write_string(0, 1, words.say(texts.MEANING), formats["head"])
    for line, column in enumerate(columns, start=1):
        page.write_string(line, 0, column.heading, formats["text"])
        page.write_string(line, 1, column.name, formats["text"])
    notes = (texts.LEVELS_NOTE, texts.NOTE_SUMS, texts.NOTE_SEVERE, texts.SHOCKS_NOTE, texts.ANSWERS_NOTE, texts.MOVES_ONE_END)
    for line, note in enumerate(notes, start=len(columns) + 2):
        page.write_string(line, 0, words.say(note))

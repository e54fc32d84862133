"""The search of the page for cases as a workbook: the cases found, and a sheet that says what was searched, by whom and when."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from reports.desk import scope_label
from reports.words import desk as texts
from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse.case_vocabulary import CASE_STATES, CLOSINGS
from warehouse.vocabulary import LEVELS, TIERS, Language, Terms

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Heading, column of the case, width.
_COLUMNS: Final[tuple[tuple[Text, str, int], ...]] = (
    (texts.NUMBER, "id", 8), (texts.ENTERPRISE, "name", 34), (texts.CODE, "uscc", 22), (texts.STREET, "street", 14),
    (texts.LEVEL, "level", 8), (texts.STATE, "state", 10), (texts.STANDING, "standing", 14), (texts.LEAD, "lead", 22),
    (texts.OWNER, "owner", 22), (texts.DUE_ON, "due_on", 12), (texts.VISIT_COUNT, "visits", 10), (texts.LAST_VISIT, "last_visited_on", 12),
    (texts.OPENED, "opened_on", 12), (texts.LAST_WARNED, "month", 10), (texts.CLOSED_AS, "closed_on", 12),
    (texts.COLUMNS["closing"], "closing", 14), (texts.FOLLOWS, "follows", 10), (texts.FOLLOWED_BY, "followed_by", 10),
)  # fmt: skip
_TERMS: Final[Mapping[str, Terms[Any]]] = {"level": LEVELS, "state": CASE_STATES, "closing": CLOSINGS, "tier": TIERS}
_DAYS: Final = ("due_on", "last_visited_on", "opened_on", "closed_on")
_NUMBERS: Final = ("id", "visits", "follows", "followed_by")


@dataclass(frozen=True, slots=True)
class SearchNote:
    """What the second sheet says: the search by name, who took it, what they may see, when."""

    given: Mapping[str, str]
    reader: str
    scope: str
    at: datetime


def search_workbook(rows: Sequence[Mapping[str, Any]], note: SearchNote, language: Language) -> bytes:
    """Return the workbook; every text is written as text, so that no name becomes a formula."""
    import xlsxwriter

    words, buffer = Words(language), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": note.at})
    head = book.add_format({"bold": True, "bg_color": "#EEF1F4", "border": 1, "border_color": "#9AA4AF"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    cases = book.add_worksheet(words.say(texts.SHEET_CASES))
    _write_cases(cases, rows, words, (head, day))
    searched = book.add_worksheet(words.say(texts.SHEET_FILTER))
    searched.set_column(0, 0, 22)
    searched.set_column(1, 1, 40)
    for place, (name, value) in enumerate(_search_lines(note, len(rows), words)):
        searched.write_string(place, 0, name, head)
        searched.write_string(place, 1, plain(value))
    book.close()
    return buffer.getvalue()


def _write_cases(sheet: Worksheet, rows: Sequence[Mapping[str, Any]], words: Words, formats: tuple[Any, Any]) -> None:
    head, day = formats
    for column, (heading, _, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words.say(heading), head)
    for line, row in enumerate(rows, start=1):
        for column, (_, name, _) in enumerate(_COLUMNS):
            _write(sheet, (line, column), name, row[name], words, day)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(_COLUMNS) - 1)


def _write(sheet: Worksheet, place: tuple[int, int], name: str, value: Any, words: Words, day: Any) -> None:
    if name in _NUMBERS and value is not None:
        sheet.write_number(*place, value)
    elif name in _DAYS and value:
        sheet.write_datetime(*place, datetime.combine(date.fromisoformat(value), datetime.min.time()), day)
    else:
        sheet.write_string(*place, _text(name, value, words))


def _text(name: str, value: Any, words: Words) -> str:
    if name == "standing":
        return words.say(texts.STANDINGS[value]) if value else ""
    return words.term(_TERMS[name], value, "") if name in _TERMS else plain(value)


def _search_lines(note: SearchNote, count: int, words: Words) -> list[tuple[str, str]]:
    """What was searched, in the words of the search form."""
    say, given, anything = words.say, note.given, words.say(texts.ANY)
    states = {"": say(texts.OPEN_CASES), "any": say(texts.ALL_STATES)} | CASE_STATES.words(words.language)
    return [
        (say(texts.EXPORTED_AT), note.at.isoformat(" ", "minutes")),
        (say(texts.EXPORTED_BY), note.reader),
        (say(texts.SCOPE), scope_label(note.scope, words.language)),
        (say(texts.VIEWS_LABEL), say(texts.VIEWS[given.get("view", "mine")])),
        (say(texts.NAME_OR_CODE), given.get("text", anything)),
        (say(texts.STREET), given.get("street", anything)),
        (say(texts.LEVEL), words.term(LEVELS, given.get("level"), anything)),
        (say(texts.STATE), states[given.get("state", "")]),
        (say(texts.DUE), say(texts.DUES[given.get("due", "")])),
        (say(texts.ROWS), str(count)),
    ]

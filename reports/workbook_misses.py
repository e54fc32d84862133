"""The workbook's sheet of departures that lists had not named in time, as the parts of a sheet."""

from __future__ import annotations

from typing import Any

from reports.briefing import Briefing
from reports.sections.missed_departures import cause_rows, miss_rows
from reports.words import misses as texts
from reports.words import workbook as sheet_texts
from reports.words.text import Text

_STYLES = ("wrap", "text", "text", "text", "date", "date", "wrap", "wrap")
_WIDTHS = (44.0, 21.0, 12.0, 12.0, 12.0, 12.0, 26.0, 70.0)
MissTable = tuple[Text, tuple[Text | str, ...], tuple[str, ...], tuple[float, ...], list[tuple[Any, ...]]]


def miss_table(briefing: Briefing) -> MissTable:
    """Name, headings, styles, widths and rows: this month's enterprises, and below them the causes counted over the last months."""
    words, rows = briefing.words, miss_rows(briefing)
    names = ("name", "uscc", "street", "outcome_word", "occurred_on", "known_on", "cause_word", "enough")
    firms = [tuple(row[name] for name in names) for row in rows]
    causes = [_line(words.capital(row["cause"]), row["count"]) for row in cause_rows(briefing)]
    rules = next(briefing.frames.miss_rules.iter_rows(named=True), None)
    above = [_line(words.say(texts.CAUSES_OVER, months=rules["counted_months"]), "")] if causes and rules else []
    headings = (
        *(sheet_texts.ENTERPRISE, sheet_texts.CODE, sheet_texts.STREET, texts.CAME_TO, texts.LEFT, texts.KNOWN, texts.CAUSE, texts.ENOUGH),
    )
    return texts.SHEET, headings, _STYLES, _WIDTHS, [*firms, *above, *causes]


def _line(first: str, count: str) -> tuple[Any, ...]:
    return (first, "", "", "", None, None, count, "")

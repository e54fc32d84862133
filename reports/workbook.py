"""The workbook of the warning list: list, streets, industries, changes, restatements, dictionary, data quality.

Every text is written as a string and every number as a number: no formulas, links, macros or hidden sheets. Bytes depend
on frames and edition alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import polars as pl

from reports import workbook_fields
from reports.briefing import Briefing
from reports.edition import Edition
from reports.feedback_workbook import problem_words
from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.palette import LEVEL_BY_KEY, LEVELS
from reports.sections.by_street_and_industry import by_place
from reports.sections.enterprise_evidence import clearing_words
from reports.sections.levels import transitions
from reports.sections.missed_departures import has_misses
from reports.sections.monthly_figures import list_figures
from reports.sections.notes import notes, source_table, unjudged_table, warned_checks
from reports.sections.records import last_visits, open_appeals
from reports.sections.rule_changes import changed_rules, effect_rows, name_words, settings_words, value_words
from reports.sections.severe_cases import measures_words
from reports.words import imprint
from reports.words import misses as miss_texts
from reports.words import rule_changes as rule_texts
from reports.words import workbook as texts
from reports.words.format import MINUS, MISSING, month_key, plain
from reports.words.text import Text, Words
from reports.workbook_fields import LIST_FIELDS, VISIT_DATE, Field
from reports.workbook_misses import miss_table
from warehouse.rule_vocabulary import CHANNEL, RULE_EFFECTS, THRESHOLD
from warehouse.vocabulary import COVERAGE_STATUSES, INDICATORS, LEAVING_CAUSES, RISKS, STATUSES

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROW_POINTS = 15
HEAD_LINES = 2
# The list's columns up to the name, which stay in view, and the first columns of its second and third printed page: figures, why and what
# is asked, what was done and is to be filled in.
LIST_FROZEN = 5
LIST_BREAKS = [place for place, field in enumerate(LIST_FIELDS) if field.source in ("months_listed", "respond_by_on")]
# A page of A4 in landscape holds each third at this size with any program's letters; A3 takes the same thirds.
LIST_PRINT_PERCENT = {"zh": 57, "en": 48}
# Two services are what one visit can bring; the enterprise's own page has them all.
MEASURES_SHOWN = 2
# What a printed list goes without: how the figures were made and mended is read on a screen.
NOT_PRINTED = (texts.RESTATEMENTS, miss_texts.SHEET, rule_texts.SHEET, texts.FIELDS, texts.QUALITY)
_RULE = {"border": 1, "border_color": "#9AA4AF"}
_TO_FILL_IN = {"text_wrap": True, "bg_color": "#FFF9E5"}

# Excel draws the minus itself, in ASCII, from these formats.
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {
        "bold": True,
        "bg_color": "#EEF1F4",
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
    },
    "text": {},
    "wrap": {"text_wrap": True},
    "money": {"num_format": "#,##0.0"},
    "count": {"num_format": "#,##0"},
    "rate": {"num_format": "+0.0%;-0.0%;0.0%"},
    "share": {"num_format": "0.0%"},
    # No model knows the ends, so they are written as bounds, as on every page; the cell keeps the number.
    "risk": {"num_format": '[<0.01]"<1%";[>0.99]">99%";0%'},
    "rate100": {"num_format": "0.0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "missing": {"align": "right", "font_color": "#57606A"},
    "fill": _TO_FILL_IN,
    "fill_date": _TO_FILL_IN | {"num_format": "yyyy-mm-dd"},
}


# What each cell of a sheet is.
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the workbook: headings, the style of each column, widths and rows."""

    name: Text
    headings: tuple[Text | str, ...]
    styles: tuple[str, ...]
    widths: tuple[float, ...]
    rows: list[Row]


def render_workbook(frames: BriefingFrames, edition: Edition) -> bytes:
    """The workbook of one edition in the edition's language."""
    return workbook_of(Briefing(frames, edition))


def workbook_of(briefing: Briefing) -> bytes:
    """The workbook of a briefing that other pages read as well."""
    import xlsxwriter

    stream = io.BytesIO()
    # Text stays text whatever it looks like; temporary files would carry a moment of their own.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(_properties(briefing.edition))
    formats = _formats(book)
    for sheet in _sheets(briefing):
        _write(book, sheet, formats, briefing.edition)
    book.close()
    return stream.getvalue()


def _properties(edition: Edition) -> dict[str, Any]:
    words = edition.words
    custody = words.say(imprint.CUSTODY)
    return {
        "title": edition.provisional(words.say(texts.TITLE, month=edition.month_key)),
        "author": plain(edition.issuer, 80),
        "comments": words.say(texts.CUSTODY_LINE, custody=custody, content=plain(edition.content_id, 80), revision=edition.revision),
        # The creation moment is part of the file, so it is the edition's day and never the clock's.
        "created": datetime.combine(edition.issued_on, time(), tzinfo=UTC).replace(tzinfo=None),
    }


def _formats(book: Workbook) -> dict[str, Format]:
    # A font every Chinese Excel has; others fall back on their own.
    shared = {"font_name": "等线", "font_size": 10.5, "valign": "top"} | _RULE
    made = {name: book.add_format(shared | settings) for name, settings in _FORMATS.items()}
    for level in LEVELS:
        made[level.key] = book.add_format(shared | {"bg_color": level.fill, "font_color": level.ink, "bold": True, "align": "center"})
    return made


def _sheets(briefing: Briefing) -> list[Sheet]:
    words = briefing.words
    return [
        _list_sheet(briefing),
        _place_sheet(texts.STREETS, texts.STREET, by_place(briefing, "street"), words),
        _place_sheet(texts.INDUSTRIES, texts.INDUSTRY, by_place(briefing, "industry"), words),
        _change_sheet(briefing),
        _watch_sheet(briefing),
        _restatement_sheet(_restatements(briefing), words),
        *([Sheet(*miss_table(briefing))] if has_misses(briefing) else []),
        *_rule_sheets(briefing),
        _dictionary_sheet(words),
        _quality_sheet(briefing),
    ]


def _list_sheet(briefing: Briefing) -> Sheet:
    listed = briefing.listed
    for more in (list_figures(briefing), last_visits(briefing), open_appeals(briefing)):
        listed = listed.join(more, on="uscc", how="left", maintain_order="left")
    return Sheet(
        texts.LIST,
        tuple(field.heading for field in LIST_FIELDS),
        tuple(field.style for field in LIST_FIELDS),
        tuple(workbook_fields.width(field, briefing.words) for field in LIST_FIELDS),
        [_list_row(row, briefing) for row in listed.iter_rows(named=True)],
    )


def _ascii_minus(text: str) -> str:
    """A text as Excel's own numbers have their minus: growth beside a reason must be found by typing it."""
    return text.replace(MINUS, "-")


def _list_row(row: dict[str, Any], briefing: Briefing) -> Row:
    words = briefing.words
    cells = row | {
        # The key, because the cell's colour is chosen by it; the word is written with it.
        "level_word": row["level"],
        "previous_word": level_word(row["previous_level"], words),
        "status_word": words.capital(words.term(STATUSES, row["status"])),
        "industry_word": industry_name(row["industry"], words),
        "reasons": _ascii_minus(words.capital(words.phrases(briefing.reasons.get(row["uscc"], [])))) or None,
        "measures": words.capital(measures_words(briefing, row, MEASURES_SHOWN)),
        "clearing": words.capital(clearing_words(briefing, row["uscc"])),
    }
    return tuple("" if field.source is None else cells[field.source] for field in LIST_FIELDS)


def level_word(key: str | None, words: Words) -> str | None:
    """The level as a cell names it (红Ⅰ, Red Ⅰ); None stays None."""
    level = LEVEL_BY_KEY.get(key or "")
    return level.short_label(words.language) if level else None


def _place_sheet(name: Text, first: Text, places: pl.DataFrame, words: Words) -> Sheet:
    levels = [level.short_label(words.language) for level in LEVELS]
    headings: tuple[Text | str, ...] = (first, texts.WARNINGS, *levels, texts.MONITORED, texts.PER_HUNDRED)
    styles = ("text", *("count",) * 6, "rate100")
    # Names of industries are twice as long in English.
    width = 64 if words.is_english else 30
    return Sheet(name, headings, styles, (width, *(10,) * 7), places.drop("is_named").rows())


def _change_sheet(briefing: Briefing) -> Sheet:
    words, changes = briefing.words, briefing.changes
    now = [
        (
            row["name"],
            row["uscc"],
            row["street"],
            level_word(row["previous_level"], words),
            row["level"],
            words.capital(words.term(STATUSES, row["status"])),
        )
        for row in briefing.listed.iter_rows(named=True)
    ]
    gone = [
        (
            row["name"],
            row["uscc"],
            row["street"],
            level_word(row["level"], words),
            row["level_now"],
            words.term(LEAVING_CAUSES, row["cause"]),
        )
        for row in changes.left.iter_rows(named=True)
    ]
    table = [_transition_row(row, words) for row in transitions(changes).iter_rows(named=True)]
    # Enterprises first for the filter, the summary below them.
    rows: list[Row] = [*now, *gone, (words.say(texts.LEVELS_COMPARED), *[""] * 5), *table]
    headings = (texts.ENTERPRISE, texts.CODE, texts.STREET, texts.LEVEL_BEFORE, texts.LEVEL_NOW, texts.CHANGE)
    styles = ("wrap", "text", "text", "text", "level", "wrap")
    return Sheet(texts.CHANGES, headings, styles, (36, 21, 12, 10, 10, 44), rows)


def _watch_sheet(briefing: Briefing) -> Sheet:
    words = briefing.words
    rows: list[Row] = [
        (
            row["level"],
            row["name"],
            row["uscc"],
            row["street"],
            row["operating_risk"],
            row["relocation_risk"],
            _ascii_minus(words.capital(words.phrases(briefing.reasons.get(row["uscc"], [])))) or None,
        )
        for row in briefing.watched.iter_rows(named=True)
    ]
    risks = tuple(words.capital(words.term(RISKS, key)) for key in RISKS.keys)
    headings: tuple[Text | str, ...] = (texts.LEVEL_NOW, texts.ENTERPRISE, texts.CODE, texts.STREET, *risks, texts.WHY)
    return Sheet(texts.WATCH_LIST, headings, ("level", "wrap", "text", "text", "risk", "risk", "wrap"), (10, 36, 21, 12, 10, 10, 60), rows)


def _transition_row(row: dict[str, Any], words: Words) -> Row:
    before = words.say(texts.BEFORE, level=level_word(row["before"], words) or words.say(texts.NOT_LISTED))
    counts = [words.say(texts.NOW_AT, level=level.word(words.language), count=row[level.key]) for level in LEVELS]
    counted = {key: row[key] for key in LEAVING_CAUSES.keys if row[key]}
    causes = [words.say(texts.LEFT_FOR, cause=words.term(LEAVING_CAUSES, key), count=count) for key, count in counted.items()]
    return (before, *[""] * 4, words.phrases([*counts, *causes]))


def _restatements(briefing: Briefing) -> pl.DataFrame:
    """The restated figures; without a list of last month there was no level that could change."""
    rows = briefing.frames.restatements
    return rows.with_columns(level_then=pl.lit(None, pl.String), level_now=pl.lit(None, pl.String)) if briefing.is_first else rows


def _restatement_sheet(restatements: pl.DataFrame, words: Words) -> Sheet:
    rows: list[Row] = [
        (
            row["name"],
            row["uscc"],
            words.say(
                texts.INDICATOR_UNIT, name=words.capital(words.term(INDICATORS, row["indicator"])), unit=words.unit(row["indicator"])
            ),
            month_key(row["period"]),
            row["old_value"],
            row["new_value"],
            row["change_share"],
            row["known_on"],
            level_word(row["level_then"], words),
            level_word(row["level_now"], words),
        )
        for row in restatements.iter_rows(named=True)
    ]
    headings = (
        *(texts.ENTERPRISE, texts.CODE, texts.INDICATOR, texts.MONTH, texts.OLD_VALUE, texts.NEW_VALUE, texts.SHARE_CHANGED),
        *(texts.KNOWN_ON, texts.LEVEL_THEN, texts.LEVEL_RESTATED),
    )
    kinds = ("wrap", "text", "text", "text", "money", "money", "share", "date", "text", "text")
    return Sheet(texts.RESTATEMENTS, headings, kinds, (36, 21, 26 if words.is_english else 14, 10, 14, 14, 10, 12, 14, 16), rows)


def _rule_sheets(briefing: Briefing) -> list[Sheet]:
    """Who comes and goes by changed rules, and below them the rules; no sheet where none changed."""
    words, changed = briefing.words, changed_rules(briefing.frames.rules)
    if changed.is_empty():
        return []
    below = words.capital(words.say(rule_texts.BELOW))
    firms: list[Row] = [
        (
            row["name"],
            row["uscc"],
            row["street"],
            words.capital(words.term(RULE_EFFECTS, row["effect"])),
            *(level_word(row[name], words) or below for name in ("level_then", "level_now")),
        )
        for row in effect_rows(briefing.frames.rule_changes)
    ]
    rule, is_worded = words.capital(words.say(rule_texts.RULE)), changed["kind"].is_in([THRESHOLD, CHANNEL])
    told: list[Row] = [
        (
            name_words(row["setting"], words),
            "",
            "",
            rule,
            *(value_words(row["setting"], row[at], words) for at in ("value_text_then", "value_text")),
        )
        for row in changed.filter(is_worded).iter_rows(named=True)
    ]
    others = settings_words(changed.filter(~is_worded), words)
    rest: list[Row] = [(words.capital(others), "", "", rule, None, None)] if others else []
    headings = (rule_texts.ITEM, texts.CODE, texts.STREET, rule_texts.EFFECT, rule_texts.LEVEL_THEN, rule_texts.LEVEL_NOW)
    return [Sheet(rule_texts.SHEET, headings, ("wrap", *("text",) * 3, "wrap", "wrap"), (44, 21, 12, 18, 16, 20), [*firms, *told, *rest])]


def _dictionary_sheet(words: Words) -> Sheet:
    made, to_fill_in = words.say(texts.MADE), words.say(texts.TO_FILL_IN)
    rows: list[Row] = [_dictionary_row(field, to_fill_in if field.source is None else made, words) for field in LIST_FIELDS]
    rows.append((MISSING, made, words.say(texts.DASH_MEANING)))
    return Sheet(
        texts.FIELDS,
        (texts.FIELD, texts.ORIGIN, texts.MEANING),
        ("text", "text", "wrap"),
        (28 if words.is_english else 20, 18 if words.is_english else 12, 80),
        rows,
    )


def _dictionary_row(field: Field, origin: str, words: Words) -> Row:
    return (words.say(field.heading), origin, words.capital(workbook_fields.meaning(field, words)))


def _quality_sheet(briefing: Briefing) -> Sheet:
    words, frames = briefing.words, briefing.frames
    rows = [
        *(_source_row(row, words) for row in source_table(briefing).iter_rows(named=True)),
        *(_check_row(row, words) for row in warned_checks(briefing)),
        *(_quarantine_row(row, words) for row in frames.quarantine_counts.iter_rows(named=True)),
        *(_unjudged_row(row, words) for row in unjudged_table(briefing).iter_rows(named=True)),
        *(_remark_row(words.say(texts.REMARK), "", text) for text in notes(briefing)),
    ]
    headings = (
        *(texts.ITEM, texts.STATUS, texts.EXPECTED, texts.ARRIVED, texts.ARRIVAL, texts.LATEST),
        *(texts.SET_ASIDE, texts.RESTATED, texts.REMARK),
    )
    styles = ("text", "wrap", "count", "count", "share", "text", "count", "count", "wrap")
    return Sheet(texts.QUALITY, headings, styles, (16 if words.is_english else 12, 16, 9, 9, 9, 10, 9, 9, 80), rows)


def _source_row(row: dict[str, Any], words: Words) -> Row:
    return (
        words.capital(words.term(INDICATORS, row["indicator"])),
        words.capital(words.term(COVERAGE_STATUSES, row["status"])),
        row["expected_count"],
        row["arrived_count"],
        row["arrival_share"],
        month_key(row["latest_period"]),
        row["set_aside_count"],
        row["restated_count"],
        "",
    )


def _remark_row(item: str, status: str, remark: str, count: int | None = None) -> Row:
    return (item, status, count, *[None] * 5, remark)


def _check_row(row: dict[str, str], words: Words) -> Row:
    return _remark_row(words.say(texts.CHECKS), words.say(texts.FAILED), words.phrases(filter(None, [row["meaning"], row["observed"]])))


def _quarantine_row(row: dict[str, Any], words: Words) -> Row:
    return _remark_row(
        words.say(texts.ACTIONS[row["action"]]), problem_words(row["rule"] or "", words), words.say(texts.ROWS), row["count"]
    )


def _unjudged_row(row: dict[str, Any], words: Words) -> Row:
    # The sheet has no columns for enterprises; the remark holds who it is.
    who = " · ".join(plain(row[key], 120) or MISSING for key in ("name", "uscc", "street"))
    return _remark_row(words.say(texts.UNJUDGED), words.capital(row["reason_words"]), who)


def _write(book: Workbook, sheet: Sheet, formats: dict[str, Format], edition: Edition) -> None:
    words = edition.words
    page: Worksheet = book.add_worksheet(words.say(sheet.name))
    headings = [words.say(heading) if isinstance(heading, Text) else heading for heading in sheet.headings]
    for column, (heading, width) in enumerate(zip(headings, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, heading, formats["head"])
    page.set_row(0, ROW_POINTS * max(HEAD_LINES, *map(_lines_of, headings, sheet.widths)))
    for place, row in enumerate(sheet.rows, start=1):
        page.set_row(place, ROW_POINTS * _lines(row, sheet))
        for column, (value, style) in enumerate(zip(row, sheet.styles, strict=True)):
            _cell(page, (place, column), value, style, formats, words)
    # An autofilter over no row at all makes Excel repair the file.
    last = max(1, len(sheet.rows))
    is_list = sheet.name == texts.LIST
    # The name stays in view while the figures scroll.
    page.freeze_panes(1, LIST_FROZEN if is_list else 1)
    page.autofilter(0, 0, last, len(sheet.headings) - 1)
    if is_list:
        _choices(page, last, edition)
    _print_setup(page, sheet.name, edition)
    # A sheet without an area would be printed whole with the rest of the book; that of a sheet that is not for paper is an empty cell.
    width = len(sheet.headings)
    page.print_area(*((last + 2, width, last + 2, width) if sheet.name in NOT_PRINTED else (0, 0, last, width - 1)))


def _lines(row: Row, sheet: Sheet) -> int:
    """How many lines the longest wrapped cell of a row takes: only some programs find that out for themselves."""
    cells = zip(row, sheet.styles, sheet.widths, strict=True)
    wrapped = [(plain(value, 500), width) for value, style, width in cells if style == "wrap" and isinstance(value, str)]
    return max((_lines_of(text, width) for text, width in wrapped if text), default=1)


def _lines_of(text: str, width: float) -> int:
    # A column is as wide as so many Latin letters; a Chinese one takes two of them, and one place is lost at the edge.
    return ceil(_width(text) / (width - 1))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def _cell(page: Worksheet, place: tuple[int, int], value: Any, style: str, formats: dict[str, Format], words: Words) -> None:
    if value is None:
        # A dash and not an empty cell: empty may also mean "not asked".
        page.write_string(*place, MISSING, formats["missing"])
    elif style == "level":
        page.write_string(*place, level_word(value, words) or plain(value), formats.get(value, formats["text"]))
    elif value == "":
        page.write_blank(*place, None, formats[style])
    elif isinstance(value, (bool, str)):
        page.write_string(*place, plain(value, 500), formats[style])
    elif isinstance(value, date):
        page.write_datetime(*place, datetime.combine(value, time()), formats["date"])
    else:
        page.write_number(*place, value, formats[style])


def _choices(page: Worksheet, last: int, edition: Edition) -> None:
    words = edition.words
    day = {
        "validate": "date",
        "criteria": ">=",
        "value": edition.month,
        "input_title": words.say(VISIT_DATE),
        "input_message": words.say(texts.FILL_IN_DATE),
        "error_message": words.say(texts.NOT_A_DATE),
    }
    for column, field in enumerate(LIST_FIELDS):
        choices = workbook_fields.choices(field.heading, words)
        if field.heading == VISIT_DATE:
            page.data_validation(1, column, last, column, day)
        elif choices:
            page.data_validation(1, column, last, column, {"validate": "list", "source": choices})


def _print_setup(page: Worksheet, name: Text, edition: Edition) -> None:
    words = edition.words
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    if name == texts.LIST:
        # So many columns on one width could not be read: the next pages go on with the names in front.
        page.set_print_scale(LIST_PRINT_PERCENT[words.language])
        page.set_v_pagebreaks(LIST_BREAKS)
        page.repeat_columns(0, LIST_FROZEN - 1)
    else:
        # All columns on one page width, as many pages as the rows need.
        page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    # An ampersand starts a control code in headers; names of districts are outside text.
    place = plain(edition.place, 40).replace("&", "＆")
    header = edition.provisional(words.say(texts.HEADER, place=place, sheet=words.say(name)))
    page.set_header(f"&L{edition.month_key}&C&B{header}&R{words.say(imprint.CUSTODY)}")
    page.set_footer(f"&C{words.say(texts.FOOTER)}")

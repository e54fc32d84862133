"""The workbook 预警服务企业名单.xlsx: list, streets, industries, changes, restatements, dictionary, data quality.

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

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.palette import LEVEL_BY_KEY, LEVELS
from reports.sections.by_street_and_industry import by_place
from reports.sections.levels import lifted, transitions
from reports.sections.monthly_figures import list_figures
from reports.sections.notes import notes, source_table, unjudged_table
from reports.words.format import COVERAGE_NAMES, INDICATOR_NAMES, MISSING, STATUS_NAMES, month_key, named, plain
from reports.workbook_fields import FILLED_IN, FINDING, FINDING_CHOICES, LIST_FIELDS, OUTCOME, OUTCOME_CHOICES, VISIT_DATE

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROW_POINTS = 15
# The list's columns up to the name, which stay in view, and the first column of its second printed page.
LIST_FROZEN = 5
LIST_BREAK = next(place for place, field in enumerate(LIST_FIELDS) if field.heading == "连续预警月数")
LIST_PRINT_PERCENT = 53

# Excel draws the minus itself, in ASCII, from these formats.
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {
        "bold": True,
        "bg_color": "#EEF1F4",
        "border": 1,
        "border_color": "#9AA4AF",
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
    "risk": {"num_format": "0%"},
    "rate100": {"num_format": "0.0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "missing": {"align": "right", "font_color": "#57606A"},
    "bold": {"bold": True},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the workbook: headings, the style of each column, widths and rows."""

    name: str
    headings: tuple[str, ...]
    styles: tuple[str, ...]
    widths: tuple[float, ...]
    rows: list[tuple[Any, ...]]


def render_workbook(frames: BriefingFrames, edition: Edition) -> bytes:
    """The workbook of one edition."""
    import xlsxwriter

    stream = io.BytesIO()
    # Text stays text whatever it looks like; temporary files would carry a moment of their own.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    # The creation moment is part of the file, so it is the edition's day and never the clock's.
    created = datetime.combine(edition.issued_on, time(), tzinfo=UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": f"预警服务企业名单 {edition.month_key}",
            "author": plain(edition.issuer, 80),
            "comments": _custody(edition),
            "created": created,
        }
    )
    formats = _formats(book)
    for sheet in _sheets(frames, edition):
        _write(book, sheet, formats, edition)
    book.close()
    return stream.getvalue()


def _custody(edition: Edition) -> str:
    return f"内部资料 注意保管；内容编号 {plain(edition.content_id, 80)}；修订 {edition.revision}"


def _formats(book: Workbook) -> dict[str, Format]:
    # A font every Chinese Excel has; others fall back on their own.
    shared = {"font_name": "等线", "font_size": 10.5, "valign": "top"}
    made = {name: book.add_format(shared | settings) for name, settings in _FORMATS.items()}
    for level in LEVELS:
        made[level.key] = book.add_format(shared | {"bg_color": level.fill, "font_color": level.ink, "bold": True, "align": "center"})
    return made


def _sheets(frames: BriefingFrames, edition: Edition) -> list[Sheet]:
    return [
        _list_sheet(frames, edition),
        _place_sheet("分街道", "街道", by_place(frames, "street")),
        _place_sheet("分行业", "行业", by_place(frames, "industry")),
        _change_sheet(frames),
        _restatement_sheet(frames),
        _dictionary_sheet(),
        _quality_sheet(frames, edition),
    ]


def _list_sheet(frames: BriefingFrames, edition: Edition) -> Sheet:
    listed = frames.listed().join(list_figures(frames, edition.month), on="uscc", how="left", maintain_order="left")
    rows = []
    for row in listed.iter_rows(named=True):
        words = {
            # The key, because the cell's colour is chosen by it; the word is written with it.
            "level_word": row["level"],
            "previous_word": level_word(row["previous_level"]),
            "status_word": named(STATUS_NAMES, row["status"]),
            "industry_word": industry_name(row["industry"]),
        }
        cells = row | words
        rows.append(tuple("" if field.source is None else cells[field.source] for field in LIST_FIELDS))
    return Sheet(
        "名单",
        tuple(field.heading for field in LIST_FIELDS),
        tuple(field.style for field in LIST_FIELDS),
        tuple(field.width for field in LIST_FIELDS),
        rows,
    )


def level_word(key: str | None) -> str | None:
    """The level as a cell names it (红Ⅰ); None stays None."""
    level = LEVEL_BY_KEY.get(key or "")
    return f"{level.word}{level.roman}" if level else None


def _place_sheet(name: str, first: str, places: pl.DataFrame) -> Sheet:
    headings = (first, "预警数", *(f"{level.word}{level.roman}" for level in LEVELS), "监测企业", "每百家预警数")
    styles = ("text", *("count",) * 6, "rate100")
    return Sheet(name, headings, styles, (30, *(10,) * 7), places.rows())


def _change_sheet(frames: BriefingFrames) -> Sheet:
    now = [
        (row["name"], row["uscc"], row["street"], level_word(row["previous_level"]), row["level"], named(STATUS_NAMES, row["status"]))
        for row in frames.listed().iter_rows(named=True)
    ]
    gone = [
        (row["name"], row["uscc"], row["street"], level_word(row["level"]), None, "解除") for row in lifted(frames).iter_rows(named=True)
    ]
    table = [
        (
            f"上月{level_word(row['before']) or '不在名单'}",
            *[""] * 4,
            "；".join([*(f"本月{level.word}{row[level.key]}家" for level in LEVELS), f"解除{row['lifted'] or 0}家"]),
        )
        for row in transitions(frames).iter_rows(named=True)
    ]
    # Enterprises first for the filter, the summary below them.
    rows = [*now, *gone, ("等级对照", *[""] * 5), *table]
    return Sheet(
        "变化对照",
        ("企业名称", "统一社会信用代码", "街道", "上月等级", "本月等级", "变化"),
        ("wrap", "text", "text", "text", "level", "wrap"),
        (36, 21, 12, 10, 10, 44),
        rows,
    )


def _restatement_sheet(frames: BriefingFrames) -> Sheet:
    rows = [
        (
            row["name"],
            row["uscc"],
            named(INDICATOR_NAMES, row["indicator"]),
            month_key(row["period"]),
            row["old_value"],
            row["new_value"],
            row["change_share"],
            row["known_on"],
            level_word(row["level_then"]),
            level_word(row["level_now"]),
        )
        for row in frames.restatements.iter_rows(named=True)
    ]
    headings = ("企业名称", "统一社会信用代码", "指标", "月份", "原值", "新值", "变动", "获知日期", "上期等级(当时)", "上期等级(修订后)")
    kinds = ("wrap", "text", "text", "text", "money", "money", "share", "date", "text", "text")
    return Sheet("修订", headings, kinds, (36, 21, 10, 10, 14, 14, 10, 12, 14, 16), rows)


def _dictionary_sheet() -> Sheet:
    rows: list[tuple[Any, ...]] = [
        (field.heading, "需填写" if field.source is None else "系统生成", field.meaning) for field in LIST_FIELDS
    ]
    rows.append((MISSING, "系统生成", "数据未到或无法计算；不代表为零"))
    return Sheet("字段说明", ("字段", "来源", "说明"), ("text", "text", "wrap"), (20, 12, 80), rows)


def _quality_sheet(frames: BriefingFrames, edition: Edition) -> Sheet:
    sources = source_table(frames, edition)
    rows: list[tuple[Any, ...]] = [
        (
            named(INDICATOR_NAMES, row["indicator"]),
            named(COVERAGE_NAMES, row["status"]),
            row["expected_count"],
            row["arrived_count"],
            row["arrival_share"],
            month_key(row["latest_period"]),
            row["set_aside_count"],
            row["restated_count"],
            "",
        )
        for row in sources.iter_rows(named=True)
    ]
    failed = frames.checks.filter(~pl.col("passed").fill_null(True))
    for name, meaning, observed in failed.select("name", "meaning", "observed").iter_rows():
        rows.append(("数据核验", "未通过", None, None, None, None, None, None, f"{meaning or name} {observed or ''}".strip()))
    for action, rule, count in frames.quarantine_counts.select("action", "rule", "count").iter_rows():
        rows.append(("退回" if action == "refused" else "待核实", rule, count, None, None, None, None, None, "行数"))
    for row in unjudged_table(frames).iter_rows(named=True):
        # The sheet has no columns for enterprises; the note column holds who it is.
        who = " · ".join(plain(row[key], 120) or MISSING for key in ("name", "uscc", "street"))
        rows.append(("未评估", row["reason_words"], None, None, None, None, None, None, who))
    rows += [("说明", "", None, None, None, None, None, None, text) for text in notes(frames, edition)]
    headings = ("项目", "状态", "应到", "已到", "到达率", "最新月份", "待核实", "修订", "说明")
    styles = ("text", "wrap", "count", "count", "share", "text", "count", "count", "wrap")
    return Sheet("数据质量", headings, styles, (12, 16, 9, 9, 9, 10, 9, 9, 80), rows)


def _write(book: Workbook, sheet: Sheet, formats: dict[str, Format], edition: Edition) -> None:
    page: Worksheet = book.add_worksheet(sheet.name)
    for column, (heading, width) in enumerate(zip(sheet.headings, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, heading, formats["head"])
    page.set_row(0, 2 * ROW_POINTS)
    for place, row in enumerate(sheet.rows, start=1):
        page.set_row(place, ROW_POINTS * _lines(row, sheet))
        for column, (value, style) in enumerate(zip(row, sheet.styles, strict=True)):
            _cell(page, place, column, value, style, formats)
    # An autofilter over no row at all makes Excel repair the file.
    last = max(1, len(sheet.rows))
    # The name stays in view while the figures scroll.
    page.freeze_panes(1, LIST_FROZEN if sheet.name == "名单" else 1)
    page.autofilter(0, 0, last, len(sheet.headings) - 1)
    if sheet.name == "名单":
        _choices(page, last, edition.month)
    _print_setup(page, sheet.name, edition)


def _lines(row: tuple[Any, ...], sheet: Sheet) -> int:
    """How many lines the longest wrapped cell of a row takes: only some programs find that out for themselves."""
    cells = zip(row, sheet.styles, sheet.widths, strict=True)
    wrapped = [(plain(value, 500), width) for value, style, width in cells if style == "wrap" and isinstance(value, str)]
    # A column is as wide as so many Latin letters; a Chinese one takes two of them, and one place is lost at the edge.
    return max((ceil(_width(text) / (width - 1)) for text, width in wrapped if text), default=1)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def _cell(page: Worksheet, row: int, column: int, value: Any, style: str, formats: dict[str, Format]) -> None:
    if value is None:
        # A dash and not an empty cell: empty may also mean "not asked".
        page.write_string(row, column, MISSING, formats["missing"])
    elif style == "level":
        page.write_string(row, column, level_word(value) or plain(value), formats.get(value, formats["text"]))
    elif isinstance(value, (bool, str)):
        page.write_string(row, column, plain(value, 500), formats[style])
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time()), formats["date"])
    else:
        page.write_number(row, column, value, formats[style])


def _choices(page: Worksheet, last: int, month: date) -> None:
    columns = {field.heading: place for place, field in enumerate(LIST_FIELDS) if field.heading in FILLED_IN}
    day = {
        "validate": "date",
        "criteria": ">=",
        "value": month,
        "input_title": VISIT_DATE,
        "input_message": "请填写日期，如 2026-11-20",
        "error_message": "请填写日期",
    }
    page.data_validation(1, columns[VISIT_DATE], last, columns[VISIT_DATE], day)
    for heading, choices in ((FINDING, FINDING_CHOICES), (OUTCOME, OUTCOME_CHOICES)):
        page.data_validation(1, columns[heading], last, columns[heading], {"validate": "list", "source": list(choices)})


def _print_setup(page: Worksheet, name: str, edition: Edition) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    if name == "名单":
        # Twenty-six columns on one width could not be read: the second page goes on with the names in front.
        page.set_print_scale(LIST_PRINT_PERCENT)
        page.set_v_pagebreaks([LIST_BREAK])
        page.repeat_columns(0, LIST_FROZEN - 1)
    else:
        # All columns on one page width, as many pages as the rows need.
        page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    # An ampersand starts a control code in headers; names of districts are outside text.
    place = plain(edition.place, 40).replace("&", "＆")
    page.set_header(f"&L{edition.month_key}&C&B{place}预警服务企业{name}&R内部资料 注意保管")
    page.set_footer("&C第 &P 页 共 &N 页")

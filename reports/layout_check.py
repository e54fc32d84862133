"""How a file would be understood, in lines for a terminal: layout, headings, month, unit, lines, rows kept and rows refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from reports.feedback_workbook import problem_words
from reports.words import layout as texts
from reports.words.format import MISSING, plain
from reports.words.text import Words
from warehouse.catalogue import table_named
from warehouse.vocabulary import BASES, INDICATORS, Terms

NAME_LENGTH: Final = 40
REASON_LENGTH: Final = 300
# What says where a row came from is no part of what it says.
TERMS: Final[dict[str, Terms[Any]]] = {"indicator": INDICATORS, "basis": BASES}
HIDDEN: Final = ("delivery_id", "file_name", "row_number", "first_known_on", "later_known_on", "source", "channel")


@dataclass(frozen=True, slots=True)
class HeadingMeaning:
    """What one heading brings: nothing (`role` left_out), a column (field, or a part of one), a figure (value, instead, base, month), the
    unit of the row's figures (unit), or what tells rows of one key apart (finer). `month`: which the heading states.
    """

    heading: str
    role: str
    target: str = ""
    kind: str = ""
    basis: str = ""
    unit: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class TableMeaning:
    """One table of a file; `titles` are (text, where) pairs, `month` holds for all of its rows, null where a column says it."""

    place: str
    rows: int
    headings: tuple[HeadingMeaning, ...]
    titles: tuple[tuple[str, str], ...] = ()
    month: str | None = None
    month_from: str = ""
    units_from: str = ""


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """How a file would be understood: `layout` is the one it is of, or the nearest, of which it lacks `missing`.

    `kept`: rows as they would be stored, with row_number; `refused`: row_number, rule, reason. `rule` and `reason` are set where the file
    is refused as a whole.
    """

    name: str
    layout: str = ""
    table: str = ""
    missing: tuple[str, ...] = ()
    tables: tuple[TableMeaning, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    kept: pl.DataFrame = field(default_factory=pl.DataFrame)
    refused: pl.DataFrame = field(default_factory=pl.DataFrame)
    note: str = ""
    rule: str = ""
    reason: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether at least one row of the file would be stored."""
        return not self.rule and self.kept.height > 0


def check_lines(found: LayoutCheck, words: Words, most: int = 5) -> list[str]:
    """Return how a file would be understood, with at most `most` rows of each kind."""
    return [line.rstrip() for line in _lines(found, words, most)]


def _lines(found: LayoutCheck, words: Words, most: int) -> Iterator[str]:
    yield words.say(texts.FILE, name=plain(found.name, 120))
    if found.rule:
        # Reasons are written in English; what a file lacks stands below in the words of its headings.
        reason = plain(found.reason, 600) if words.is_english else problem_words(found.rule, words)
        yield words.say(texts.REFUSED, rule=found.rule, reason=reason)
    if found.missing:
        missing = found.missing if words.is_english else [_label(found.table, name) for name in found.missing]
        yield words.say(texts.NEAREST, layout=found.layout, missing=words.listed(missing))
    elif found.layout:
        yield words.say(texts.LAYOUT, layout=found.layout, table=found.table)
    for number, each in enumerate(found.tables, start=1):
        yield from _table(each, number, found, words)
    if found.lines:
        yield words.say(texts.LINES, total=sum(found.lines.values()), **found.lines)
    if found.note:
        yield words.say(texts.NOTE, note=remark(plain(found.note, 400), words))
    if not found.rule:
        yield from _kept(found.kept, found.table, words, most)
        yield from _refused(found.refused, words, most)
    elif found.missing:
        yield words.say(texts.NEW, name=plain(found.name, 120))


def _table(each: TableMeaning, number: int, found: LayoutCheck, words: Words) -> Iterator[str]:
    """Yield one table: where it stands, its titles, what every heading brings, month and unit."""
    place = words.say(texts.PLACE, place=plain(each.place, NAME_LENGTH)) if each.place else ""
    yield words.say(texts.TABLE, number=number, place=place, rows=each.rows)
    titles = [plain(text, 80) + words.say(texts.PLACE, place=words.say(texts.TITLE_PLACES[where])) for text, where in each.titles if text]
    if titles:
        yield "  " + words.say(texts.TITLES, titles=words.phrases(titles))
    yield "  " + words.say(texts.HEADINGS)
    yield from (f"    {plain(heading.heading, NAME_LENGTH) or MISSING} → {_meaning(heading, found, words)}" for heading in each.headings)
    if not found.rule:
        yield from _facts(each, words)


def _facts(each: TableMeaning, words: Words) -> Iterator[str]:
    """Yield month and units of a table, with where they were stated."""
    source = words.say(texts.SOURCE, source=remark(plain(each.month_from, 120), words)) if each.month_from else ""
    yield "  " + words.say(texts.MONTH_FROM, month=each.month or words.say(texts.MONTH_IN_ROWS), source=source)
    if each.units_from:
        yield "  " + words.say(texts.UNITS_FROM, source=remark(plain(each.units_from, 200), words))


def remark(text: str, words: Words) -> str:
    """Return a remark of the ledger in the reader's language; the ledger keeps it in English."""
    if words.is_english:
        return text
    named = {indicator.key: indicator.zh for indicator in INDICATORS}
    for pattern, chinese in texts.REMARKS.items():
        text = re.sub(pattern, chinese, text)
    return re.sub("|".join(rf"(?<![a-z_]){key}(?![a-z_])" for key in named), lambda found: named[found[0]], text)


def _meaning(heading: HeadingMeaning, found: LayoutCheck, words: Words) -> str:
    """Return what one heading brings, in words."""
    if heading.role == "left_out":
        return words.say(texts.LEFT_OUT)
    if heading.role in texts.OTHER_ROLES:
        return words.say(texts.OTHER_ROLES[heading.role])
    if heading.basis:
        unit = words.say(texts.IN_UNIT, unit=heading.unit) if heading.unit else ""
        month = words.say(texts.OF_MONTH, month=heading.month) if heading.month else ""
        indicator, basis = words.term(INDICATORS, heading.target), words.term(BASES, heading.basis) + month
        part = texts.FIGURE_PARTS.get(heading.role)
        return words.say(texts.FIGURE, indicator=indicator, basis=basis, unit=unit) + (words.say(part) if part else "")
    column = heading.target if words.is_english else _label(found.table, heading.target)
    if heading.role == "part":
        return words.say(texts.PART, column=column)
    kind = words.say(texts.KINDS[heading.kind]) if heading.kind in texts.KINDS else heading.kind
    return words.say(texts.FIELD, column=column, kind=kind)


def _label(table: str, target: str) -> str:
    """Return what a column is called on pages; a target that is used on the way only has no such name."""
    columns = {column.name: column.label for column in table_named(table).columns} if table else {}
    return columns.get(target, target)


def _kept(kept: pl.DataFrame, table: str, words: Words, most: int) -> Iterator[str]:
    """Yield the first rows as they would be stored."""
    if kept.is_empty():
        yield words.say(texts.STORED_NONE)
        return
    shown = kept.head(most)
    yield words.say(texts.STORED, count=kept.height, shown=shown.height)
    for row in shown.iter_rows(named=True):
        known = [name for name, value in row.items() if value is not None and name not in HIDDEN]
        cells = [f"{name if words.is_english else _label(table, name)}={_cell(name, row, words)}" for name in known]
        yield f"    {words.say(texts.ROW, row=row['row_number'])}  " + "  ".join(cells)


def _cell(name: str, row: Mapping[str, Any], words: Words) -> str:
    """Return a cell; figures with the unit they would be stored in, which may be another than the sender's."""
    unit = words.unit(row.get("indicator")) if name in ("value", "same_period_last_year") else ""
    terms = TERMS.get(name)
    if terms is not None and not words.is_english:
        return words.term(terms, row[name])
    return f"{plain(row[name], NAME_LENGTH)} {unit}".rstrip()


def _refused(refused: pl.DataFrame, words: Words, most: int) -> Iterator[str]:
    """Yield the first rows that would be refused, with the reason of each."""
    if refused.is_empty():
        yield words.say(texts.REFUSED_NONE)
        return
    shown = refused.head(most)
    yield words.say(texts.REFUSED_ROWS, count=refused.height, shown=shown.height)
    for row in shown.iter_rows(named=True):
        why = f"{row['rule']}: {plain(row['reason'], REASON_LENGTH)}" if words.is_english else problem_words(row["rule"], words)
        yield f"    {words.say(texts.ROW, row=row['row_number'])}  {why}"


@dataclass(frozen=True, slots=True)
class DraftNotice:
    """A draft of a layout that was written: for which file, where, what it is called in use, what is missing and what is unsure."""

    name: str
    path: str
    target: str
    gaps: tuple[str, ...]
    unsure: tuple[str, ...]


def draft_lines(notice: DraftNotice, words: Words) -> list[str]:
    """Return what to do with a draft."""
    gaps = [words.say(texts.DRAFT_GAPS, gaps=words.listed(notice.gaps))] if notice.gaps else []
    unsure = [words.say(texts.DRAFT_UNSURE, columns=words.listed(plain(name, 40) for name in notice.unsure))] if notice.unsure else []
    following = words.say(texts.DRAFT_NEXT, name=notice.name, path=notice.path, target=notice.target)
    return [words.say(texts.DRAFT, path=notice.path), *gaps, *unsure, following]

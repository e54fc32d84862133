"""What a layout is, and how a header finds its layout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Annotated, Literal, NamedTuple

from annotated_types import MinLen

from models.setting_types import IndicatorKey, OneOf, Text
from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.heading_names import HeadingName, read_name, without_units
from pipelines.ingest.refusals import FileRefusedError
from warehouse.catalogue import table_named
from warehouse.contract import Table
from warehouse.vocabulary import BASES, INDICATORS

Kind = Literal[
    "code", "account", "reference", "text", "word", "visit_word", "choice", "month", "year", "number", "share", "unit", "date", "past_date",
    "receipt",
]  # fmt: skip
Known = Literal["nominal", "always", "event", "event_then_ingest", "next_day", "ingest"]
Headers = Annotated[tuple[Text, ...], MinLen(1)]
# Columns that decide who receives mail; a delivery may never bring them.
SUBSCRIBER_HEADERS = frozenset({"email", "name", "scope"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a layout: which header brings it, what kind of cell it holds, where it goes.

    `optional`: the column may be absent and its cells may be empty. `may_be_empty`: only its cells may. `default`: what a table that needs
    a word gets where no cell says it. `parts`: headers whose cells together say it (year and month), where
    no single header does. `from_title`: where no column says it, the text above the table or the file's name does. `unless_dated`: needed
    only where the headings of the figures state no months. `prefer_first`: of several columns the first one that says something counts,
    row by row. `decides`: though optional, it decides where a figure goes, so that a cell that cannot be read costs the row; elsewhere
    such a cell counts as empty and is named in the file's note. `accepts`: which codes a code may be. `values`: what the sender's words
    mean; beside them a "choice" has only its allowed values, a "word" any other text, and so has a "visit_word"
    (pipelines.ingest.visit_words).
    `month_as`: which day of it a month alone stands for, where registers keep no days; none where it cannot be read.
    `unknown`: what happens to a row whose cell is not among the allowed values: the row is refused, or only the cell reads as null.
    `allowed` comes from the contract of the table.
    """

    target: str
    headers: tuple[str, ...]
    kind: Kind
    optional: bool = False
    may_be_empty: bool = False
    default: str | None = None
    parts: tuple[str, ...] = ()
    from_title: bool = False
    unless_dated: bool = False
    prefer_first: bool = False
    decides: bool = False
    accepts: Literal["enterprise", "organisation"] = "enterprise"
    values: Mapping[str, str] = field(default_factory=dict)
    month_as: Literal["none", "first", "last"] = "none"
    unknown: Literal["refuse", "null"] = "refuse"
    allowed: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """How the column is called in messages."""
        return self.headers[0] if self.headers else self.target

    @property
    def needs_column(self) -> bool:
        """Whether a file without such a column is of another layout."""
        return not self.optional and not self.from_title


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a wide row: the headers of its value, of last year's value on this year's basis, and of the month alone.

    Any of them may state a unit of measure besides, and a month instead of 本月; `{unit}` shows where the unit usually stands. `unit` is
    meant where none is stated anywhere. Of several columns of the value the first one that says something counts, row by row. `instead`:
    headers of something near to it (what is due, where it is not said what was paid), which serve a table that has no column of the
    value; they never fill its empty cells.
    """

    indicator: IndicatorKey
    basis: Annotated[str, OneOf(BASES.keys)]
    value: Headers
    instead: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    unit: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that may bring something of the figure."""
        return (*self.value, *self.instead, *self.base, *self.month)


@dataclass(frozen=True, slots=True)
class Finer:
    """Columns that tell rows of one key apart, more finely than the table does, and what is done with such rows.

    `how`: "sum" adds them up (metering points of an account); "choose" takes the rows whose cell is one of `values`, and no others where a
    file has such rows (one kind of insurance of several); "prefer" takes them where a key has them, else its only row (verified figures).
    Rows of one key that a column tells apart which is not declared are refused.
    """

    headers: Headers
    how: Literal["sum", "choose", "prefer"]
    values: tuple[str, ...] = ()


# Compared by identity: layouts are made once, and comparing their contents would take longer than reading a file.
@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One kind of delivery, as data.

    `cells`: "strict" takes what the tidy layouts promise (pipelines.ingest.cells), "lenient" what departments write
    (pipelines.ingest.lenient). `known` says when an undated row counts as known: "nominal" (release day of its period),
    "always" (timeless until it changes), "event" (the day in column `event_day`), "event_then_ingest" (that day for the first
    report of an event, the day of ingest for later ones), "next_day" (the day after the one in `event_day`, likewise),
    "ingest" (the day it was taken in). `clash_rule` names the quarantine rule for rows that contradict each other. `figures`: the figures
    a row of a wide file brings; without them a row is one statement.
    `finer`: columns that tell rows of one key apart. `filled_in`: targets that people fill in on a list of ours; a row in which nobody
    did is no row of input. `unread`: headers of ours that need not be named among the columns left out. `barred`: a file with one of
    these headers is not of this layout.
    """

    key: Text
    table: Text
    cells: Literal["strict", "lenient"]
    known: Known
    fields: tuple[Field, ...]
    event_day: str | None = None
    clash_rule: str | None = None
    channel: str | None = None
    figures: tuple[Figure, ...] = ()
    finer: tuple[Finer, ...] = ()
    filled_in: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()

    @property
    def contract(self) -> Table:
        """The contract of the table the rows go to."""
        return table_named(self.table)

    @property
    def required_count(self) -> int:
        """How many columns a file cannot do without."""
        return sum(field.needs_column for field in self.fields) + bool(self.figures)

    def assign(self, header: tuple[str, ...]) -> dict[str, int]:
        """Return target to position in the header for every field a single column brings; raises FileRefusedError where two would do."""
        return dict(_assign(self, header))

    def preferred(self, header: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
        """Return target to positions, the best first, for every field that several columns bring of which the best one counts."""
        several = {field.target: columns_in_order(field.headers, header, field.target) for field in self.fields if field.prefer_first}
        return {target: tuple(column.position for column in columns) for target, columns in several.items() if len(columns) > 1}

    def finer_columns(self, header: tuple[str, ...]) -> dict[int, Finer]:
        """Return the positions of columns that tell rows of one key apart, with what is done with such rows."""
        return {position: finer for finer in self.finer for position in _positions(finer.headers, header)}

    def own(self, header: tuple[str, ...]) -> tuple[int, ...]:
        """Return the positions of columns that we wrote and do not read back."""
        return _positions(self.unread, header)

    def used(self, header: tuple[str, ...]) -> set[int]:
        """Return every position of the header that the layout has a use for."""
        return {
            *self.assign(header).values(),
            *(position for positions in self.preferred(header).values() for position in positions),
            *(position for field in self.fields for position in _positions(field.parts, header)),
            *(column.position for column in figure_columns(self, header)),
            *(_positions(UNIT_HEADERS, header) if self.figures else ()),
        }

    def left_out(self, header: tuple[str, ...]) -> tuple[str, ...]:
        """Return the columns of the header that the layout has no use for and that are not its own."""
        known = {*self.used(header), *self.finer_columns(header), *self.own(header)}
        return tuple(cell or "(no name)" for position, cell in enumerate(header) if position not in known)

    def is_barred(self, header: tuple[str, ...]) -> bool:
        """Whether a header says that the file is something else."""
        return bool(_positions(self.barred, header))

    def missing(self, header: tuple[str, ...]) -> list[str]:
        """Return the headers a file would need besides its own to be of this layout."""
        values = [column for column in figure_columns(self, header) if column.is_value]
        is_dated = any(column.name.month for column in values)
        absent = [
            field.shown
            for field in self.fields
            if field.needs_column
            and not _positions(field.headers, header)
            and not has_parts(field, header)
            # The headings of the figures may say the month, and then no column need say it.
            and not (is_dated and (field.kind == "month" or field.unless_dated))
        ]
        if self.figures and not values:
            absent.append(self.figures[0].value[0].replace("{unit}", self.figures[0].unit or "千元"))
        return absent

    @property
    def counts_by_month(self) -> bool:
        """Whether its figures are what a month alone brought, so that one of several months would be far too large."""
        return any(figure.basis == "month" and not INDICATORS[figure.indicator].is_stock for figure in self.figures)

    @property
    def takes_months(self) -> bool:
        """Whether the table the rows go to tells a month's figure from one since January."""
        return any(column.name == "basis" for column in self.contract.columns)


@lru_cache(maxsize=10_000)
def _assign(layout: Layout, header: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return target and position of every field a single column brings."""
    found = ((field.target, find_column(field.headers, header, field.target, prefer_first=field.prefer_first)) for field in layout.fields)
    return tuple((target, column.position) for target, column in found if column is not None)


class Column(NamedTuple):
    """Where a header stands."""

    position: int


def find_column(headers: tuple[str, ...], header: tuple[str, ...], target: str, *, prefer_first: bool = False) -> Column | None:
    """Return the column one of the headers names, None where there is none; raises FileRefusedError where two do."""
    if prefer_first:
        headers = next(((name,) for name in headers if _positions((name,), header)), ())
    positions = _positions(headers, header)
    # Choosing one of the two would be a guess about money.
    if len(positions) > 1:
        names = ", ".join(header[position] for position in positions)
        raise FileRefusedError("duplicate_column", f"two columns bring {target} ({names}), expected one; remove the other")
    return Column(positions[0]) if positions else None


@lru_cache(maxsize=10_000)
def columns_in_order(headers: tuple[str, ...], header: tuple[str, ...], target: str) -> tuple[Column, ...]:
    """Return the columns that the headers name, in the order of the headers; raises FileRefusedError where one names two."""
    found: dict[int, Column] = {}
    for name in headers:
        column = find_column((name,), header, target)
        if column is not None:
            found.setdefault(column.position, column)
    return tuple(found.values())


def has_parts(field: Field, header: tuple[str, ...]) -> bool:
    """Whether the header has every part a field may be put together from."""
    return bool(field.parts) and all(_positions((part,), header) for part in field.parts)


# A department's files share one header, and comparing it with every layout anew would cost more than reading the file.
@lru_cache(maxsize=10_000)
def _positions(headers: tuple[str, ...], header: tuple[str, ...]) -> tuple[int, ...]:
    """Return where one of the headers stands."""
    wanted = {_without_percent(name) for name in headers}
    return tuple(position for position, cell in enumerate(header) if _without_percent(cell) in wanted)


# Columns that say the unit of a row's figures. 单位 alone may name whoever reports, which only its cells can tell.
UNIT_HEADERS = (
    "计量单位", "金额单位", "用量单位", "电量单位", "用电量单位", "水量单位", "用水量单位", "气量单位", "用气量单位",
    "数量单位", "货币单位", "数值单位", "产值单位", "税额单位", "投资单位", "人数单位", "指标单位", "度量单位", "单位(计量)", "unit", "uom",
)  # fmt: skip
PERCENT = re.compile(r"(?<=.)[;:,/_]?[(\[【〔]?(?:单位:?)?(?:%|百分比|百分数|百分率|percent|pct)[)\]】〕]?$")


@cache
def _without_percent(cell: str) -> str:
    """Return a header in comparable form, without the remark that its cells are percentages."""
    return PERCENT.sub("", normalise_header(cell))


def states_percent(cell: str) -> bool:
    """Whether a header says that its cells are percentages."""
    return PERCENT.search(normalise_header(cell)) is not None


Role = Literal["value", "instead", "base", "month"]


class FigureColumn(NamedTuple):
    """A column that brings a figure: which one and in what role, what its heading says besides, how exactly it fits (0 is best)."""

    position: int
    figure: Figure
    role: Role
    name: HeadingName
    rank: int
    is_value: bool


@lru_cache(maxsize=10_000)
def figure_columns(layout: Layout, header: tuple[str, ...]) -> tuple[FigureColumn, ...]:
    """Return the columns of a header that bring figures of a layout, in the order of the header."""
    found = (_figure_column(layout, position, cell) for position, cell in enumerate(header)) if layout.figures else ()
    return tuple(column for column in found if column is not None)


def _figure_column(layout: Layout, position: int, cell: str) -> FigureColumn | None:
    """Return what figure a column brings, None for none; the best fit counts."""
    name = read_name(cell)
    exact, cores = _figure_names(layout)
    if name.core not in cores and frozenset(without_units(cell)[0]) not in exact:
        return None
    fits = [
        (rank, number, role)
        for number, figure in enumerate(layout.figures)
        for role, headers in _roles(figure)
        if (rank := _rank(name, cell, role, headers, figure.basis)) is not None
    ]
    if not fits:
        return None
    rank, number, role = min(fits, key=lambda fit: fit[:2])
    is_value = role in ("value", "instead") or (
        role == "month" and layout.takes_months and name.month is not None and not name.is_last_year
    )
    return FigureColumn(position, layout.figures[number], role, name, rank, is_value)


Parts = frozenset[str]


@cache
def _figure_names(layout: Layout) -> tuple[frozenset[Parts], frozenset[Parts]]:
    """Return the declared headers of a layout's figures without their units, and what they name: most headings are neither."""
    headers = [header for figure in layout.figures for _, names in _roles(figure) for header in names]
    return frozenset(frozenset(without_units(each)[0]) for each in headers), frozenset(read_name(each).core for each in headers)


def _roles(figure: Figure) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """Return the headers of a figure by what they bring."""
    return ("value", figure.value), ("instead", figure.instead), ("base", figure.base), ("month", figure.month)


# How far behind headings that are as declared those stand that say the same in other words.
OTHER_WORDS = 1000


def _rank(name: HeadingName, cell: str, role: Role, headers: tuple[str, ...], basis: str) -> int | None:
    """Return how well a heading fits declared ones: their place in order, None where it is none of them."""
    parts = frozenset(without_units(cell)[0])
    exact = next((place for place, header in enumerate(headers) if frozenset(without_units(header)[0]) == parts), None)
    if exact is not None:
        return exact
    # A year without a month is the year's figure.
    if not name.core or (name.year is not None and name.month is None):
        return None
    meant = "month" if role == "month" else basis
    return next((OTHER_WORDS + place for place, header in enumerate(headers) if _says_the_same(name, read_name(header), meant)), None)


def _says_the_same(name: HeadingName, declared: HeadingName, basis: str) -> bool:
    """Whether two headings name one figure of one basis, the month or the unit apart."""
    # A heading without a word about it is neither of the month nor since January, unless it was declared without one.
    span = name.span or (basis if declared.span is None else None)
    return name.core == declared.core and name.is_last_year == declared.is_last_year and span == (declared.span or basis)


class Declared(NamedTuple):
    """The headers that layouts declare, in comparable form: those of amounts, all others, and what the names of figures contain."""

    amounts: frozenset[str]
    labels: frozenset[str]
    cores: re.Pattern[str]


@cache
def _declared(layouts: tuple[Layout, ...]) -> Declared:
    """Return every header some layouts declare."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for each in (each for layout in layouts for each in layout.fields):
        names[each.kind in ("number", "share")].update(_without_percent(name) for name in (*each.headers, *each.parts))
    names[False].update(_without_percent(name) for layout in layouts for each in layout.finer for name in each.headers)
    figures = [name for layout in layouts for figure in layout.figures for _, headers in _roles(figure) for name in headers]
    cores = {min(read_name(name).core, key=len).partition("(")[0] for name in figures}
    return Declared(frozenset(names[True]), frozenset(names[False]), re.compile("|".join(map(re.escape, sorted(cores))) or "(?!)"))


def use_of(name: str, layouts: tuple[Layout, ...]) -> Literal["", "label", "amount"]:
    """Return the use some layout has for a column of this name: as an amount, as what says whose and when a row is, or none."""
    declared, key = _declared(layouts), _without_percent(name)
    if key in declared.labels:
        return "label"
    # Most of the texts of a file contain the name of no figure, which is found out quickly.
    is_figure = declared.cores.search(normalise_header(name)) and any(
        _figure_column(layout, 0, name) for layout in layouts if layout.figures
    )
    return "amount" if is_figure or key in declared.amounts else ""


def recognise(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout whose required columns the header has, the one with the most of them; raises FileRefusedError for none."""
    layout = fitting(header, layouts)
    if layout is not None:
        return layout
    # Said before the general refusal, since here somebody may have tried to subscribe by delivering a file.
    if {normalise_header(cell) for cell in header} >= SUBSCRIBER_HEADERS:
        raise FileRefusedError(
            "subscribers_not_taken",
            "subscribers are never taken from a delivery; put subscribers.csv into the program's home folder instead",
        )
    raise FileRefusedError("unknown_layout", _explain_unknown(header, layouts))


# A department's files have the same names every month, and asking every layout for each of them takes longer than reading the file.
@lru_cache(maxsize=10_000)
def fitting(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout | None:
    """Return the layout of a header, None where there is none; raises FileRefusedError where two fit alike."""
    # Every visit also has a code and may have a name, so the layout that asks for most is the one that is meant.
    # A register may stand beside figures, and leaving out figures would lose more than leaving out names.
    complete = [layout for layout in layouts if not layout.missing(header) and not layout.is_barred(header)]
    weight = {layout: (bool(layout.figures), layout.required_count) for layout in complete}
    found = sorted(weight, key=lambda layout: weight[layout], reverse=True)
    if len(found) > 1 and weight[found[0]] == weight[found[1]]:
        raise FileRefusedError(
            "ambiguous_layout", f"the columns fit {found[0].key} and {found[1].key} alike; remove the columns that belong to the other"
        )
    return found[0] if found else None


def nearest_layout(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> tuple[float, Layout]:
    """Return the layout that lacks the smallest share of its columns in a header, and that share; a column that comes near counts half."""
    possible = [layout for layout in layouts if not layout.is_barred(header)] or list(layouts)
    lacking = [(_lacking(layout, header) / layout.required_count, layout) for layout in possible]
    return min(lacking, key=lambda each: (each[0], each[1].key))


def _lacking(layout: Layout, header: tuple[str, ...]) -> float:
    """Return how many columns a header lacks for a layout."""
    return sum(0.5 if _near(layout, name, header) else 1.0 for name in layout.missing(header))


def _near(layout: Layout, name: str, header: tuple[str, ...]) -> str | None:
    """Return the column that may be meant where a layout lacks one, None where none resembles it."""
    used = layout.used(header) if not _is_doubled(layout, header) else set()
    others = [cell for position, cell in enumerate(header) if cell and position not in used]
    whole = "".join(sorted(read_name(name).core, key=len))
    similar = [cell for cell in others if whole and whole.partition("(")[0] in normalise_header(cell)]
    close = get_close_matches(_without_percent(name), [_without_percent(cell) for cell in others], 1, 0.75)
    return next(iter(similar), None) or next((cell for cell in others if close and _without_percent(cell) == close[0]), None)


def _is_doubled(layout: Layout, header: tuple[str, ...]) -> bool:
    """Whether two columns of a header bring the same field of a layout."""
    try:
        layout.assign(header)
    except FileRefusedError:
        return True
    return False


def _explain_unknown(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> str:
    """Return the sentence that names the layout that came closest and what it lacks."""
    _, nearest = nearest_layout(header, layouts)
    got = ", ".join(header[:12]) + (", ..." if len(header) > 12 else "")
    needed = ", ".join(_with_near(nearest, name, header) for name in nearest.missing(header))
    return (
        f"no layout has the columns {got}; the nearest, {nearest.key}, also needs {needed}; "
        "rename the columns or declare a layout for this file"
    )


def _with_near(layout: Layout, name: str, header: tuple[str, ...]) -> str:
    """Return a column that is lacking and the one that resembles it, with what that one says too much."""
    near = _near(layout, name, header)
    return f"{name} ({near} comes near it and says something else besides)" if near else name

"""What a layout is, and how a header finds its layout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Annotated, Literal, NamedTuple

from annotated_types import MinLen

from models.setting_types import IndicatorKey, OneOf, Text
from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.units import unit_keys
from warehouse.catalogue import table_named
from warehouse.contract import Table
from warehouse.vocabulary import BASES

Kind = Literal[
    "code", "account", "text", "word", "visit_word", "choice", "month", "year", "number", "share", "unit", "date", "past_date", "receipt"
]  # fmt: skip
Known = Literal["nominal", "always", "event", "event_then_ingest"]
Headers = Annotated[tuple[Text, ...], MinLen(1)]
# Columns that decide who receives mail; a delivery may never bring them.
SUBSCRIBER_HEADERS = frozenset({"email", "name", "scope"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a layout: which header brings it, what kind of cell it holds, where it goes.

    `optional`: the column may be absent and its cells may be empty. `may_be_empty`: only its cells may. `default`: what a table that needs
    a word gets where no cell says it. `parts`: headers whose cells together say it (year and month), where
    no single header does. `from_title`: where no column says it, the text above the table or the file's name does. `prefer_first`: of
    several headers the first one present counts. `accepts`: which codes a code may be. `values`: what the sender's words mean; beside
    them a "choice" has only its allowed values, a "word" any other text, and so has a "visit_word" (pipelines.ingest.visit_words).
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
    prefer_first: bool = False
    accepts: Literal["enterprise", "organisation"] = "enterprise"
    values: Mapping[str, str] = field(default_factory=dict)
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

    `{unit}` in a header stands for a unit of measure that the header states; `unit` is meant where it states none.
    """

    indicator: IndicatorKey
    basis: Annotated[str, OneOf(BASES.keys)]
    value: Headers
    base: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    unit: str | None = None


# Compared by identity: layouts are made once, and comparing their contents would take longer than reading a file.
@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One kind of delivery, as data.

    `cells`: "strict" takes what the tidy layouts promise (pipelines.ingest.cells), "lenient" what departments write
    (pipelines.ingest.lenient). `known` says when an undated row counts as known: "nominal" (release day of its period),
    "always" (timeless until it changes), "event" (the day in column `event_day`), "event_then_ingest" (that day for the first
    report of an event, the day of ingest for later ones). `clash_rule` names the quarantine rule for
    rows that contradict each other. `figures`: the figures a row of a wide file brings; without them a row is one statement.
    `filled_in`: targets that people fill in on a list of ours; a row in which nobody did is no row of input. `unread`: headers of ours
    that need not be named among the columns left out. `barred`: a file with one of these headers is not of this layout.
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

    def used(self, header: tuple[str, ...]) -> set[int]:
        """Return every position of the header that the layout has a use for."""
        figures = [name for figure in self.figures for name in (*figure.value, *figure.base, *figure.month)]
        return {
            *self.assign(header).values(),
            *(position for field in self.fields for position in _positions(field.parts, header)),
            *_positions(tuple(figures), header),
        }

    def left_out(self, header: tuple[str, ...]) -> tuple[str, ...]:
        """Return the columns of the header that the layout has no use for and that are not its own."""
        known = {*self.used(header), *_positions(self.unread, header)}
        return tuple(cell or "(no name)" for position, cell in enumerate(header) if position not in known)

    def is_barred(self, header: tuple[str, ...]) -> bool:
        """Whether a header says that the file is something else."""
        return bool(_positions(self.barred, header))

    def missing(self, header: tuple[str, ...]) -> list[str]:
        """Return the headers a file would need besides its own to be of this layout."""
        absent = [
            field.shown
            for field in self.fields
            if field.needs_column and not _positions(field.headers, header) and not has_parts(field, header)
        ]
        if self.figures and not any(_positions(figure.value, header) for figure in self.figures):
            absent.append(self.figures[0].value[0].replace("{unit}", self.figures[0].unit or "千元"))
        return absent


@lru_cache(maxsize=10_000)
def _assign(layout: Layout, header: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return target and position of every field a single column brings."""
    found = ((field.target, find_column(field.headers, header, field.target, prefer_first=field.prefer_first)) for field in layout.fields)
    return tuple((target, column.position) for target, column in found if column is not None)


class Column(NamedTuple):
    """Where a header stands and the unit it states."""

    position: int
    unit: str | None


def find_column(headers: tuple[str, ...], header: tuple[str, ...], target: str, *, prefer_first: bool = False) -> Column | None:
    """Return the column one of the headers names, None where there is none; raises FileRefusedError where two do."""
    if prefer_first:
        headers = next(((name,) for name in headers if _positions((name,), header)), ())
    positions = _positions(headers, header)
    # Choosing one of the two would be a guess about money.
    if len(positions) > 1:
        names = ", ".join(header[position] for position in positions)
        raise FileRefusedError("duplicate_column", f"two columns bring {target} ({names}), expected one; remove the other")
    if not positions:
        return None
    matches = [_pattern(name).fullmatch(normalise_header(header[positions[0]])) for name in headers]
    units = [match.groupdict().get("unit") for match in matches if match]
    return Column(positions[0], units[0] if units else None)


def has_parts(field: Field, header: tuple[str, ...]) -> bool:
    """Whether the header has every part a field may be put together from."""
    return bool(field.parts) and all(_positions((part,), header) for part in field.parts)


# A department's files share one header, and comparing it with every layout anew would cost more than reading the file.
@lru_cache(maxsize=10_000)
def _positions(headers: tuple[str, ...], header: tuple[str, ...]) -> tuple[int, ...]:
    """Return where one of the headers stands."""
    cells = [normalise_header(cell) for cell in header]
    return tuple(position for position, cell in enumerate(cells) if any(_pattern(name).fullmatch(cell) for name in headers))


@cache
def _pattern(header: str) -> re.Pattern[str]:
    """Return what a declared header matches, `{unit}` standing for any spelling of a unit."""
    before, found, after = normalise_header(header).partition("{unit}")
    units = "|".join(sorted(map(re.escape, unit_keys()), key=len, reverse=True))
    return re.compile(re.escape(before) + (f"(?P<unit>{units})" if found else "") + re.escape(after))


@cache
def _declared(layouts: tuple[Layout, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return every header the layouts declare, in comparable form, and the beginnings of those that state a unit."""
    fields = [name for layout in layouts for field in layout.fields for name in (*field.headers, *field.parts)]
    figures = [name for layout in layouts for figure in layout.figures for name in (*figure.value, *figure.base, *figure.month)]
    names = {normalise_header(name) for name in (*fields, *figures)}
    beginnings = {name.partition("{unit}")[0] for name in names if "{unit}" in name}
    return frozenset(names), tuple(beginnings)


def may_be_declared(name: str, layouts: tuple[Layout, ...]) -> bool:
    """Whether some layout may have a use for a column of this name; a quick no for most of the texts of a file."""
    names, beginnings = _declared(layouts)
    key = normalise_header(name)
    return key in names or key.startswith(beginnings)


def recognise(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout whose required columns the header has, the one with the most of them; raises FileRefusedError for none."""
    # Every visit also has a code and may have a name, so the layout that asks for most is the one that is meant.
    # A register may stand beside figures, and leaving out figures would lose more than leaving out names.
    complete = [layout for layout in layouts if not layout.missing(header) and not layout.is_barred(header)]
    weight = {layout: (bool(layout.figures), layout.required_count) for layout in complete}
    fitting = sorted(weight, key=lambda layout: weight[layout], reverse=True)
    if fitting and (len(fitting) == 1 or weight[fitting[0]] > weight[fitting[1]]):
        return fitting[0]
    if fitting:
        raise FileRefusedError(
            "ambiguous_layout", f"the columns fit {fitting[0].key} and {fitting[1].key} alike; remove the columns that belong to the other"
        )
    # Said before the general refusal, since here somebody may have tried to subscribe by delivering a file.
    if {normalise_header(cell) for cell in header} >= SUBSCRIBER_HEADERS:
        raise FileRefusedError(
            "subscribers_not_taken",
            "subscribers are never taken from a delivery; put subscribers.csv into the program's home folder instead",
        )
    raise FileRefusedError("unknown_layout", _explain_unknown(header, layouts))


def nearest_layout(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> tuple[float, Layout]:
    """Return the layout that lacks the smallest share of its columns in a header, and that share."""
    possible = [layout for layout in layouts if not layout.is_barred(header)] or list(layouts)
    lacking = [(len(layout.missing(header)) / layout.required_count, layout) for layout in possible]
    return min(lacking, key=lambda each: (each[0], each[1].key))


def _explain_unknown(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> str:
    """Return the sentence that names the layout that came closest and what it lacks."""
    _, nearest = nearest_layout(header, layouts)
    got = ", ".join(header[:12]) + (", ..." if len(header) > 12 else "")
    return (
        f"no layout has the columns {got}; the nearest, {nearest.key}, also needs {', '.join(nearest.missing(header))}; "
        "rename the columns or declare a layout for this file"
    )

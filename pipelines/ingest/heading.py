"""Where a table's header stands, and what its columns are called, when titles stand above it or it takes several rows.

A header of several rows becomes names such as "本月;工业总产值(当年价格);千元": the texts of a column joined by semicolons, in the order a
layout knows. What belongs to the header is decided by the layouts alone: every row of it must contribute to a column a layout takes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, permutations
from typing import Literal

from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.heading_names import names_month
from pipelines.ingest.layout import Layout, fitting, use_of
from pipelines.ingest.raw_table import Heading
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.title_units import SAYS_UNIT

# Deepest header in real exports: base period, month or cumulative, figure, unit.
DEEPEST = 4
# Titles joined to headers give names that never come again.
MOST_NAMES = 50_000
# Top, left, bottom, right of a merged range, in rows and columns of the sample, both ends included.
Merged = tuple[int, int, int, int]
Known = Literal["", "label", "amount"]
# Rows that may be a header: their texts, with merged cells filled, and whether a program says what is merged.
RowsOfNames = tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...]
NOTHING = frozenset({"-", "--", "—", "——", "–", "/", "\\"})
# Numbers, codes and days stand in data and never in the lower rows of a header.
DATA = re.compile(r"^[+-]?[\d,]*\.?\d+%?$|^(?=.*\d)[0-9A-Za-z]{13,}$|^\d{4}[-/.]\d{1,2}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may be a header: `used` holds, for every column, the rows whose text is in its name."""

    start: int
    depth: int
    names: tuple[str, ...]
    used: tuple[frozenset[int], ...]


def find_heading(sample: Sequence[Sequence[str]], layouts: tuple[Layout, ...], merged: Sequence[Merged] = ()) -> Heading:
    """Return the heading in the first rows of a table: the first place where a layout fits, else the row most like a header.

    `sample` has no blank rows. Raises FileRefusedError where an empty cell in a header of several rows can be read in two ways.
    Where nothing fits, `is_known` is False and recognising the names says what is missing.
    """
    search = _Search([list(row) for row in sample], layouts, merged)
    for start in range(len(search.rows)):
        found = search.best_at(start)
        if found is not None:
            search.check_guesses(found)
            return search.heading(found, is_known=True)
    likely = search.contested or search.candidate(search.most_texts(), 1)
    return search.heading(likely, is_known=False)


def used_columns(layout: Layout, header: tuple[str, ...]) -> set[int]:
    """Return the positions of the columns a layout has a use for; empty where two columns bring the same thing."""
    try:
        return layout.used(header)
    except FileRefusedError:
        return set()


def field_columns(layout: Layout, header: tuple[str, ...]) -> dict[str, int]:
    """Return target to position of the columns that bring a field; empty where two columns bring the same thing."""
    try:
        return layout.assign(header)
    except FileRefusedError:
        return {}


def figure_positions(layout: Layout, header: tuple[str, ...]) -> list[int]:
    """Return the columns a layout uses that hold amounts; codes, names and days do not add up to anything."""
    kinds = {field.target: field.kind for field in layout.fields}
    others = {position for target, position in field_columns(layout, header).items() if kinds[target] != "number"}
    return sorted(used_columns(layout, header) - others)


class _Search:
    """The rows of one sample, what fills their merged and empty cells, and which names some layout knows."""

    def __init__(self, rows: list[list[str]], layouts: tuple[Layout, ...], merged: Sequence[Merged]) -> None:
        width = max((len(row) for row in rows), default=0)
        self.lengths = [len(row) for row in rows]
        # A dash in a row of units says that its column has none.
        self.rows = [["" if cell.strip() in NOTHING else cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
        self.width = width
        self.layouts = layouts
        self.spread = _spread(self.rows, merged)
        # Where a program says what it has merged, nothing is left to guess.
        self.exact = {row for top, left, bottom, right in merged if right > left for row in range(top, bottom + 1)}
        self.contested: Candidate | None = None
        self._known, self._joined = _names_of(_Same(layouts))
        if len(self._known) + len(self._joined) > MOST_NAMES:
            self._known.clear()
            self._joined.clear()

    def best_at(self, start: int) -> Candidate | None:
        """Return the header that begins in this row and gives a layout most of its columns, the deeper of equals."""
        best: tuple[tuple[int, int], Candidate] | None = None
        for depth in range(1, DEEPEST + 1):
            if not self._may_reach(start, depth):
                break
            candidate = self.candidate(start, depth)
            taken = self._taken(candidate)
            if taken and (best is None or (len(taken), depth) > best[0]):
                best = (len(taken), depth), candidate
        return best[1] if best else None

    def candidate(self, start: int, depth: int) -> Candidate:
        """Return the names that so many rows give."""
        if depth == 1:
            return Candidate(start, 1, tuple(self.rows[start]), (frozenset({start}),) * self.width)
        rows = range(start, start + depth)
        key = tuple((tuple(self.rows[row]), tuple(self.spread[row]), row in self.exact) for row in rows)
        named = self._joined.get(key)
        if named is None:
            named = self._joined[key] = [self._name(rows, column) for column in range(self.width)]
        used = (frozenset(start + place for place in places) for _, places in named)
        return Candidate(start, depth, tuple(name for name, _ in named), tuple(used))

    def heading(self, candidate: Candidate, is_known: bool) -> Heading:
        """Return what reading goes on with: the names, and the texts above them."""
        # A label such as 文号： may come twice, with another value behind it each time; a merged title may be repeated in every cell.
        above = (text for text, _ in groupby(cell for row in self.rows[: candidate.start] for cell in row if cell))
        below = candidate.start + candidate.depth
        # A row of data with a cell too many is wrong itself and does not widen the header.
        width = max(self.lengths[candidate.start : below])
        return Heading(candidate.names[:width], below, tuple(above), is_known, candidate.start)

    def check_guesses(self, candidate: Candidate) -> None:
        """Raise FileRefusedError where an amount may or may not belong to the parent to the left of the empty cell above it."""
        rows = range(candidate.start, candidate.start + candidate.depth)
        taken = {frozenset(name.split(";")) for name in candidate.names}
        for column, name in enumerate(candidate.names):
            joined = (";".join(parts) for parts in self._without_guess(rows, column))
            plain = next((each for each in joined if self._is_known(each) == "amount"), name)
            # Where the name without the parent is another column's, this one continues its neighbour.
            if frozenset(plain.split(";")) not in taken:
                raise FileRefusedError(
                    "ambiguous_header",
                    f"column {column + 1} may be {name} or {plain}, since the cell above it is empty; "
                    "write the whole name into one cell of one header row and deliver the file again",
                )

    def most_texts(self) -> int:
        """Return the first of the rows with the most cells that are text."""
        counts = [sum(bool(cell) and not DATA.match(cell) for cell in row) for row in self.rows]
        return counts.index(max(counts)) if counts else 0

    def _may_reach(self, start: int, depth: int) -> bool:
        """Whether a header that begins in row `start` may have so many rows: the last of them holds no data."""
        last = start + depth - 1
        # 单位： and what stands beside it are a title, although the unit may stand above the column it is meant for.
        if depth > 1 and (any(SAYS_UNIT.match(cell) for cell in self.rows[start]) or self._is_title(start)):
            return False
        if depth == 1 or last >= len(self.rows):
            return depth == 1
        data = [cell for cell in self.rows[last] if DATA.match(cell)]
        # A column each of several months has a row of months below the name of the figure.
        return not data or (len(data) > 1 and all(map(names_month, data)))

    def _is_title(self, row: int) -> bool:
        """Whether a row holds one text alone, in its first cell and not merged: a title, whatever the columns below it are called."""
        texts = [cell for cell in self.rows[row] if cell]
        return self.width > 1 and len(texts) == 1 and bool(self.rows[row][0]) and row not in self.exact

    def _taken(self, candidate: Candidate) -> set[int]:
        """Return the columns a layout takes by these names; none where no layout fits or a row contributes to none of them."""
        # A title or a row of data joined to a header spoils some names and leaves the others; it is no part of it.
        if candidate.depth > 1 and not _is_whole(candidate, self._known_columns(candidate)):
            return set()
        try:
            layout = fitting(candidate.names, self.layouts)
        except FileRefusedError:
            self.contested = self.contested or candidate
            return set()
        if layout is None:
            return set()
        # Two columns for one thing are refused later, by name; here they are a header all the same.
        taken = used_columns(layout, candidate.names) or self._known_columns(candidate)
        return taken if candidate.depth == 1 or _is_whole(candidate, taken) else set()

    def _known_columns(self, candidate: Candidate) -> set[int]:
        """Return the columns whose names some layout knows."""
        return {column for column, name in enumerate(candidate.names) if self._is_known(name)}

    def _name(self, rows: range, column: int) -> tuple[str, tuple[int, ...]]:
        """Return the name of a column and which of the rows are in it: the first joining a layout knows, else the most natural one."""
        joinings = list(self._joinings(rows, column))
        parts = next((parts for parts in joinings if self._is_known(";".join(parts))), joinings[0])
        used = tuple(place for place, row in enumerate(rows) if self._shown(row, rows, column) & set(parts))
        return ";".join(parts), used

    def _joinings(self, rows: range, column: int) -> Iterator[tuple[str, ...]]:
        """Yield the ways to join a column's texts in every order: with its parents, then without a parent that was only guessed."""
        yield from permutations(dict.fromkeys(text for row in rows if (text := self._parent(row, rows, column))))
        # A parent changes what an amount means (last year's, the plan's), so only whose and when a row is may do without it.
        yield from (parts for parts in self._without_guess(rows, column) if self._is_known(";".join(parts)) == "label")

    def _without_guess(self, rows: range, column: int) -> Iterator[tuple[str, ...]]:
        """Yield the joinings of what certainly belongs to a column, where its parent was guessed."""
        if any(self._parent(row, rows, column) != self.spread[row][column] for row in rows):
            yield from permutations(dict.fromkeys(self.spread[row][column] for row in rows if self.spread[row][column]))

    def _shown(self, row: int, rows: range, column: int) -> set[str]:
        """Return the texts a row may give to a column."""
        return {self.rows[row][column], self._parent(row, rows, column)} - {""}

    def _parent(self, row: int, rows: range, column: int) -> str:
        """Return the text of a cell, of the merged range it is in, or of the parent to the left of an empty cell above a text."""
        text = self.spread[row][column]
        if text or row in self.exact or not any(self.rows[below][column] for below in range(row + 1, rows.stop)):
            return text
        for left in range(column, -1, -1):
            if self.rows[row][left]:
                return self.rows[row][left]
            # A new group begins here, and what stands before it is not its parent.
            if any(self.rows[above][left] for above in range(rows.start, row)):
                return ""
        return ""

    def _is_known(self, name: str) -> Known:
        """Return whether some layout uses a column of this name, as an amount or as what says whose and when a row is."""
        key = normalise_header(name)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = use_of(name, self.layouts) if key else ""
        return known


class _Same:
    """A set of layouts as the key of what is remembered for it: the same one, not an equal one, whose hash would take long."""

    __slots__ = ("layouts",)

    def __init__(self, layouts: tuple[Layout, ...]) -> None:
        self.layouts = layouts

    def __hash__(self) -> int:
        return id(self.layouts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.layouts is other.layouts


# A department's files have the same names every month, and asking every layout for each of them takes longer than reading the file.
@lru_cache(maxsize=2)
def _names_of(_same: _Same) -> tuple[dict[str, Known], dict[RowsOfNames, list[tuple[str, tuple[int, ...]]]]]:
    """Return what is known so far for a set of layouts: of names, and of rows that were joined to names, with the rows in each."""
    return {}, {}


def _is_whole(candidate: Candidate, columns: set[int]) -> bool:
    """Whether every row of a header is in the name of one of the columns."""
    rows = range(candidate.start, candidate.start + candidate.depth)
    return set(rows) <= set().union(*(candidate.used[column] for column in columns))


def _spread(rows: list[list[str]], merged: Sequence[Merged]) -> list[list[str]]:
    """Return the rows with the text of every merged range in each of its cells."""
    spread = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        text = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for row in spread[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or text
    return spread

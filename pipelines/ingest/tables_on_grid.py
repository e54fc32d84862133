"""Where the tables of one grid of cells stand: under one another, side by side, with a heading again on every page.

Rows that may be a further heading are found by array code, since a year of figures has a hundred thousand rows and one heading; only those
few are looked at singly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines.ingest.csv_text import SAMPLE_ROWS, normalise_header
from pipelines.ingest.grid import CLOSING, FIGURE, MergedIn, columns_between, heading_at, layout_of, moved_left, nothing_merged
from pipelines.ingest.heading import DEEPEST, field_columns
from pipelines.ingest.layout import Layout, use_of
from pipelines.ingest.raw_table import Heading, nothing_malformed
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.side_by_side import side_by_side

# What a text between tables states for the rows below it.
MONTH = re.compile(r"\d\s*月|[一二三四五六七八九十]月|季度|20\d{2}\s*[-./]?\s*(0?[1-9]|1[0-2])(?!\d)")
# A day, and when a page was printed or filled in, is no month that figures are about.
DAY = re.compile(r"20\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
PRINTED = re.compile(r"打印|印发|版本|(填报|制表|填表|报送|导出)(日期|时间)")
UNIT = re.compile(
    r"单\s*位\s*[:：(（]|单\s*位\s+\S{0,5}(元|时|度|吨|米|人|[hH])|[（(]\s*[^（()）]{0,4}(元|千瓦时|度|[kK][wW][hH]|吨|立方米|人)\s*[)）]"
)
MOST_TITLES, MOST_TITLE_CELLS = 12, 3


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a grid: its heading, its leftmost column, the places of its rows, and rows below a heading that nobody understands.

    `header_place` is the place of the last row of its heading; headings that stand again among the rows are counted, not kept.
    `goes_on`: its heading is that of another sheet.
    """

    heading: Heading
    left: int
    header_place: int
    places: pl.Series
    unread: pl.Series
    heading_rows: int
    title_rows: int
    is_beside: bool = False
    goes_on: bool = False

    def has_rows(self, top: int, bottom: int) -> bool:
        """Whether rows of the table stand between two places, both of them included."""
        start, end = self.places.search_sorted(top), self.places.search_sorted(bottom, side="right")
        return bool(end > start)

    @property
    def rows(self) -> int:
        """How many rows of the grid the table takes."""
        return self.places.len() + self.unread.len() + self.heading_rows + self.title_rows


@dataclass(frozen=True, slots=True)
class Border:
    """Where a further heading begins and its rows of data do; `heading` is None where nobody understands it."""

    start: int
    body: int
    heading: Heading | None


def tables_on_grid(
    cells: pl.DataFrame,
    layouts: tuple[Layout, ...],
    merged_in: MergedIn = nothing_merged,
    first: Heading | None = None,
    breaks: Sequence[int] = (),
) -> list[Part]:
    """Return the tables of a grid, from left to right and from top to bottom; a grid without a known heading is one table.

    `merged_in` gives the merged ranges in rows of a sample, by the places of these rows. `first` is the heading where it stands above the
    grid; `breaks` are places of rows that are no rows of the grid and look like headings.
    """
    whole = first or heading_at(cells, 0, SAMPLE_ROWS, layouts, merged_in)
    parts: list[Part] = []
    for left, right, heading in side_by_side(cells, whole, layouts, is_above=first is not None):
        own = columns_between(cells, left, right)
        is_whole = right - left == cells.width - 1
        grid = _Grid(own, layouts, merged_in if is_whole else moved_left(merged_in, left), breaks)
        given = heading if first is not None else (whole if is_whole else None)
        found = grid.parts(given, is_above=first is not None and given is not None)
        above = parts[0].heading.titles if parts else ()
        for part in found:
            titled = replace(part.heading, titles=_inherited(part.heading.titles, above)) if parts else part.heading
            parts.append(replace(part, heading=titled, left=left, is_beside=left > 0))
    return parts


def states_month(text: str) -> bool:
    """Whether a text above rows may say which month they are about."""
    return MONTH.search(DAY.sub("", text)) is not None and not PRINTED.search(text)


def states_unit(text: str) -> bool:
    """Whether a text above rows may say in which unit their figures are."""
    return UNIT.search(text) is not None


def unread_rows(part: Part, cells: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a table that stand below a heading nobody understands, as rows refused."""
    if part.unread.is_empty():
        return nothing_malformed()
    rows = cells.filter(pl.col("place").is_in(part.unread.to_list()))
    heading = cells.filter(pl.col("place") < part.unread[0]).tail(1).drop("place").fill_null("").rows()
    names = ", ".join(text.strip() for text in heading[0] if text.strip())[:80] if heading else ""
    reason = (
        f"the row stands below a second heading ({names}) that fits no layout, and what its columns mean is not known; "
        "write the names of the first heading there, or deliver that table in a file of its own"
    )
    return rows.select(
        (pl.col("place").cast(pl.Int64) - part.header_place).alias("row_number"),
        pl.lit("unknown_second_heading").alias("rule"),
        pl.lit(reason).alias("reason"),
        pl.concat_str(pl.exclude("place"), separator=", ", ignore_nulls=True).alias("text"),
    )


class _Grid:
    """A grid without tables side by side: the borders between its tables."""

    def __init__(self, cells: pl.DataFrame, layouts: tuple[Layout, ...], merged_in: MergedIn, breaks: Sequence[int]) -> None:
        self.cells = cells
        self.layouts = layouts
        self.merged_in = merged_in
        self.breaks = breaks
        self.names = [name for name in cells.columns if name != "place"]

    def parts(self, first: Heading | None, *, is_above: bool) -> list[Part]:
        """Return the tables; `first` is the heading of the topmost one, `is_above` says that it stands above the grid."""
        first = first or heading_at(self.cells, 0, SAMPLE_ROWS, self.layouts, self.merged_in)
        body = 0 if is_above else first.rows
        borders = self._borders(first, body)
        if not first.is_known:
            # A heading further down than a sample reaches is the topmost one; what stands above it is text.
            known = next((number for number, border in enumerate(borders) if border.heading is not None), None)
            if known is None:
                return [self._part(first, body, [(body, self.cells.height)], [], first.rows - first.title_rows, first.title_rows)]
            top = borders[known]
            heading = top.heading or first
            first, body, borders = replace(heading, title_rows=top.start + heading.title_rows), top.body, borders[known + 1 :]
        heading_rows = 0 if is_above else body - first.title_rows
        return self._between(first, body, heading_rows, 0 if is_above else first.title_rows, borders)

    def _between(self, first: Heading, body: int, heading_rows: int, title_rows: int, borders: list[Border]) -> list[Part]:
        """Return the tables that borders make of the grid."""
        parts: list[Part] = []
        heading, header_at, start, is_read = first, body, body, True
        kept: list[tuple[int, int]] = []
        unread: list[tuple[int, int]] = []
        for border in [*borders, Border(self.cells.height, self.cells.height, None)]:
            (kept if is_read else unread).append((start, border.start))
            start = border.body
            is_end = border.start == self.cells.height
            same = border.heading is not None and _continues(heading, border.heading)
            if border.heading is None and not is_end:
                is_read, heading_rows = False, heading_rows + border.body - border.start
            elif same and border.heading is not None:
                # The page before ended, and its table goes on; rows below a heading nobody understood do not.
                is_read = True
                heading_rows += border.heading.rows - border.heading.title_rows
                title_rows += border.heading.title_rows
            else:
                parts.append(self._part(heading, header_at, kept, unread, heading_rows, title_rows))
                if border.heading is not None:
                    heading = replace(border.heading, titles=_inherited(border.heading.titles, heading.titles))
                    heading_rows, title_rows = border.heading.rows - border.heading.title_rows, border.heading.title_rows
                    header_at, kept, unread, is_read = border.body, [], [], True
        return parts

    def _part(
        self,
        heading: Heading,
        header_at: int,
        kept: list[tuple[int, int]],
        unread: list[tuple[int, int]],
        heading_rows: int,
        title_rows: int,
    ) -> Part:
        """Return one table from the stretches of rows it takes."""
        place = self.cells["place"]
        header_place = int(place[header_at - 1]) if header_at else -1
        return Part(heading, 0, header_place, _stretches(place, kept), _stretches(place, unread), heading_rows, title_rows)

    def _borders(self, first: Heading, body: int) -> list[Border]:
        """Return where further headings stand below the first, and texts that state another month or unit for what is below them."""
        odd = self._odd_rows(first, body)
        if odd.is_empty() and not self.breaks:
            return []
        odd_at = set(odd["at"].to_list())
        borders = self._headings(odd, odd_at, first, body)
        return _joined(sorted([*borders, *self._sections(odd, odd_at, first, body, borders)], key=lambda border: border.start))

    def _headings(self, odd: pl.DataFrame, odd_at: set[int], first: Heading, body: int) -> list[Border]:
        """Return where further headings stand, understood or not."""
        likely = self._likely_headings(odd, first)
        broken = {self.cells.filter(pl.col("place") < place).height for place in self.breaks}
        found: list[Border] = []
        last, names, shape = body, first.names, self._shape_of(first, body)
        for at in sorted(likely | broken):
            if at < last:
                continue
            border = self._border_at(at, last, odd_at, names, shape) if at in likely else Border(at, at, None)
            is_last = border.body >= self.cells.height
            # A second row of names right below a heading, or one with nothing below it, parts nothing; a title above a heading is its own.
            if border.heading is None and (is_last or (at not in broken and (border.start <= last or self._leads_on(at, odd_at)))):
                continue
            heading = border.heading
            if heading is not None:
                # A heading with nothing below it ends the table above it.
                heading = replace(heading, names=names, titles=()) if is_last else heading
                names, shape = heading.names, self._shape_of(heading, border.body)
            found.append(replace(border, heading=heading))
            last = border.body
        return found

    def _leads_on(self, at: int, odd_at: set[int]) -> bool:
        """Whether a row is a title right above a heading that is understood."""
        heading = heading_at(self.cells, at, MOST_TITLES + DEEPEST, self.layouts, self.merged_in)
        between = range(at, at + heading.title_rows)
        return heading.is_known and heading.title_rows > 0 and all(row in odd_at and self._is_short(row) for row in between)

    def _sections(self, odd: pl.DataFrame, odd_at: set[int], first: Heading, body: int, borders: list[Border]) -> list[Border]:
        """Return the texts between rows that state another month or unit for what is below them; the names stay those above."""
        found: list[Border] = []
        last = body
        if odd.is_empty():
            return found
        for row in odd.filter((pl.col("filled") <= MOST_TITLE_CELLS) & (pl.col("numbers") <= 1)).iter_rows(named=True):
            at = row["at"]
            above = next((border for border in reversed(borders) if border.start <= at), None)
            in_force = above.heading if above else first
            if in_force is None or at + 1 >= self.cells.height or (above and at < above.body) or not self._states_facts(row, in_force):
                continue
            top = self._title_start(at, max(last, above.body if above else body), odd_at)
            heading = replace(in_force, rows=at + 1 - top, titles=self._titles(top, at + 1), title_rows=at + 1 - top)
            found.append(Border(top, at + 1, heading))
            last = at + 1
        return found

    def _odd_rows(self, heading: Heading, body: int) -> pl.DataFrame:
        """Return the rows whose code or account is none, with `at`, their number in the grid."""
        rows = self.cells.with_row_index("at").slice(body)
        identity = _identity(heading, self.layouts)
        if identity is not None and f"c{identity}" in rows.columns:
            rows = rows.filter(~pl.col(f"c{identity}").fill_null("").str.contains(FIGURE))
        if rows.is_empty():
            return rows
        numbers = pl.sum_horizontal(pl.col(name).str.contains(FIGURE).fill_null(False) for name in self.names)
        filled = pl.sum_horizontal((pl.col(name).str.strip_chars() != "").fill_null(False) for name in self.names)
        first = pl.coalesce(pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in self.names)
        # Totals and remarks are the odd rows of ordinary tables, and no heading.
        is_closing = first.str.contains(CLOSING.pattern).fill_null(False) & ((pl.col("numbers") > 0) | (pl.col("filled") <= 2))
        return rows.lazy().with_columns(numbers.alias("numbers"), filled.alias("filled")).filter(~is_closing).collect()

    def _likely_headings(self, odd: pl.DataFrame, first: Heading) -> set[int]:
        """Return the numbers of rows that hold names of columns, or texts like the names where the others hold figures."""
        if odd.is_empty():
            return set()
        own = {normalise_header(name) for name in first.names if name} if first.is_known else set()
        texts = pl.concat([odd[name] for name in self.names]).drop_nulls().unique()
        texts = texts.filter(~texts.str.contains(FIGURE) & (texts.str.len_chars() < 80))
        names = [text for text in texts.to_list() if normalise_header(text) in own or use_of(text, self.layouts)]
        values = self._values(names, odd, first)
        declared = pl.sum_horizontal(
            pl.col(name).is_in([text for text in names if text not in values[name]]).fill_null(False) for name in self.names
        )
        alike = pl.any_horizontal(pl.col(name).str.contains(words).fill_null(False) for name, words in self._figure_words(first))
        is_text = (pl.col("filled") >= 2) & (pl.col("numbers") == 0)
        is_likely = (declared >= 2) | (is_text & ((declared == 1) | alike))
        return set(odd.filter(is_likely)["at"].to_list())

    def _values(self, names: list[str], odd: pl.DataFrame, first: Heading) -> dict[str, set[str]]:
        """Return, by column, which of some names are cells of its data: the word month is a basis here and a name elsewhere."""
        layout = layout_of(first.names, self.layouts)
        taken = {at: target for target, at in field_columns(layout, first.names).items()} if layout else {}
        choices = {field.target: {*field.allowed, *field.values} for field in layout.fields if field.kind == "choice"} if layout else {}
        usual = self.cells.with_row_index("at").filter(~pl.col("at").is_in(odd["at"].to_list()), pl.col("at") >= first.rows)
        found: dict[str, set[str]] = {}
        for name in self.names:
            allowed = choices.get(taken.get(int(name[1:]), ""), set())
            found[name] = {text for text in names if text.strip().casefold() in allowed or text.strip() in allowed}
            found[name] |= set(usual[name].filter(usual[name].is_in(names)).to_list()) if names else set()
        return found

    def _figure_words(self, heading: Heading) -> list[tuple[str, str]]:
        """Return the columns of amounts and a pattern of what their name says, so that a renamed heading is seen to be one."""
        layout = layout_of(heading.names, self.layouts)
        if layout is None:
            return [(self.names[0], r"^\b\B$")]
        kinds = {field.target: field.kind for field in layout.fields}
        labels = {at for target, at in field_columns(layout, heading.names).items() if kinds[target] != "number"}
        try:
            columns = sorted(layout.used(heading.names) - labels)
        except FileRefusedError:
            columns = []
        found = [(f"c{at}", _pairs(heading.names[at])) for at in columns if f"c{at}" in self.names]
        return [(name, pairs) for name, pairs in found if pairs] or [(self.names[0], r"^\b\B$")]

    def _texts(self, row: dict[str, object]) -> list[str]:
        """Return the texts of a row that are not blank."""
        return [str(row[name]) for name in self.names if row[name] is not None and str(row[name]).strip()]

    def _states_facts(self, row: dict[str, object], heading: Heading) -> bool:
        """Whether a row is a text that states another month or unit for the rows below it."""
        texts = self._texts(row)
        if CLOSING.match(texts[0]) or (row["numbers"] and len(texts) > 1):
            return False
        layout = layout_of(heading.names, self.layouts)
        taken = field_columns(layout, heading.names) if layout else {}
        # Where every row has its month, no text above it decides.
        has_month = layout is None or not any(field.kind == "month" and field.from_title for field in layout.fields) or "period" in taken
        return any(states_unit(text) for text in texts) or (not has_month and any(states_month(text) for text in texts))

    def _border_at(self, at: int, last: int, odd: set[int], names: tuple[str, ...], shape: list[tuple[str, ...]]) -> Border:
        """Return the border that a likely heading at row `at` makes; rows from `last` on are not yet taken."""
        for depth in range(len(shape)):
            start = at - depth
            if start >= last and self._rows(start, len(shape)) == shape:
                top = self._title_start(start, last, odd)
                titles = self._titles(top, start)
                return Border(top, start + len(shape), Heading(names, start + len(shape) - top, titles, True, start - top))
        low = at
        while low > last and low - 1 in odd and at - low < DEEPEST - 1 and self._may_be_above(low - 1):
            low -= 1
        heading = heading_at(self.cells, low, at - low + DEEPEST, self.layouts, self.merged_in)
        start = low + heading.title_rows
        if not heading.is_known or not start <= at < low + heading.rows:
            return Border(at, at + 1, None)
        top = self._title_start(start, last, odd)
        rows = low + heading.rows - top
        return Border(top, top + rows, replace(heading, rows=rows, titles=self._titles(top, start), title_rows=start - top))

    def _shape_of(self, heading: Heading, body: int) -> list[tuple[str, ...]]:
        """Return the rows of a heading as they stand, so that it is known at a glance where it stands again."""
        depth = heading.rows - heading.title_rows
        return self._rows(body - depth, depth) if body >= depth > 0 and heading.is_known else []

    def _rows(self, start: int, count: int) -> list[tuple[str, ...]]:
        """Return the texts of rows."""
        return [tuple((cell or "").strip() for cell in row) for row in self.cells.slice(start, count).select(self.names).rows()]

    def _may_be_above(self, at: int) -> bool:
        """Whether a row may be a title or the upper row of a heading."""
        texts = [text for text in self._rows(at, 1)[0] if text]
        return not CLOSING.match(texts[0]) and not any(re.match(FIGURE, text) for text in texts)

    def _title_start(self, start: int, last: int, odd: set[int]) -> int:
        """Return the topmost of the titles that stand right above row `start`."""
        top = start
        while top > last and top - 1 in odd and start - top < MOST_TITLES and self._may_be_above(top - 1) and self._is_short(top - 1):
            top -= 1
        return top

    def _is_short(self, at: int) -> bool:
        """Whether a row holds few texts, as titles do."""
        return len({text for text in self._rows(at, 1)[0] if text}) <= MOST_TITLE_CELLS

    def _titles(self, top: int, start: int) -> tuple[str, ...]:
        """Return the texts of the rows from `top` to before `start`."""
        return tuple(dict.fromkeys(text for row in self._rows(top, start - top) for text in row if text))


def _joined(borders: list[Border]) -> list[Border]:
    """Return the borders, a text that states facts joined to the text or heading that follows it at once."""
    joined: list[Border] = []
    for border in borders:
        before = joined[-1] if joined else None
        if before and before.heading and border.heading and _is_section(before.heading) and before.body == border.start:
            titles, rows = before.heading.titles, before.heading.rows
            heading = replace(
                border.heading,
                titles=tuple(dict.fromkeys((*titles, *border.heading.titles))),
                rows=border.heading.rows + rows,
                title_rows=border.heading.title_rows + rows,
            )
            joined[-1] = Border(before.start, border.body, heading)
        else:
            joined.append(border)
    return joined


def _is_section(heading: Heading) -> bool:
    """Whether a heading is a text alone, with the names of the heading above it."""
    return heading.rows == heading.title_rows


def _identity(heading: Heading, layouts: tuple[Layout, ...]) -> int | None:
    """Return the column of codes or accounts below a heading, None where it has none."""
    layout = layout_of(heading.names, layouts)
    if layout is None:
        return None
    taken = field_columns(layout, heading.names)
    return next((taken[field.target] for field in layout.fields if field.kind in ("code", "account") and field.target in taken), None)


def _pairs(name: str) -> str:
    """Return a pattern of every two neighbouring Chinese characters of a name, those in brackets and units apart."""
    words = re.findall(r"[\u4e00-\u9fff]{2,}", re.sub(r"[（(][^（()）]*[)）]", "", name))
    pairs = {word[at : at + 2] for word in words for at in range(len(word) - 1)}
    return "|".join(sorted(pairs - {"千元", "万元", "亿元", "千瓦", "瓦时", "立方", "方米", "本月", "上年", "同期"}))


def _continues(above: Heading, below: Heading) -> bool:
    """Whether a heading is that of the rows above it once more, and the texts before it state nothing new."""
    if tuple(map(normalise_header, above.names)) != tuple(map(normalise_header, below.names)):
        return False
    new = [text for text in below.titles if text not in above.titles]
    return not any(states_month(text) or states_unit(text) for text in new)


def _inherited(own: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    """Return the titles of a table, those of the table above it among them that state nothing its own ones state."""
    kept = list(above)
    for states in (states_month, states_unit):
        if any(states(text) for text in own):
            kept = [text for text in kept if not states(text)]
    return tuple(dict.fromkeys((*own, *kept)))


def _stretches(place: pl.Series, stretches: list[tuple[int, int]]) -> pl.Series:
    """Return the places of rows from each start to before its end."""
    return pl.concat([place.slice(start, max(end - start, 0)) for start, end in stretches]) if stretches else place.clear()

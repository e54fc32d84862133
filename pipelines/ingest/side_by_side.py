"""Tables that stand side by side on one grid: where the names of a heading begin anew, or another table stands behind an empty column."""

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pipelines.ingest.csv_text import SAMPLE_ROWS, normalise_header
from pipelines.ingest.grid import FIGURE, columns_between, heading_at, layout_of, nothing_merged
from pipelines.ingest.layout import Layout
from pipelines.ingest.raw_table import Heading


def side_by_side(
    cells: pl.DataFrame, heading: Heading, layouts: tuple[Layout, ...], *, is_above: bool
) -> Iterator[tuple[int, int, Heading | None]]:
    """Yield the columns of each table beside another, and its heading where that is certain; one stretch where there is but one table."""
    width = cells.width - 1
    gaps = _gaps(cells, heading, layouts, is_above=is_above)
    stretches = zip([0, *gaps], [*gaps, width], strict=True)
    ends = sorted({*gaps, *(cut for left, right in stretches for cut in _repetitions(heading, left, right, layouts))})
    if not ends:
        yield 0, width, heading
        return
    for left, right in zip([0, *ends], [*ends, width], strict=True):
        names = heading.names[left:right]
        fits = layout_of(names, layouts) is not None
        yield left, right, replace(heading, names=names, is_known=fits) if fits or any(names) else None


def _repetitions(heading: Heading, left: int, right: int, layouts: tuple[Layout, ...]) -> list[int]:
    """Return where the names between two columns begin anew, when each of these stretches is a table without a name twice."""
    names = [normalise_header(name) for name in heading.names[left:right]]
    first = next((name for name in names if name), "")
    cuts = [at for at, name in enumerate(names) if name == first and first][1:]
    stretches = list(zip([0, *cuts], [*cuts, len(names)], strict=True)) if cuts else []
    for start, end in stretches:
        own = [name for name in names[start:end] if name]
        if len(set(own)) < len(own) or layout_of(heading.names[left + start : left + end], layouts) is None:
            return []
    return [left + cut for cut in cuts]


def _gaps(cells: pl.DataFrame, heading: Heading, layouts: tuple[Layout, ...], *, is_above: bool) -> list[int]:
    """Return the columns behind an empty one from which on another table stands."""
    width = cells.width - 1
    nameless = [at for at in range(1, width - 1) if at >= len(heading.names) or not heading.names[at]]
    if not nameless:
        return []
    blank = cells.select((pl.col(f"c{at}").fill_null("").str.strip_chars() == "").all() for at in nameless).row(0)
    gaps = [at for at, is_blank in zip(nameless, blank, strict=True) if is_blank]
    cuts: list[int] = []
    for gap in gaps:
        left = cuts[-1] if cuts else 0
        end = next((at for at in gaps if at > gap + 1), width)
        if gap + 1 in gaps or not (cuts or _holds_table(cells, heading, (left, gap), layouts, is_above)):
            continue
        if _holds_table(cells, heading, (gap + 1, end), layouts, is_above) or _resembles(cells, heading, (gap + 1, end)):
            cuts.append(gap + 1)
    return cuts


def _resembles(cells: pl.DataFrame, heading: Heading, right: tuple[int, int]) -> bool:
    """Whether columns hold names of the columns to the left of them, and figures: a table whose heading is not understood."""
    names = {normalise_header(name) for name in heading.names[: right[0]] if name}
    own = columns_between(cells, *right)
    texts = [text for row in own.head(SAMPLE_ROWS).drop("place").rows() for text in (*row, *heading.names[slice(*right)]) if text]
    return any(normalise_header(text) in names for text in texts) and any(re.match(FIGURE, text) for text in texts)


def _holds_table(cells: pl.DataFrame, heading: Heading, columns: tuple[int, int], layouts: tuple[Layout, ...], is_above: bool) -> bool:
    """Whether some columns by themselves hold a table of a layout."""
    left, right = columns
    if is_above and layout_of(heading.names[left:right], layouts) is not None:
        return True
    own = columns_between(cells, left, right)
    return right - left > 1 and own.height > 0 and heading_at(own, 0, SAMPLE_ROWS, layouts, nothing_merged).is_known

"""The eight small charts of an enterprise page: prepared as a frame, drawn as plain SVG (tens of pages are written per run)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from math import ceil, floor, log10
from typing import Any

import polars as pl

from reports.charts.fonts import SANS_FAMILY
from reports.palette import tone
from reports.words import charts as texts
from reports.words.format import MISSING, month_key, number
from reports.words.text import Text, Words
from warehouse.periods import months_between

# Drawn by hand: a matplotlib figure of eight panels costs twenty times as much per page.
WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 6, 20
HEADROOM = 6
_TEXT = f'font-size="10.5" fill="{tone("muted")}" font-family="{SANS_FAMILY}"'
# The same look as the classes of briefing.css, for paper.
_ATTRIBUTES = {
    "g": f'fill="none" stroke="{tone("rule")}" stroke-width="0.7"',
    "f": f'fill="{tone("shortfall")}"',
    "b95": f'fill="{tone("bandwide")}"',
    "b80": f'fill="{tone("band")}"',
    "e": f'fill="none" stroke="{tone("expected")}" stroke-width="1.1" stroke-dasharray="3 2.5"',
    "v": f'fill="none" stroke="{tone("series")}" stroke-width="1.9"',
    "d": f'fill="{tone("series")}"',
    "m": f'fill="none" stroke="{tone("red")}" stroke-width="1.4"',
    "a": f'{_TEXT} text-anchor="end"',
    "e-a": f'{_TEXT} text-anchor="end"',
    "m-a": f'{_TEXT} text-anchor="middle"',
    "s-a": f'{_TEXT} text-anchor="start"',
}
# Asked of figures that are there: of a stretch without a gap.
HeightOf = Callable[[Any], float]
_COLUMNS = ("value", "expected", "lo_80", "hi_80", "lo_95", "hi_95")
_NORMAL = {"expected": "normal"} | {name: f"normal_{name}" for name in _COLUMNS[2:]}


@dataclass(frozen=True)
class ChartRows:
    """One indicator of one enterprise on an unbroken month axis, a list for each column, as long as the axis.

    `value`, `expected`, `lo_80`, `hi_80`, `lo_95` and `hi_95` are null where nothing was delivered or expected; `is_gap` marks months that
    could have been delivered, `is_low` those of a running dip.
    """

    period: list[date]
    columns: dict[str, list[float | None]]
    is_low: list[bool]
    is_gap: list[bool]

    def __getitem__(self, column: str) -> list[float | None]:
        """A column of figures by its name."""
        return self.columns[column]

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The ends of the axis, 0 inside; both painters use them."""
        # A narrow range is shown from zero, or ordinary months would look like a collapse.
        values = [0.0, *self._known("value", "expected", "lo_80", "hi_80")]
        # Wide bands beyond twice the figures would leave the line itself flat at the bottom.
        own = [abs(value) for value in self._known("value", "expected")]
        most = 2 * max(own) if own else max(values)
        low, high = max(min(values), -most), min(max(values), most)
        return low, high if high > low else low + 1.0

    def _known(self, *names: str) -> list[float]:
        return [value for name in names for value in self.columns[name] if value is not None]

    @cached_property
    def shortfall(self) -> tuple[list[float | None], list[float | None]]:
        """Two lines between which the figures of a running dip lack of the normal level; null elsewhere.

        The last month before the dip belongs to it, or the first month of a dip would have no width to be seen by.
        """
        ends = [self._lacking(place) for place in range(len(self.period))]
        return [low for low, _ in ends], [high for _, high in ends]

    def _lacking(self, place: int) -> tuple[float | None, float | None]:
        value, expected = self["value"][place], self["expected"][place]
        if not any(self.is_low[place : place + 2]) or value is None or expected is None:
            return None, None
        return min(value, expected), expected


def prepare_small(series: pl.DataFrame, month: date, months: int = 36, until: date | None = None, onset: date | None = None) -> ChartRows:
    """The newest months of an indicator of one enterprise, at most `months` of them; `series` holds its rows alone.

    Months that are not delivered are on the axis too, from the first month known to `until`, which is `month` unless a forecast goes on
    behind it. `expected` and the limits are those of the normal level where there is one (in the last month, and since `onset`, the first
    month of a running dip), else what was expected a month ahead.
    """
    last = until or month
    # Tens of pages of eight charts: rows are taken out of the frame at once, since every step on so small a frame costs more than its rows.
    own = {row["period"]: _drawn_as(row, onset) for row in series.to_dicts() if row["period"] <= last}
    axis = months_between(min(own), last)[-months:] if own else []
    columns = {name: [own[period][name] if period in own else None for period in axis] for name in _COLUMNS}
    is_low = [onset is not None and period in own and period >= onset for period in axis]
    is_gap = [value is None and period <= month for period, value in zip(axis, columns["value"], strict=True)]
    return ChartRows(axis, columns, is_low, is_gap)


def _drawn_as(row: dict[str, Any], onset: date | None) -> dict[str, Any]:
    # Level and limits are of one expectation: where the level is the normal one, so are they.
    is_normal = "normal" in row and (row["normal"] is not None or (onset is not None and row["period"] >= onset))
    return row | {name: row[normal] for name, normal in _NORMAL.items()} if is_normal else row


def has_values(rows: ChartRows) -> bool:
    """Whether any month of a prepared chart has a figure."""
    return any(value is not None for value in rows["value"])


def draw_small(rows: ChartRows, name: str, unit: str, prefix: str, words: Words, line: Text = texts.NORMAL) -> str:
    """The static drawing: band, normal level (or what `line` calls it), values, and what is missing to it in a dip.

    Gaps stay gaps and are marked at the foot of the chart.
    """
    low, high = rows.limits
    xs = _positions(len(rows.period))

    def height_of(value: float) -> float:
        # A little air above, so that the top of a line is not cut by the edge.
        return TOP + HEADROOM + (HEIGHT - TOP - BOTTOM - HEADROOM) * (high - value) / (high - low)

    parts = [
        _open_svg(prefix, _title(rows, name, unit, words, line)),
        _grid(low, high, height_of, words),
        *(_band(rows[f"lo_{level}"], rows[f"hi_{level}"], xs, height_of, f"b{level}") for level in ("95", "80")),
        _band(*rows.shortfall, xs, height_of, "f"),
        _path(xs, rows["expected"], height_of, "e"),
        _path(xs, rows["value"], height_of, "v"),
        _dots(rows, xs, height_of),
        _months(rows, xs),
        "</svg>",
    ]
    return "".join(parts)


def with_attributes(svg: str) -> str:
    """The drawing with its style as attributes: a PDF engine does not apply the page's style sheet inside a drawing."""
    return re.sub(r'class="([a-z0-9-]+)"', lambda found: _ATTRIBUTES.get(found.group(1), ""), svg)


def _positions(count: int) -> list[float]:
    step = (WIDTH - LEFT - RIGHT) / max(1, count - 1)
    return [LEFT + place * step for place in range(count)]


def _open_svg(prefix: str, title: str) -> str:
    return (
        f'<svg class="small" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{prefix}-t">'
        f'<title id="{prefix}-t">{escape(title)}</title>'
    )


def _title(rows: ChartRows, name: str, unit: str, words: Words, line: Text) -> str:
    missing = sum(rows.is_gap)
    return words.say(
        texts.SMALL,
        indicator=name,
        months=len(rows.period),
        gaps=words.say(texts.SMALL_GAPS, count=missing) if missing else "",
        month=month_key(rows.period[-1]),
        value=_full(rows["value"][-1], unit, words),
        line=words.say(line),
        expected=_full(rows["expected"][-1], unit, words),
    )


def _full(value: float | None, unit: str, words: Words) -> str:
    return MISSING if value is None else words.say(texts.FIGURE, value=number(value), unit=unit)


def marks(low: float, high: float) -> list[float]:
    """The marked values of an axis: round ones, four at most, 0 among them."""
    size = 10.0 ** floor(log10(high - low))
    step = next(step for step in (part * size for part in (0.5, 1, 2, 2.5)) if (high - low) / step < 4)
    return [place * step for place in range(ceil(low / step), floor(high / step) + 1)]


def _grid(low: float, high: float, height_of: HeightOf, words: Words) -> str:
    out = []
    for value in marks(low, high):
        y = height_of(value)
        out.append(f'<path class="g" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        out.append(f'<text x="{LEFT - 4}" y="{y + 3.5:.1f}" class="a">{short_number(value, words)}</text>')
    return "".join(out)


def runs_of(values: list[float | None]) -> list[list[int]]:
    """Stretches of places without a gap."""
    runs: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _path(xs: list[float], values: list[float | None], height_of: HeightOf, css: str) -> str:
    # A stretch of one month draws nothing as a line; it becomes a dot.
    lines = ["M" + "L".join(f"{xs[i]:.1f} {height_of(values[i]):.1f}" for i in run) for run in runs_of(values) if len(run) > 1]
    return f'<path class="{css}" d="{"".join(lines)}"/>' if lines else ""


def band_runs(low: list[float | None], high: list[float | None]) -> list[list[int]]:
    """Stretches of two months or more in which both ends of a band are known: neither painter bridges a month without them."""
    both = [None if a is None or b is None else a for a, b in zip(low, high, strict=True)]
    return [run for run in runs_of(both) if len(run) > 1]


def _band(low: list[float | None], high: list[float | None], xs: list[float], height_of: HeightOf, css: str) -> str:
    shapes = []
    for run in band_runs(low, high):
        # Clipped to the frame: a band of a volatile firm may reach far beyond the drawing.
        there = [f"{xs[i]:.1f} {max(TOP, height_of(high[i])):.1f}" for i in run]
        back = [f"{xs[i]:.1f} {min(HEIGHT - BOTTOM, height_of(low[i])):.1f}" for i in reversed(run)]
        shapes.append("M" + "L".join(there + back) + "Z")
    return f'<path class="{css}" d="{"".join(shapes)}"/>' if shapes else ""


def _dots(rows: ChartRows, xs: list[float], height_of: HeightOf) -> str:
    values = rows["value"]
    # A single month between two gaps has no line to be seen by, and the newest month is the one asked about.
    lonely = {run[0] for run in runs_of(values) if len(run) == 1}
    shown = lonely | ({len(values) - 1} if values and values[-1] is not None else set())
    dots = "".join(f'<circle class="d" cx="{xs[i]:.1f}" cy="{height_of(values[i]):.1f}" r="2.6"/>' for i in sorted(shown))
    # A red tick at the foot says "no figure" where an empty place alone could be overlooked.
    gaps = "".join(f'<path class="m" d="M{xs[i]:.1f} {HEIGHT - BOTTOM - 4}v4"/>' for i, is_gap in enumerate(rows.is_gap) if is_gap)
    return dots + gaps


def _months(rows: ChartRows, xs: list[float]) -> str:
    y = HEIGHT - 6
    last = f'<text x="{xs[-1]:.1f}" y="{y}" class="e-a">{month_key(rows.period[-1])}</text>'
    # Two month labels would overlap on so short an axis.
    if len(rows.period) < 8:
        return last
    middle = len(rows.period) // 2
    return (
        f'<text x="{LEFT}" y="{y}" class="s-a">{month_key(rows.period[0])}</text>'
        f'<text x="{xs[middle]:.1f}" y="{y}" class="m-a">{month_key(rows.period[middle])}</text>{last}'
    )


def short_number(value: float | None, words: Words) -> str:
    """A number short enough for an axis: 1,234, 123万, 4.56亿, or 1.23M, 456M (of whatever unit the chart names)."""
    if value is None:
        return MISSING
    size = abs(value)
    if size >= 1e6:
        return _in_millions(value) if words.is_english else _in_myriads(value)
    # As many places as tell neighbouring marks apart.
    return number(value, 0 if size >= 100 or size == 0 else 1 if size >= 1 else 1 - floor(log10(size)))


def _in_myriads(value: float) -> str:
    size = abs(value)
    return number(value / 1e8, 1 if size >= 1e9 else 2) + "亿" if size >= 1e8 else number(value / 1e4) + "万"


def _in_millions(value: float) -> str:
    size = abs(value)
    return number(value / 1e9, 2) + "bn" if size >= 1e9 else number(value / 1e6, 0 if size >= 1e8 else 1 if size >= 1e7 else 2) + "M"

"""The static painter: matplotlib figures from prepared frames, one wide and one narrow drawing of each chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from reports.charts.growth import GrowthPanels, ticked
from reports.charts.trend import TREND_NUMBERS, TREND_NUMBERS_NARROW, bar_tops, last_labels
from reports.palette import LEVELS, tone
from reports.words import charts as texts
from reports.words.format import month_key, signed_share
from reports.words.text import Words
from warehouse.vocabulary import INDICATORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The sizes make 10 pt letters come out at 10–12 px at 1,060 and at 328 px width.
WIDE_INCHES = 10.0
NARROW_INCHES = 3.9


def paint_trend(rows: pl.DataFrame, narrow: bool, words: Words) -> Figure:
    """Stacked bars of listed enterprises by level and of the watched above them.

    `rows` as `charts.trend.prepare_trend`; call within `rc_context`.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(NARROW_INCHES, 3.4) if narrow else (WIDE_INCHES, 2.15))
    # The labels beside the last bar are longer in English.
    width = 0.69 if words.is_english else 0.77
    axes = figure.add_axes((0.09, 0.1, width, 0.76) if narrow else (0.04, 0.115, 0.885, 0.77))
    base = [0] * rows.height
    # The most severe level stands at the bottom, where its length can be read against the axis.
    for level in LEVELS:
        heights = rows[level.key].to_list()
        edge = tone("outline") if level.key == "yellow" else tone("paper")
        axes.bar(range(rows.height), heights, bottom=base, width=0.82, color=level.fill, edgecolor=edge, linewidth=0.4)
        base = [low + height for low, height in zip(base, heights, strict=True)]
    watched = rows["watched"].fill_null(0).to_list()
    axes.bar(range(rows.height), watched, bottom=base, width=0.82, color=tone("shade"), edgecolor=tone("muted"), linewidth=0.4)
    plain_axes(axes, top=max([*(low + height for low, height in zip(base, watched, strict=True)), 4]) * 1.08)
    month_ticks(axes, rows["month"].to_list(), 4 if narrow else 7)
    axes.set_xlim(-0.7, rows.height - 0.3)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    _numbers(axes, rows, narrow, words)
    _legend(figure, 0.02 if narrow else 0.04, narrow, words)
    return figure


def _legend(figure: Figure, left: float, narrow: bool, words: Words) -> None:
    # The legend is set by hand because its marks are the shapes of the levels, not squares.
    step = 0.225 if narrow else 0.085
    for place, level in enumerate(LEVELS):
        x = left + place * step
        figure.text(x, 0.955, level.shape, color=level.fill, fontsize=12, va="center")
        if level.key == "yellow":
            # Yellow on white is below the contrast of a readable mark without a dark rim.
            figure.text(x, 0.955, "□", color=tone("outline"), fontsize=12, va="center")
        name = words.say(texts.LEGEND, level=level.word(words.language), roman=level.roman)
        figure.text(x + (0.042 if narrow else 0.018), 0.955, name, color=tone("ink"), fontsize=10, va="center")
    if not narrow:
        figure.text(left + len(LEVELS) * step, 0.955, "□", color=tone("muted"), fontsize=12, va="center")
        figure.text(left + len(LEVELS) * step + 0.018, 0.955, words.say(texts.WATCHED), color=tone("ink"), fontsize=10, va="center")


def _numbers(axes: Axes, rows: pl.DataFrame, narrow: bool, words: Words) -> None:
    """The heights of some bars above them, and the parts of the newest beside it."""
    style: dict[str, Any] = {"textcoords": "offset points", "fontsize": 9.5, "annotation_clip": False}
    # The newest bar's sums stand beside it.
    for place, height in bar_tops(rows, TREND_NUMBERS_NARROW if narrow else TREND_NUMBERS)[:-1]:
        axes.annotate(str(height), (place, height), xytext=(0, 3), ha="center", va="bottom", color=tone("muted"), **style)
    for height_beside, text in last_labels(rows, axes.get_ylim()[1], words):
        axes.annotate(text, (rows.height - 0.35, height_beside), xytext=(3, 0), va="center", color=tone("ink"), **style)


def paint_growth(panels: GrowthPanels, narrow: bool, words: Words) -> Figure:
    """Year-on-year growth of the district's totals as small multiples on one scale."""
    from matplotlib.figure import Figure

    count = len(panels.lines)
    figure = Figure(figsize=(NARROW_INCHES, 1.45 * count + 0.2) if narrow else (WIDE_INCHES, 1.75))
    for place, key in enumerate(panels.lines):
        axes = figure.add_axes(_panel(place, count, narrow))
        _growth_panel(axes, panels, key, words)
        # The common scale is printed once; repeating it would suggest different ones.
        if place and not narrow:
            axes.set_yticklabels([])
    return figure


def _panel(place: int, count: int, narrow: bool) -> tuple[float, float, float, float]:
    if narrow:
        height = 1 / count
        return (0.13, 1 - (place + 1) * height + 0.24 * height, 0.72, 0.58 * height)
    width = 0.94 / count
    return (0.055 + place * width, 0.14, width - 0.055, 0.68)


def _growth_panel(axes: Axes, panels: GrowthPanels, key: str, words: Words) -> None:
    values = [float("nan") if value is None else value for value in panels.lines[key]]
    axes.axhline(0, color=tone("muted"), linewidth=0.9)
    axes.plot(range(len(values)), values, color=tone("series"), linewidth=1.8)
    last, newest = panels.newest(key)
    # A figure beyond the scale is marked and named at its edge.
    height = panels.within(newest)
    axes.plot([last], [height], marker="o", markersize=4.5, color=tone("series"), clip_on=False)
    plain_axes(axes, top=panels.high, bottom=panels.low)
    name = words.say(texts.YEAR_ON_YEAR, indicator=words.capital(words.term(INDICATORS, key)))
    axes.set_title(name, loc="left", fontsize=10.5, color=tone("ink"), pad=5)
    axes.annotate(
        panels.newest_label(key),
        (last, height),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=9.5,
        color=tone("ink"),
        annotation_clip=False,
    )
    month_ticks(axes, panels.months, 3)
    axes.set_xlim(-0.5, len(values) - 0.5)
    axes.set_yticks(panels.ticks, [signed_share(value, 0) for value in panels.ticks])


def plain_axes(axes: Axes, top: float, bottom: float = 0.0) -> None:
    """Give axes the look of every chart: no box, thin horizontal rules, muted labels, no ground of their own."""
    axes.set_ylim(bottom, top)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(tone("rule"))
    axes.grid(axis="y", color=tone("rule"), linewidth=0.6)
    axes.set_axisbelow(True)
    # No ground of its own: the page behind may be light, dark or paper.
    axes.patch.set_visible(False)
    axes.figure.patch.set_visible(False)
    style: dict[str, Any] = {"length": 0, "labelcolor": tone("muted"), "labelsize": 9}
    axes.tick_params(axis="both", **style)


def month_ticks(axes: Axes, months: list[date], wanted: int) -> None:
    """Label about so many months of an axis that has one place a month."""
    places = ticked(len(months), wanted)
    axes.set_xticks(places, [month_key(months[place]) for place in places])

"""The static drawings of the backtest's page, from the frames of `models.evaluation.plots`; call within `rc_context`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from reports.charts.matplotlib_charts import NARROW_INCHES, WIDE_INCHES, month_ticks, plain_axes
from reports.palette import tone
from reports.words import backtest as texts
from reports.words.format import share
from reports.words.text import Text, Words
from warehouse.vocabulary import RISKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one score maker is drawn; dashes and marks tell them apart without colour."""

    colour: str
    dash: Literal["-", "--", ":"]
    mark: str
    width: float


STROKES: dict[str, Stroke] = {
    "earlywarn": Stroke("series", "-", "o", 2.2),
    "year_on_year": Stroke("orange", "--", "s", 1.7),
    "three_sigma": Stroke("expected", ":", "^", 1.9),
}
_ROOT_TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
# Of the figure's height: the legend's strip above, the axis labels below.
_LEGEND_INCHES, _FOOT_INCHES, _PANEL_INCHES = 0.34, 0.42, 2.3


def paint_curves(rows: pl.DataFrame, narrow: bool, words: Words) -> Figure:
    """Precision over recall of every maker, one panel for each target."""
    targets = [target for target in texts.TARGETS if target in set(rows["target"])]
    figure, panels = _panels(len(targets), narrow)
    for axes, target in zip(panels, targets, strict=True):
        for maker, stroke in _makers(rows):
            own = rows.filter(pl.col("target") == target, pl.col("maker") == maker)
            axes.plot(own["recall"].to_list(), own["precision"].to_list(), **_style(stroke))
        _share_axes(axes, _named(words, texts.TARGETS[target], texts.PRECISION), words.say(texts.RECALL))
    _legend(figure, rows, words)
    return figure


def paint_leads(rows: pl.DataFrame, narrow: bool, words: Words) -> Figure:
    """Share of departures listed at least so many months before."""
    figure, (axes,) = _panels(1, narrow)
    for maker, stroke in _makers(rows):
        own = rows.filter(pl.col("maker") == maker)
        axes.plot(own["lead_months"].to_list(), own["seen_share"].to_list(), marker=stroke.mark, markersize=4, **_style(stroke))
    _share_axes(axes, words.say(texts.LEADS_AXIS), words.say(texts.LEAD_MONTHS))
    axes.set_xlim(0.7, 12.3)
    axes.set_xticks(range(1, 13), [str(month) for month in range(1, 13)])
    _legend(figure, rows, words)
    return figure


def paint_calibration(rows: pl.DataFrame, narrow: bool, words: Words) -> Figure:
    """Observed over predicted by tenths with Wilson's interval, on the diagonal where both agree; square-root scales."""
    risks = [risk for risk in RISKS.keys if risk in set(rows["risk"])]
    figure, panels = _panels(len(risks), narrow, with_legend=False)
    for axes, risk in zip(panels, risks, strict=True):
        _calibration_panel(axes, rows.filter(pl.col("risk") == risk), words.term(RISKS, risk), words)
    return figure


def _calibration_panel(axes: Axes, rows: pl.DataFrame, name: str, words: Words) -> None:
    predicted, observed = rows["predicted_mean"].to_numpy(), rows["observed_share"].to_numpy()
    top = min(1.0, 1.12 * max(0.05, float(predicted.max()), float(rows["high"].max() or 0)))  # type: ignore[arg-type]
    axes.plot([0, top], [0, top], color=tone("muted"), linewidth=1, linestyle=(0, (4, 3)))
    bars = [observed - rows["low"].to_numpy(), rows["high"].to_numpy() - observed]
    # At shares of 0 and 1 rounding can turn a length of nothing negative.
    lengths = [bar.clip(min=0) for bar in bars]
    axes.errorbar(
        predicted, observed, yerr=lengths, fmt="o", markersize=5, color=tone("series"), ecolor=tone("series"), elinewidth=1.2, capsize=2
    )
    _share_axes(axes, words.say(texts.UPRIGHT, title=name, up=words.say(texts.OBSERVED)), words.say(texts.PREDICTED), top)
    _root_scales(axes, top)


def _root_scales(axes: Axes, top: float) -> None:
    """Stretch the small shares: most enterprises are well, and nine of ten tenths lie below a few percent."""
    ticks = [tick for tick in _ROOT_TICKS if tick <= top]
    for axis, scale in ((axes.xaxis, axes.set_xscale), (axes.yaxis, axes.set_yscale)):
        scale("function", functions=(lambda value: np.sqrt(np.clip(value, 0, None)), np.square))
        axis.set_ticks(ticks, [share(tick, 0) for tick in ticks])
    axes.set_xlim(0, top * 1.02)
    axes.set_ylim(0, top * 1.02)


def paint_months(rows: pl.DataFrame, narrow: bool, words: Words) -> Figure:
    """Candidates of every maker by month, and the length of the program's list as a level line."""
    from matplotlib.ticker import MaxNLocator

    months = sorted(set(rows["month"]))
    figure, (axes,) = _panels(1, narrow)
    for maker, stroke in _makers(rows):
        known = dict(rows.filter(pl.col("maker") == maker).select("month", "candidates").iter_rows())
        heights = [known.get(month) for month in months]
        drawn = [float("nan") if height is None else height for height in heights]
        axes.plot(drawn, marker=stroke.mark, markersize=3.5, **_style(stroke))
    listed = rows.filter(pl.col("maker") == rows["maker"][0]).sort("month")["listed"].to_list()
    axes.step(range(len(listed)), listed, where="mid", color=tone("ink"), linewidth=1.2)
    plain_axes(axes, top=1.1 * max([*rows["candidates"].to_list(), *listed, 4]))
    _name_axes(axes, _named(words, texts.MONTHS_AXIS, texts.ENTERPRISES), "")
    month_ticks(axes, months, 4 if narrow else 8)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    _legend(figure, rows, words, ((words.say(texts.LISTED), "ink"),))
    return figure


def _style(stroke: Stroke) -> dict[str, Any]:
    return {"color": tone(stroke.colour), "linestyle": stroke.dash, "linewidth": stroke.width}


def _makers(rows: pl.DataFrame) -> list[tuple[str, Stroke]]:
    there = set(rows["maker"])
    return [(maker, stroke) for maker, stroke in STROKES.items() if maker in there]


def _panels(count: int, narrow: bool, *, with_legend: bool = True) -> tuple[Figure, list[Axes]]:
    """Side by side on a wide page, below each other on a phone, with a strip for the legend above."""
    from matplotlib.figure import Figure

    strip = _LEGEND_INCHES if with_legend else 0.02
    rows = count if narrow else 1
    cell = _PANEL_INCHES + _FOOT_INCHES + 0.3
    height = strip + rows * cell
    figure = Figure(figsize=(NARROW_INCHES if narrow else WIDE_INCHES, height))
    left, width = (0.14, 0.82) if narrow else (0.055, 0.93 / count - 0.06)
    step = 0 if narrow else 0.95 / count
    boxes = [(left + place * step, 1 - (strip + 0.3 + (place if narrow else 0) * cell + _PANEL_INCHES) / height) for place in range(count)]
    return figure, [figure.add_axes((x, y, width, _PANEL_INCHES / height)) for x, y in boxes]


def _share_axes(axes: Axes, title: str, across: str, top: float = 1.0) -> None:
    from matplotlib.ticker import MaxNLocator

    plain_axes(axes, top=top * 1.02)
    axes.set_xlim(0, top * 1.02)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=5))
        axis.set_major_formatter(lambda value, _: share(value, 0 if top > 0.2 else 1))
    _name_axes(axes, title, across)


def _named(words: Words, title: Text, up: Text) -> str:
    # The upright axis' name stands with the title: turned letters are hard to read in Chinese.
    return words.say(texts.UPRIGHT, title=words.say(title), up=words.say(up))


def _name_axes(axes: Axes, title: str, across: str) -> None:
    axes.set_title(title, loc="left", fontsize=10.5, color=tone("ink"), pad=7)
    axes.set_xlabel(across, fontsize=9.5, color=tone("muted"), loc="right")


def _legend(figure: Figure, rows: pl.DataFrame, words: Words, more: tuple[tuple[str, str], ...] = ()) -> None:
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], label=words.say(texts.MAKERS[maker]), **_style(stroke)) for maker, stroke in _makers(rows)]
    lines += [Line2D([], [], color=tone(colour), linewidth=1.2, label=name) for name, colour in more]
    figure.legend(
        handles=lines, loc="upper left", ncols=len(lines), frameon=False, fontsize=9.5, labelcolor=tone("ink"),
        handlelength=2.2, columnspacing=1.1, borderaxespad=0.1, handletextpad=0.5,
    )  # fmt: skip

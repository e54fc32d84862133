"""Both painters of the map of streets: a matplotlib figure, and a Plotly specification of filled lines, which fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.charts.street_map import TONES, Area, StreetMap
from reports.palette import tone
from reports.words import street_map as texts
from reports.words.format import number
from reports.words.text import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.path import Path

# About half a page, where it stands beside its table, and a phone.
INCHES = (4.4, 3.6)
NARROW_INCHES = (3.9, 3.4)


def paint_map(streets: StreetMap, narrow: bool, words: Words) -> Figure:
    """The streets with their rates printed in them; call within `rc_context`."""
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch

    figure = Figure(figsize=NARROW_INCHES if narrow else INCHES)
    axes = figure.add_axes((0.01, 0.09, 0.98, 0.9))
    axes.set_axis_off()
    axes.set_aspect("equal")
    for area in streets.areas:
        axes.add_patch(PathPatch(_path(area), facecolor=tone(_tone(area)), edgecolor=tone("muted"), linewidth=1))
        label = f"{area.street}\n{number(area.rate, 1)}"
        axes.text(*area.label, label, ha="center", va="center", fontsize=10, color=tone("ink"), linespacing=1.25)
    axes.autoscale_view()
    for place, (shade, low, high) in enumerate(streets.classes):
        left = 0.02 + 0.245 * place
        figure.add_artist(_swatch(figure, left, shade))
        figure.text(left + 0.062, 0.045, _class_words(low, high, words), fontsize=9.5, va="center", color=tone("ink"))
    return figure


def _swatch(figure: Figure, left: float, shade: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((left, 0.025), 0.05, 0.04, transform=figure.transFigure, facecolor=tone(shade), edgecolor=tone("muted"), linewidth=0.8)


def _path(area: Area) -> Path:
    from matplotlib.path import Path

    return Path.make_compound_path(*[Path(ring, closed=True) for ring in area.rings])


def _tone(area: Area) -> str:
    return "paper" if area.step is None else TONES[area.step]


def _class_words(low: float, high: float, words: Words) -> str:
    return words.say(texts.CLASS, low=f"{low:g}", high=f"{high:g}")


def map_spec(streets: StreetMap, words: Words) -> dict[str, Any]:
    """The same map for a pointer: what stands in a street is told where it is touched."""
    # The shared layout lives with the other specifications.
    from reports.charts.plotly_specs import bare_layout

    data = [_filled(area, words) for area in streets.areas]
    data += [_key(shade, _class_words(low, high, words)) for shade, low, high in streets.classes]
    return {"data": data, "layout": bare_layout(annotations=[_label(area) for area in streets.areas])}


def _filled(area: Area, words: Words) -> dict[str, Any]:
    points: list[tuple[float | None, float | None]] = []
    for ring in area.rings:
        points += [*([(None, None)] if points else []), *ring]
    hover = words.say(
        texts.HOVER, street=area.street, rate=number(area.rate, 1), count=number(area.count), monitored=number(area.monitored)
    )
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "fill": "toself",
        "fillcolor": f"var(--{_tone(area)})",
        "line": {"color": "var(--muted)", "width": 1},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": hover,
        "showlegend": False,
    }


def _key(shade: str, text: str) -> dict[str, Any]:
    marker = {"symbol": "square", "size": 12, "color": f"var(--{shade})", "line": {"color": "var(--muted)", "width": 1}}
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": text, "marker": marker, "hoverinfo": "skip"}


def _label(area: Area) -> dict[str, Any]:
    # Outside text: Plotly reads tags in it, so they are taken out of their meaning.
    street = area.street.replace("&", "&amp;").replace("<", "&lt;")
    text = f"{street}<br>{number(area.rate, 1)}"
    return {"x": round(area.label[0], 1), "y": round(area.label[1], 1), "text": text, "showarrow": False, "font": {"size": 12}}

"""The interactive painter: Plotly specifications from the same prepared frames, with months as `2026-10`.

A specification is plain data. Colours are names of CSS variables (`var(--red)`) which the page resolves when it draws,
so that one specification serves light and dark; `narrow` names what is different on a phone, by its path in the layout.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from reports.charts.growth import GrowthPanels, ticked
from reports.charts.sparklines import ChartRows, band_runs, marks, short_number
from reports.charts.trend import TREND_NUMBERS, TREND_NUMBERS_NARROW, bar_tops, last_labels
from reports.palette import LEVELS
from reports.words import charts as texts
from reports.words.format import month_key, signed_share
from reports.words.text import Text, Words
from warehouse.vocabulary import INDICATORS

# Built as plain data: importing the Plotly objects costs half a second and their template 6 KB a chart.
Spec = dict[str, Any]
# The script replaces "inherit" by the page's own font, which Plotly cannot know.
_ADDED_STYLE = re.compile(r"\.textContent='((?:[^'\\]|\\.)*)'")
_FONT = {"family": "inherit", "color": "var(--ink)", "size": 12}


def plotly_script() -> str:
    """The one shared script, to be written as `plotly.min.js` into the briefings folder (about 4.8 MB)."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


@cache
def plotly_styles() -> tuple[str, ...]:
    """The styles that the script adds to a page as it starts, for the page's policy: that of a map, which no chart here uses."""
    return tuple(re.sub(r"\\(.)", r"\1", text) for text in _ADDED_STYLE.findall(plotly_script()))


def trend_spec(rows: pl.DataFrame, words: Words) -> Spec:
    """Stacked bars by level and of the watched above them; `rows` as `charts.trend.prepare_trend`."""
    months = rows["month"].to_list()
    data = [
        {
            "type": "bar",
            "name": words.say(texts.TRACE, shape=level.shape, level=level.word(words.language), roman=level.roman),
            "x": _keys(months),
            "y": rows[level.key].to_list(),
            "marker": {
                "color": f"var(--{level.key})",
                "line": {"color": "var(--outline)" if level.key == "yellow" else "var(--paper)", "width": 0.6},
            },
            # A template of our own, since the default names the trace only in a box beside it.
            "hovertemplate": words.say(texts.LEVEL_HOVER, level=level.word(words.language)),
        }
        for level in LEVELS
    ]
    data.append(
        {
            "type": "bar",
            "name": words.say(texts.WATCHED),
            "x": _keys(months),
            "y": rows["watched"].to_list(),
            "marker": {"color": "var(--shade)", "line": {"color": "var(--muted)", "width": 0.6}},
            "hovertemplate": words.say(texts.WATCHED_HOVER),
        }
    )
    top = 1.08 * max([4, *(height for _, height in bar_tops(rows, rows.height))])
    axes = {"yaxis": _axis(range=[0, top]), "xaxis": _months(months, 7)}
    margin = {"l": 44, "r": 78, "t": 10, "b": 34}
    layout = _layout(barmode="stack", margin=margin, annotations=_trend_notes(rows, top, TREND_NUMBERS, words), **axes)
    narrow = {"xaxis.tickvals": _ticks(months, 4), "annotations": _trend_notes(rows, top, TREND_NUMBERS_NARROW, words)}
    return {"data": data, "layout": layout, "narrow": narrow}


def _trend_notes(rows: pl.DataFrame, top: float, wanted: int, words: Words) -> list[Spec]:
    """The numbers of the static drawing: heights above some bars, the parts of the newest beside it."""
    months = _keys(rows["month"].to_list())
    plain: Spec = {"showarrow": False, "font": {"size": 11}}
    above = plain | {"yanchor": "bottom", "font": {"size": 11, "color": "var(--muted)"}}
    beside = plain | {"x": 1, "xref": "paper", "xanchor": "left", "yanchor": "middle", "align": "left"}
    tops = [above | {"x": months[place], "y": height, "text": str(height)} for place, height in bar_tops(rows, wanted)[:-1]]
    return tops + [beside | {"y": height, "text": text} for height, text in last_labels(rows, top, words)]


def growth_spec(panels: GrowthPanels, words: Words) -> Spec:
    """Growth of the district's totals as small multiples on one scale: side by side, one below the other on a phone."""
    data: list[Spec] = []
    notes: list[Spec] = []
    axes: Spec = {}
    narrow: Spec = {"height": 150 * len(panels.lines)}
    for place, key in enumerate(panels.lines):
        number = "" if place == 0 else str(place + 1)
        name = words.say(texts.YEAR_ON_YEAR, indicator=words.capital(words.term(INDICATORS, key)))
        data.append(_line(panels, key, number, name))
        notes += _panel_notes(panels, key, number, name)
        x, y, phone_x, phone_y = _panel_axes(panels, place)
        axes |= {f"xaxis{number}": x, f"yaxis{number}": y}
        narrow |= {f"xaxis{number}.{path}": value for path, value in phone_x.items()}
        narrow |= {f"yaxis{number}.{path}": value for path, value in phone_y.items()}
    return {"data": data, "layout": _layout(showlegend=False, annotations=notes, **axes), "narrow": narrow}


def _line(panels: GrowthPanels, key: str, number: str, name: str) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "x": _keys(panels.months),
        "y": [None if value is None else round(value, 9) for value in panels.lines[key]],
        # A line across a missing month would invent a figure.
        "connectgaps": False,
        "line": {"width": 2, "color": "var(--series)"},
        "marker": {"size": 4},
        "hovertemplate": f"%{{x}} {name} %{{y:+.1%}}<extra></extra>",
    }


def _panel_notes(panels: GrowthPanels, key: str, number: str, name: str) -> list[Spec]:
    """The panel's title and its newest figure, as the static drawing has them."""
    place, value = panels.newest(key)
    plain: Spec = {"showarrow": False, "xanchor": "left", "xref": f"x{number}", "yref": f"y{number}"}
    title = plain | {"xref": f"x{number} domain", "yref": f"y{number} domain", "x": 0, "y": 1.16, "text": name}
    newest = plain | {
        "x": month_key(panels.months[place]),
        "y": panels.within(value),
        "xshift": 5,
        "align": "left",
        "text": panels.newest_label(key).replace("\n", "<br>"),
    }
    return [title, newest]


def _panel_axes(panels: GrowthPanels, place: int) -> tuple[Spec, Spec, Spec, Spec]:
    """The two axes of a panel, and what changes of them on a phone."""
    count, number = len(panels.lines), "" if place == 0 else str(place + 1)
    # Room at the right of every panel for its newest figure.
    last = len(panels.months) - 0.5
    side = _months(panels.months, 3) | {
        "anchor": f"y{number}",
        "domain": [place / count, (place + 0.93) / count],
        "range": [-0.5, last * 1.22],
    }
    height = _axis(zeroline=True, zerolinecolor="var(--muted)", range=[panels.low, panels.high])
    height |= {"tickvals": panels.ticks, "ticktext": [signed_share(value, 0) for value in panels.ticks]}
    # The common scale is printed once; repeating it would suggest different ones.
    height |= {"anchor": f"x{number}", "domain": [0, 0.86], "showticklabels": place == 0}
    top = 1 - place / count
    return side, height, {"domain": [0, 1]}, {"domain": [top - 0.72 / count, top - 0.12 / count], "showticklabels": True}


def small_spec(rows: ChartRows, name: str, unit: str, words: Words, line: Text = texts.NORMAL) -> Spec:
    """One indicator of one enterprise with its bands; `rows` and `line` as for `charts.sparklines.draw_small`."""
    months = _keys(rows.period)

    def series(column: str) -> list[float | None]:
        return [_five(value) for value in rows[column]]

    expected = words.say(line)
    figure = words.say(texts.FIGURE, value="%{y:,.4~r}", unit=unit)
    data = [
        _area(months, rows["lo_95"], rows["hi_95"], "var(--bandwide)"),
        _area(months, rows["lo_80"], rows["hi_80"], "var(--band)"),
        _area(months, *rows.shortfall, "var(--shortfall)"),
        {
            "type": "scatter",
            "x": months,
            "y": series("expected"),
            "mode": "lines",
            "connectgaps": False,
            "name": expected,
            "line": {"dash": "dot", "width": 1.2, "color": "var(--expected)"},
            "hovertemplate": f"%{{x}} {expected} %{{y:,.4~r}}<extra></extra>",
        },
        {
            "type": "scatter",
            "x": months,
            "y": series("value"),
            "mode": "lines+markers",
            "name": name,
            "connectgaps": False,
            "line": {"width": 1.8, "color": "var(--series)"},
            "marker": {"size": 4},
            "hovertemplate": f"%{{x}} {name} {figure}<extra></extra>",
        },
        _gaps(rows, months, words),
    ]
    return {"data": data, "layout": _small_layout(rows, words)}


def _area(months: list[str], low: list[float | None], high: list[float | None], colour: str) -> Spec:
    """A band as closed shapes, one for each stretch of months: filled between two lines, it would cross over where a month is missing."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in band_runs(low, high):
        x += [*(months[place] for place in run), *(months[place] for place in reversed(run)), None]
        y += [*(_five(high[place]) for place in run), *(_five(low[place]) for place in reversed(run)), None]
    return {
        "type": "scatter",
        "x": x[:-1],
        "y": y[:-1],
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": colour,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _five(value: float | None) -> float | None:
    # Five figures are what a tooltip shows; more would double the size of the page.
    return None if value is None else float(f"{value:.5g}")


def _gaps(rows: ChartRows, months: list[str], words: Words) -> Spec:
    """A red tick at the foot of the chart for every month without a figure, as the static drawing has them."""
    low, _ = rows.limits
    missing = [month for month, is_gap in zip(months, rows.is_gap, strict=True) if is_gap]
    return {
        "type": "scatter",
        "x": missing,
        "y": [low] * len(missing),
        "mode": "markers",
        "marker": {"symbol": "line-ns", "size": 6, "line": {"width": 1.6, "color": "var(--red)"}},
        "hovertemplate": words.say(texts.GAP_HOVER),
    }


def _small_layout(rows: ChartRows, words: Words) -> Spec:
    low, high = rows.limits
    places = marks(low, high)
    # A little air above, so that the top of a line is not cut by the edge; the tick of a gap stands on the axis.
    scale = _axis(range=[low - 0.03 * (high - low), high + 0.06 * (high - low)])
    scale |= {"tickvals": places, "ticktext": [short_number(value, words) for value in places]}
    axis = _months(rows.period, 3)
    # The outline of a band names its months there and back, and a band may lack some: the axis has them all in order.
    axis |= {"categoryorder": "array", "categoryarray": _keys(rows.period)}
    return _layout(showlegend=False, xaxis=axis, yaxis=scale, margin={"l": 48, "r": 18, "t": 6, "b": 28})


def as_json(spec: Spec) -> str:
    """A specification as JSON that is safe inside a script element and always the same for the same frame."""
    # Sorted input and fixed separators, because the bytes of a page must not depend on the day.
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def bare_layout(**settings: Any) -> Spec:
    """The layout of a drawing without scales, as high as it is wide by its own measure."""
    hidden = {"visible": False, "fixedrange": True}
    margin, legend = {"l": 4, "r": 4, "t": 4, "b": 30}, {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "itemclick": False}
    legend |= {"itemdoubleclick": False}
    return _layout(xaxis=hidden, yaxis=hidden | {"scaleanchor": "x"}, margin=margin, legend=legend, **settings)


def _keys(months: list[date]) -> list[str]:
    return [month_key(month) for month in months]


def _ticks(months: list[date], wanted: int) -> list[str]:
    return [month_key(months[place]) for place in ticked(len(months), wanted)]


def _months(months: list[date], wanted: int) -> Spec:
    # Months are names and not moments: on an axis of time Plotly sets ticks between them and prints the wrong month below a bar.
    return _axis(type="category", tickvals=_ticks(months, wanted), showgrid=False)


def _axis(**settings: Any) -> Spec:
    # Dragging and zooming would catch a finger that only wants to scroll.
    return {"gridcolor": "var(--rule)", "linecolor": "var(--rule)", "zeroline": False, "automargin": True, "fixedrange": True, **settings}


def _layout(**settings: Any) -> Spec:
    return {
        "font": _FONT,
        # Transparent, so that light, dark and print keep the page's own ground.
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 44, "r": 12, "t": 10, "b": 34},
        "legend": {"orientation": "h", "traceorder": "normal", "y": 1.02, "yanchor": "bottom", "x": 0},
        "hovermode": "closest",
        "dragmode": False,
        **settings,
    }

"""The interactive painter: Plotly specifications from the same prepared frames, with Chinese labels and months as `2026-10`.

A specification is plain data. Colours are names of CSS variables (`var(--red)`) which the page resolves when it draws,
so that one specification serves light and dark.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from reports.palette import LEVELS
from reports.wording import INDICATOR_NAMES

# Built as plain data: importing the Plotly objects costs half a second and their template 6 KB a chart.
Spec = dict[str, Any]
# The script replaces "inherit" by the page's own font, which Plotly cannot know.
_FONT = {"family": "inherit", "color": "var(--ink)", "size": 12}


def plotly_script() -> str:
    """The one shared script, to be written as `plotly.min.js` into the briefings folder (about 4.8 MB)."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def trend_spec(rows: pl.DataFrame) -> Spec:
    """Stacked bars by level; `rows` as `figures.trend.prepare_trend`."""
    months = [f"{month:%Y-%m-%d}" for month in rows["month"]]
    data = [
        {
            "type": "bar",
            "name": f"{level.shape} {level.word}色{level.roman}级",
            "x": months,
            "y": rows[level.key].to_list(),
            "marker": {
                "color": f"var(--{level.key})",
                "line": {"color": "var(--outline)" if level.key == "yellow" else "var(--paper)", "width": 0.6},
            },
            # A template of our own, since the default prints English months.
            "hovertemplate": f"%{{x|%Y-%m}} {level.word}色 %{{y}}家<extra></extra>",
        }
        for level in LEVELS
    ]
    return {"data": data, "layout": _layout(barmode="stack", yaxis=_axis(rangemode="tozero"), xaxis=_months())}


def growth_spec(rows: pl.DataFrame) -> Spec:
    """Growth lines of the district's totals on one scale; `rows` as `sections.development.totals`."""
    # Three dash patterns tell the lines apart without colour.
    dashes = {"output_value": "solid", "tax": "dash", "electricity": "dot"}
    data = []
    for key, dash in dashes.items():
        own = rows.filter(pl.col("indicator") == key)
        if own["yoy_share"].drop_nulls().len():
            data.append(_line(own["period"], own["yoy_share"], f"{INDICATOR_NAMES[key]}同比", dash))
    return {"data": data, "layout": _layout(xaxis=_months(), yaxis=_axis(tickformat="+.0%", zeroline=True, zerolinecolor="var(--muted)"))}


def _line(months: pl.Series, values: pl.Series, name: str, dash: str) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [f"{month:%Y-%m-%d}" for month in months],
        "y": [None if value is None else round(value, 5) for value in values],
        # A line across a missing month would invent a figure.
        "connectgaps": False,
        "line": {"dash": dash, "width": 2},
        "marker": {"size": 4},
        "hovertemplate": f"%{{x|%Y-%m}} {name} %{{y:+.1%}}<extra></extra>",
    }


def small_spec(rows: pl.DataFrame, name: str, unit: str) -> Spec:
    """One indicator of one enterprise with its bands; `rows` as `figures.small.prepare_small`."""
    months = [f"{month:%Y-%m-%d}" for month in rows["period"]]

    def series(column: str) -> list[float | None]:
        # Five figures are what a tooltip shows; more would double the size of the page.
        return [None if value is None else float(f"{value:.5g}") for value in rows[column]]

    def bound(column: str, **more: Any) -> Spec:
        return {
            "type": "scatter",
            "x": months,
            "y": series(column),
            "mode": "lines",
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
            **more,
        }

    data = [
        bound("lo_95"),
        bound("hi_95", fill="tonexty", fillcolor="var(--bandwide)"),
        bound("lo_80"),
        bound("hi_80", fill="tonexty", fillcolor="var(--band)"),
        {
            "type": "scatter",
            "x": months,
            "y": series("expected"),
            "mode": "lines",
            "name": "预期",
            "line": {"dash": "dot", "width": 1.2, "color": "var(--expected)"},
            "hovertemplate": "%{x|%Y-%m} 预期 %{y:,.4~r}<extra></extra>",
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
            "hovertemplate": f"%{{x|%Y-%m}} {name} %{{y:,.4~r}}{unit}<extra></extra>",
        },
    ]
    return {
        "data": data,
        "layout": _layout(showlegend=False, xaxis=_months(), yaxis=_axis(rangemode="tozero"), margin={"l": 48, "r": 8, "t": 6, "b": 28}),
    }


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


def _months() -> Spec:
    return _axis(type="date", tickformat="%Y-%m", hoverformat="%Y-%m", showgrid=False)


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
        "colorway": ["var(--series)", "var(--orange)", "var(--muted)"],
        "hovermode": "closest",
        "dragmode": False,
        **settings,
    }

"""A chart ready for a page: static drawings for both widths, the Plotly specification, title and caption from the same frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from reports.charts.growth import growth_panels
from reports.charts.map_painters import map_spec, paint_map
from reports.charts.matplotlib_charts import paint_growth, paint_trend
from reports.charts.plotly_specs import Spec, as_json, growth_spec, trend_spec
from reports.charts.street_map import StreetMap
from reports.charts.svg import figure_settings, to_png, to_svg
from reports.words import charts as texts
from reports.words import street_map as map_texts
from reports.words.text import Words

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

# What a chart is prepared as, and who draws it: the prepared figures and whether the narrow drawing is wanted.
Prepared = TypeVar("Prepared")
Painter = Callable[[Prepared, bool], "Figure"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart of a page; `wide`, `narrow` and `spec` are safe markup, `spec` is None where only the static one is wanted."""

    key: str
    title: str
    caption: str
    wide: Markup
    narrow: Markup | None
    spec: Markup | None
    height: int


def trend_picture(rows: pl.DataFrame, caption: str, paper: bool, words: Words) -> Picture:
    """The chart of listed enterprises by level."""
    spec = None if paper else trend_spec(rows, words)
    return _picture("trend", words.say(texts.TREND), rows, caption, partial(paint_trend, words=words), spec, 330)


def growth_picture(rows: pl.DataFrame, caption: str, paper: bool, words: Words) -> Picture:
    """The chart of the growth of the district's totals."""
    panels = growth_panels(rows)
    spec = None if paper else growth_spec(panels, words)
    return _picture("growth", words.say(texts.GROWTH), panels, caption, partial(paint_growth, words=words), spec, 240)


def map_picture(streets: StreetMap, caption: str, paper: bool, words: Words) -> Picture:
    """The map of the streets by their rate of warnings."""
    spec = None if paper else map_spec(streets, words)
    title = words.say(map_texts.TITLE_INVENTED if streets.is_invented else map_texts.TITLE)
    return _picture("map", title, streets, caption, partial(paint_map, words=words), spec, 330)


def still_picture(key: str, title: str, caption: str, prepared: Prepared, painter: Painter[Prepared]) -> Picture:
    """A chart for the screen that is drawn once, in both widths, and has no interactive twin."""
    return Picture(key, title, caption, *_drawn(key, caption, prepared, painter, paper=False), None, 0)


def trend_png(rows: pl.DataFrame, words: Words) -> bytes:
    """The narrow chart of listed enterprises as PNG for mail, about 736 pixels wide."""
    from matplotlib import rc_context

    with rc_context(figure_settings()):
        figure = paint_trend(rows, True, words)
        figure.patch.set_visible(True)
        # Mail programs in dark mode put a transparent picture on black, where dark text vanishes.
        figure.patch.set_facecolor("#FFFFFF")
        return to_png(figure)


def _picture(key: str, title: str, prepared: Prepared, caption: str, painter: Painter[Prepared], spec: Spec | None, height: int) -> Picture:
    from markupsafe import Markup

    # Without a specification the page is meant for paper, which has one width and no style variables in drawings.
    wide, narrow = _drawn(key, caption, prepared, painter, paper=spec is None)
    return Picture(key, title, caption, wide, narrow, None if spec is None else Markup(as_json(spec)), height)  # noqa: S704


def _drawn(key: str, caption: str, prepared: Prepared, painter: Painter[Prepared], *, paper: bool) -> tuple[Markup, Markup | None]:
    from markupsafe import Markup
    from matplotlib import rc_context

    with rc_context(figure_settings()):
        wide = Markup(to_svg(painter(prepared, False), f"{key}-w", caption, not paper))  # noqa: S704 - drawn here from numbers
        return wide, None if paper else Markup(to_svg(painter(prepared, True), f"{key}-n", caption, True))  # noqa: S704

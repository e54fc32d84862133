"""A matplotlib figure as bytes that depend on the figure alone: themed inline SVG with text as text, or PNG."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING, Any

from reports.charts.fonts import matplotlib_family
from reports.palette import TONES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PROLOGUE = re.compile(r"^.*?(?=<svg )", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A style of its own would ask for a place in every page's policy; what it says is said by two attributes.
_STYLE = re.compile(r"<defs>\s*<style[^>]*>\*\{stroke-linejoin: round; stroke-linecap: butt\}</style>\s*</defs>")
_FONT = re.compile(r"font: (?:(?:normal|bold|\d{3}) )?([\d.]+)px [^;\"]*")


def figure_settings() -> Any:
    """The matplotlib settings every figure is built and saved under (pass to `matplotlib.rc_context`)."""
    # The measuring font and the font of the PNG are the same, so both drawings break alike.
    family = matplotlib_family()
    return {
        "font.family": [family],
        "font.size": 10,
        "axes.unicode_minus": True,
        # Text stays text: searchable, selectable, and small.
        "svg.fonttype": "none",
        # Without a salt matplotlib draws its ids from chance and no two files are equal.
        "svg.hashsalt": "earlywarn",
        "axes.linewidth": 0.8,
        "path.simplify": False,
    }


def to_svg(figure: Figure, prefix: str, title: str, themed: bool) -> str:
    """The figure as inline SVG.

    `prefix` makes ids unique within a page, `title` is its accessible name; `themed` exchanges the light tones for CSS
    variables (screen), otherwise they stay literal (paper).
    """
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = _STYLE.sub("", _METADATA.sub("", _COMMENT.sub("", _PROLOGUE.sub("", stream.getvalue(), count=1))))
    # The page chooses the font; a reader's machine rarely has the one we measured with.
    text = _FONT.sub(r"font-size: \1px", text)
    text = _unique_ids(text, prefix)
    text = _accessible(text, prefix, title)
    text = _themed(text) if themed else text
    return re.sub(r"\n\s*", "\n", text).strip()


def to_png(figure: Figure, dpi: int = 160) -> bytes:
    """The figure as PNG without any text chunk that names a program or a moment."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()


def _unique_ids(text: str, prefix: str) -> str:
    # Two charts in one page would otherwise both define "axes_1".
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    return re.sub(r'(?:xlink:)?href="#([^"]+)"', rf'href="#{prefix}-\1"', text)


def _accessible(text: str, prefix: str, title: str) -> str:
    head, rest = text.split(">", 1)
    # Inside a page the namespaces are known; without them the page names no address at all.
    head = re.sub(r' (width|height|xmlns|xmlns:xlink)="[^"]*"', "", head)
    drawn = 'stroke-linejoin="round" stroke-linecap="butt" role="img"'
    return f'{head} {drawn} aria-labelledby="{prefix}-title"><title id="{prefix}-title">{escape(title)}</title>{rest}'


def _themed(text: str) -> str:
    for name, (light, _) in TONES.items():
        text = re.sub(re.escape(light), f"var(--{name})", text, flags=re.IGNORECASE)
    return text

"""The template environment: autoescape on, undefined names are errors, number and word formats as filters."""

from __future__ import annotations

import functools
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reports.charts.fonts import PAPER_SANS, SCREEN_SANS, SCREEN_SERIF
from reports.palette import LEVEL_BY_KEY, LEVELS, css_variables
from reports.words import format as wording
from warehouse.vocabulary import Language

if TYPE_CHECKING:
    from jinja2 import Environment

_ROOM = Path(__file__).parent


@functools.cache
def environment() -> Environment:
    """The environment of every page and mail; templates are read from this package."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # A misspelt name in a template must fail in a test and not print an empty cell.
    made = Environment(
        loader=FileSystemLoader(_ROOM / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        text=wording.plain,
        num=wording.number,
        share=wording.share,
        yoy=wording.signed_share,
        signed=wording.signed,
        risk=wording.risk,
        month=wording.month_key,
    )
    made.globals.update(levels=LEVELS, level_of=LEVEL_BY_KEY, missing=wording.MISSING, content_policy=content_policy)
    return made


def content_policy(css: str, script: str | None) -> str:
    """What a page may load and run, for its head: its own style and script by their digests, and nothing from anywhere else.

    It holds wherever the page lies, in a mail as on a server. The script may load the chart library that lies beside the months; that one
    adds style elements, an empty one that it fills later and one for maps. Widths of bars stand in attributes.
    """
    from reports.charts.plotly_specs import plotly_styles

    scripts = f"{_source(script)} 'strict-dynamic'" if script else "'none'"
    styles = " ".join(map(_source, [css, "", *plotly_styles()] if script else [css]))
    return (
        f"default-src 'none'; script-src {scripts}; style-src-elem {styles}; style-src-attr 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    """A text inside a page as a policy names it."""
    return f"'sha256-{b64encode(sha256(str(text).encode()).digest()).decode()}'"


@functools.cache
def stylesheet(name: str, paper: bool = False, language: Language = "zh", *more: str) -> str:
    """Style sheets of the package with the palette and font stacks in front; `paper` sets the packaged fonts."""
    # Paper has one font wherever it is made; a screen has the reader's.
    sans, serif = (PAPER_SANS, PAPER_SANS) if paper else (SCREEN_SANS, SCREEN_SERIF)
    fonts = f":root{{--sans:{sans};--serif:{serif}}}"
    # What a sheet prints itself (page numbers, units beside a number) is Chinese and replaced where the page is English.
    names = (name, *more, *(["english.css"] if language == "en" else []))
    return css_variables() + fonts + "".join((_ROOM / "static" / one).read_text(encoding="utf-8") for one in names)


@functools.cache
def page_script() -> str:
    """The scripts of a page: one folds long parts on a phone, one exchanges static charts for Plotly ones where Plotly lies beside it."""
    return "".join((_ROOM / "static" / name).read_text(encoding="utf-8") for name in ("folds.js", "charts.js"))


@functools.cache
def index_script() -> str:
    """The script that filters the rows of the index; the page is complete without it."""
    return (_ROOM / "static" / "index.js").read_text(encoding="utf-8")

"""The template environment: autoescape on, undefined names are errors, number and word formats as filters."""

from __future__ import annotations

import functools
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
    made.globals.update(levels=LEVELS, level_of=LEVEL_BY_KEY, missing=wording.MISSING)
    return made


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

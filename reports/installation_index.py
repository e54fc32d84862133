"""The index of an installation with several districts: its months with how many districts are out, and the districts with their indexes.

In: what each month's summary says of itself. Out: reading it (pipelines.delivery.summary_publisher), one district's index (reports.index).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from reports.edition import Edition
from reports.palette import LEVELS
from reports.sections.summary_tables import of
from reports.templating import environment, stylesheet
from reports.words import imprint
from reports.words import index_page as index_texts
from reports.words import summary as texts
from reports.words.format import month_key, plain
from reports.words.text import Words

INDEX: Final = "index.html"
# More names than these are in the month's own summary.
NAMES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class SummaryMonth:
    """A month whose summary is out: `totals` as the summary has them, the names of the districts that are not, its files."""

    month: date
    revision: int
    totals: dict[str, int | None]
    missing: tuple[str, ...]
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class IndexedDistrict:
    """A district of the installation: `newest` is its newest month that is out, `has_index` whether it has an index of its own."""

    folder: str
    name: str
    newest: date | None
    has_index: bool


def installation_index(months: Sequence[SummaryMonth], districts: Sequence[IndexedDistrict], edition: Edition) -> bytes:
    """The page; `edition` is the newest summary: it names the installation and says in which language."""
    from markupsafe import Markup

    words = edition.words
    newest_first = sorted(months, key=lambda one: one.month, reverse=True)
    keys = [month_key(one.month) for one in newest_first]
    context = {
        "edition": edition, "language": words.language, "say": words.say, "day": words.day, "own": texts, "texts": index_texts,
        "imprint": imprint, "paper": False, "layout": "index", "script": None, "plotly_src": "", "crumbs": None,
        "css": Markup(stylesheet("briefing.css", False, words.language, "index.css", "summary.css")),  # noqa: S704 - our own file
        "series": words.say(texts.SERIES, place=edition.place),
        "title": words.say(texts.INDEX_TITLE, place=edition.place),
        "span": words.say(texts.INDEX_SPAN, first=keys[-1], last=keys[0], count=len(keys)) if keys else "",
        "months": [_month_row(one, words) for one in newest_first],
        "districts": [_district_row(one) for one in sorted(districts, key=_order)],
    }  # fmt: skip
    return environment().get_template("installation.html.j2").render(context).encode()


def _order(district: IndexedDistrict) -> tuple[str, str]:
    return district.name.encode("gb18030", "replace").hex(), district.folder


def _month_row(one: SummaryMonth, words: Words) -> dict[str, Any]:
    totals, key = one.totals, month_key(one.month)
    names = words.listed(plain(name, 40) for name in one.missing[:NAMES_SHOWN])
    more = words.say(texts.INDEX_MORE_NAMES, count=len(one.missing)) if len(one.missing) > NAMES_SHOWN else ""
    return {
        "key": key,
        "revision": one.revision,
        "published": words.say(texts.INDEX_PART, published=totals["published_count"] or 0, all=totals["districts_count"] or 0),
        "missing": words.say(texts.INDEX_MISSING, names=names + more) if one.missing else "",
        "all": of(totals["listed_count"], totals["candidates_count"], words),
        "cells": [of(totals[f"{level.key}_count"], totals[f"{level.key}_candidates_count"], words) for level in LEVELS],
        "files": [(f"{key}/{name}", text) for name, text in texts.FILES.items() if name in one.files],
    }


def _district_row(one: IndexedDistrict) -> dict[str, Any]:
    folder = quote(one.folder)
    newest = month_key(one.newest) if one.newest else ""
    return {
        "name": plain(one.name, 40),
        "href": f"districts/{folder}/{INDEX}" if one.has_index else "",
        "newest": newest,
        "newest_href": f"{newest}/{folder}/bulletin.html" if newest else "",
    }

"""The edition for readers outside: totals in; a page in either language, a workbook and CSV out. Nothing here knows an enterprise."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any, Final

import polars as pl

from reports.edition import Edition
from reports.outside_csv import TOTALS_CSV, WARNED_CSV, totals_csv, warned_csv
from reports.templating import environment, stylesheet
from reports.words import bulletin, imprint
from reports.words import outside as texts
from reports.words.format import MISSING, number, plain, share
from reports.words.text import Words
from warehouse.outside_vocabulary import INDUSTRY_SECTIONS, OUTSIDE_SIZES, UNKNOWN
from warehouse.vocabulary import INDICATORS, Language, Terms

PAGES: Final[dict[str, Language]] = {"outside.html": "zh", "outside_en.html": "en"}
WORKBOOK: Final = "totals.xlsx"
_TERMS: Final[Mapping[str, Terms[Any]]] = {"section": INDUSTRY_SECTIONS, "size": OUTSIDE_SIZES}
_FEATURES: Final = ("street", "section", "size")


@dataclass(frozen=True, slots=True)
class OutsideFrames:
    """What the edition prints.

    `totals`: measure, span, street, section, size (null: all), value (null: none or left out), enterprises_about, is_hidden. `counts`:
    rounded counts of listed enterprises by whole, level, street; `step` is what they are rounded to, `rules` the limits the page states.
    """

    totals: pl.DataFrame
    counts: dict[str, dict[str, int]]
    step: int
    rules: Mapping[str, float]

    @property
    def measures(self) -> list[str]:
        """The measures in their order."""
        return self.totals["measure"].unique(maintain_order=True).to_list()


def outside_files(frames: OutsideFrames, edition: Edition) -> dict[str, bytes]:
    """The files of the edition's folder by name; the same totals and edition give the same bytes."""
    pages = {name: outside_page(frames, replace(edition, language=language)).encode() for name, language in PAGES.items()}
    tables = {TOTALS_CSV: totals_csv(frames.totals), WARNED_CSV: warned_csv(frames.counts)}
    return {**pages, **tables, WORKBOOK: totals_workbook(frames, edition)}


def outside_page(frames: OutsideFrames, edition: Edition) -> str:
    """The page as HTML."""
    from markupsafe import Markup

    words = edition.words
    hidden = int(frames.totals["is_hidden"].sum())
    context = {
        "language": words.language, "edition": edition, "own": texts, "texts": bulletin, "imprint": imprint, "say": words.say,
        "day": words.day, "paper": False, "layout": "", "script": None, "plotly_src": "", "crumbs": None,
        "css": Markup(stylesheet("briefing.css", False, words.language)),  # noqa: S704 - our own file
        "series": words.say(texts.SERIES, place=edition.place),
        "title": words.say(texts.TITLE, month=words.month(edition.month), place=edition.place),
        "lead": words.say(texts.LEAD, measures=words.listed(INDICATORS[one].word(words.language) for one in frames.measures)),
        "warned": _warned(frames, words),
        "tables": _tables(frames, edition),
        "rules": _rules(frames, words),
        "share_words": words.say(texts.SHARE, totals=frames.totals.height, hidden=hidden),
    }  # fmt: skip
    return environment().get_template("outside.html.j2").render(context)


def _rules(frames: OutsideFrames, words: Words) -> str:
    limits = {name: share(frames.rules[name], 0) for name in ("rest", "largest", "open")}
    return words.say(texts.RULES, fewest=int(frames.rules["fewest"]), **limits)


def _warned(frames: OutsideFrames, words: Words) -> dict[str, Any]:
    """The rounded counts in words."""
    levels = [(words.level(key), _about(count, frames.step, words)) for key, count in frames.counts.get("level", {}).items()]
    streets = [(plain(key, 40) or MISSING, _about(count, frames.step, words)) for key, count in frames.counts.get("street", {}).items()]
    return {
        "whole": words.say(texts.WARNED_ALL, count=frames.counts["whole"][""]),
        "parts": [(words.say(texts.BY_LEVEL), levels), (words.say(texts.BY_STREET), streets)] if levels else [],
        "note": words.say(texts.WARNED_NOTE, step=frames.step),
    }


def _about(count: int, step: int, words: Words) -> str:
    return words.say(texts.ABOUT, count=count) if count else words.say(texts.FEW, most=(step - 1) // 2)


def _tables(frames: OutsideFrames, edition: Edition) -> list[dict[str, Any]]:
    """The tables in their order: by measure, span and pair of features; a measure of which nothing is printed is one sentence."""
    words, found = edition.words, []
    for measure in frames.measures:
        rows = frames.totals.filter(pl.col("measure") == measure)
        word = words.capital(INDICATORS[measure].word(words.language))
        if not rows["value"].is_not_null().any():
            found.append({"caption": words.say(texts.WITHHELD, measure=word), "rows": []})
            continue
        for span in rows["span"].unique(maintain_order=True):
            own = rows.filter(pl.col("span") == span)
            found += [_table(own, pair, (word, words.unit(measure), _span_words(span, edition)), words) for pair in texts.TABLES]
    return found


def shown_figures(totals: pl.DataFrame) -> list[str]:
    """What the cells of the page's tables print, in their order: the same for every language."""
    found: list[str] = []
    for measure in totals["measure"].unique(maintain_order=True):
        rows = totals.filter(pl.col("measure") == measure)
        for span in rows["span"].unique(maintain_order=True) if rows["value"].is_not_null().any() else []:
            for pair in texts.TABLES:
                table = _table(rows.filter(pl.col("span") == span), pair, ("", "", ""), Words("zh"))
                found += [cell for _, cells in table["rows"] for cell in cells]
    return found


def _span_words(span: str, edition: Edition) -> str:
    return edition.words.say(texts.SPAN_WORDS[span], month=edition.month_words)


def _table(rows: pl.DataFrame, pair: tuple[str, str], named: tuple[str, str, str], words: Words) -> dict[str, Any]:
    """One table with its margins: heads, and a row for each value of the first feature."""
    down, across = pair
    other = next(name for name in _FEATURES if name not in pair)
    cells = {(row[down], row[across]): row for row in rows.filter(pl.col(other).is_null()).to_dicts()}
    downs, acrosses = (_in_order({key[place] for key in cells}, name) for place, name in enumerate(pair))
    measure, unit, span = named
    return {
        "caption": words.say(texts.CAPTION, measure=measure, table=words.say(texts.TABLES[pair]), span=span, unit=unit),
        "head": words.say(texts.HEADS[down]),
        "columns": [_feature_words(across, one, words) for one in acrosses],
        "rows": [(_feature_words(down, one, words), [_shown(cells.get((one, two))) for two in acrosses]) for one in downs],
    }


def _in_order(values: set[str | None], feature: str) -> list[str | None]:
    """The values of a feature in the order of its list, everybody last."""
    known = _TERMS[feature].keys if feature in _TERMS else ()
    return [
        *sorted((one for one in values if one is not None), key=lambda one: (known.index(one) if one in known else len(known), one)),
        None,
    ]


def _feature_words(feature: str, value: str | None, words: Words) -> str:
    if value is None:
        return words.say(texts.ALL)
    terms = _TERMS.get(feature)
    if terms is not None:
        return words.capital(words.term(terms, value))
    return MISSING if value == UNKNOWN else plain(value, 40)


def _shown(row: Mapping[str, Any] | None) -> str:
    if row is None or (row["value"] is None and not row["is_hidden"]):
        return MISSING
    return texts.HIDDEN_MARK if row["is_hidden"] else number(row["value"])


def totals_workbook(frames: OutsideFrames, edition: Edition) -> bytes:
    """The totals as a workbook of one sheet, the same bytes for the same totals."""
    import xlsxwriter

    words, stream = edition.words, io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(edition.issued_on, time(), tzinfo=UTC).replace(tzinfo=None)})
    head, figure = (
        book.add_format({"bold": True, "bg_color": "#EEF1F4", "border": 1}),
        book.add_format({"num_format": "#,##0", "border": 1}),
    )
    page = book.add_worksheet(words.say(texts.SHEET))
    for column, text in enumerate(texts.COLUMN_WORDS.values()):
        page.write_string(0, column, words.say(text), head)
    for place, row in enumerate(frames.totals.to_dicts(), start=1):
        for column, name in enumerate(texts.COLUMN_WORDS):
            _write(page, (place, column), _workbook_cell(name, row, edition), figure)
    page.set_column(0, len(texts.COLUMN_WORDS) - 1, 18)
    page.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _write(page: Any, at: tuple[int, int], value: str | float | None, figure: Any) -> None:
    if isinstance(value, str):
        page.write_string(*at, value)
    elif value is not None:
        page.write_number(*at, value, figure)


def _workbook_cell(name: str, row: Mapping[str, Any], edition: Edition) -> str | float | None:
    words = edition.words
    if name in _FEATURES:
        return _feature_words(name, row[name], words)
    worded = {
        "measure": words.capital(INDICATORS[row["measure"]].word(words.language)),
        "span": _span_words(row["span"], edition),
        "unit": words.unit(row["measure"]),
        "is_hidden": words.say(texts.LEFT_OUT) if row["is_hidden"] else "",
    }
    return worded.get(name, row.get(name))

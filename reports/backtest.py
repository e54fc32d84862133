"""The page of a backtest: how good the lists of a range of months were, beside two rules an office would use instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from reports.charts.backtest_plots import paint_calibration, paint_curves, paint_leads, paint_months
from reports.charts.pictures import Picture, still_picture
from reports.templating import environment, stylesheet
from reports.words import backtest as texts
from reports.words import imprint
from reports.words.format import MISSING, is_missing, month_key, number, plain
from reports.words.text import Text, Words
from warehouse.vocabulary import RISKS

PROGRAM = "earlywarn"
# What only probabilities can be held to; a rule's score is none.
_PROBABILITY_ONLY = frozenset(row.key for row in texts.GROUPS[texts.HONESTY])


@dataclass(frozen=True, slots=True)
class BacktestPage:
    """The facts of one backtest that are not figures; `is_planted` where a demonstration's own truth is judged by.

    `district_en` is what an English page calls the district.
    """

    first: date
    last: date
    issued_on: date
    capacity: int
    is_planted: bool
    district: str = ""
    issuer: str = ""
    district_en: str = ""


@dataclass(frozen=True, slots=True)
class BacktestFrames:
    """What the page shows, as `models.evaluation.plots` prepares it: each frame has `maker`.

    `figures`: figure, value, low, high, count, gap. `curves`: target, recall, precision. `leads`: lead_months, seen_share,
    departures. `calibration`: risk, decile, predicted_mean, observed_share, low, high, count. `months`: month, listed, candidates.
    """

    figures: pl.DataFrame
    curves: pl.DataFrame
    leads: pl.DataFrame
    calibration: pl.DataFrame
    months: pl.DataFrame


def render_backtest(frames: BacktestFrames, page: BacktestPage, words: Words) -> str:
    """The page as one self-contained HTML file, the same text for the same frames, facts and language."""
    from markupsafe import Markup

    context = {
        "edition": page,
        "language": words.language,
        "say": words.say,
        "day": words.day,
        "texts": texts,
        "imprint": imprint,
        "css": Markup(stylesheet("briefing.css", language=words.language)),  # noqa: S704 - our own file
        "layout": "",
        "script": None,
        "series_title": words.say(texts.SERIES_TITLE, place=_place(page, words)),
        "span": span(page, words),
        "title": headline(frames.figures, page, words),
        "points": points(frames.figures, words),
        "makers": [words.say(name) for name in texts.MAKERS.values()],
        "groups": table(frames.figures, words),
        "gaps": gap_words(frames, words),
        "pictures": pictures(frames, page, words),
        "notes": _notes(page, words),
    }
    return environment().get_template("backtest.html.j2").render(context)


def _place(page: BacktestPage, words: Words) -> str:
    own = page.district_en if words.language == "en" and page.district_en else page.district
    return plain(own, 40) or words.say(texts.DISTRICT)


def span(page: BacktestPage, words: Words) -> str:
    """The months as `2025-01至2026-06`, or the one month."""
    if page.first == page.last:
        return month_key(page.first)
    return words.say(texts.SPAN, first=month_key(page.first), last=month_key(page.last))


def figure_words(figures: pl.DataFrame, key: str, maker: str = PROGRAM) -> str:
    """One figure as the table and every sentence write it, or “—”."""
    return _value_words(_row(key), _found(figures, key, maker))


def headline(figures: pl.DataFrame, page: BacktestPage, words: Words) -> str:
    """The conclusion: the precision of the full list beside both rules'."""
    own = figure_words(figures, "precision_at_capacity")
    if own == MISSING:
        return words.say(texts.HEADLINE_EMPTY, span=span(page, words))
    rules = [
        words.say(texts.MAKER_FIGURE, maker=words.say(name), figure=figure)
        for maker, name in _rules()
        if (figure := figure_words(figures, "precision_at_capacity", maker)) != MISSING
    ]
    conclusion = words.say(texts.HEADLINE, span=span(page, words), capacity=page.capacity, own=own)
    return conclusion + (words.say(texts.HEADLINE_BESIDE, rules=words.listed(rules)) if rules else "")


def _rules() -> list[tuple[str, Text]]:
    return [(maker, name) for maker, name in texts.MAKERS.items() if maker != PROGRAM]


def points(figures: pl.DataFrame, words: Words) -> list[dict[str, str]]:
    """The three sentences to remember, without those whose figure is not there."""
    figured = {key: figure_words(figures, key) for key in texts.POINTS}
    return [{"figure": figure, "text": _point(figures, key, words)} for key, figure in figured.items() if figure != MISSING]


def _point(figures: pl.DataFrame, key: str, words: Words) -> str:
    what = words.say(texts.POINTS[key])
    if key in _PROBABILITY_ONLY:
        return words.say(texts.POINT, what=what)
    rules = [words.say(texts.MAKER_FIGURE, maker=words.say(name), figure=figure_words(figures, key, maker)) for maker, name in _rules()]
    return words.say(texts.POINT_BESIDE, what=what, rules=words.listed(rules))


def table(figures: pl.DataFrame, words: Words) -> list[tuple[str, list[dict[str, object]]]]:
    """The rows of the table by group: name, meaning, and one cell a maker with value and interval."""
    return [
        (words.say(texts.GROUP_NAMES[group]), [_table_row(figures, row, words) for row in rows]) for group, rows in texts.GROUPS.items()
    ]


def _table_row(figures: pl.DataFrame, row: texts.Row, words: Words) -> dict[str, object]:
    cells = [{"maker": words.say(name), **_cell(figures, row, maker, words)} for maker, name in texts.MAKERS.items()]
    return {"name": words.say(row.name), "meaning": words.say(row.meaning), "cells": cells}


def _cell(figures: pl.DataFrame, row: texts.Row, maker: str, words: Words) -> dict[str, str]:
    if maker != PROGRAM and row.key in _PROBABILITY_ONLY:
        return {"value": words.say(texts.NOT_APPLICABLE), "interval": ""}
    found = _found(figures, row.key, maker)
    low, high = (None, None) if found is None else (found["low"], found["high"])
    known = not is_missing(low) and not is_missing(high)
    interval = words.say(texts.INTERVAL, low=row.form(low), high=row.form(high)) if known else ""
    return {"value": _value_words(row, found), "interval": interval}


def _value_words(row: texts.Row, found: dict[str, float | None] | None) -> str:
    return MISSING if found is None else row.form(found["value"])


def _row(key: str) -> texts.Row:
    return next(row for rows in texts.GROUPS.values() for row in rows if row.key == key)


def _found(figures: pl.DataFrame, key: str, maker: str) -> dict[str, float | None] | None:
    rows = figures.filter(pl.col("figure") == key, pl.col("maker") == maker)
    return rows.row(0, named=True) if rows.height else None


def gap_words(frames: BacktestFrames, words: Words) -> list[str]:
    """Which figures and plots cannot be given, one sentence for each reason."""
    own = frames.figures.filter(pl.col("maker") == PROGRAM)
    by_reason: dict[str, list[str]] = {}
    for rows in texts.GROUPS.values():
        for row in rows:
            by_reason.setdefault(_gap(own, row.key) or "", []).append(words.say(row.name))
    sentences = [
        words.say(texts.NOT_GIVEN, reason=words.say(reason), names=words.listed(by_reason[key]))
        for key, reason in texts.GAPS.items()
        if key in by_reason
    ]
    missing = [name for name, frame in _drawn_parts(frames, words).items() if frame.is_empty()]
    return sentences + ([words.say(texts.NOT_DRAWN, names=words.listed(missing))] if missing else [])


def _gap(own: pl.DataFrame, key: str) -> str | None:
    rows = own.filter(pl.col("figure") == key)["gap"]
    # Candidates are counted only where somebody says who is one: absent is not a gap of the truth.
    absent = None if key == "candidates_per_month" else "no_cases"
    return rows[0] if rows.len() else absent


def _drawn_parts(frames: BacktestFrames, words: Words) -> dict[str, pl.DataFrame]:
    curves = {
        words.say(texts.CURVE_OF, name=words.say(name)): frames.curves.filter(pl.col("target") == key)
        for key, name in texts.TARGETS.items()
    }
    calibration = {
        words.say(texts.CALIBRATION_OF, name=words.term(RISKS, key)): frames.calibration.filter(pl.col("risk") == key) for key in RISKS.keys
    }
    return {**curves, words.say(texts.LEADS_NAME): frames.leads, **calibration}


def pictures(frames: BacktestFrames, page: BacktestPage, words: Words) -> list[Picture]:
    """The plots that have data, each with a caption that says how to read it."""
    wanted = [
        ("curves", texts.CURVES, _curve_caption(frames.figures, words), frames.curves, paint_curves),
        ("leads", texts.LEADS, _lead_caption(frames.leads, words), frames.leads, paint_leads),
        ("calibration", texts.CALIBRATION, words.say(texts.CALIBRATION_CAPTION), frames.calibration, paint_calibration),
        ("months", texts.MONTHS, _month_caption(frames.months, page, words), frames.months, paint_months),
    ]
    drawn = [row for row in wanted if row[3].height]
    return [
        still_picture(key, words.say(title), caption, rows, partial(painter, words=words)) for key, title, caption, rows, painter in drawn
    ]


def _curve_caption(figures: pl.DataFrame, words: Words) -> str:
    parts = []
    for key, target in texts.TARGETS.items():
        makers = [
            words.say(texts.MAKER_FIGURE, maker=words.say(name), figure=figure_words(figures, f"average_precision_{key}", maker))
            for maker, name in texts.MAKERS.items()
        ]
        parts.append(words.say(texts.AVERAGE_PRECISION, target=words.say(target), makers=words.listed(makers)))
    return words.say(texts.CURVES_CAPTION, ap=words.phrases(parts))


def _lead_caption(leads: pl.DataFrame, words: Words) -> str:
    count = int(leads["departures"][0]) if leads.height else 0
    return words.say(texts.LEADS_CAPTION, count=number(count))


def _month_caption(months: pl.DataFrame, page: BacktestPage, words: Words) -> str:
    means = dict(months.group_by("maker").agg(pl.col("candidates").mean()).iter_rows())
    makers = [
        words.say(texts.CANDIDATES_OF, maker=words.say(name), count=number(means[maker], 1))
        for maker, name in texts.MAKERS.items()
        if maker in means
    ]
    return words.say(texts.MONTHS_CAPTION, capacity=page.capacity, makers=words.listed(makers))


def _notes(page: BacktestPage, words: Words) -> list[str]:
    truth = texts.TRUTH_PLANTED if page.is_planted else texts.TRUTH_RECORDED
    return [words.say(text, capacity=page.capacity) for text in (truth, *texts.NOTES)]

"""The district as a whole: its state, the growth of its totals, the largest rises and the new enterprises."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.edition import Edition
from reports.sections.monthly_figures import figure_rows
from reports.words import sections as texts
from reports.words.figures import gap_words
from reports.words.format import is_missing, share, signed, signed_share
from reports.words.text import Words
from warehouse.periods import MONTHS_A_YEAR, shift_month
from warehouse.printed_figures import figure_key
from warehouse.vocabulary import GROWTH_KINDS, INDICATORS, TREND_INDICATORS

_TOTALS = (
    "indicator", "period", "total", "yoy_share", "median_yoy_share", "largest_move_share", "yoy_without_largest_share", "is_moved_by_one",
)  # fmt: skip
# The largest are what an office can act on in a month; the sentence above the table counts all.
ROWS_SHOWN = 5


def own_district(frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The rows of the edition's district; all rows where the frame does not name it (a one-district run)."""
    own = frame.filter(pl.col("district") == edition.district)
    return frame if own.is_empty() else own


def totals(briefing: Briefing) -> pl.DataFrame:
    """Year-on-year growth of output, tax and electricity, up to the month, of the sums and of the enterprises behind them.

    Shape (periods x indicators; indicator, period, total, yoy_share, median_yoy_share, largest_move_share, yoy_without_largest_share,
    is_moved_by_one).
    """
    rows = own_district(briefing.frames.district, briefing.edition)
    rows = rows.filter(pl.col("indicator").is_in(list(TREND_INDICATORS)) & (pl.col("period") <= briefing.edition.month))
    return rows.select(_TOTALS).sort("indicator", "period")


def totals_words(rows: pl.DataFrame, edition: Edition) -> str:
    """One sentence on the growth of the month's sums, and which are not available."""
    words = edition.words
    now = {row["indicator"]: row for row in rows.filter(pl.col("period") == edition.month).iter_rows(named=True)}
    known = [key for key in TREND_INDICATORS if key in now and now[key]["yoy_share"] is not None]
    growth = words.phrases(total_words(now[key], words) for key in known)
    absent = words.listed(words.term(INDICATORS, key) for key in TREND_INDICATORS if key not in known)
    missing = words.say(texts.TOTALS_ABSENT, indicators=absent) if absent else ""
    if not known:
        return words.capital(words.say(texts.TOTALS_NONE, absent=missing))
    more = words.phrases(["", missing]) if missing else ""
    before = words.month(shift_month(edition.month, -MONTHS_A_YEAR))
    return words.say(texts.TOTALS, month=edition.month_words, before=before, growth=growth, absent=more)


def total_words(row: dict[str, Any], words: Words) -> str:
    """The growth of one sum, with the growth without the one enterprise that moved it, and with the median enterprise's."""
    rates = {name: signed_share(row[name]) for name in ("median_yoy_share", "yoy_without_largest_share")}
    notes = []
    if row["is_moved_by_one"]:
        points = signed(100 * row["largest_move_share"], 1)
        notes.append(words.say(texts.MOVED_BY_ONE, points=points, rate=rates["yoy_without_largest_share"]))
    if row["median_yoy_share"] is not None:
        notes.append(words.say(texts.MEDIAN_GROWTH, rate=rates["median_yoy_share"]))
    growth = growth_words(row["indicator"], row["yoy_share"], words)
    return words.say(texts.TOTAL, growth=growth, notes=words.clauses(notes)) if notes else growth


def growth_words(indicator: str, value: float, words: Words) -> str:
    """A growth rate as a sentence says it: 产值同比下降19.0%, 产值同比持平."""
    name, size = words.term(INDICATORS, indicator), share(abs(value))
    if size == share(0.0):
        return words.say(texts.UNCHANGED, indicator=name)
    return words.say(texts.GREW if value > 0 else texts.SHRANK, indicator=name, share=size)


def state_words(briefing: Briefing) -> str:
    """Whether the district as a whole is down, so that a reader does not take a shared fall for single ones."""
    words, rows = briefing.words, own_district(briefing.frames.state, briefing.edition)
    if rows.is_empty() or rows["is_down"][0] is None:
        return words.say(texts.STATE_UNKNOWN)
    row = rows.row(0, named=True)
    gap = row["gap_share"]
    # The sentence stands above the chart because it decides how the whole list is to be read.
    if not row["is_down"]:
        level = "" if gap is None else words.say(texts.STATE_ABOVE if gap >= 0 else texts.STATE_BELOW, share=share(abs(gap)))
        return words.say(texts.STATE_WELL, level=level)
    since = words.say(texts.STATE_SINCE, month=words.month(row["since"])) if row["since"] else ""
    level = "" if gap is None else words.say(texts.STATE_DOWN_BY, share=share(abs(gap)))
    return words.say(texts.STATE_DOWN, since=since, level=level)


def rises(briefing: Briefing, kind: str) -> list[dict[str, Any]]:
    """The `rise` or `new` rows of the growth frame with `detail` and `gaps` in words, ROWS_SHOWN at most.

    The most output gained first, the largest rise where that is not known, then the largest output.
    """
    rows = briefing.frames.growth.filter(pl.col("kind") == kind)
    keys = ["output_gain_cny_10k", "rise_share", "output_cny_10k", "uscc"]
    ordered = rows.sort(keys, descending=[True, True, True, False], nulls_last=True)
    return [_described(row, briefing) for row in ordered.head(ROWS_SHOWN).iter_rows(named=True)]


def _described(row: dict[str, Any], briefing: Briefing) -> dict[str, Any]:
    words, own = briefing.words, figure_rows(briefing.frames.figures, row["uscc"])
    gaps = gap_words(own.get("output_value_twelve_months"), words)
    return row | {"detail": rise_words(row, own, words), "gaps": gaps}


def rise_words(row: dict[str, Any], figures: dict[str, dict[str, Any]], words: Words) -> str:
    """What grew over three months, each with its rate, and whether it asks for space; empty where no rise is known."""
    if is_missing(row["rise_share"]):
        return ""
    keys = [key for key in (row["indicators"] or "").split(",") if key]
    grown = words.listed(_grown(key, figures.get(figure_key(key, "three_months", "growth")), words) for key in keys)
    space = words.say(texts.RISE_SPACE) if row["has_space_request"] else ""
    return words.capital(words.say(texts.RISE, indicators=grown, space=space))


def _grown(indicator: str, figure: dict[str, Any] | None, words: Words) -> str:
    rate = None if figure is None else figure["value"]
    return words.term(INDICATORS, indicator) + ("" if rate is None else words.say(texts.RISE_RATE, rate=signed_share(rate, 0)))


def growth_sentence(briefing: Briefing) -> str:
    """How many enterprises rise or are new and which of them the table shows, or that none is known."""
    words, growth = briefing.words, briefing.frames.growth
    counts = {kind: growth.filter(pl.col("kind") == kind).height for kind in GROWTH_KINDS.keys}
    if not any(counts.values()):
        return words.say(texts.GROWTH_NONE)
    shown = rises(briefing, "rise")
    by = texts.LARGEST_BY_OUTPUT if any(row["output_gain_cny_10k"] is not None for row in shown) else texts.LARGEST_BY_RISE
    return words.say(texts.GROWTH, rises=counts["rise"], new=counts["new"], largest=words.say(by) if shown else "")

"""The chart of listed enterprises by level over the last months, as a frame with its sentence."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.words import charts as texts
from reports.words.format import month_key
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import LEVELS

MONTHS_SHOWN = 36


def prepare_trend(briefing: Briefing) -> pl.DataFrame:
    """Listed enterprises by month, shape (months, month, red, orange, yellow, blue), oldest first, 36 at most.

    The last row is the board itself and last month's row is last month's list, so chart, table and headline cannot differ;
    months without a published list are not rows (no list is not an empty list).
    """
    # The newest bar comes from the board and not from the stored history: they may differ after a revision.
    board, month = briefing.board, briefing.edition.month
    earlier = briefing.frames.level_history.filter(pl.col("month") < month)
    wide = earlier.group_by("month").agg(
        *[pl.col("count").filter(pl.col("level") == key).sum().cast(pl.Int64).alias(key) for key in LEVELS.keys]
    )
    now = {"month": month} | briefing.counts
    rows = pl.concat([_with_last_list(wide, board, month), pl.DataFrame([now]).select(wide.columns).cast(wide.schema)])
    return rows.sort("month").tail(MONTHS_SHOWN)


def _with_last_list(wide: pl.DataFrame, board: pl.DataFrame, month: date) -> pl.DataFrame:
    if board["previous"].null_count():
        return wide
    last = shift_month(month, -1)
    row = {"month": last} | dict(zip(board["level"], board["previous"], strict=True))
    # Last month is read from the list it is compared with, for the same reason.
    return pl.concat([wide.filter(pl.col("month") != last), pl.DataFrame([row]).select(wide.columns).cast(wide.schema)])


def trend_words(rows: pl.DataFrame, words: Words) -> str:
    """What the chart shows, with its last numbers: its caption and alt text."""
    if rows.is_empty():
        return words.say(texts.TREND_NONE)
    last = rows.row(-1, named=True)
    first, month = month_key(rows["month"][0]), month_key(last["month"])
    return words.say(
        texts.TREND_CAPTION,
        span=words.say(texts.SPAN, first=first, last=month) if rows.height > 1 else month,
        month=month,
        total=sum(last[key] for key in LEVELS.keys),
        counts=words.listed(words.say(texts.LEVEL_COUNT, level=level.word(words.language), count=last[level.key]) for level in LEVELS),
    )

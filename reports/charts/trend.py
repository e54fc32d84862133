"""The chart of enterprises at or above the line over the last months, the listed by level, as a frame with its sentence."""

from __future__ import annotations

import polars as pl

from reports.briefing import Briefing
from reports.words import charts as texts
from reports.words.format import month_key
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import LEVELS

MONTHS_SHOWN = 36


def prepare_trend(briefing: Briefing) -> pl.DataFrame:
    """Listed enterprises by month, shape (months, month, red, orange, yellow, blue, watched), oldest first, 36 at most.

    `watched` are those at or above the line without a place on the list; null for editions that did not keep them.
    The last row is the board itself and last month's row is last month's list, so chart, table and headline cannot differ;
    months without a published list are not rows (no list is not an empty list).
    """
    # The newest bar comes from the board and not from the stored history: they may differ after a revision.
    month = briefing.edition.month
    earlier = briefing.frames.level_history.filter(pl.col("month") < month)
    wide = earlier.group_by("month").agg(
        *[pl.col("count").filter(pl.col("level") == key).sum().cast(pl.Int64).alias(key) for key in LEVELS.keys],
        watched=pl.when(pl.col("candidates_count").is_not_null().all()).then((pl.col("candidates_count") - pl.col("count")).sum()),
    )
    now = {"month": month} | briefing.counts | {"watched": briefing.watched.height}
    rows = pl.concat([_with_last_list(wide, briefing), pl.DataFrame([now]).select(wide.columns).cast(wide.schema)])
    return rows.sort("month").tail(MONTHS_SHOWN)


def _with_last_list(wide: pl.DataFrame, briefing: Briefing) -> pl.DataFrame:
    board = briefing.board
    if board["previous"].null_count():
        return wide
    last = shift_month(briefing.edition.month, -1)
    watched = briefing.frames.previous.height - briefing.frames.previously_listed().height
    row = {"month": last} | dict(zip(board["level"], board["previous"], strict=True)) | {"watched": watched}
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
        watched=words.say(texts.AND_WATCHED, count=last["watched"]) if last["watched"] else "",
        counts=words.listed(words.say(texts.LEVEL_COUNT, level=level.word(words.language), count=last[level.key]) for level in LEVELS),
    )

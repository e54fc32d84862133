"""The chart of listed enterprises by level over the last months, as a frame with its sentence."""

from __future__ import annotations

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.palette import LEVEL_KEYS, LEVELS
from reports.sections.levels import level_board
from reports.words.format import month_key

MONTHS_SHOWN = 36


def prepare_trend(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Listed enterprises by month, shape (months, month, red, orange, yellow, blue), oldest first, 36 at most.

    The last row is the board itself and last month's row is last month's list, so chart, table and headline cannot differ;
    months without a published list are not rows (no list is not an empty list).
    """
    # The newest bar comes from the board and not from the stored history: they may differ after a revision.
    board = level_board(frames, edition)
    earlier = frames.level_history.filter(pl.col("month") < edition.month)
    wide = earlier.group_by("month").agg(
        *[pl.col("count").filter(pl.col("level") == key).sum().cast(pl.Int64).alias(key) for key in LEVEL_KEYS]
    )
    now = {"month": edition.month} | dict(zip(board["level"], board["count"], strict=True))
    rows = pl.concat([_with_last_list(wide, board, edition), pl.DataFrame([now]).select(wide.columns).cast(wide.schema)])
    return rows.sort("month").tail(MONTHS_SHOWN)


def _with_last_list(wide: pl.DataFrame, board: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    if board["previous"].null_count():
        return wide
    month = edition.month
    last = month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)
    row = {"month": last} | dict(zip(board["level"], board["previous"], strict=True))
    # Last month is read from the list it is compared with, for the same reason.
    return pl.concat([wide.filter(pl.col("month") != last), pl.DataFrame([row]).select(wide.columns).cast(wide.schema)])


def trend_words(rows: pl.DataFrame) -> str:
    """What the chart shows, with its last numbers: its caption and alt text."""
    if rows.is_empty():
        return "没有可以绘制的月度名单。"
    last = rows.row(-1, named=True)
    counts = "、".join(f"{level.word}{last[level.key]}家" for level in LEVELS)
    total = sum(last[level.key] for level in LEVELS)
    # A single month is named alone; "from … to" the same month reads like a fault.
    span = f"{month_key(rows['month'][0])}至{month_key(last['month'])}" if rows.height > 1 else month_key(last["month"])
    return f"{span}各月预警企业数；{month_key(last['month'])}共{total}家，其中{counts}。"

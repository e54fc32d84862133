"""The chart of enterprises at or above the line over the last months, the listed by level, as a frame with its sentence."""

from __future__ import annotations

import polars as pl

from reports.briefing import Briefing
from reports.charts.growth import ticked
from reports.palette import LEVELS as PAINTED
from reports.words import charts as texts
from reports.words.format import month_key
from reports.words.text import Words
from warehouse.periods import shift_month
from warehouse.vocabulary import LEVELS

MONTHS_SHOWN = 36
# How many bars have their height printed above them.
TREND_NUMBERS, TREND_NUMBERS_NARROW = 12, 6


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


def bar_tops(rows: pl.DataFrame, wanted: int) -> list[tuple[int, int]]:
    """Place and height of about `wanted` bars whose heights are printed above them, counted back from the newest."""
    heights = [sum(row) for row in rows.select(*LEVELS.keys, pl.col("watched").fill_null(0)).iter_rows()]
    return [(place, heights[place]) for place in ticked(len(heights), wanted)]


def last_labels(rows: pl.DataFrame, top: float, words: Words) -> list[tuple[float, str]]:
    """The parts of the newest bar with their counts and the sums above them, and the height at which each stands beside it.

    `top` is the end of the axis; labels keep nine hundredths of it apart.
    """
    last, base = rows.row(-1, named=True), 0
    labels: list[tuple[float, str]] = []
    for level in PAINTED:
        count = last[level.key]
        labels.append((base + count / 2, f"{level.shape}{level.word(words.language)} {count}"))
        base += count
    labels.append((base + 1, words.say(texts.LISTED, count=base)))
    if last["watched"]:
        labels.append((base + last["watched"], words.say(texts.WATCHED_COUNT, count=last["watched"])))
    return list(zip(_spread([place for place, _ in labels], top * 0.09), [text for _, text in labels], strict=True))


def _spread(places: list[float], gap: float) -> list[float]:
    """Label heights pushed apart upward until each stands `gap` above the one below."""
    out: list[float] = []
    for place in places:
        out.append(max(place, out[-1] + gap) if out else max(place, gap / 2))
    return out


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

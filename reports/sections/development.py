"""The district as a whole: its state, the growth of its totals, the largest rises and the new enterprises."""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.words.format import INDICATOR_NAMES, growth_words, month_words, share

# One booked, one fiscal, one physical series: what the office reads first, and they err differently.
TREND_INDICATORS = ("output_value", "tax", "electricity")
# The largest are what an office can act on in a month; the sentence above the table counts all.
ROWS_SHOWN = 5


def own_district(frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The rows of the edition's district; all rows where the frame does not name it (a one-district run)."""
    own = frame.filter(pl.col("district") == edition.district)
    return frame if own.is_empty() else own


def totals(frames: BriefingFrames, edition: Edition) -> pl.DataFrame:
    """Year-on-year growth of output, tax and electricity, up to the month.

    Shape (periods x indicators; indicator, period, total, yoy_share).
    """
    rows = own_district(frames.district, edition)
    rows = rows.filter(pl.col("indicator").is_in(list(TREND_INDICATORS)) & (pl.col("period") <= edition.month))
    return rows.select("indicator", "period", "total", "yoy_share").sort("indicator", "period")


def totals_words(rows: pl.DataFrame, month: date) -> str:
    """One sentence on the growth of the month, and which totals are not available."""
    now = {row["indicator"]: row["yoy_share"] for row in rows.filter(pl.col("period") == month).iter_rows(named=True)}
    known = [f"{INDICATOR_NAMES[key]}{growth_words(now[key])}" for key in TREND_INDICATORS if now.get(key) is not None]
    # What could not be computed is named, or a reader takes silence for no change.
    absent = [INDICATOR_NAMES[key] for key in TREND_INDICATORS if now.get(key) is None]
    parts = [f"{month_words(month)}监测企业合计" + "、".join(known)] if known else []
    parts += [f"{'、'.join(absent)}同比暂缺（本月或上年同期数据未到）"] if absent else []
    return "；".join(parts) + "。"


def state_words(frames: BriefingFrames, edition: Edition) -> str:
    """Whether the district as a whole is down, so that a reader does not take a shared fall for single ones."""
    rows = own_district(frames.state, edition)
    if rows.is_empty() or rows["is_down"][0] is None:
        return "全区整体活动水平暂无法判断。"
    row = rows.row(0, named=True)
    gap = row["gap_share"]
    # The sentence stands above the chart because it decides how the whole list is to be read.
    if not row["is_down"]:
        level = "" if gap is None else f"（监测企业活动中位数较常态{'高' if gap >= 0 else '低'}{share(abs(gap))}）"
        return f"全区整体运行未见下行{level}，名单反映的是个别企业情况。"
    since = f"自{month_words(row['since'])}起" if row["since"] else ""
    level = "" if gap is None else f"，活动中位数较常态低{share(abs(gap))}"
    return f"全区整体处于下行{since}{level}。名单已扣除共同因素，列出的是比同行更受影响的企业。"


def rises(frames: BriefingFrames, kind: str) -> pl.DataFrame:
    """The `rise` or `new` rows of the growth frame, ROWS_SHOWN at most: largest output first, largest rise where none is known."""
    rows = frames.growth.filter(pl.col("kind") == kind)
    return rows.sort("output_cny_10k", "rise_share", "uscc", descending=[True, True, False], nulls_last=True).head(ROWS_SHOWN)


def growth_sentence(frames: BriefingFrames) -> str:
    """How many enterprises rise or are new and which of them the table shows, or that none is known."""
    counts = {kind: frames.growth.filter(pl.col("kind") == kind).height for kind in ("rise", "new")}
    if not any(counts.values()):
        return "本月没有达到列示标准的大幅增长或新入库企业。"
    words = f"明显增长企业{counts['rise']}家、新入库企业{counts['new']}家，可主动了解扩产、用地、用工需求。"
    shown = rises(frames, "rise")
    if shown.is_empty():
        return words
    return words + ("其中产值较大的：" if shown["output_cny_10k"].drop_nulls().len() else "其中增幅较大的：")

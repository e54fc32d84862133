"""The key points of the first page: at most six, one number each, all read from the frames of the sections below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.sections.by_street_and_industry import MostTouched, by_place, most_touched
from reports.sections.levels import entered, level_board, lifted, moved, total_change, total_share
from reports.words.format import change_words, number, share, versus_last_month


@dataclass(frozen=True, slots=True)
class Point:
    """One key point: a number with its unit, and the sentence it stands for."""

    figure: str
    unit: str
    text: str


def key_points(frames: BriefingFrames, edition: Edition) -> list[Point]:
    """The points that the frames can carry, six at most; a list without warnings has one."""
    board = level_board(frames, edition)
    total = _total(frames, board)
    if frames.listed().is_empty():
        return [total]
    points = [total, _severe(frames, board), _movement(frames, board), _stake(frames), _touched(frames), _request(frames)]
    # Six is what a deputy reads standing; sections below carry the rest.
    return [point for point in points if point is not None][:6]


def _total(frames: BriefingFrames, board: pl.DataFrame) -> Point:
    total = int(board["count"].sum())
    text = f"预警企业，{versus_last_month(total_change(board))}"
    if frames.enterprises_count:
        text += f"；占监测企业{number(frames.enterprises_count)}家的{share(total / frames.enterprises_count)}"
    return Point(number(total), "家", text + "。")


def _severe(frames: BriefingFrames, board: pl.DataFrame) -> Point:
    counts = dict(zip(board["level"], board["count"], strict=True))
    # Red and orange together are what is asked to be visited first.
    severe = counts["red"] + counts["orange"]
    text = f"红色、橙色预警企业（红{counts['red']}家、橙{counts['orange']}家）"
    if not board["change"].null_count():
        came = entered(frames)
        red, orange = (came.filter(pl.col("level") == key).height for key in ("red", "orange"))
        text += f"，其中新增红色{red}家、橙色{orange}家"
    return Point(number(severe), "家", text + "。")


def _movement(frames: BriefingFrames, board: pl.DataFrame) -> Point | None:
    if board["change"].null_count():
        return None
    both = moved(frames)
    rose, fell = both.filter(pl.col("step") > 0).height, both.filter(pl.col("step") < 0).height
    return Point(
        number(lifted(frames).height), "家", f"上月预警本月解除；另有等级上升{rose}家、下降{fell}家，新进入{entered(frames).height}家。"
    )


def _stake(frames: BriefingFrames) -> Point | None:
    # Output leads where it is known; an office without it still sees tax or jobs.
    parts = {word: total_share(frames.listed(), key) for word, key in (("产值", "output"), ("纳税", "tax"), ("用工", "jobs"))}
    known = {word: value for word, value in parts.items() if value is not None}
    if not known:
        return None
    lead, value = next(iter(known.items()))
    rest = "、".join(f"{word}占{share(other)}" for word, other in list(known.items())[1:])
    return Point(share(value), "", f"预警企业近12个月{lead}占全区监测企业的比重" + (f"；{rest}。" if rest else "。"))


def _touched(frames: BriefingFrames) -> Point | None:
    # Streets answer for visits, so they come before industries; where all are of one street, that is no news.
    street, industry = (_most_touched(frames, dimension) for dimension in ("street", "industry"))
    lead, kind = (street, "街道") if street else (industry, "行业")
    if lead is None:
        return None
    text = f"预警最集中的{kind}：{lead.names}"
    if street and industry:
        text += f"；行业中{industry.names}最多，{industry.count}家"
    return Point(str(lead.count), "家", text + "。")


def _most_touched(frames: BriefingFrames, dimension: str) -> MostTouched | None:
    places = by_place(frames, dimension)
    return most_touched(places) if places.height > 1 else None


def _request(frames: BriefingFrames) -> Point | None:
    due = frames.listed().filter(pl.col("level").is_in(["red", "orange"]))
    if due.is_empty():
        return None
    # The earliest date is the one that can still be missed.
    first = due["respond_by_on"].drop_nulls()
    earliest = first.min()
    by_when = f"，首批请于{earliest.month}月{earliest.day}日前完成" if isinstance(earliest, date) else ""
    return Point(number(due.height), "家", f"建议责任单位优先上门服务（红、橙）{by_when}，结果填入名单回传。")


def change_label(delta: int | None) -> str:
    """A board tile's comparison: 较上月增加2家, 与上月持平, or that there is none."""
    if delta is None:
        return "首期，无上月可比"
    return "与上月持平" if delta == 0 else f"较上月{change_words(delta)}"

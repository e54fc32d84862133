"""The trend ends with the board, keeps months without a list out, and says its last numbers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl

from reports.charts.plotly_specs import trend_spec
from reports.charts.trend import bar_tops, last_labels, prepare_trend, trend_words
from reports.frames import BriefingFrames
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, briefing, briefing_frames


def test_trend_ends_with_the_board_and_keeps_unlisted_months_out() -> None:
    frames = briefing_frames()
    gap = frames.level_history.filter(pl.col("month") != date(2026, 3, 1))
    both = briefing(BriefingFrames(warnings=frames.warnings, previous=frames.previous, level_history=gap))
    trend = prepare_trend(both)
    assert trend["month"][-1] == MONTH
    assert trend.row(-1)[1:] == (*both.counts.values(), both.watched.height)
    # Editions that kept the listed alone cannot say how many were watched.
    assert trend["watched"][0] is None
    assert date(2026, 3, 1) not in trend["month"].to_list()
    assert trend["month"].is_sorted()


def test_last_month_is_the_list_it_is_compared_with() -> None:
    previous = pl.DataFrame({"uscc": ["A", "B"], "level": ["red", "red"], "is_listed": [True, True]})
    stored = pl.DataFrame({"month": [date(2026, 9, 1)], "level": ["red"], "count": [7], "candidates_count": [9]})
    trend = prepare_trend(briefing(BriefingFrames(previous=previous, level_history=stored)))
    assert trend.rows() == [(date(2026, 9, 1), 2, 0, 0, 0, 0), (MONTH, 0, 0, 0, 0, 0)]


def test_the_caption_says_the_last_numbers() -> None:
    levels = {"red": [1, 2], "orange": [3, 4], "yellow": [5, 6], "blue": [7, 8], "watched": [None, 9]}
    rows = pl.DataFrame({"month": [date(2026, 9, 1), MONTH], **levels})
    zh = (
        "2026-09至2026-10各月名单与关注名单企业数，含已核实、继续跟踪的；2026-10名单20家，其中红2家、橙4家、黄6家、蓝8家；另有关注名单9家。"
    )
    assert trend_words(rows, Words()) == zh
    english = (
        "Enterprises listed and watched by month, 2026-09 to 2026-10, with those kept on it; "
        "2026-10: 20, of them red 2, orange 4, yellow 6, blue 8; 9 more on the watch list."
    )
    assert trend_words(rows, Words("en")) == english
    # A single month is named alone.
    assert trend_words(rows.tail(1), Words()).startswith("2026-10各月名单与关注名单企业数")
    assert trend_words(rows.clear(), Words()) == "没有可以绘制的月度名单。"


def test_numbers_above_bars_are_their_heights_and_those_beside_the_newest_its_parts() -> None:
    levels = {"red": [1, 2], "orange": [3, 4], "yellow": [5, 6], "blue": [7, 8], "watched": [None, 9]}
    rows = pl.DataFrame({"month": [date(2026, 9, 1), MONTH], **levels})
    assert bar_tops(rows, 12) == [(0, 16), (1, 29)]
    labels = last_labels(rows, 30.0, Words())
    assert [text for _, text in labels] == ["▲红 2", "◆橙 4", "■黄 6", "●蓝 8", "名单 20", "关注 9"]
    heights = [height for height, _ in labels]
    assert all(later - earlier >= 0.09 * 30 - 1e-9 for earlier, later in pairwise(heights))
    # Both painters print the same numbers.
    notes = [note["text"] for note in trend_spec(rows, Words())["layout"]["annotations"]]
    assert notes == ["16", *(text for _, text in labels)]

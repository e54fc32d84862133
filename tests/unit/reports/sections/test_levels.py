"""The board and the changes are the two lists, however many levels and languages they are said in."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.levels import change_label, headline, level_board, list_changes, total_change, transitions, versus_last_month
from reports.words.text import Words
from tests.unit.reports.fixture_frames import edition

ZH, EN = Words("zh"), Words("en")


def listed(**levels: str) -> pl.DataFrame:
    return pl.DataFrame({"uscc": list(levels), "level": list(levels.values()), "is_listed": [True] * len(levels)})


FRAMES = BriefingFrames(
    warnings=listed(A="red", B="orange", C="blue", D="yellow"), previous=listed(A="orange", B="orange", C="yellow", E="red", F="blue")
)


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (3, "比上月增加3家", "3 more than last month"),
        (-2, "比上月减少2家", "2 fewer than last month"),
        (0, "与上月持平", "as many as last month"),
        (None, "首期名单，无上月可比", "the first list, with none to compare"),
    ],
)
def test_comparison_with_last_month(change: int | None, zh: str, en: str) -> None:
    assert versus_last_month(change, ZH) == zh
    assert versus_last_month(change, EN) == en


def test_a_tile_says_its_change_in_its_own_words() -> None:
    assert change_label(2, ZH) == "较上月增加2家"
    assert change_label(None, EN) == "First issue, none to compare"


def test_the_board_counts_both_lists() -> None:
    board = level_board(FRAMES, edition())
    assert board.select("level", "count", "previous", "change").rows() == [
        ("red", 1, 1, 0),
        ("orange", 1, 2, -1),
        ("yellow", 1, 1, 0),
        ("blue", 1, 1, 0),
    ]
    assert total_change(board) == -1
    assert headline(board, edition()) == "2026年10月全区预警企业4家，比上月减少1家"
    english = edition(language="en")
    assert headline(board, english) == "October 2026: 4 enterprises on the warning list of the district, 1 fewer than last month"


def test_one_enterprise_is_no_plural() -> None:
    frames = BriefingFrames(warnings=listed(A="red"))
    one = edition(language="en")
    assert headline(level_board(frames, one), one).startswith("October 2026: 1 enterprise on the warning list")


def test_a_list_that_was_empty_last_month_is_compared_with_zero() -> None:
    history = pl.DataFrame({"month": [date(2026, 9, 1)] * 4, "level": ["red", "orange", "yellow", "blue"], "count": [0] * 4})
    board = level_board(BriefingFrames(warnings=FRAMES.warnings, level_history=history), edition())
    assert total_change(board) == 4


def test_who_came_who_left_and_who_moved() -> None:
    changes = list_changes(FRAMES)
    assert changes.entered["uscc"].to_list() == ["D"]
    assert changes.lifted["uscc"].to_list() == ["E", "F"]
    assert changes.rose["uscc"].to_list() == ["A"]
    assert changes.fell["uscc"].to_list() == ["C"]


def test_the_transition_table_adds_up_to_both_lists() -> None:
    rows = {row["before"]: row for row in transitions(list_changes(FRAMES)).iter_rows(named=True)}
    assert rows["orange"] == {"before": "orange", "red": 1, "orange": 1, "yellow": 0, "blue": 0, "lifted": 0, "total": 2}
    assert rows["red"]["lifted"] == rows["red"]["total"] == 1
    assert rows["none"]["yellow"] == 1
    assert rows["none"]["total"] is None

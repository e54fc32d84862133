"""The board and the changes are the two lists, however many levels and languages they are said in."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.levels import (
    change_label,
    headline,
    leaving_words,
    level_board,
    list_changes,
    situation,
    total_change,
    transitions,
    versus_last_month,
)
from reports.words.text import Words
from tests.unit.reports.fixture_frames import edition
from warehouse.vocabulary import LEAVING_CAUSES

ZH, EN = Words("zh"), Words("en")


def listed(**levels: str) -> pl.DataFrame:
    return pl.DataFrame({"uscc": list(levels), "level": list(levels.values()), "is_listed": [True] * len(levels)})


WATCHED = pl.DataFrame({"uscc": ["F"], "level": ["orange"], "is_listed": [False]})
FRAMES = BriefingFrames(
    warnings=pl.concat([listed(A="red", B="orange", C="blue", D="yellow"), WATCHED]),
    previous=listed(A="orange", B="orange", C="yellow", E="red", F="blue"),
    leavers=pl.DataFrame({"uscc": ["E", "F"], "level": ["red", "blue"], "level_now": [None, "orange"], "cause": ["departed", "no_place"]}),
)


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (3, "比上月增加3家", "3 more than last month"),
        (-2, "比上月减少2家", "2 fewer than last month"),
        (0, "与上月持平", "as many as last month"),
        (None, "没有上月名单可比", "with no list of last month to compare"),
    ],
)
def test_comparison_with_last_month(change: int | None, zh: str, en: str) -> None:
    assert versus_last_month(change, ZH) == zh
    assert versus_last_month(change, EN) == en


def test_a_tile_says_its_change_in_its_own_words() -> None:
    assert change_label(2, ZH) == "较上月增加2家"
    assert change_label(None, EN) == "No list of last month"


def test_a_level_without_enterprises_has_nothing_of_the_output_and_no_dash() -> None:
    warnings = listed(A="red").with_columns(exposure_output_share=pl.lit(0.2), exposure_tax_share=pl.lit(None, pl.Float64))
    board = level_board(BriefingFrames(warnings=warnings.with_columns(exposure_jobs_share=pl.lit(0.1))), edition())
    assert board["output_share"].to_list() == [0.2, 0.0, 0.0, 0.0]
    assert board["tax_share"].null_count() == 4


def test_the_board_counts_both_lists() -> None:
    board = level_board(FRAMES, edition())
    assert board.select("level", "count", "previous", "change").rows() == [
        ("red", 1, 1, 0),
        ("orange", 1, 2, -1),
        ("yellow", 1, 1, 0),
        ("blue", 1, 1, 0),
    ]
    assert total_change(board) == -1


def test_the_headline_is_the_situation_and_not_the_number_of_places() -> None:
    # Three grave ones were grave last month too; one of them has no place and is grave all the same.
    month = situation(FRAMES, edition().month)
    assert (month.red, month.orange, month.severe_change, month.entered, month.candidates, month.candidates_change) == (1, 2, 0, 1, 5, 0)
    assert headline(month, edition()) == "2026年10月全区红橙预警3家（持平），新进入名单1家；达到预警线5家，与上月持平"
    english = "October 2026, the district: 3 red or orange (unchanged), 1 new on the list; 5 at or above the line, as many as last month"
    assert headline(month, edition(language="en")) == english


def test_whoever_is_kept_below_the_line_is_counted_apart() -> None:
    now = FRAMES.warnings.with_columns(is_kept=pl.col("uscc").is_in(["C", "D"]))
    month = situation(BriefingFrames(warnings=now, previous=FRAMES.previous), edition().month)
    assert (month.candidates, month.candidates_change, month.kept) == (3, -2, 2)
    assert headline(month, edition()).endswith("；达到预警线3家，比上月减少2家；另有2家已核实、继续跟踪")
    alone = situation(BriefingFrames(warnings=listed(C="blue").with_columns(is_kept=True)), edition().month)
    assert headline(alone, edition()) == "2026年10月全区红橙预警0家；达到预警线0家，没有上月名单可比；另有1家已核实、继续跟踪"


def test_the_first_headline_compares_with_nothing() -> None:
    month = situation(BriefingFrames(warnings=listed(A="red")), edition().month)
    assert headline(month, edition()) == "2026年10月全区红橙预警1家；达到预警线1家，没有上月名单可比"
    nobody = situation(BriefingFrames(), edition().month)
    assert headline(nobody, edition()) == "2026年10月全区没有企业达到预警线，没有上月名单可比"


def test_a_list_that_was_empty_last_month_is_compared_with_zero() -> None:
    history = pl.DataFrame({"month": [date(2026, 9, 1)] * 4, "level": ["red", "orange", "yellow", "blue"], "count": [0] * 4})
    board = level_board(BriefingFrames(warnings=FRAMES.warnings, level_history=history), edition())
    assert total_change(board) == 4


def test_who_came_who_left_and_who_moved() -> None:
    changes = list_changes(FRAMES)
    assert changes.entered["uscc"].to_list() == ["D"]
    # Whoever is still grave comes first, then who is gone.
    assert changes.left["uscc"].to_list() == ["F", "E"]
    assert leaving_words(changes.left, ZH) == "转为关注（名额）1家、已迁出或停业1家"
    assert leaving_words(changes.left, EN) == "on the watch list (places) 1, moved out or closed 1"
    assert changes.rose["uscc"].to_list() == ["A"]
    assert changes.fell["uscc"].to_list() == ["C"]


def test_the_transition_table_adds_up_to_both_lists() -> None:
    rows = {row["before"]: row for row in transitions(list_changes(FRAMES)).iter_rows(named=True)}
    nobody = dict.fromkeys(LEAVING_CAUSES.keys, 0)
    assert rows["orange"] == {"before": "orange", "red": 1, "orange": 1, "yellow": 0, "blue": 0, **nobody, "total": 2}
    assert rows["red"]["departed"] == rows["red"]["total"] == 1
    assert rows["blue"]["no_place"] == 1
    assert rows["none"]["yellow"] == 1
    assert rows["none"]["total"] is None

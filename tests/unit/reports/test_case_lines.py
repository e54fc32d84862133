"""Cases in lines: what a row of a list is held against, in both languages, and nothing of a cell that could disturb a terminal."""

import pytest

from reports.case_lines import contradiction_words, event_line, list_lines, visit_line
from reports.words.text import Words

ROW = {
    "file_name": "名单.xlsx", "row_number": 5, "visited_on": "2026-11-18", "visited_by": "乙组", "finding": "false_alarm", "outcome": None,
    "note": "季节性",
}  # fmt: skip
VISIT = {"visited_on": "2026-11-18", "visited_by": "甲组", "finding": "confirmed", "outcome": "in_service", "note": ""}
EVENT = {
    "at": "2026-11-20T09:00:00", "actor": "张三", "door": "page", "action": "close", "before": '{"state": "to_visit"}',
    "after": '{"state": "closed"}', "words": "联系不上",
}  # fmt: skip


@pytest.mark.parametrize(
    ("against", "language", "parts"),
    [
        (VISIT, "zh", ("名单.xlsx第5行", "乙组 · 误报", "已记录的走访（2026-11-18 · 甲组 · 情况属实，处置：服务中）", "未采用")),
        (VISIT, "en", ("row 5", "false alarm", "the visit on record", "confirmed")),
        (EVENT, "zh", ("2026-11-20 09:00 · 张三 · 网页 · 办结（待走访→办结）：联系不上",)),
        ({"closing": "moved_out"}, "zh", ("已按“已迁出”办结",)),
        (None, "zh", ("补充走访结论",)),
    ],
)
def test_a_contradiction_names_both_sides(against, language, parts):
    text = contradiction_words(ROW, against, Words(language))
    assert [part for part in parts if part not in text] == []


def test_words_from_outside_are_inert():
    assert visit_line({**VISIT, "note": "a\x1b[31m\nb"}, Words()).endswith("a[31m b")
    assert "\u202e" not in event_line({**EVENT, "words": "x\u202ey"}, Words())


def test_an_empty_list_says_so():
    assert list_lines([], 0, Words("en")) == ["no case of the kind"]

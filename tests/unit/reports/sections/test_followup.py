"""What became of last month's list is counted by keys; a word nobody mapped counts as a visit and as nothing else."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.followup import follow_up, followup_words
from reports.words.text import Words
from warehouse.vocabulary import FINDINGS, OUTCOMES


def visited(finding: str | None, outcome: str | None = None, day: date | None = date(2026, 11, 20)) -> BriefingFrames:
    row = {"uscc": ["A"], "name": ["甲"], "level": ["red"], "visited_on": [day], "finding": [finding], "outcome": [outcome]}
    return BriefingFrames(followup=pl.DataFrame(row))


@pytest.mark.parametrize(
    ("finding", "outcome", "counted"),
    [
        ("confirmed", None, ["confirmed"]),
        ("partly", None, ["confirmed"]),
        ("false_alarm", None, ["false_alarm"]),
        ("solved", None, ["solved"]),
        ("confirmed", "recovered", ["confirmed", "solved"]),
        (None, "false_alarm", ["false_alarm"]),
        ("normal", None, []),
        ("情况不属实", "未解决", []),
    ],
)
def test_a_visit_counts_for_what_its_keys_say(finding: str | None, outcome: str | None, counted: list[str]) -> None:
    result = follow_up(visited(finding, outcome))
    assert result is not None
    total = result.table.row(-1, named=True)
    assert [name for name in ("confirmed", "false_alarm", "solved") if total[name]] == counted
    assert (total["listed"], total["visited"], total["unvisited"]) == (1, 1, 0)


def test_every_finding_offered_is_counted_somewhere() -> None:
    for key in FINDINGS.keys:
        result = follow_up(visited(key))
        assert result is not None
        assert sum(result.table.row(-1, named=True)[name] for name in ("confirmed", "false_alarm", "solved")) == 1
    assert {"recovered", "false_alarm"} <= set(OUTCOMES.keys)


def test_a_finding_without_a_date_is_no_visit() -> None:
    result = follow_up(visited("confirmed", day=None))
    assert result is not None
    assert result.visited == 0
    assert followup_words(result, Words()).startswith("上期名单1家，尚未收到走访记录")
    assert "no records of visits have arrived" in followup_words(result, Words("en"))


def test_without_a_list_before_it_says_what_to_do() -> None:
    assert follow_up(BriefingFrames()) is None
    assert followup_words(None, Words()).startswith("尚无上期名单的走访办理记录")


def test_the_sentence_is_the_table() -> None:
    result = follow_up(visited("confirmed"))
    assert followup_words(result, Words()) == "上期名单1家，已走访1家、未走访0家；走访中情况属实1家、误报0家、已解决或恢复0家。"
    assert followup_words(result, Words("en")) == (
        "Of the 1 on last month's list 1 were visited and 0 were not; visits found 1 confirmed, 0 false alarms, 0 solved or recovered."
    )

"""What became of last month's list: every visit is counted once for what it found, by level, street and owner."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.followup import ALWAYS, FOUND, Followup, follow_up, followup_tables, followup_words
from reports.words.text import Words
from warehouse.vocabulary import FINDINGS, OUTCOMES, VISIT_STATES

DAY = date(2026, 11, 20)


def answered(*visits: tuple[str, str | None, str | None], overdue: tuple[str, ...] = ()) -> Followup:
    """Visits (uscc, finding, outcome); a finding of None is an enterprise without a visit."""
    rows = [
        {
            "uscc": uscc,
            "name": uscc,
            "level": "red" if uscc < "C" else "blue",
            "street": "甲街道" if uscc != "B" else None,
            "owner": f"{uscc}组",
            "visited_on": DAY if finding else None,
            "finding": finding,
            "outcome": outcome,
            "is_overdue": uscc in overdue,
        }
        for uscc, finding, outcome in visits
    ]
    result = follow_up(BriefingFrames(followup=pl.DataFrame(rows, infer_schema_length=None)))
    assert result is not None
    return result


@pytest.mark.parametrize("finding", FOUND.keys)
def test_every_finding_has_a_column_where_somebody_found_it(finding: str) -> None:
    result = answered(("A", finding, None))
    assert result.total[f"found_{finding}"] == 1
    assert set(result.findings) == {*ALWAYS, finding}
    assert sum(result.total[f"found_{key}"] for key in FOUND.keys) == result.total["visits"] == 1


def test_every_word_of_the_lists_can_be_counted() -> None:
    assert {*FINDINGS.keys, *VISIT_STATES.keys, *OUTCOMES.keys} <= set(FOUND.keys)


def test_two_visits_to_one_enterprise_are_two_visits_and_one_enterprise() -> None:
    total = answered(("A", "confirmed", "in_service"), ("A", "solved", None), ("C", None, None), overdue=("C",)).total
    wanted = {
        "listed": 2,
        "visited": 1,
        "unvisited": 1,
        "overdue": 1,
        "visits": 2,
        "found_confirmed": 1,
        "found_solved": 1,
        "came_in_service": 1,
    }
    assert {name: total[name] for name in wanted} == wanted


def test_groups_add_up_and_those_with_most_left_to_do_come_first() -> None:
    result = answered(("A", "confirmed", None), ("B", None, None), ("C", None, None), ("D", "normal", None), overdue=("C",))
    assert result.streets.select("name", "listed", "unvisited").rows() == [("甲街道", 3, 1), (None, 1, 1)]
    assert result.owners["name"].to_list() == ["C组", "B组", "A组", "D组"]
    for table in (result.levels.head(4), result.streets, result.owners):
        assert [table[name].sum() for name in ("listed", "visits", "overdue")] == [4, 2, 1]


def test_a_level_that_nobody_had_is_no_row() -> None:
    result = answered(("A", "normal", None))
    levels = followup_tables(result, Words())[0]
    listed = [row for row in result.levels.to_dicts() if row["listed"]]
    assert levels["rows"] == listed
    assert len(listed) == 2


def test_a_list_that_nobody_answered_asks_for_its_return() -> None:
    result = answered(("A", None, None), overdue=("A",))
    assert followup_words(result, Words()).startswith("上期名单1家，尚未收到走访记录（其中1家已过办理时限）；")
    assert "no records of visits have arrived (1 of them overdue)" in followup_words(result, Words("en"))


def test_without_a_list_before_it_says_what_to_do() -> None:
    assert follow_up(BriefingFrames()) is None
    assert followup_words(None, Words()).startswith("尚无上期名单的走访办理记录")


def test_the_sentence_is_the_table() -> None:
    result = answered(("A", "normal", "in_service"), ("B", None, None))
    assert followup_words(result, Words()) == (
        "上期名单2家，名单发出以来已走访1家（1次）、未走访1家。走访结论：情况属实0次、部分属实0次、误报0次、已解决0次、经营正常1次。"
        "处置结果：服务中1次。"
    )
    assert followup_words(result, Words("en")) == (
        "Of the 2 on last month's list 1 have been visited since (1 visits) and 1 have not. What visits found: confirmed 0, partly true 0, "
        "false alarm 0, solved 0, business as usual 1. What came of them: being served 1."
    )


def test_a_table_of_one_street_is_left_out() -> None:
    kinds = [table["kind"] for table in followup_tables(answered(("A", "normal", None)), Words())]
    assert kinds == ["level"]

"""What is on record of an enterprise: the newest first, told once, said in either language."""

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.records import records
from tests.unit.reports.fixture_frames import edition


def lines(language: str = "zh", **frames: pl.DataFrame) -> list[list[str]]:
    found = records(Briefing(BriefingFrames(**frames), edition(language=language)))
    return [one["lines"] for one in found["records"]]


SIGNALS = pl.DataFrame(
    {
        "uscc": ["A"] * 2,
        "observed_on": [date(2026, 3, 1), date(2026, 9, 1)],
        "kind": ["lease_ending", "land_purchase_outside"],
        "detail": ["厂房租约将到期", None],
        "source": ["街道办", None],
        "destination": [None, "惠州市"],
    }
)
VISITS = pl.DataFrame(
    {
        "uscc": ["A"],
        "visited_on": [date(2026, 9, 3)],
        "visited_by": ["企业服务第6组"],
        "finding": ["confirmed"],
        "outcome": ["recovered"],
    }
)
OUTCOMES = pl.DataFrame(
    {
        "uscc": ["A"] * 2,
        "occurred_on": [date(2026, 9, 3), date(2026, 5, 1)],
        "outcome": ["recovered", "false_alarm"],
        "note": [None, "劳务外包"],
    }
)


def test_signals_newest_first_with_where_to_and_who_said_so() -> None:
    assert lines(signals=SIGNALS)[0] == [
        "2026年9月1日 在区外购地（惠州市）：无详情",
        "2026年3月1日 租约将到期：厂房租约将到期〔街道办〕",
    ]
    assert lines("en", signals=SIGNALS)[0][0] == "1 September 2026, land bought elsewhere (惠州市): no details"


def test_an_announced_overhaul_is_told_with_what_happened_and_is_no_sign_of_a_move() -> None:
    days = {"from_on": [None, None, date(2026, 10, 8)], "until_on": [None, None, date(2026, 11, 2)]}
    row = {"uscc": ["A"], "observed_on": [date(2026, 9, 20)], "kind": ["planned_shutdown"], "detail": ["检修"], "source": ["应急局"]}
    signals = pl.concat([SIGNALS, pl.DataFrame({**row, "destination": [None]})], how="diagonal_relaxed").with_columns(
        **{name: pl.Series(values, dtype=pl.Date) for name, values in days.items()}
    )
    assert lines(signals=signals)[0] == lines(signals=SIGNALS)[0]
    assert lines(signals=signals)[2] == ["2026年9月20日 公告计划停产检修：2026年10月8日至2026年11月2日〔应急局〕"]
    assert lines("en", signals=signals)[2] == [
        "20 September 2026, a planned overhaul announced: 8 October 2026 to 2 November 2026 [应急局]"
    ]


def test_appeals_say_whether_they_are_settled() -> None:
    appeals = pl.DataFrame(
        {
            "uscc": ["A"] * 2,
            "raised_on": [date(2026, 3, 1), date(2026, 9, 1)],
            "topic": ["space", "用地难"],
            "detail": ["需要厂房", None],
            "handled_by": [None, "企业服务中心"],
            "closed_on": [date(2026, 4, 1), None],
        }
    )
    assert lines(appeals=appeals)[1] == [
        "2026年9月1日 用地难：无详情（企业服务中心，办理中）",
        "2026年3月1日 空间：需要厂房（承办待定，已办结 2026-04-01）",
    ]
    assert lines("en", appeals=appeals)[1][1] == "1 March 2026, space: 需要厂房 (nobody in charge yet, closed 2026-04-01)"


def test_an_outcome_that_a_visit_found_is_told_once() -> None:
    assert lines(visits=VISITS, outcomes=OUTCOMES)[2] == [
        "2026年9月3日 企业服务第6组：情况属实；已恢复",
        "2026年5月1日 结果：误报（劳务外包）",
    ]
    assert lines("en", visits=VISITS)[2] == ["3 September 2026, 企业服务第6组: confirmed; recovered"]


def test_paper_says_how_many_it_leaves_out_and_nothing_is_said_to_be_nothing() -> None:
    many = pl.concat([SIGNALS] * 5)
    found = records(Briefing(BriefingFrames(signals=many), edition()))["records"]
    assert (len(found[0]["lines"]), found[0]["more"]) == (8, "其余6条见网页版。")
    assert [(one["lines"], one["none"]) for one in found[1:]] == [
        ([], "没有登记的诉求。"),
        ([], "尚无走访记录。"),
        ([], "政策目录中暂无可能符合的条目。"),
    ]

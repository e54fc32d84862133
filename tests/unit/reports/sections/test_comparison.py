"""What the bulletin says of the list beside lists that somebody would have without the program."""

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.comparison import comparison_groups, comparison_units, comparison_words
from reports.sections.learned import learning_annex
from reports.sections.notes import annex_numbers
from tests.unit.reports.fixture_frames import edition

SPAN = {
    "first_month": date(2025, 1, 1),
    "last_month": date(2025, 9, 1),
    "due_on": date(2026, 2, 16),
    "lists_count": 9,
    "departures_count": 14,
}
OWN = {"counted": "departure", "list": "published", "places": 60.0, "hits": 6.26, "hits_lo": 3.0, "hits_hi": 9.5, "result": None}


def frames(result: str, more: float = 4.16, lo: float = 1.02, hi: float = 7.3) -> BriefingFrames:
    other = {
        "counted": "departure",
        "list": "street_industry",
        "places": 60.0,
        "hits": 2.1,
        "hits_lo": 0.4,
        "hits_hi": 3.8,
        "more": more,
        "more_lo": lo,
        "more_hi": hi,
    }
    return BriefingFrames(comparison=pl.DataFrame([{**SPAN, **OWN}, {**SPAN, **other, "result": result}], infer_schema_length=None))


def test_a_better_list_is_said_to_be_better_with_counts_and_interval() -> None:
    assert comparison_words(Briefing(frames("better"), edition())) == (
        "名单对照：2025年1月至2025年9月名单（9期）发出后一年内登记迁出或停业的企业共14家。本名单平均每期60.0家，命中6.3家；若只按街道和行业挑选，"
        "同样的名额会命中2.1家，本名单多4.2家（95%区间1.0至7.3家）。本名单比只按街道和行业挑选命中更多，差别超出偶然范围。"
    )


def test_a_list_that_is_not_worth_more_is_said_not_to_be() -> None:
    assert "看不出本名单比只按街道和行业挑选更好" in comparison_words(Briefing(frames("no_better", 0.5, -1.0, 2.0), edition()))
    worse = comparison_words(Briefing(frames("worse", -2.0, -3.5, -0.5), edition()))
    assert "本名单少2.0家（95%区间−3.5至−0.5家）。本名单不如只按街道和行业挑选" in worse
    assert "2.0 more than this list" in comparison_words(Briefing(frames("worse", -2.0, -3.5, -0.5), edition(language="en")))


def test_too_few_departures_are_not_compared() -> None:
    few = Briefing(frames("too_few"), edition())
    text = comparison_words(few)
    assert text == "名单对照：2025年1月至2025年9月名单（9期）发出后一年内登记迁出或停业的企业共14家，太少，暂不比较。"
    assert comparison_groups(few) == []


def test_before_a_year_is_over_it_says_when() -> None:
    waiting = {
        "list": "street_industry",
        "first_month": date(2026, 8, 1),
        "due_on": date(2027, 9, 16),
        "lists_count": 0,
        "result": "not_yet",
    }
    rows = pl.DataFrame([{**waiting, "list": "published", "result": None}, waiting], infer_schema_length=None)
    text = comparison_words(Briefing(BriefingFrames(comparison=rows), edition()))
    assert "2026年8月起" in text
    assert "首期到2027年9月16日满一年" in text


def test_other_months_and_other_readers_have_none() -> None:
    assert comparison_words(Briefing(BriefingFrames(), edition())) == ""
    scoped, part = narrow(frames("better"), edition(), "street:东街")
    assert scoped.comparison.is_empty()
    assert learning_annex(Briefing(scoped, part)) == {}


def test_the_table_has_each_list_with_its_interval() -> None:
    briefing = Briefing(frames("better"), edition())
    assert annex_numbers(briefing)["learning"] == len(annex_numbers(briefing))
    ((heading, rows),) = comparison_groups(briefing)
    assert heading == "登记迁出或停业"
    assert rows == [
        {"name": "本名单", "hits": "6.3", "hits_interval": "3.0至9.5", "more": "—", "more_interval": "", "result": "—"},
        {
            "name": "只按街道和行业挑选",
            "hits": "2.1",
            "hits_interval": "0.4至3.8",
            "more": "+4.2",
            "more_interval": "+1.0至+7.3",
            "result": "本名单命中更多",
        },
    ]
    assert comparison_units(briefing).startswith("家；2025年1月至2025年9月9期的平均")


LATE = {**SPAN, "happened_count": 80, "places": 60.0}
TROUBLE = (
    {**LATE, "counted": "trouble", "list": "published", "hits": 33.0, "hits_lo": 25.0, "hits_hi": 41.0, "result": None},
    {
        **LATE, "counted": "trouble", "list": "street_industry", "hits": 12.0, "hits_lo": 8.0, "hits_hi": 16.0, "more": 21.0,
        "more_lo": 12.0, "more_hi": 30.0, "result": "better",
    },
)  # fmt: skip
VISITS = (
    {**LATE, "counted": "visit", "list": "published", "hits": 21.0, "hits_lo": 15.0, "hits_hi": 27.0, "visited": 40.0, "result": None},
    {
        **LATE, "counted": "visit", "list": "street_industry", "hits": 4.0, "hits_lo": 1.0, "hits_hi": 7.0, "visited": 9.0,
        "result": "not_judged",
    },
)  # fmt: skip


def with_more(*rows: dict[str, object]) -> BriefingFrames:
    known = frames("better").comparison.drop_nulls("list").to_dicts()
    return BriefingFrames(comparison=pl.DataFrame([*known, *rows], infer_schema_length=None))


def test_trouble_beyond_departures_is_worded_with_its_share_of_the_places() -> None:
    text = comparison_words(Briefing(with_more(*TROUBLE), edition()))
    assert "再计入此后数据显示持续下降的企业（共80家，无论是否列入名单都按同样数据判断），本名单平均每期命中33.0家，占名额的55%" in text
    assert "本名单多21.0家（95%区间12.0至30.0家）" in text
    few = tuple({**row, "result": None if row["result"] is None else "too_few"} for row in TROUBLE)
    assert "共80家，太少，暂不比较" in comparison_words(Briefing(with_more(*few), edition()))


def test_visits_stand_apart_and_nothing_is_concluded_of_them() -> None:
    briefing = Briefing(with_more(*TROUBLE, *VISITS), edition())
    heading, rows = comparison_groups(briefing)[-1]
    assert heading == "走访证实情况属实"
    assert [(row["hits"], row["hits_interval"], row["more"], row["result"]) for row in rows] == [
        ("21.0", "已走访40.0", "—", "—"),
        ("4.0", "已走访9.0", "—", "走访随名单而去，不作结论"),
    ]
    assert "走访" not in comparison_words(briefing)


def test_last_years_version_is_compared_over_its_own_lists() -> None:
    row = {
        **SPAN, "counted": "departure", "list": "last_year", "lists_count": 4, "places": 60.0, "hits": 5.0, "hits_lo": 2.0, "hits_hi": 8.0,
        "more": 1.0, "more_lo": -1.0, "more_hi": 3.0, "result": "no_better",
    }  # fmt: skip
    briefing = Briefing(with_more(row), edition())
    assert "按一年前的模型挑选（4期），登记迁出或停业的会命中5.0家，本名单多1.0家（95%区间−1.0至3.0家）：看不出差别。" in comparison_words(
        briefing
    )
    assert comparison_groups(briefing)[0][1][1]["result"] == "看不出差别（4期）"
    few = Briefing(with_more({**row, "result": "too_few", "unmade_reason": "no_card"}), edition(language="en"))
    assert "Lists by last year's version of the model (4) are kept too; too few have left to compare." in comparison_words(few)
    assert "No list was made by last year's version of the model this month: no model of a year before is kept." in comparison_words(few)


def test_why_last_years_version_has_no_list_is_said() -> None:
    row = {**SPAN, "counted": "departure", "list": "last_year", "lists_count": 0, "result": "not_made", "unmade_reason": "features_changed"}
    briefing = Briefing(with_more(row), edition())
    assert comparison_words(briefing).endswith("本期没有按一年前的模型列出对照名单：此后特征的算法有改动。")
    assert comparison_groups(briefing)[0][1][1]["result"] == "未能列出：此后特征的算法有改动"
    english = Briefing(with_more(row), edition(language="en"))
    assert "features are computed otherwise since" in comparison_words(english)

"""What the bulletin says of the list beside lists that somebody would have without the program."""

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.comparison import comparison_rows, comparison_units, comparison_words
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
OWN = {"list": "published", "places": 60.0, "hits": 6.26, "hits_lo": 3.0, "hits_hi": 9.5, "result": None}


def frames(result: str, more: float = 4.16, lo: float = 1.02, hi: float = 7.3) -> BriefingFrames:
    other = {
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
    assert comparison_rows(few) == []


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
    assert comparison_rows(briefing) == [
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

"""What is said of the district: growth with its base, what is missing, and whether all are down."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from reports.frames import BriefingFrames
from reports.sections.development import growth_sentence, growth_words, rise_words, rises, state_words, total_words, totals, totals_words
from reports.words.text import Words
from tests.unit.reports.fixture_frames import MONTH, briefing, edition


def district(**growth: float | None) -> BriefingFrames:
    rows = [{"district": "坪山区", "indicator": key, "period": MONTH, "total": 1.0, "yoy_share": value} for key, value in growth.items()]
    return BriefingFrames(district=pl.DataFrame(rows, schema_overrides={"yoy_share": pl.Float64}))


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (-0.324, "产值同比下降32.4%", "output down 32.4%"),
        (0.05, "产值同比增长5.0%", "output up 5.0%"),
        (0.0001, "产值同比持平", "output unchanged"),
    ],
)
def test_growth_has_a_direction_only_where_the_figure_has_one(value: float, zh: str, en: str) -> None:
    assert growth_words("output_value", value, Words("zh")) == zh
    assert growth_words("output_value", value, Words("en")) == en


def test_what_could_not_be_computed_is_named() -> None:
    rows = totals(briefing(district(output_value=0.032, tax=None)))
    assert totals_words(rows, edition()) == (
        "2026年10月监测企业当月合计与2025年10月相比（只计两个月都有数的企业）：产值同比增长3.2%；纳税、用电同比暂缺（本月或上年同期数据未到）。"
    )
    assert totals_words(rows, edition(language="en")) == (
        "Totals of monitored enterprises in October 2026 on October 2025 (those with figures of both months): output up 3.2%; growth on a "
        "year ago not available of tax, electricity (figures of this month or last year's have not arrived)."
    )
    assert totals_words(rows.clear(), edition()) == "产值、纳税、用电同比暂缺（本月或上年同期数据未到）。"


def state(**columns: object) -> BriefingFrames:
    return BriefingFrames(state=pl.DataFrame({"district": ["坪山区"], **{name: [value] for name, value in columns.items()}}))


@pytest.mark.parametrize(
    ("frames", "zh", "en"),
    [
        (BriefingFrames(), "全区整体活动水平暂无法判断。", "Whether the district as a whole is down cannot be said yet."),
        (
            state(is_down=False, gap_share=-0.03),
            "全区整体运行未见下行（监测企业活动中位数较常态低3.0%），名单反映的是个别企业情况。",
            (
                "The district as a whole is not down (median activity of monitored enterprises 3.0% below normal); "
                "the list is about single "
                "enterprises."
            ),
        ),
        (
            state(is_down=True, gap_share=-0.18, since=date(2026, 8, 1)),
            "全区整体处于下行自2026年8月起，活动中位数较常态低18.0%。名单已扣除共同因素，列出的是比同行更受影响的企业。",
            (
                "The district as a whole is down since August 2026, median activity 18.0% below normal. What is "
                "common to all is taken out: "
                "listed are those hit harder than their peers."
            ),
        ),
    ],
)
def test_the_state_of_the_district(frames: BriefingFrames, zh: str, en: str) -> None:
    assert state_words(briefing(frames)) == zh
    assert state_words(briefing(frames, language="en")) == en


def test_a_sum_that_one_enterprise_moved_says_so_and_the_median_stands_beside_it() -> None:
    row = {
        "indicator": "electricity",
        "yoy_share": 0.41,
        "median_yoy_share": 0.01,
        "largest_move_share": 0.362,
        "yoy_without_largest_share": 0.038,
        "is_moved_by_one": True,
    }
    assert total_words(row, Words()) == "用电同比增长41.0%（其中1家企业影响+36.2个百分点，剔除后+3.8%，企业中位数+1.0%）"
    assert total_words(row, Words("en")) == (
        "electricity up 41.0% (one enterprise makes +36.2 percentage points of it, without it +3.8%, median enterprise +1.0%)"
    )
    assert total_words(row | {"is_moved_by_one": False}, Words()) == "用电同比增长41.0%（企业中位数+1.0%）"
    assert total_words(row | {"is_moved_by_one": None, "median_yoy_share": None}, Words()) == "用电同比增长41.0%"


def test_a_rise_names_what_grew_by_how_much_and_who_asks_for_space() -> None:
    row = {"rise_share": 0.746, "indicators": "output_value,electricity", "has_space_request": True}
    figures = {"output_value_three_months_growth": {"value": 1.204}, "electricity_three_months_growth": {"value": 0.288}}
    assert rise_words(row, figures, Words()) == "近3个月与上年同期相比：产值+120%、用电+29%；已提出空间需求，现有场地可能不足"
    english = "3 months on the same months of last year: output +120%, electricity +29%; has asked for space, its own may not be enough"
    assert rise_words(row, figures, Words("en")) == english
    assert rise_words(row, {}, Words()) == "近3个月与上年同期相比：产值、用电；已提出空间需求，现有场地可能不足"
    assert rise_words(row | {"rise_share": None}, figures, Words()) == ""


def growing(outputs: list[float | None]) -> BriefingFrames:
    count = len(outputs)
    rows = {"uscc": [str(place) for place in range(count)], "kind": ["rise"] * count, "output_gain_cny_10k": outputs}
    return BriefingFrames(growth=pl.DataFrame(rows | {"rise_share": [0.3] * count}, schema_overrides={"output_gain_cny_10k": pl.Float64}))


def test_the_largest_are_shown_and_all_are_counted() -> None:
    both = briefing(growing([float(place) for place in range(8)]))
    assert [row["output_gain_cny_10k"] for row in rises(both, "rise")] == [7, 6, 5, 4, 3]
    assert growth_sentence(both).startswith("明显增长企业8家、新入库企业0家")
    assert growth_sentence(both).endswith("其中近3个月产值增加最多的：")
    assert growth_sentence(briefing(growing([None]))).endswith("其中增幅较大的：")
    assert growth_sentence(briefing(BriefingFrames())) == "本月没有达到列示标准的大幅增长或新入库企业。"

"""A point is said only where its figure is there."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.highlights import key_points
from tests.unit.reports.fixture_frames import briefing, edition


def test_an_empty_list_has_one_point() -> None:
    (point,) = key_points(briefing(BriefingFrames(enterprises_count=900)))
    assert (point.figure, point.unit, point.text) == ("0", "家", "达到预警线，没有上月名单可比；占监测企业900家的0.0%。")


def test_what_is_not_known_is_no_point() -> None:
    warnings = pl.DataFrame({"uscc": ["A"], "level": ["blue"], "is_listed": [True]})
    texts = [point.text for point in key_points(briefing(BriefingFrames(warnings=warnings)))]
    # No count of monitored enterprises, no stakes, one street only, nobody red or orange, no earlier list.
    assert texts == ["达到预警线，没有上月名单可比。", "名单内红色、橙色预警企业（红0家、橙0家）。"]


def test_the_grave_without_a_place_are_told_beside_those_with_one() -> None:
    warnings = pl.DataFrame({"uscc": ["A", "B"], "level": ["red", "orange"], "is_listed": [True, False]})
    texts = [point.text for point in key_points(briefing(BriefingFrames(warnings=warnings)))]
    assert texts[1] == "名单内红色、橙色预警企业（红1家、橙0家）；另有1家在关注名单。"


def test_those_kept_below_the_line_are_told_apart_and_the_parts_add_up() -> None:
    warnings = pl.DataFrame(
        {"uscc": [*"ABC"], "level": ["yellow", "blue", "blue"], "is_listed": [True, True, False], "is_kept": [False, True, False]}
    )
    point = key_points(briefing(BriefingFrames(warnings=warnings)))[0]
    assert point.figure == "2"
    assert point.text.endswith("；名单列1家，其余1家列入关注名单（蓝1）；另有1家已核实、继续跟踪。")


def test_a_part_of_the_district_has_no_points_of_nothing() -> None:
    warnings = pl.DataFrame({"uscc": ["A"], "level": ["blue"], "is_listed": [True]})
    own = replace(edition(), scope="坑梓街道")
    assert [point.figure for point in key_points(Briefing(BriefingFrames(warnings=warnings, previous=warnings), own))] == ["1"]


def test_tax_leads_where_output_is_not_known() -> None:
    warnings = pl.DataFrame(
        {"uscc": ["A"], "level": ["blue"], "is_listed": [True], "exposure_tax_share": [0.02], "exposure_jobs_share": [0.013]}
    )
    frames = BriefingFrames(warnings=warnings)
    assert "预警企业近12个月纳税占全区监测企业的比重；最新用工占1.3%。" in [point.text for point in key_points(briefing(frames))]
    english = [point for point in key_points(briefing(frames, language="en")) if point.figure == "2.0%"]
    assert english[0].text == "Listed enterprises' share of the tax of 12 months of all monitored enterprises; latest employment 1.3%."


def test_the_earliest_date_is_asked_for() -> None:
    both = briefing()
    first = both.severe["respond_by_on"].min()
    assert f"首批请于{both.words.day_of_year(first)}前完成" in key_points(both)[-1].text

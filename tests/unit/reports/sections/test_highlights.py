"""A point is said only where its figure is there."""

from __future__ import annotations

import polars as pl

from reports.frames import BriefingFrames
from reports.sections.highlights import key_points
from tests.unit.reports.fixture_frames import briefing


def test_an_empty_list_has_one_point() -> None:
    (point,) = key_points(briefing(BriefingFrames(enterprises_count=900)))
    assert (point.figure, point.unit, point.text) == ("0", "家", "达到预警线，首期名单，无上月可比；占监测企业900家的0.0%。")


def test_what_is_not_known_is_no_point() -> None:
    warnings = pl.DataFrame({"uscc": ["A"], "level": ["blue"], "is_listed": [True]})
    texts = [point.text for point in key_points(briefing(BriefingFrames(warnings=warnings)))]
    # No count of monitored enterprises, no stakes, one street only, nobody red or orange, no earlier list.
    assert texts == ["达到预警线，首期名单，无上月可比。", "红色、橙色预警企业（红0家、橙0家）。"]


def test_tax_leads_where_output_is_not_known() -> None:
    warnings = pl.DataFrame(
        {"uscc": ["A"], "level": ["blue"], "is_listed": [True], "exposure_tax_share": [0.02], "exposure_jobs_share": [0.013]}
    )
    frames = BriefingFrames(warnings=warnings)
    assert "预警企业近12个月纳税占全区监测企业的比重；最新用工占1.3%。" in [point.text for point in key_points(briefing(frames))]
    english = [point for point in key_points(briefing(frames, language="en")) if point.figure == "2.0%"]
    assert english[0].text == "Listed enterprises' part of the tax of 12 months of all monitored enterprises; latest employment 1.3%."


def test_the_earliest_date_is_asked_for() -> None:
    both = briefing()
    first = both.severe["respond_by_on"].min()
    assert f"首批请于{both.words.day_of_year(first)}前完成" in key_points(both)[-1].text

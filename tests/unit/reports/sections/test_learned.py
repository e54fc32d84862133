"""What was learned is told with its counts: shares of enough, why there is none of fewer, and both comparisons with their limits."""

import polars as pl
import pytest

from reports.bulletin import render_bulletin
from reports.edition import Edition
from reports.enterprise import render_enterprise
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.learned import (
    burden_words,
    contact_rows,
    contact_words,
    effect_rows,
    effect_words,
    joint_words,
    learning_annex,
    missed_words,
    precision_months,
    precision_parts,
    precision_words,
)
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing, briefing_frames
from tests.unit.reports.reading import lines_of

MISSED = {"first_month": [None], "drawn": [12], "visited": [9], "confirmed": [3], "pool": [60]}


def own(language="zh", **changed):
    frames = briefing_frames()
    return briefing(frames if not changed else BriefingFrames(**{"learning_rules": frames.learning_rules, **changed}), language=language)


def test_the_sentences_tell_counts_shares_and_what_is_not_known() -> None:
    assert precision_words(own()) == (
        "名单是否准确：2026年8月至2026年9月的名单按风险列入98家次，已有结果43家次，其中属实28家次，占65%；尚无结果55家次，不作推断。"
    )
    assert contact_words(own()) == (
        "多久有人上门：2026年8月至2026年9月新进入名单70家次，已走访47家次，过半在5个工作日内首次走访；"
        "已到办理时限的54家次中，按时走访42家次，占78%。"
    )
    assert burden_words(own()) == (
        "走访频次：截至2026年11月16日的近90天内，有走访记录的企业5家，其中被走访2天及以上2家、3天及以上1家"
        "（同一天多家单位上门计一天），中位1天；2天及以上的，建议联合走访或电话联系。"
    )


def test_no_share_stands_where_the_truth_is_not_known() -> None:
    september, august = precision_months(own())
    assert (september["share"], september["levels"]["yellow"]) == ("太少", {"share": "太少", "counts": "2／3"})
    assert september["levels"]["red"] == {"share": "—", "counts": ""}
    assert (august["share"], august["levels"]["red"]["counts"]) == ("65%", "3／4")
    parts = dict(precision_parts(own()))
    assert [row["share"] for row in parts["按等级"]] == ["太少", "64%"]
    assert [(row["kind_words"], row["share"]) for row in parts["按类型"]] == [("经营风险", "64%"), ("外迁风险信号", "太少")]
    none = briefing_frames().precision.with_columns(judged=0, confirmed=0, open="listed", share=None)
    assert {row["share"] for row in precision_months(own(precision=none))} == {"尚无结果"}
    assert "已有结果0家次，其中属实0家次（太少，不算比例）；尚无结果98家次" in precision_words(own(precision=none))


def test_half_still_wait_is_told_apart_from_too_few() -> None:
    rows = dict(contact_rows(own()))
    assert [row["median"] for row in rows["按月份"]] == ["过半未走访", "4"]
    assert [row["median"] for row in rows["按等级"]] == ["太少", "6"]


def test_comparisons_tell_the_difference_with_its_interval_or_that_it_is_too_early() -> None:
    assert effect_words(own()) == (
        "走访有没有用：抽中与未抽中比较，6个月内迁出或停业的占比相差−1.5个百分点（95%区间−5.2至+6.1），区间含0，看不出差别；"
        "抽中与未抽中比较，6个月内迁出、停业或风险仍在预警线以上的占比，列入的较少，相差−18.9个百分点（95%区间−28.1至−7.1）；"
        "刚列入与刚未列入比较，说不准：样本太少（满6个月的40家与38家，各需60家以上，另有12家未满期）。"
    )
    assert "too few to say (40 and 38 whose 6 months are over" in effect_words(own("en"))
    assert [(row["points"], row["interval"], row["reading"]) for row in effect_rows(own())][1:3] == [
        ("−18.9", "−28.1至−7.1", "列入的较少"),
        ("—", "—", "说不准：样本太少"),
    ]


@pytest.mark.parametrize(("share", "told"), [(None, "太少，暂不推算漏报"), (0.25, "约有15家（6至30家）属实而未列入")])
def test_visits_by_lot_stand_in_the_annex(share: float | None, told: str) -> None:
    ends = {"share_lo": None if share is None else 0.1, "share_hi": None if share is None else 0.5}
    missed = pl.DataFrame({**MISSED, "share": [share], **{name: [value] for name, value in ends.items()}})
    assert told in missed_words(own(missed=missed))
    assert told in learning_annex(own(missed=missed))["missed"]


def test_whom_somebody_was_at_often_is_visited_jointly() -> None:
    frames = briefing_frames()
    first, second, third = frames.listed()["uscc"][:3]
    often = "近90天已有{}天被走访，建议联合走访或电话联系"
    assert [joint_words(own(), code) for code in (first, second, third)] == [often.format(3), often.format(2), ""]
    edition = own().edition
    assert often.format(3) in lines_of(render_enterprise(frames, edition, first)).replace("\n", "")
    assert "建议联合走访" not in lines_of(render_enterprise(frames, edition, third))
    assert often.format(2) in sheet_text(frames, edition)


def sheet_text(frames: BriefingFrames, edition: Edition) -> str:
    from tests.golden.program_month import sheets_of

    return sheets_of(render_workbook(frames, edition))


def test_a_reader_of_a_part_sees_own_visits_and_nothing_of_how_right_the_lists_are() -> None:
    frames, edition = narrow(briefing_frames(), own().edition, "street:坪山街道")
    page = lines_of(render_bulletin(frames, edition)).replace("\n", "")
    assert "走访频次" in page
    assert "名单是否准确" not in page
    assert "走访有没有用" not in page
    elsewhere, _ = narrow(briefing_frames(), own().edition, "street:龙田街道")
    assert elsewhere.burden.is_empty()


def test_an_edition_from_before_there_was_any_of_this_says_nothing() -> None:
    assert learning_annex(briefing(BriefingFrames())) == {}
    assert burden_words(briefing(BriefingFrames())) == ""
    assert burden_words(own(burden=briefing_frames().burden.clear())) == "走访频次：截至2026年11月16日的近90天内没有走访记录。"

"""What the bulletin's page shows beside its sentences: tables cut to a page, who is not judged, and both languages' own parts."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from reports.bulletin import PLACES_SHOWN, UNJUDGED_SHOWN, render_bulletin
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import read_page, visible


@pytest.fixture(scope="module")
def frames() -> BriefingFrames:
    return briefing_frames()


def sheet_rows(frames: BriefingFrames) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition())))
    return [row for row in book["数据质量"].iter_rows(min_row=2, values_only=True) if row[0] == "未评估"]


def test_the_annex_names_who_is_not_judged_and_says_how_many_more(frames: BriefingFrames) -> None:
    html = render_bulletin(frames, edition())
    rows = read_page(html).tables["unjudged"]
    assert rows[0] == ["企业名称", "街道", "原因"]
    assert len(rows) == UNJUDGED_SHOWN + 1
    # First those about whom somebody can do something.
    assert rows[1][2] == "近一年无可用数据"
    assert f"其余{30 - UNJUDGED_SHOWN}家见工作簿" in visible(html)
    assert len(sheet_rows(frames)) == 30
    assert all(code in str(sheet_rows(frames)) for code in frames.unjudged["uscc"])
    assert "未纳入评估的企业" not in visible(render_bulletin(BriefingFrames(), edition()))


def test_a_scope_names_only_its_own_unjudged(frames: BriefingFrames) -> None:
    narrowed, issue = narrow(frames, edition(), "street:坪山街道")
    assert set(narrowed.unjudged["street"]) == {"坪山街道"}
    assert "未评估的共5家" in visible(render_bulletin(narrowed, issue))
    assert len(sheet_rows(narrowed)) == 5


def test_places_are_cut_to_the_page_and_the_rest_counted(frames: BriefingFrames) -> None:
    page = render_bulletin(frames, edition(language="en"))
    assert len(read_page(page).tables["By industry"]) == PLACES_SHOWN + 1
    assert "Industries not shown (few warnings or none): 2; the workbook has all." in visible(page)


def test_long_names_stand_whole_wherever_they_are_listed(frames: BriefingFrames) -> None:
    long = "北方能源自动化（深圳坪山）智能输配电与新型储能系统集成技术研究开发有限责任公司坪山第二分公司"
    alike = {"甲": frames.listed()["uscc"][0], "乙": frames.listed()["uscc"][1]}
    names = {uscc: long + mark for mark, uscc in alike.items()}
    renamed = frames.warnings.with_columns(name=pl.col("uscc").replace_strict(names, default=pl.col("name")))
    page = visible(render_bulletin(replace(frames, warnings=renamed, previous=frames.previous.clear()), edition()))
    # Once among the changes, once in the list: of two that begin alike a cut name is anybody's.
    assert [page.count(name) >= 2 for name in names.values()] == [True, True]
    assert f"{long[:29]}…" not in page


def test_the_printed_list_names_for_everybody_who_is_asked_and_by_when(frames: BriefingFrames) -> None:
    page = visible(render_bulletin(frames, edition(), paper=True))
    for row in frames.listed().iter_rows(named=True):
        by_when = f"{row['respond_by_on'].month}月{row['respond_by_on'].day}日前" if row["respond_by_on"] else "时限由责任单位确定"
        assert f"{row['owner']}，{by_when}" in page if row["owner"] else by_when in page


def test_an_english_page_marks_registered_names_as_chinese(frames: BriefingFrames) -> None:
    elements = read_page(render_bulletin(frames, edition(language="en", district_en="Pingshan District"))).elements
    assert {attrs.get("lang") for tag, attrs in elements if tag == "bdi" and attrs.get("class") == "name"} == {"zh-CN"}
    assert next(attrs["lang"] for tag, attrs in elements if tag == "html") == "en"
    chinese = read_page(render_bulletin(frames, edition())).elements
    assert {attrs.get("lang") for tag, attrs in chinese if tag == "bdi"} == {None}


def test_an_english_issue_is_called_by_its_english_name(frames: BriefingFrames) -> None:
    text = visible(render_bulletin(frames, edition(language="en", district_en="Pingshan District", copy_number="031", revision=2)))
    assert "Pingshan District Monthly Enterprise Early-Warning Bulletin" in text
    assert "2026, no. 10 (issue 34) · revision 2" in text
    assert "Copy no. 031" in text


def test_what_the_style_sheet_prints_is_english_on_an_english_page(frames: BriefingFrames) -> None:
    sheets = [render_bulletin(frames, edition(language=language), paper=True) for language in ("zh", "en")]
    assert ["Page " in sheet for sheet in sheets] == [False, True]


def test_paper_has_the_destinations_behind_the_body_and_the_screen_beside_their_words(frames: BriefingFrames) -> None:
    screen, paper = visible(render_bulletin(frames, edition())), visible(render_bulletin(frames, edition(), paper=True))
    assert screen.count("去向分布") == paper.count("去向分布") == 1
    assert screen.index("去向分布") < screen.index("九、数据说明")
    assert paper.index("去向分布") > paper.index("九、数据说明")

"""Enterprises out of scope are named with the reason in the bulletin and in the workbook, each scope its own."""

import io

import openpyxl
import polars as pl
import pytest

from reports.bulletin import UNJUDGED_SHOWN, render_bulletin
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.notes import notes, unjudged_table, unjudged_words
from reports.words.format import UNJUDGED_NAMES
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import read_page
from warehouse.tables.pred_risk__monthly_enterprises import OUT_OF_SCOPE


@pytest.fixture(scope="module")
def frames() -> BriefingFrames:
    return briefing_frames()


def sheet_rows(frames: BriefingFrames) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(frames, edition())))
    return [row for row in book["数据质量"].iter_rows(min_row=2, values_only=True) if row[0] == "未评估"]


def test_every_reason_of_the_contract_has_a_word() -> None:
    assert set(UNJUDGED_NAMES) == set(OUT_OF_SCOPE)


def test_the_annex_names_them_and_says_how_many_more(frames: BriefingFrames) -> None:
    html = render_bulletin(frames, edition())
    rows = read_page(html).tables["annex-8"]
    assert rows[0] == ["企业名称", "街道", "原因"]
    assert len(rows) == UNJUDGED_SHOWN + 1
    # First those about whom somebody can do something.
    assert rows[1][2] == "近一年无可用数据"
    assert f"其余{30 - UNJUDGED_SHOWN}家见工作簿" in html


def test_the_note_and_the_workbook_count_the_same(frames: BriefingFrames) -> None:
    words = unjudged_words(frames)
    assert words.startswith("未纳入评估：名录内30家（近一年无可用数据6家、长期停产停用6家")
    assert words in notes(frames, edition())
    assert len(sheet_rows(frames)) == 30
    assert all(code in str(sheet_rows(frames)) for code in frames.unjudged["uscc"])


def test_a_scope_names_only_its_own(frames: BriefingFrames) -> None:
    narrowed, _ = narrow(frames, edition(), "street:坪山街道")
    assert set(narrowed.unjudged["street"]) == {"坪山街道"}
    assert "名录内5家" in unjudged_words(narrowed)
    assert len(sheet_rows(narrowed)) == 5


def test_without_any_there_is_no_table_and_no_note() -> None:
    assert unjudged_words(BriefingFrames()) == ""
    assert "附表8" not in render_bulletin(BriefingFrames(), edition())


def test_a_reason_without_a_word_is_still_named() -> None:
    bare = BriefingFrames(unjudged=pl.DataFrame({"uscc": ["A"], "name": ["甲"], "reason": ["new_reason"]}))
    assert unjudged_table(bare)["reason_words"].to_list() == ["new_reason"]

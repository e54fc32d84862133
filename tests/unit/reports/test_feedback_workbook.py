"""The feedback sheet: one department's rows alone, every row asks for something, and only what is to be filled in can be changed."""

import io
from datetime import date

import openpyxl
import polars as pl
import pytest

from pipelines.ingest.layout import recognise
from pipelines.ingest.layout_files import all_layouts
from reports.feedback_workbook import ITEMS, problem_words, render_feedback, sheet_fields
from reports.words import feedback as texts
from reports.words.text import Words

DAY = date(2026, 11, 5)
GRID = "供电企业"
BILL = {
    "item_id": "abcd2345", "department": GRID, "sheet": "bills", "kind": "refused", "file_name": "grid/a.csv", "row_number": 3,
    "rule": "bad_value", "reason": "当月合计电量 is '十二', expected a plain number", "account": "0316001935", "indicator": "electricity",
    "period": "2026-10", "value_text": "十二",
}  # fmt: skip


def items(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{name: (BILL | row).get(name) for name in ITEMS} for row in rows], schema=ITEMS)


def page_of(rows: pl.DataFrame, language: str = "zh"):
    book = openpyxl.load_workbook(io.BytesIO(render_feedback(rows, GRID, DAY, language)))  # type: ignore[arg-type]
    return book.active


def cells(page, row: int = 4) -> dict[str, object]:
    return {head.value: cell for head, cell in zip(page[3], page[row], strict=True)}


def test_a_row_says_where_it_stands_what_was_delivered_and_what_is_asked_for():
    row = {name: cell.value for name, cell in cells(page_of(items({}))).items()}
    assert (row["反馈编号"], row["文件"], row["行号"], row["户号"], row["指标"], row["所属期"]) == (
        "abcd2345", "grid/a.csv", 3, "0316001935", "用电", "2026-10",
    )  # fmt: skip
    assert (row["原值"], row["计量单位"], row["更正值"]) == ("十二", "千瓦时", None)
    assert str(row["问题"]) == "数值无法识别"
    assert row["如何处理"] == texts.FILL_IN.zh


def test_only_what_is_to_be_filled_in_can_be_changed():
    page = page_of(items({}, {"kind": "suspected", "rule": "suspected_typing_error", "item_id": "b"}))
    assert page.protection.sheet
    stored = {row: {name for name, cell in cells(page, row).items() if not cell.protection.locked} for row in (4, 5)}
    # What was stored keeps its key, or the correction would be another figure beside it.
    assert stored[4] == {"户号", "所属期", "抄表起日", "抄表止日", "更正值", "更正说明"}
    assert stored[5] == {"更正值", "更正说明"}
    assert {str(rule.sqref) for rule in page.data_validations.dataValidation} == {"N4:N5"}


def test_rows_of_another_department_are_refused():
    with pytest.raises(ValueError, match="its own rows alone"):
        render_feedback(items({}, {"department": "供水企业"}), GRID, DAY)
    with pytest.raises(ValueError, match="its own rows alone"):
        render_feedback(items({}, {"department": None}), GRID, DAY)
    with pytest.raises(ValueError, match="its own rows alone"):
        render_feedback(items({}, {"sheet": "figures"}), GRID, DAY)


@pytest.mark.parametrize("sheet", ["figures", "bills", "projects"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_with_cells_for_corrections_has_a_layout_that_reads_it(sheet, language):
    headings = tuple(Words(language).say(field.heading) for field in sheet_fields(sheet))
    layout = recognise(headings, all_layouts())
    assert layout.key == f"feedback_{sheet}"
    assert layout.left_out(headings) == ()


def test_what_looks_like_a_formula_stays_text():
    page = page_of(items({"value_text": '=HYPERLINK("http://x")', "reason": "=1+1"}))
    assert cells(page)["原值"].data_type == "s"
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("rule", ["bad_code", "bad_received_on", "uscc_missing", "future_period", "unknown_layout", "no_such_rule"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_words(rule, language):
    words = problem_words(rule, Words(language))
    assert words
    assert words.isascii() == (language == "en")


def test_the_same_rows_give_the_same_bytes():
    assert render_feedback(items({}), GRID, DAY) == render_feedback(items({}), GRID, DAY)

"""Tests of reading columns: by their different cells where they are few, and cell by cell, a column says the same."""

import polars as pl
import pytest

from pipelines.ingest import read_cells
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.read_cells import ReadColumn, read_column
from pipelines.ingest.to_long import LongRows

LAYOUTS = {layout.key: layout for layout in all_layouts()}
# Cells of every kind of trouble: plain ones, unusual spellings, words for none, nothing, and what nobody can read.
CELLS = {
    "paid_on": ["2026-03-04", "2026年3月4日", " 2026-03-04 ", "46085", "长期", "1900-01-01", "9999-12-31", "yesterday", "", None, "-"],
    "value": ["12.5", "1,234.50", "(3)", "-0", "12%", "1.2E+05", "缺", "不适用", "作废", "abc", "", None, "１２"],
    "voucher": ["344031610000133717", '="0316001935"', "3.00E+15", "nan", "合计", "316001935.0", "", None, "A-17"],
    "uscc": ["91440310M9102WA07D", "91440310m9102wa07d", "91440310M9102WA07E", "12", "", None],
    "item": ["增值税", " 增值税 ", "", None],
}


@pytest.mark.parametrize("target", CELLS)
@pytest.mark.parametrize("as_numbers", [False, True])
def test_a_column_says_the_same_however_its_cells_are_looked_at(target: str, as_numbers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = CELLS[target] * 40
    marks = [as_numbers and cell is not None and number % 3 == 0 for number, cell in enumerate(cells)]
    rows = pl.DataFrame({"file_number": [0] * len(cells), "c0": cells, "c0_is_number": marks}, schema_overrides={"c0": pl.String})
    one_by_one = _read(target, rows)
    monkeypatch.setattr(read_cells, "MANY_ROWS", 1)
    together = _read(target, rows)
    assert one_by_one.value.equals(together.value, null_equal=True)
    for one, other in ((one_by_one.broken, together.broken), (one_by_one.unread, together.unread)):
        assert (one is None) == (other is None)
        assert one is None or other is None or one.equals(other, null_equal=True)
    assert [rule.key for rule in one_by_one.rules] == [rule.key for rule in together.rules]


def test_a_column_in_which_nothing_is_wrong_has_no_broken_rule() -> None:
    column = _read("value", pl.DataFrame({"file_number": [0, 0], "c0": ["1", " 2.50 "]}))
    assert column.value.to_list() == [1.0, 2.5]
    assert column.broken is None
    assert column.unread is None


def test_the_first_broken_rule_of_each_cell_is_numbered() -> None:
    column = _read("uscc", pl.DataFrame({"file_number": [0, 0, 0], "c0": ["91440310M9102WA07D", None, "12"]}))
    assert column.broken is not None
    keys = [None if number is None else column.rules[number].key for number in column.broken.to_list()]
    assert keys == [None, "uscc_missing", "bad_code"]


def _read(target: str, rows: pl.DataFrame) -> ReadColumn:
    layout = LAYOUTS["tax_payments"]
    field = next(each for each in layout.fields if each.target == target)
    return read_column(field, rows, LongRows(rows, {target: "c0"}, {}), layout)

"""Sheets without a heading: which rows are figures that no table takes, and when a sheet goes on with the table before it."""

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.sheet_reader import Sheet
from pipelines.ingest.stray_sheets import continuation, rows_like_data
from pipelines.ingest.tables_on_grid import tables_on_grid
from tests.unit.pipelines.ingest.deliveries import CODE
from tests.unit.pipelines.ingest.test_tables_on_grid import grid

BILLS = ["户号", "户名", "结算年月", "当月合计电量"]
ACCOUNT = "0300000000000002"
BEFORE = tables_on_grid(grid([BILLS, ["0300000000000001", "甲", "202607", "1"]]), all_layouts())[0]


def stray(rows, numbers=()):
    cells = grid(rows)
    columns = [cells[name].to_list() for name in cells.columns[1:]]
    marks = [bytes(at in numbers for _ in rows) for at in range(len(columns))]
    found = rows_like_data(Sheet("乙", True, (), columns, marks), cells, ("x",), {16}, all_layouts())
    return found["row_number"].to_list()


@pytest.mark.parametrize(
    ("rows", "numbers", "expected"),
    [
        ([[ACCOUNT, "5"], [None, "6"]], [1], [0, 1]),
        ([["说明", "5"], [CODE, "6"]], [1], [1]),
        ([[ACCOUNT, "5"]], [], [0]),
        ([[ACCOUNT, "3911", "7"], [ACCOUNT, "2621", "x"]], [2], [0]),
        ([["1", ACCOUNT], ["2", ACCOUNT]], [0], []),
        ([["03000000", "5"]], [1], []),
        ([["Row Labels", "Sum of x"], [ACCOUNT, "5"]], [1], []),
    ],
    ids=["account", "code", "all_text", "only_numbers_count", "numbered", "other_length", "pivot"],
)
def test_rows_with_figures_are_those_below_the_first_name(rows, numbers, expected):
    assert stray(rows, numbers) == expected


@pytest.mark.parametrize(
    ("row", "goes_on"),
    [
        ([ACCOUNT, "乙", "202608", "5"], True),
        ([ACCOUNT, "乙", "202608", "—"], True),
        ([ACCOUNT, "乙", "八月", "5"], False),
        ([ACCOUNT, "乙", "202608", "五"], False),
        (["乙", ACCOUNT, "202608", "5"], False),
        ([ACCOUNT, "乙", "202608", "5", "6"], False),
        ([ACCOUNT, "乙", "202608"], False),
    ],
)
def test_a_sheet_goes_on_only_where_each_row_is_of_the_columns_kinds(row, goes_on):
    part = continuation(grid([row]), BEFORE, all_layouts())
    assert (part is not None) is goes_on
    assert part is None or part.places.to_list() == [0]

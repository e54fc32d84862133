"""Tables side by side: which columns are a table of their own."""

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.tables_on_grid import tables_on_grid
from tests.unit.pipelines.ingest.test_tables_on_grid import grid

BILLS = ["户号", "户名", "结算年月", "当月合计电量"]
LEFT, RIGHT = ["0300000000000001", "甲", "202607", "1"], ["0300000000000002", "乙", "202607", "2"]


def shapes(rows):
    return [(part.left, part.heading.names, part.places.to_list()) for part in tables_on_grid(grid(rows), all_layouts())]


@pytest.mark.parametrize("gap", [[], [None]])
def test_names_that_begin_anew_are_another_table(gap):
    rows = [[*BILLS, *gap, *BILLS], [*LEFT, *gap, *RIGHT], [*LEFT]]
    found = shapes(rows)
    assert [(left, places) for left, _, places in found] == [(0, [1, 2]), (4 + len(gap), [1])]
    assert found[1][1] == tuple(BILLS)


def test_tables_whose_headings_stand_in_different_rows_are_told_apart():
    rows = [[*BILLS, None, "第二分局"], [*LEFT, None, *BILLS[::-1]], [*LEFT, None, *RIGHT[::-1]]]
    assert [(left, places) for left, _, places in shapes(rows)] == [(0, [1, 2]), (5, [2])]


def test_an_empty_column_within_a_table_parts_nothing():
    rows = [[*BILLS[:2], None, *BILLS[2:]], [*LEFT[:2], None, *LEFT[2:]]]
    assert [(left, places) for left, _, places in shapes(rows)] == [(0, [1])]


def test_remarks_beside_a_table_are_no_table():
    assert [left for left, _, _ in shapes([[*BILLS, None, "备注"], [*LEFT, None, "电价 0.6"]])] == [0]


def test_a_table_beside_whose_heading_is_not_understood_is_seen():
    found = shapes([[*BILLS, None, "编号", *BILLS[1:]], [*LEFT, None, *RIGHT]])
    assert [left for left, _, _ in found] == [0, 5]
    assert found[1][1] == ("编号", *BILLS[1:])

"""Several tables in one text, whose lines still add up."""

from pipelines.ingest.raw_table import Lines
from pipelines.ingest.reading import read_raw
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE
from tests.unit.pipelines.ingest.workbooks import HEADER, LAYOUTS, ROWS, csv_of

SWAPPED = [HEADER[1], HEADER[0], *HEADER[2:]]


def tables(*rows):
    file = read_raw(csv_of(rows), "f.csv", LAYOUTS)
    return file, [table.rows["c3"].to_list() for table in file.tables]


def test_a_text_with_one_table_stays_as_it_is():
    file, values = tables(HEADER, *ROWS)
    assert values == [["120", "45", "7"]]
    assert file.tables[0].place == ""


def test_a_second_heading_begins_a_second_table():
    file, values = tables(HEADER, ROWS[0], ["大型企业", None, None, None], SWAPPED, ["乙", OTHER_CODE, "2026-07", 45])
    assert values == [["120"], ["45"]]
    assert file.tables[1].rows["row_number"].to_list() == [2]
    assert file.all_lines == Lines(data=2, heading=2, title=1)


def test_rows_of_two_tables_in_one_line_are_counted_once():
    file, values = tables([*HEADER, None, *HEADER], [*ROWS[0], None, *ROWS[1]], [*[None] * 5, *ROWS[2]])
    assert values == [["120"], ["45", "7"]]
    assert (file.all_lines.data, file.all_lines.total) == (3, 3)


def test_a_broken_second_heading_is_seen_and_nothing_below_it_is_read():
    file, values = tables(HEADER, ROWS[0], [*HEADER, "备注"], [OTHER_CODE, "乙", "2026-07", 45], [THIRD_CODE, "丙", "2026-07", 7])
    assert values == [["120"]]
    assert sorted(file.tables[0].malformed["rule"]) == ["malformed_row", "unknown_second_heading", "unknown_second_heading"]
    assert file.all_lines == Lines(data=4, heading=1)


def test_a_code_in_the_second_table_is_that_tables():
    file, _ = tables(HEADER, [CODE, "甲", "2026-07", 1], SWAPPED, ["丙", THIRD_CODE, "2026-07", 7])
    assert [table.header.index(HEADER[0]) for table in file.tables] == [0, 1]

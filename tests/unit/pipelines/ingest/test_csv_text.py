"""Text to rows, however broken the lines."""

import pytest

from pipelines.ingest.csv_records import LONGEST_RECORD_LINES
from pipelines.ingest.csv_text import normalise_header, read_csv
from pipelines.ingest.raw_table import Heading


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_line_breaks_and_blank_lines_are_no_rows(break_, end):
    table = read_csv(("a,b\n1,2\n\n3,4" + end).replace("\n", break_))
    assert table.rows.rows() == [(1, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_rows_with_too_few_or_too_many_values_are_told_from_those_with_empty_cells_left_away_or_added(quote):
    table = read_csv(f"a,b\n1,{quote}2{quote}\n3\n1,2,3\n5,{quote}6{quote},,\n1,2,,3\n")
    assert table.rows.rows() == [(1, "1", "2"), (2, "3", ""), (4, "5", "6")]
    assert table.malformed["row_number"].to_list() == [3, 5]
    assert "has 3 cells, the header has 2" in table.malformed["reason"][0]
    assert table.rows_in == 5


def test_a_last_row_that_has_been_cut_off_is_refused():
    assert read_csv("a,b,c\n1,2,3\n4,5").malformed["row_number"].to_list() == [2]
    assert read_csv("a,b,c\n1,2\n4,5").rows.height == 2


def test_quoted_cells_may_hold_separators_breaks_and_quotes():
    table = read_csv('a,b\n"x,y","line\nbreak"\n"say ""so""",2\n')
    assert table.rows.rows() == [(1, "x,y", "line\nbreak"), (2, 'say "so"', "2")]


def test_a_quote_that_is_never_closed_is_a_character_of_its_own_line():
    rows = "\n".join(f"{number},ok" for number in range(LONGEST_RECORD_LINES + 5))
    table = read_csv(f'a,b\n1,"open\n{rows}\n2,"open,\n3,"open,4\n')
    assert table.rows.row(0) == (1, "1", '"open')
    assert table.rows.height == LONGEST_RECORD_LINES + 6 == len(rows.splitlines()) + 1
    # With another number of cells nobody knows what the quote was meant to be.
    assert table.malformed["text"].to_list() == ['2,"open,', '3,"open,4']


def test_text_after_a_closing_quote_makes_both_quotes_characters():
    table = read_csv('a,b\n"1"x,2\n"3",4\n"5,"x,6\n')
    assert table.rows.rows() == [(1, '"1"x', "2"), (2, "3", "4")]
    assert table.malformed["row_number"].to_list() == [3]


@pytest.mark.parametrize(
    "lines",
    [
        ['8"a,x,1', "b,x,2", '12"c,x,3'],
        ['"a,x,1', "b,x,2", 'c",x,3'],
        ['a,"x,1', "b,x,2", 'c,y",3'],
        ['a,x,"1', "b,x,2", 'c,x",3'],
    ],
)
def test_quotes_that_have_nothing_to_do_with_each_other_swallow_no_line(lines):
    table = read_csv("\n".join(["k,l,m", *lines, ""]))
    # The lines between which a cell may be meant that goes on over lines may be refused.
    assert set(table.malformed["row_number"]) in (set(), {1, 3})
    assert table.rows.drop("row_number").rows() == [tuple(lines[number - 1].split(",")) for number in table.rows["row_number"]]
    assert table.rows_in == 3


def test_a_record_goes_on_over_lines_where_its_quotes_and_its_cells_say_so():
    table = read_csv('k,l,m\na,"first\n\n1, 2\nlast",3\nb,"x\ny"\n\nc,d,e\n')
    assert table.rows.rows() == [(1, "a", "first\n\n1, 2\nlast", "3"), (2, "b", "x\ny", ""), (4, "c", "d", "e")]
    assert (table.lines.data, table.lines.continued, table.lines.blank, table.lines.heading) == (3, 4, 1, 1)


@pytest.mark.parametrize("title", ['"关于用电的通知', '5"管线', '关于"甲"的通知', '"甲"公司', '"甲,"乙'])
def test_a_lone_quote_above_the_table_swallows_neither_heading_nor_rows(title):
    def find(sample):
        found = next((number for number, row in enumerate(sample) if list(row) == ["k", "l"]), None)
        return Heading(("k", "l"), 1 + (found or 0), is_known=found is not None, title_rows=found or 0)

    table = read_csv(f'{title}\nk,l\n1,2\n"3",4"\n5",6\n', find)
    assert table.rows.height == 3
    assert table.lines.title == 1


def test_excel_may_be_told_the_separator():
    table = read_csv("sep=;\na;b\n1,5;2\n")
    assert table.rows.rows() == [(1, "1,5", "2")]
    assert table.lines.title == 1


def test_a_row_with_a_nul_inside_is_refused_by_itself():
    assert read_csv("a,b\n1\x002,3\n4,5\n").malformed["row_number"].to_list() == [1]


def test_plain_and_quoted_readings_agree():
    plain = read_csv("a,b,c\n1, 2,\n3,,x\n")
    quoted = read_csv('a,b,c\n1, 2,""\n3,,x\n')
    assert plain.rows.rows() == quoted.rows.rows()


def test_tabs_separate_where_there_are_no_commas():
    assert read_csv("a\tb\n1\t2\n").rows.rows() == [(1, "1", "2")]


def test_headers_are_compared_without_white_space_width_and_case():
    assert normalise_header(" ＵＳＣＣ ") == normalise_header("uscc") == "uscc"
    assert normalise_header("上年同期;\n1-本月") == "上年同期;1-本月"


def test_invisible_characters_and_a_lone_quote_are_no_part_of_a_column_name():
    assert normalise_header('\u200b"户\ufeff号\u2060\xa0') == "户号"

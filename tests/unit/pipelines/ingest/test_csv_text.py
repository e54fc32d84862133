"""Bytes to text to rows, whatever the encoding and however broken the lines."""

import pytest

from pipelines.ingest.csv_text import LONGEST_RECORD_LINES, decode, normalise_header, read_csv
from pipelines.ingest.refusals import FileRefusedError

TEXT = "uscc,name\n1,深圳拓邦股份有限公司\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "empty_file"), (b" \n\r\n", "empty_file"), (b"a\x00b,c\n1,2", "not_text"), (b"\xff\xff\xff,\x80\n", "not_text")],
)
def test_what_is_no_text_is_refused(content, rule):
    with pytest.raises(FileRefusedError) as caught:
        decode(content)
    assert caught.value.rule == rule


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_line_breaks_and_blank_lines_are_no_rows(break_, end):
    table = read_csv(("a,b\n1,2\n\n3,4" + end).replace("\n", break_))
    assert table.rows.rows() == [(1, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_rows_with_too_few_or_too_many_cells_are_named(quote):
    table = read_csv(f"a,b\n1,{quote}2{quote}\n1\n1,2,3\n5,6\n")
    assert table.rows["row_number"].to_list() == [1, 4]
    assert table.malformed["row_number"].to_list() == [2, 3]
    assert "has 1 cells, the header has 2" in table.malformed["reason"][0]
    assert table.rows_in == 4


def test_quoted_cells_may_hold_separators_breaks_and_quotes():
    table = read_csv('a,b\n"x,y","line\nbreak"\n"say ""so""",2\n')
    assert table.rows.rows() == [(1, "x,y", "line\nbreak"), (2, 'say "so"', "2")]


def test_an_unclosed_quote_spoils_its_own_line_only():
    rows = "\n".join(f"{number},ok" for number in range(LONGEST_RECORD_LINES + 5))
    table = read_csv(f'a,b\n1,"open\n{rows}\n')
    assert table.malformed["row_number"].to_list() == [1]
    assert table.rows.height == LONGEST_RECORD_LINES + 5


def test_text_after_a_closing_quote_is_malformed():
    assert read_csv('a,b\n"1"x,2\n"3",4\n').malformed["row_number"].to_list() == [1]


def test_plain_and_quoted_readings_agree():
    plain = read_csv("a,b,c\n1, 2,\n3,,x\n")
    quoted = read_csv('a,b,c\n1, 2,""\n3,,x\n')
    assert plain.rows.rows() == quoted.rows.rows()


def test_tabs_separate_where_there_are_no_commas():
    assert read_csv("a\tb\n1\t2\n").rows.rows() == [(1, "1", "2")]


def test_headers_are_compared_without_white_space_width_and_case():
    assert normalise_header(" ＵＳＣＣ ") == normalise_header("uscc") == "uscc"
    assert normalise_header("上年同期;\n1-本月") == "上年同期;1-本月"


def test_a_broken_header_is_said_to_be_one():
    with pytest.raises(FileRefusedError) as caught:
        read_csv('"a"x,b\n1,2\n')
    assert caught.value.rule == "bad_header"

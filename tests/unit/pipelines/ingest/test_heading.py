"""Headers of one to four rows, merged or not, below titles or not, are found; what could be two things is refused."""

import pytest

from pipelines.ingest.heading import find_heading
from pipelines.ingest.layout import recognise
from pipelines.ingest.refusals import FileRefusedError
from tests.unit.pipelines.ingest.deliveries import CODE
from tests.unit.pipelines.ingest.workbooks import HEAD_COUNT, HEADER, LAYOUTS, OUTPUT, ROWS, csv_of, read, workbook

FIGURE = "工业总产值(当年价格)"
YTD, MONTH, BASE = f"1-本月;{FIGURE};千元", f"本月;{FIGURE};千元", f"上年同期;1-本月;{FIGURE};千元"
DATA = [CODE, "甲公司", 12, 34]
TITLES = [["2026年7月规模以上工业企业产值"], ["单位：千元"]]
# Header rows, merged ranges of the first row being 1, and the names that must come out.
SHAPES = {
    "two rows, period above": (
        [["统一社会信用代码", "单位名称", "本月", "1-本月"], [None, None, f"{FIGURE};千元", f"{FIGURE};千元"]],
        ["A1:A2", "B1:B2"],
        [MONTH, YTD],
    ),
    "two rows, figure above": (
        [["统一社会信用代码", "单位名称", f"{FIGURE};千元", None], [None, None, "本月", "1-本月"]],
        ["A1:A2", "B1:B2", "C1:D1"],
        [MONTH, YTD],
    ),
    "three rows, unit last": (
        [["统一社会信用代码", "单位名称", FIGURE, None], [None, None, "本月", "1-本月"], [None, None, "千元", "千元"]],
        ["A1:A3", "B1:B3", "C1:D1"],
        [MONTH, YTD],
    ),
    "three rows, unit merged": (
        [["统一社会信用代码", "单位名称", FIGURE, None], [None, None, "千元", None], [None, None, "本月", "1-本月"]],
        ["A1:A3", "B1:B3", "C1:D1", "C2:D2"],
        [MONTH, YTD],
    ),
    "four rows, last year's": (
        [
            ["统一社会信用代码", "单位名称", FIGURE, None],
            [None, None, None, "上年同期"],
            [None, None, "1-本月", "1-本月"],
            [None, None, "千元", "千元"],
        ],
        ["A1:A4", "B1:B4", "C1:D1"],
        [YTD, BASE],
    ),
}


def parts(names: tuple[str, ...]) -> list[set[str]]:
    """The texts of each name; their order is for the layouts."""
    return [set(name.split(";")) for name in names]


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("titles", [0, 1, 2])
def test_headers_of_several_rows_get_the_names_layouts_know(shape, titles):
    rows, merged, names = SHAPES[shape]
    above = TITLES[:titles]
    moved = [f"{cells[0]}{int(cells[1]) + titles}:{cells[3]}{int(cells[4]) + titles}" for cells in merged]
    plain = read(csv_of([*above, *rows, DATA]), "f.csv")
    drawn = read(workbook([*above, *rows, DATA], merged=moved))
    for table in (plain, drawn):
        assert table.header[:2] == ("统一社会信用代码", "单位名称")
        assert parts(table.header[2:]) == parts(tuple(names))
        assert recognise(table.header, LAYOUTS) is OUTPUT
        assert table.rows.select("row_number", "c0", "c2", "c3").rows() == [(1, CODE, "12", "34")]
        assert tuple(title.text for title in table.titles)[:titles] == tuple(row[0] for row in above)


def test_a_header_in_one_line_is_taken_as_it_stands():
    assert find_heading([HEADER, [CODE, "甲", "2026-07", "1"]], LAYOUTS).names == tuple(HEADER)


def test_a_title_in_the_first_cell_is_no_part_of_the_first_column():
    heading = find_heading([["产值表", "", "", ""], ["序号", *HEADER], ["1", CODE, "甲", "2026-07", "1"]], LAYOUTS)
    assert (heading.names, heading.titles, heading.rows) == (("序号", *HEADER), ("产值表",), 2)


def test_a_row_of_text_below_the_header_is_data():
    heading = find_heading([HEADER, ["缺", "甲公司", "", "缺报"]], LAYOUTS)
    assert heading.rows == 1


def test_the_deeper_of_two_readings_wins_where_it_gives_more_columns():
    # The first row alone is the head-count's header as well.
    rows = [["统一社会信用代码", "参保人数", FIGURE, ""], ["", "", "本月", "1-本月"], ["", "", "千元", "千元"], [CODE, "5", "1", "2"]]
    heading = find_heading(rows, (*LAYOUTS,))
    assert heading.rows in (1, 3)
    assert find_heading(rows, (OUTPUT,)).rows == 3
    assert find_heading(rows, (HEAD_COUNT,)).rows == 1


def test_an_amount_never_loses_its_parent():
    merged = workbook([["统一社会信用代码", "计划", None], [None, MONTH, YTD], [CODE, 1, 2]], merged=["A1:A2", "B1:C1"])
    for table in (read(merged), read(csv_of([["统一社会信用代码", "计划", ""], ["", MONTH, YTD], [CODE, 1, 2]]), "f.csv")):
        with pytest.raises(FileRefusedError) as caught:
            recognise(table.header, LAYOUTS)
        assert caught.value.rule == "unknown_layout"


HALF_NAMED = [["统一社会信用代码", YTD, "上年同期", None], [None, None, YTD, MONTH], [CODE, 1, 2, 3]]


def test_an_amount_that_may_be_this_year_or_last_is_refused():
    for content, name in ((csv_of(HALF_NAMED), "f.csv"), (workbook(HALF_NAMED), "f.xlsx")):
        with pytest.raises(FileRefusedError, match="column 4 may be 上年同期") as caught:
            read(content, name)
        assert caught.value.rule == "ambiguous_header"


def test_merged_cells_leave_nothing_to_guess():
    table = read(workbook(HALF_NAMED, merged=["A1:A2", "B1:B2", "C1:D1"]))
    assert table.header == ("统一社会信用代码", YTD, BASE, f"上年同期;{MONTH}")


def test_a_parent_does_not_reach_into_the_next_group():
    rows = [
        ["统一社会信用代码", "工业总产值(当年价格)", "", "工业销售产值", ""],
        ["", "", "上年同期", "", ""],
        ["", *["1-本月"] * 4],
        ["", *["千元"] * 4],
    ]
    names = parts(read(csv_of([*rows, [CODE, 1, 2, 3, 4]]), "f.csv").header[1:])
    assert names == parts((YTD, BASE, "1-本月;工业销售产值;千元", "1-本月;工业销售产值;千元"))


def test_columns_that_say_when_do_without_a_guessed_parent():
    rows = [["统一社会信用代码", f"{FIGURE};千元", "", ""], ["", "本月", "1-本月", "报送时间"], [CODE, 1, 2, "2026-08-01"]]
    assert read(csv_of(rows), "f.csv").header == ("统一社会信用代码", MONTH, YTD, "报送时间")


def test_where_nothing_fits_the_row_of_most_texts_is_the_header():
    heading = find_heading([["标题", ""], ["甲", "乙"], ["a", "1"]], LAYOUTS)
    assert (heading.names, heading.is_known) == (("甲", "乙"), False)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_with_titles_in_any_encoding_and_separation(separator, encoding):
    text = csv_of([["参保人数统计表"], [""], HEADER, *ROWS], separator).decode()
    table = read(text.encode(encoding), "f.csv")
    assert table.header == tuple(HEADER)
    assert table.rows["c3"].to_list() == ["120", "45", "7"]
    assert tuple(title.text for title in table.titles) == ("参保人数统计表", "f")


def test_quoted_titles_and_headers_with_line_breaks():
    text = f'"2026年7月,参保"\n\n"统一社会\n信用代码","单位名称","参保人数"\n{CODE},"甲,乙","1,234"\n'
    table = read(text.encode(), "f.csv")
    assert table.rows.rows() == [(1, CODE, "甲,乙", "1,234")]
    assert table.titles[0].text == "2026年7月,参保"

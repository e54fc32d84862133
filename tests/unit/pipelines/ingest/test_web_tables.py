"""Web pages and XML that are named workbooks: cells at their places, titles above their tables, and nothing lost without a word."""

import base64

import pytest

from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import Sheet
from pipelines.ingest.web_tables import (
    is_mail_page,
    is_web_page,
    is_xml_2003,
    read_mail_page,
    read_web_page,
    read_xml_2003,
)

XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
)


def rows(sheet: Sheet) -> list[tuple[str | None, ...]]:
    return list(zip(*sheet.columns, strict=True))


def test_cells_that_cover_others_stand_at_their_places():
    page = (
        "<table><tr><td rowspan=2>a<td colspan='2'>b<td>c</tr><tr><td>d<td>e<td>f</tr>"
        "<tr><td rowspan=99 colspan=1>g</td><td></td><td>h</td></tr></table>"
    )
    (sheet,) = read_web_page(page.encode())
    assert rows(sheet) == [("a", "b", None, "c"), (None, "d", "e", "f"), ("g", None, "h", None)]
    assert sheet.merged == ((0, 0, 1, 0), (0, 1, 0, 2))


def test_what_stands_above_a_table_is_above_it_on_its_sheet():
    head = "<title>x</title><script>y</script>"
    page = head + "<h1>电费账单</h1><p>单位：<b>万元</b></p><table><caption>2026年10月</caption><tr><th>k</th></tr></table><p>y</p>"
    (sheet,) = read_web_page(page.encode())
    assert [row[0] for row in rows(sheet)] == ["电费账单", "单位：", "万元", "2026年10月", "k"]


def test_tables_are_sheets_and_one_that_goes_on_without_a_header_belongs_to_the_one_before():
    page = "<table><tr><th>k<th>l</table><table><tr><td>1<td>2</table><table><tr><td>x</table>"
    first, second = read_web_page(page.replace("</table>", "</td></tr></table>").encode())
    assert (rows(first), rows(second)) == ([("k", "l"), ("1", "2")], [("x",)])


def test_a_page_laid_out_in_tables_is_read_and_data_with_tables_in_its_cells_is_refused():
    page = "<table><tr><td>menu</td><td>单位：万元<table><tr><td>k</td></tr></table></td></tr></table>"
    (sheet,) = read_web_page(page.encode())
    assert [row[0] for row in rows(sheet)] == ["menu", "单位：万元", "k"]
    with pytest.raises(FileRefusedError, match="tables inside the cells"):
        read_web_page(b"<table><tr><td>a<td>b<td>c<td><table><tr><td>d</table></table>")


def test_breaks_spaces_and_entities_are_read_as_they_are_shown():
    (sheet,) = read_web_page(b"<table><tr><td>a<br>b&nbsp;</td><td>&nbsp;</td><td>  &#20013;\n x</td><td><input value=7></td></tr></table>")
    assert rows(sheet) == [("a\nb", None, "中 x", "7")]


def test_the_number_behind_a_rounded_one_counts_and_a_day_or_a_share_is_read_as_it_is_shown():
    page = (
        '<table xmlns:x="urn"><tr><td x:num="1234.5678">1,234.57</td><td x:num="46000">2025-12-09</td>'
        '<td x:num="0.008">0.8%</td><td>0300</td><td x:num>5</td></tr></table>'
    )
    (sheet,) = read_web_page(page.encode())
    assert rows(sheet) == [("1234.5678", "2025-12-09", "0.8%", "0300", "5")]
    assert [marks[0] for marks in sheet.numbers] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_a_page_is_read_in_its_encoding(encoding):
    page = f'<html><head><meta charset="{encoding}"></head><table><tr><td>戶號</td></tr></table></html>'.encode(encoding)
    assert is_web_page(page)
    assert rows(read_web_page(page)[0]) == [("戶號",)]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><frameset><frame src='a.htm'></frameset></html>", "without a table"),
        ("<table><tr><td>1</td></tr></table><table><tr><td>12", "ends in the middle"),
        ("<table>" + "<tr><td rowspan=60000 colspan=1000>x</td></tr>" * 80 + "</table>", "cells"),
    ],
)
def test_a_page_that_is_no_whole_table_is_refused(page, reason):
    with pytest.raises(FileRefusedError, match=reason):
        read_web_page(page.encode())


def test_deep_nesting_is_refused():
    deep = "<div>" * 5_000 + "<table><tr><td>k</td></tr></table>" + "</div>" * 5_000
    with pytest.raises(FileRefusedError, match="nested deeper"):
        read_web_page(deep.encode())


def test_the_pages_of_a_page_saved_as_one_file_are_read():
    table = base64.b64encode("<table><tr><td>户号</td></tr></table>".encode("gb18030")).decode()
    mail = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        '--b\r\nContent-Type: text/html; charset="gb2312"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{table}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    ).encode()
    assert is_mail_page(mail)
    assert not is_mail_page("注意:x\n户号,值\n".encode())
    assert rows(read_mail_page(mail)[0]) == [("户号",)]
    with pytest.raises(FileRefusedError, match="ends in the middle"):
        read_mail_page(mail[:-20])


def test_xml_of_a_spreadsheet_program_is_read_with_its_types_and_places():
    cells = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">t</Data></Cell>'
        '<Cell><Data ss:Type="Number">1E3</Data></Cell></Row>'
        '<Row><Cell ss:Index="2"><Data ss:Type="DateTime">2026-10-01T00:00:00.000</Data></Cell><Cell ss:Formula="=RC1"/></Row>'
    )
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    hidden = f"<Worksheet ss:Name='h'>{options}</Worksheet>"
    content = XML.format(f'<Worksheet ss:Name="十月"><Table>{cells}</Table></Worksheet>{hidden}').encode()
    assert is_xml_2003(content)
    shown, unseen = read_xml_2003(content)
    assert rows(shown) == [(None, None, None), ("t", None, "1000"), (None, "2026-10-01", "=RC1")]
    assert (shown.name, shown.merged, list(shown.numbers[2])) == ("十月", ((1, 0, 1, 1),), [0, 1, 0])
    assert not unseen.is_visible


@pytest.mark.parametrize(
    "content",
    [
        XML.format("<Worksheet>").encode(),
        XML.format("").replace("?>", '?><!DOCTYPE a [<!ENTITY e "x">]>').encode(),
        XML.format('<Worksheet><Table><Row ss:Index="99999999"><Cell><Data>1</Data></Cell></Row></Table></Worksheet>').encode(),
    ],
)
def test_xml_that_no_program_writes_is_refused(content):
    with pytest.raises(FileRefusedError):
        read_xml_2003(content)

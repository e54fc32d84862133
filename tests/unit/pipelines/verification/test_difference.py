"""Where two versions of a file first differ."""

import io

import xlsxwriter

from pipelines.verification.difference import first_difference
from reports.pdf import make_pdf
from reports.pdf_text import pdf_pages


def book(*values: object) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet("名单")
        for row, value in enumerate(values):
            sheet.write(row, 1, value)
    return content.getvalue()


def differences(name: str, found: bytes, expected: bytes) -> list[str]:
    return list(first_difference(name, found, expected))


def test_a_page_is_read_as_people_read_it() -> None:
    found, expected = b"<p>one</p>\n<b>risk 3\xc2\xa0%</b>", b"<p>one</p>\n<b>risk 4\xc2\xa0%</b>"
    assert differences("a.html", found, expected) == ["line 2: stands “risk 3 %”, from the tables follows “risk 4 %”"]
    # What only a program reads is shown as it stands.
    assert differences("a.html", b'<i class="x">1</i>', b'<i class="y">1</i>') == [
        'line 1: stands “<i class="x">1</i>”, from the tables follows “<i class="y">1</i>”'
    ]


def test_a_list_that_is_longer_shorter_or_ended_otherwise() -> None:
    assert differences("a.csv", b"a,1\nb,2\n", b"a,1\n") == ["line 2: stands “b,2”, from the tables follows nothing"]
    assert differences("a.csv", b"a,1\n", b"a,1\nb,2\n") == ["line 2: stands nothing, from the tables follows “b,2”"]
    assert differences("a.csv", b"a,1\r\n", b"a,1\n") == ["has other line ends than what follows from the tables"]


def test_a_cell_of_a_workbook_is_named_by_its_place() -> None:
    wrong = differences("a.xlsx", book("甲", 1), book("甲", 2))
    assert wrong == ["sheet 名单, row 2, column 2: stands “1.0”, from the tables follows “2.0”"]


def test_a_page_of_paper_is_named_by_its_number() -> None:
    one, two = (make_pdf(f"<html lang='en'><title>t</title><p>{text}</p></html>").printed for text in ("12", "13"))
    assert [page.strip() for page in pdf_pages(one)] == ["12"]
    assert differences("a.pdf", one, two) == ["page 1: stands “12”, from the tables follows “13”"]
    drawn = make_pdf("<html lang='en'><title>t</title><p style='color:red'>12</p></html>").printed
    assert differences("a.pdf", drawn, one) == ["is drawn otherwise than what follows from the tables; its text is the same"]

"""Names with markup, formulas, line breaks, direction marks or 200 characters are inert in every output."""

import csv
import io

import pytest

from reports.attachments import bulletin_attachments
from reports.bulletin import render_bulletin
from reports.csv_lists import warning_list_csv
from reports.enterprise import render_enterprise, render_urgent
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.urgent_letter import urgent_letter
from reports.message import compose_message
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import HOSTILE, briefing, briefing_frames, edition
from tests.unit.reports.reading import everything_in_mail, everything_in_workbook, read_page
from tests.unit.reports.recipients import Recipient
from warehouse.vocabulary import LANGUAGES

MARKS = "\u202e\u202d\u2066\u200f\u200b"


@pytest.fixture(scope="module")
def frames():
    return briefing_frames()


@pytest.fixture(scope="module")
def pages(frames):
    codes = frames.listed()["uscc"].to_list()
    out = {"bulletin": render_bulletin(frames, edition()), "paper": render_bulletin(frames, edition(), paper=True)}
    out |= {f"page{place}": render_enterprise(frames, edition(), codes[place]) for place in (3, 6, 14, 20)}
    return out | {"urgent": render_urgent(frames, edition(), [codes[3]])}


def test_the_fixture_carries_every_kind(frames):
    assert set(HOSTILE) <= set(frames.listed()["name"])
    assert any(len(name) > 190 for name in HOSTILE)


def test_markup_in_names_makes_no_elements(pages):
    plain = briefing_frames(hostile=False)
    expected = [tag for tag, _ in read_page(render_bulletin(plain, edition())).elements]
    assert [tag for tag, _ in read_page(pages["bulletin"]).elements] == expected
    for html in pages.values():
        assert "<script>alert" not in html
        assert "alert(1)</script>" not in html


def test_direction_marks_and_line_breaks_are_gone(pages, frames):
    for html in pages.values():
        assert not set(MARKS) & set(html)
    assert not set(MARKS) & set(everything_in_workbook(render_workbook(frames, edition())))


def test_workbook_holds_no_formula_or_link(frames):
    text = everything_in_workbook(render_workbook(frames, edition()))
    assert "<f>" not in text
    assert "<hyperlink " not in text
    assert "relationships/hyperlink" not in text


def test_csv_cells_are_not_formulas_and_stay_on_one_line(frames):
    rows = list(csv.reader(io.StringIO(warning_list_csv(briefing(frames)).decode())))
    assert len(rows) == frames.listed().height + 1
    for row in rows:
        assert not any(cell.startswith(("=", "@", "\t")) for cell in row)
        assert not any("\n" in cell or "\r" in cell for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [bulletin_letter, urgent_letter])
def test_mail_headers_and_bodies_stay_whole(frames, make, language):
    person = Recipient("reader@example.invalid", "某某\r\nBcc: x@example.invalid", "district")
    issue = edition(district="坪山区\r\nBcc: y@example.invalid", language=language)
    message = compose_message(make(frames, issue), issue, person, bulletin_attachments(frames, issue, "district"))
    assert message["Bcc"] is None
    text = everything_in_mail(message)
    assert not set(MARKS) & set(text)
    assert "<script>alert" not in message.get_body(("html",)).get_content()

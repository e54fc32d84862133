"""The mail: page and plain twin, one picture, attachments, limits."""

import pytest

from reports.attachments import Attachment, PublishedPdf, bulletin_attachments
from reports.briefing import Briefing
from reports.charts.trend import prepare_trend, trend_words
from reports.frames import BriefingFrames
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import read_page
from tests.unit.reports.recipients import Recipient

PERSON = Recipient("reader@example.invalid", "某某", "district")


@pytest.fixture(scope="module")
def frames():
    return briefing_frames(counts={"red": 9, "orange": 12, "yellow": 10, "blue": 10})


@pytest.fixture(scope="module")
def message(frames):
    attachments = bulletin_attachments(frames, edition(), "district", PublishedPdf(b"%PDF-1.7"))
    issue = edition(copy_number="0012")
    letter = bulletin_letter(frames, issue, LetterOptions(attached=tuple(item.filename for item in attachments)))
    return compose_message(letter, issue, PERSON, attachments)


def _parts(message, kind):
    return [part for part in message.walk() if part.get_content_type() == kind]


def test_one_picture_whose_words_are_its_numbers(message, frames):
    page, pictures = _parts(message, "text/html")[0].get_content(), _parts(message, "image/png")
    assert len(pictures) == 1
    image = next(attrs for tag, attrs in read_page(page).elements if tag == "img")
    assert image["src"] == "cid:" + pictures[0]["Content-ID"].strip("<>")
    assert image["alt"] == trend_words(prepare_trend(Briefing(frames, edition())), edition().words)
    assert "红9家、橙12家" in image["alt"]


def test_styles_are_inline_and_nothing_is_fetched(message):
    page = _parts(message, "text/html")[0].get_content()
    assert "<style" not in page
    assert "style=" in page
    addresses = [attrs[key] for _, attrs in read_page(page).elements for key in ("src", "href", "background") if key in attrs]
    assert all(address.startswith("cid:") for address in addresses)
    assert "url(" not in page


def test_limits(message):
    assert len(_parts(message, "text/html")[0].get_content().encode()) <= 90_000
    assert len(message.as_bytes()) <= 5_000_000


def test_attachments_keep_their_chinese_names(message):
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["预警服务企业名单.xlsx", "预警月报.pdf"]


def test_copy_number_is_the_recipients_own(message):
    assert "0012" in _parts(message, "text/plain")[0].get_content()


def test_sender_and_moment_are_left_to_the_outbox(message):
    assert message["From"] is None
    assert message["Date"] is None
    assert message["Message-ID"] is None


def test_a_mail_that_is_too_large_is_refused(frames):
    with pytest.raises(ValueError, match="5000000"):
        compose_message(bulletin_letter(frames, edition()), edition(), PERSON, [Attachment("预警月报.pdf", b"0" * 4_000_000)])


def test_an_empty_month_has_no_picture():
    message = compose_message(bulletin_letter(BriefingFrames(), edition()), edition(), PERSON)
    assert not _parts(message, "image/png")
    assert "没有红色、橙色预警企业" in _parts(message, "text/plain")[0].get_content()

"""The answer to a mail in both languages: each line once, as it was written, with what became of it."""

from dataclasses import replace
from datetime import date

import pytest

from reports.letters.letter import LetterOptions
from reports.letters.receipt_letter import ReceiptLine, receipt_letter
from reports.words.receipt import WHY
from tests.unit.reports.fixture_frames import edition

LINES = (
    ReceiptLine(1, "3 走访 11-18 情况属实", "", 41, "甲<b>公司", "visit", "confirmed"),
    ReceiptLine(2, "4 办结 已迁出", "", 42, "乙公司", "close", "moved_out"),
    ReceiptLine(5, "5 恢复", "not_possible", state="to_visit"),
)
SENT_ON = date(2026, 11, 20)


def test_each_line_says_what_became_of_it():
    letter = receipt_letter(LINES, SENT_ON, edition(), LetterOptions())
    assert "已登记2行、未登记1行" in letter.subject
    assert "第1行“3 走访 11-18 情况属实”——已登记：41号甲<b>公司，走访（情况属实）" in letter.text
    assert "42号乙公司，办结（已迁出）" in letter.text
    assert "第5行“5 恢复”——未登记：与服务单现状不符（目前为“待走访”）" in letter.text
    assert "<b>" not in letter.page


def test_in_english():
    letter = receipt_letter(LINES, SENT_ON, replace(edition(), language="en"), LetterOptions(names_allowed=False))
    assert "2 recorded, 1 not" in letter.subject
    assert "case 41, visited (confirmed)" in letter.text
    assert "甲" not in letter.text.replace("3 走访 11-18 情况属实", "")


@pytest.mark.parametrize("why", WHY)
def test_every_reason_has_its_words(why):
    place = 0 if why in ("empty_reply", "no_answer", "unknown_letter") else 1
    letter = receipt_letter([ReceiptLine(place, "x", why)], SENT_ON, edition(), LetterOptions())
    assert WHY[why].zh.split("{")[0] in letter.text

"""Mails as mail programs save them: what answers the letter is read, what they quote is not, every line is accounted for."""

from email.message import EmailMessage

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.mail_text import Answered, read_mail
from pipelines.ingest.reading import Opened, open_file
from pipelines.ingest.refusals import FileRefusedError

LETTER = "<2026-10.r1.abc@example.invalid>"
TEXT = """王科长，您好：

3 走访 11-18 情况属实 订单减少
5 很好
谢谢

> 3. [红] 甲公司
------------------ 原始邮件 ------------------
5 误报
"""


def mail(text=TEXT, charset="utf-8", **headers):
    message = EmailMessage()
    known = {"From": "李四 <Li@example.invalid>", "Message-ID": "<1@x>", "In-Reply-To": LETTER, "Date": "Fri, 20 Nov 2026 10:00:00 +0800"}
    known |= headers
    for name, value in known.items():
        if value:
            message[name] = value
    message.set_content(text, charset=charset)
    return message


def known_letter(sender, answers, _sent_on):
    return Answered(answers[0], {3: 41}) if sender == "li@example.invalid" else f"{sender} is nobody"


def test_lines_are_read_and_quotes_are_left_out():
    file = read_mail(mail().as_bytes(), known_letter)
    (table,) = file.tables
    (row,) = table.rows.rows()
    assert row[1:] == (
        "<1@x>", "3", "li@example.invalid", LETTER, "2026-11-20", "41", "visit", "2026-11-18", "confirmed", None, "订单减少",
    )  # fmt: skip
    assert table.malformed["row_number"].to_list() == [4]
    assert file.all_lines.total == len(TEXT.splitlines())
    assert (file.all_lines.data, file.all_lines.left_out, file.all_lines.blank) == (2, 5, 2)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312"])
def test_any_encoding_is_read(charset):
    assert read_mail(mail("3 误报\n", charset).as_bytes(), known_letter).rows_in == 1


def test_a_page_without_plain_words_is_read():
    message = mail()
    message.set_content("<html><body><div>3 误报</div><blockquote>5 误报</blockquote></body></html>", subtype="html")
    assert read_mail(message.as_bytes(), known_letter).tables[0].rows["c6"].to_list() == ["close"]


def test_a_number_the_letter_does_not_have_is_refused_by_its_line():
    (reason,) = read_mail(mail("7 误报\n").as_bytes(), known_letter).tables[0].malformed["reason"]
    assert "no number 7" in reason


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (mail(From="other@example.invalid"), "unknown_letter"),
        (mail(**{"In-Reply-To": None}), "no_answer"),
        (mail(**{"Message-ID": None}), "unreadable_mail"),
        (mail(Date=None), "unreadable_mail"),
        (mail("谢谢\n"), "empty_reply"),
    ],
)
def test_a_mail_that_cannot_be_accounted_for_is_refused_as_a_whole(message, rule):
    with pytest.raises(FileRefusedError) as found:
        read_mail(message.as_bytes(), known_letter)
    assert found.value.rule == rule


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"Return-Path": "<>"},
        {"X-Autoreply": "yes"},
        {"List-Id": "<list.example.invalid>"},
        {"From": "MAILER-DAEMON@example.invalid"},
    ],
)
def test_what_a_program_wrote_records_nothing(headers):
    with pytest.raises(FileRefusedError) as found:
        read_mail(mail(**headers).as_bytes(), known_letter)
    assert found.value.rule == "automatic_mail"


def test_what_a_person_wrote_and_said_so_is_read():
    assert read_mail(mail(**{"Auto-Submitted": "no", "Precedence": "normal"}).as_bytes(), known_letter).tables


def test_who_attaches_the_list_is_told_to_deliver_it():
    message = mail("见附件\n")
    message.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="名单.xlsx")
    with pytest.raises(FileRefusedError, match=r"put the attached 名单\.xlsx into the inbox"):
        read_mail(message.as_bytes(), known_letter)


def test_no_other_file_passes_for_a_reply():
    header = "message_id,line_number,sender,letter_id,sent_on,case_id,action\n<1@x>,1,li@example.invalid,<2@x>,2026-11-20,41,close\n"
    assert not isinstance(open_file(header.encode(), "replies.csv", all_layouts()), Opened)
    assert isinstance(open_file(mail().as_bytes(), "reply.eml", all_layouts(), known_letter), Opened)

"""An attachment's name arrives as it was given, for programs that read RFC 2231 and for those that read RFC 2047 alone."""

import base64
import re
import smtplib
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.attachments import Attachment
from reports.frames import BriefingFrames
from reports.letters.bulletin_letter import bulletin_letter
from reports.message import compose_message
from reports.words.format import plain
from tests.unit.pipelines.delivery.relay_server import Relay
from tests.unit.reports.fixture_frames import edition
from tests.unit.reports.recipients import Recipient

PERSON = Recipient("reader@example.invalid", "某某", "district")
ENCODED_WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]+)\?=", re.IGNORECASE)
NAMES = st.one_of(
    st.text(st.characters(codec="utf-8", min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=90),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=90),
    st.text(st.sampled_from("预警月报名单😀𠮷ａ0 1aZ()._-'\"\\;=?%*/,<>\t"), min_size=1, max_size=90),
).map(lambda name: plain(f"{name}.xlsx", 80))
SOME_NAMES = st.lists(NAMES, min_size=10, max_size=10)


def mail_with(names: list[str]) -> EmailMessage:
    letter = bulletin_letter(BriefingFrames(), edition())
    return compose_message(letter, edition(), PERSON, [Attachment(name, name.encode()) for name in names], "warn@example.invalid")


def read_as_rfc_2047(part: Message) -> str:
    """Return the name as a program reads it that knows encoded words alone: line by line, each word decoded for itself."""
    raw = str(part["Content-Type"])
    quoted = re.search(r'name="(.*)"', raw, re.DOTALL)
    assert quoted, raw
    lines = re.split(r"\r?\n ", quoted[1])
    words = [ENCODED_WORD.fullmatch(line) for line in lines]
    if not all(words):
        assert len(lines) == 1
        assert lines[0].isascii()
        return lines[0]
    # Every word has whole characters, or decoding one alone would fail.
    return "".join(base64.b64decode(word[1]).decode() for word in words if word)


def check(content: bytes, names: list[str]) -> None:
    head = [line for line in content.splitlines() if b"name" in line or line.startswith(b" =?")]
    assert max(map(len, head)) <= 78
    assert all(len(word[0]) <= 75 for word in ENCODED_WORD.finditer(content.decode("ascii")))
    for message in (message_from_bytes(content), message_from_bytes(content, policy=default)):
        parts = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
        assert [part.get_filename() for part in parts] == names
        assert [part.get_payload(decode=True) for part in parts] == [name.encode() for name in names]
        assert {part.get_content_type() for part in parts} == {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    assert [read_as_rfc_2047(part) for part in message_from_bytes(content).walk() if part.get_filename() in names] == names


@settings(max_examples=40, deadline=None)
@given(SOME_NAMES)
def test_a_name_reads_the_same_in_both_ways(names: list[str]) -> None:
    check(mail_with(names).as_bytes(), names)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME_NAMES)
def test_a_name_survives_a_real_relay(tmp_path: Path, names: list[str]) -> None:
    relay = Relay(tmp_path, is_secure=False)
    relay.start()
    try:
        with smtplib.SMTP("127.0.0.1", relay.bound_port) as client:
            client.send_message(mail_with(names))
    finally:
        relay.stop()
    check(relay.mails[0], names)


def test_a_plain_name_stays_plain() -> None:
    part = next(mail_with(["early-warning-list.xlsx"]).iter_attachments())
    assert str(part["Content-Type"]).endswith('name="early-warning-list.xlsx"')

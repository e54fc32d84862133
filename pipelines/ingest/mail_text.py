"""A mail (.eml) that answers one of our letters, read as a table with a row a line; what is quoted from the letter is left out.

In: RFC 822 with any encoding a mail program writes. Out: what a line means (short_form.py), which case a number stands for (the caller
knows the letters). A table attached to a mail is a file of its own and is to be delivered as one.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

import polars as pl

from pipelines.ingest.raw_table import MALFORMED_SCHEMA, Lines, RawFile, RawTable, check_lines, single
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.short_form import HOW, Short, parse_line

LAYOUT: Final = "mail_reply"
# The rule that refuses a line whose number stands in front of nobody in the letter; what else cannot be taken is not understood.
NUMBER_UNKNOWN: Final = "reply_number_unknown"
COLUMNS: Final = (
    "message_id", "line_number", "sender", "letter_id", "sent_on", "case_id", "action", "acted_on", "reply_key", "person", "words",
)  # fmt: skip
# From here on a mail repeats the one it answers, or is signed.
QUOTED_FROM: Final = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|原始邮件|转发邮件|forwarded message)|(?:发件人|from)\s*[:：]|on .+ wrote\s*[:：]?\s*$"
    r"|[在于]?.{0,80}(?:写道|编写)\s*[:：]\s*$|-- ?$|_{8,}\s*$)",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r"^\s*[>＞|]")
BLOCK_ENDS: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d|blockquote)[^>]*>", re.IGNORECASE)
UNSEEN: Final = re.compile(r"<(style|script|head|blockquote)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
TAGS: Final = re.compile(r"<[^>]*>")
# What a program writes into Precedence, and who sends what could not be delivered.
AUTOMATIC: Final = ("bulk", "junk", "list", "auto_reply")
BOUNCING: Final = re.compile(r"\b(?:mailer-daemon|postmaster)@", re.IGNORECASE)
# Programs name the old set and write characters of the new one.
CHARSETS: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}


@dataclass(frozen=True, slots=True)
class Answered:
    """The letter of ours that a mail answers, and the cases its numbers stand for."""

    letter_id: str
    cases: Mapping[int, int]


# From the sender, the mails answered (Message-IDs, nearest first) and the day to the letter, or why it is none of ours or not the sender's.
Resolver = Callable[[str, tuple[str, ...], date], Answered | str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that somebody wrote: `answers` are the mails it refers to (Message-IDs, nearest first), `attached` names of files."""

    message_id: str
    sender: str
    answers: tuple[str, ...]
    sent_on: date
    subject: str
    text: str
    attached: tuple[str, ...]


def is_mail(file_name: str) -> bool:
    """Whether a file is to be read as a mail; a web page saved as one begins alike, so the name decides."""
    return file_name.lower().endswith(".eml")


def read_mail(content: bytes, resolve: Resolver | None) -> RawFile:
    """Return the lines of a mail as one table; raises FileRefusedError where it is none, or answers nothing.

    Without a resolver numbers stand for themselves: the file is looked at and not taken in.
    """
    mail = open_mail(content)
    letter = resolve(mail.sender, mail.answers, mail.sent_on) if resolve else Answered(mail.answers[0], {})
    if isinstance(letter, str):
        # The file as a whole, so that it is looked at again once the sender is known.
        raise FileRefusedError("unknown_letter", letter)
    lines = mail.text.splitlines()
    rows: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    ends = next((place for place, line in enumerate(lines) if QUOTED_FROM.match(line)), len(lines))
    blank = left_out = 0
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            blank += 1
        elif place > ends or QUOTED.match(line) or (found := parse_line(line, mail.sent_on)) is None:
            left_out += 1
        else:
            row = _row(mail, place, found, letter, is_taken=resolve is not None)
            if isinstance(row, tuple):
                # With the mail's own number, since the same words in two mails are two refusals.
                refused.append({"row_number": place, "rule": row[0], "reason": row[1], "text": f"{mail.message_id} {line}"})
            else:
                rows.append(row)
    if not rows and not refused:
        raise FileRefusedError("empty_reply", _nothing(mail))
    schema = {"row_number": pl.Int64(), **{f"c{place}": pl.String() for place in range(len(COLUMNS))}}
    note = f"attached and not read: {', '.join(mail.attached)}; deliver attached files by themselves" if mail.attached else ""
    counted = Lines(data=len(rows) + len(refused), left_out=left_out, blank=blank)
    table = RawTable(COLUMNS, pl.DataFrame(rows, schema=schema), pl.DataFrame(refused, schema=MALFORMED_SCHEMA), note=note, lines=counted)
    file = single(table)
    check_lines(file, len(lines))
    return file


def _row(mail: Mail, place: int, found: Short | str, letter: Answered, *, is_taken: bool) -> dict[str, object] | tuple[str, str]:
    """Return the row of a line, or the rule by which there is none and why."""
    if isinstance(found, str):
        return "reply_not_understood", found
    case_id = letter.cases.get(found.number) if is_taken else found.number
    if case_id is None:
        return NUMBER_UNKNOWN, f"the letter has no number {found.number}; write the number that stands in front of the enterprise"
    day = found.day.isoformat() if found.day else None
    cells = (
        mail.message_id, str(place), mail.sender, letter.letter_id, mail.sent_on.isoformat(), str(case_id), found.action, day,
        found.key or None, found.person or None, found.words or None,
    )  # fmt: skip
    return {"row_number": place, **{f"c{column}": cell for column, cell in enumerate(cells)}}


def _nothing(mail: Mail) -> str:
    """Return why a mail without any record cannot be used, and what to do."""
    if mail.attached:
        return f"the mail itself records nothing; put the attached {', '.join(mail.attached)} into the inbox instead"
    return f"the mail records nothing above what it quotes; {HOW}"


def open_mail(content: bytes) -> Mail:
    """Return what is needed of a mail; raises FileRefusedError naming what is missing, or where a program wrote it."""
    parsed = BytesParser(policy=policy.default).parsebytes(content)
    if _is_automatic(parsed):
        raise FileRefusedError(
            "automatic_mail", "a program wrote the mail (an absence note or a bounce), so it records nothing; deliver what a person answers"
        )
    try:
        message_id = str(parsed["Message-ID"] or "").strip()
        senders = [address.lower() for _, address in getaddresses([str(parsed["From"] or "")]) if address]
        answers = tuple(dict.fromkeys(re.findall(r"<[^<>\s]+>", f"{parsed['In-Reply-To'] or ''} {_backwards(parsed)}")))
        sent_on = parsedate_to_datetime(str(parsed["Date"] or "")).date()
        subject = " ".join(str(parsed["Subject"] or "").split())
        text, attached = _text(parsed), tuple(str(part.get_filename() or part.get_content_type()) for part in parsed.iter_attachments())
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _unreadable(f"it cannot be read ({error})") from error
    if not message_id or len(senders) != 1:
        raise _unreadable("it has no Message-ID, or not one sender")
    if not answers:
        raise FileRefusedError(
            "no_answer", "the mail answers no other mail; reply to the letter itself, so that it is known which list is meant"
        )
    return Mail(message_id, senders[0], answers, sent_on, subject, text, attached)


def _is_automatic(parsed: EmailMessage) -> bool:
    """Whether a program wrote a mail (RFC 3834, and what older programs write): an absence note, a list, a bounce."""
    automatic, precedence = (str(parsed[name] or "").strip().lower() for name in ("Auto-Submitted", "Precedence"))
    if automatic not in ("", "no") or precedence in AUTOMATIC or str(parsed["Return-Path"] or "").strip() == "<>":
        return True
    is_report = parsed.get_content_type() == "multipart/report"
    has_mark = any(parsed[name] for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    return is_report or has_mark or bool(BOUNCING.search(str(parsed["From"] or "")))


def _backwards(parsed: EmailMessage) -> str:
    """Return the mails a mail refers to, the nearest first."""
    return " ".join(reversed(str(parsed["References"] or "").split()))


def _unreadable(what: str) -> FileRefusedError:
    return FileRefusedError(
        "unreadable_mail", f"the mail is not whole: {what}; save it again as .eml from the mail program and deliver that"
    )


def _text(parsed: EmailMessage) -> str:
    """Return the words of a mail: the plain part, else those of the page."""
    body = parsed.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    charset = str(body.get_content_charset() or "utf-8").lower()
    text = payload.decode(CHARSETS.get(charset, charset)) if isinstance(payload, bytes) else str(payload)
    if body.get_content_subtype() != "html":
        return text
    return html.unescape(TAGS.sub("", BLOCK_ENDS.sub("\n", UNSEEN.sub("", text))))

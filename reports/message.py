"""A letter as a mail: HTML and its plain twin, one picture, attachments; bytes depend on the arguments alone.

Message-ID and Date belong to whoever sends it. A scoped subscriber's mail holds nothing from outside the scope.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from email.charset import BASE64, Charset
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any, Protocol

from reports.attachments import Attachment
from reports.edition import Edition
from reports.letters.letter import Letter
from reports.words.format import plain

HTML_LIMIT_BYTES = 90_000
MAIL_LIMIT_BYTES = 5_000_000
# Given by hand, because the system's own table differs from machine to machine.
_TYPES = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("application", "pdf"),
    "csv": ("text", "csv"),
}
# Names that need no encoding and leave room on a line of 78 characters; a quote mark or a backslash would have to be escaped.
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,49}")
# With ` name="` before it and `"` after it, an encoded word of 68 characters fills a line of 76; a word may have at most 75.
_WORD_LENGTH = 68
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64


class Subscriber(Protocol):
    """What a mail needs to know of its recipient; a row of subscribers.csv fits."""

    @property
    def email(self) -> str:
        """The address the mail goes to."""

    @property
    def name(self) -> str:
        """The recipient's name."""

    @property
    def scope(self) -> str:
        """`district`, `tier:X`, `owner:X` or `street:X`."""


def compose_message(
    letter: Letter, edition: Edition, subscriber: Subscriber, attachments: Sequence[Attachment] = (), sender: str = ""
) -> EmailMessage:
    """The mail of a letter for one subscriber; `sender` becomes From.

    Raises ValueError for a letter or an attachment of another scope, and for a mail over its size limit.
    """
    # Checked before anything is composed: a leak cannot be taken back.
    _refuse_foreign(letter, attachments, subscriber)
    message = EmailMessage(policy=SMTP.clone(max_line_length=78))
    message["Subject"] = letter.subject
    if sender:
        message["From"] = plain(sender, 200)
    message["To"] = plain(subscriber.email, 200)
    # Lets a mail administrator find an edition without opening it.
    message["X-Edition"] = f"{edition.month_key} r{edition.revision}"
    _write_bodies(message, letter)
    for item in attachments:
        maintype, subtype = _TYPES.get(item.filename.rpartition(".")[2].lower(), ("application", "octet-stream"))
        _attach(message, item.content, f"{maintype}/{subtype}", plain(item.filename, 80))
    return _settled(message, letter, edition, subscriber)


def _write_bodies(message: EmailMessage, letter: Letter) -> None:
    # Base64 keeps Chinese lines unbroken; quoted-printable triples their size.
    message.set_content(letter.text, cte="base64")
    size = len(letter.page.encode())
    if size > HTML_LIMIT_BYTES:
        raise ValueError(f"mail page has {size} bytes, more than {HTML_LIMIT_BYTES}; shorten the reasons or rows of this edition")
    message.add_alternative(letter.page, subtype="html", cte="base64")
    if letter.picture:
        part: Any = message.get_payload(1)
        part.add_related(letter.picture, "image", "png", cid=f"<{letter.cid}>", filename="trend.png", disposition="inline")


class _NamedType(str):
    """A Content-Type that is written as it stands; the library would turn the words of its name into RFC 2231 again."""

    name = "Content-Type"

    def fold(self, *, policy: Policy) -> str:
        """Return the header with the line ends of a policy."""
        return f"{self.name}: {self}\n".replace("\n", policy.linesep)


def _attach(message: EmailMessage, content: bytes, content_type: str, filename: str) -> None:
    """Add a file under its name, written in both ways: RFC 2231 in Content-Disposition, RFC 2047 in Content-Type.

    Outlook, QQ Mail and 163 show the second and know nothing of the first. There is no plain `filename=`: readers that know the first
    way would take it instead, and many show its words undecoded.
    """
    maintype, _, subtype = content_type.partition("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=filename)
    part = list(message.iter_attachments())[-1]
    del part["Content-Type"]
    part["Content-Type"] = _NamedType(f'{content_type};\n name="{encoded_words(filename)}"')


def encoded_words(name: str) -> str:
    """Return a file name as RFC 2047 writes it: as it is, or as words of whole characters, a line each, of at most 75 characters."""
    if _SAFE_NAME.fullmatch(name):
        return name
    return Header(name, _UTF8, maxlinelen=_WORD_LENGTH, header_name="").encode(linesep="\n")


def _refuse_foreign(letter: Letter, attachments: Sequence[Attachment], subscriber: Subscriber) -> None:
    parts = {"the letter": letter.scope} | {f"attachment '{plain(item.filename, 60)}'": item.scope for item in attachments}
    for name, scope in parts.items():
        if scope != subscriber.scope:
            raise ValueError(
                f"{name} was made for scope '{plain(scope, 60)}', the subscriber's scope is '{plain(subscriber.scope, 60)}'; "
                "make it for the subscriber's own scope"
            )


def _settled(message: EmailMessage, letter: Letter, edition: Edition, subscriber: Subscriber) -> EmailMessage:
    """Boundaries derived from the edition instead of chance, so that the same mail has the same bytes."""
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{_digest(edition.content_id, letter.subject, subscriber.email, str(place))[:32]}")
    size = len(message.as_bytes())
    if size > MAIL_LIMIT_BYTES:
        raise ValueError(f"mail has {size} bytes, more than {MAIL_LIMIT_BYTES}; send fewer attachments for {edition.month_key}")
    return message


def _digest(*parts: str) -> str:
    # The separator cannot occur in the parts, so different parts never make one digest.
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

"""Writing the mails of an edition from the figures kept with it: one for each subscriber and kind, the same bytes for the same date."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256
from pathlib import Path
from typing import Literal

import polars as pl

from pipelines.clock import TIME_ZONE
from pipelines.delivery.subscribers import Recipient
from pipelines.settings import MailSettings
from reports.attachments import Attachment, PublishedPdf, bulletin_attachments, numbered, urgent_attachments
from reports.edition import Edition
from reports.enterprise import new_reds
from reports.frames import BriefingFrames
from reports.letters.bulletin_letter import bulletin_letter, bulletin_picture
from reports.letters.letter import Letter, LetterOptions
from reports.letters.urgent_letter import urgent_letter
from reports.message import compose_message
from reports.scope import narrow
from reports.words.letters import CORRECTION
from warehouse.ops.outbox import FrozenMail
from warehouse.vocabulary import Language

Kind = Literal["urgent", "bulletin"]
# What should not wait is written, and therefore sent, first.
KINDS: tuple[Kind, ...] = ("urgent", "bulletin")
# Used where no relay is named, so that a mail written to a file can never be taken for one of a real domain.
NOWHERE = "earlywarn@earlywarn.invalid"


@dataclass(frozen=True, slots=True)
class PendingLetter:
    """A letter to be written: to whom, under which copy number; `answers` is the Message-ID of the mail it corrects.

    `taken_back` names the enterprises that an earlier urgent letter called newly red and this one does not.
    """

    kind: Kind
    recipient: Recipient
    number: int
    answers: str | None = None
    taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """What all readers of a kind, scope and language share: setting a page or drawing a picture costs seconds."""

    attachments: list[Attachment]
    picture: bytes | None = None


@dataclass(frozen=True)
class LetterComposer:
    """Writes the mails of one edition; `folder` is its published folder, `sender` the address they come from."""

    frames: BriefingFrames
    edition: Edition
    folder: Path
    settings: MailSettings
    sender: str = NOWHERE
    _shared: dict[tuple[Kind, str, Language], Shared] = field(default_factory=dict)

    def newly_red(self, scope: str) -> dict[str, str]:
        """Return who is newly red in a scope, name by code."""
        return newly_red(self.frames, self.edition, scope)

    def write(self, due: PendingLetter, moment: datetime) -> FrozenMail:
        """Return the mail of a letter that is due, dated `moment`."""
        edition = replace(self.edition, copy_number=f"{due.number:03d}", language=due.recipient.language)
        shared = self._share(due.kind, due.recipient)
        attached = numbered(shared.attachments, f"{due.number:03d}", edition.words)
        sender = formataddr((self.settings.from_name, self.sender))
        message = compose_message(self._letter(due, edition, shared), edition, due.recipient, attached, sender=sender)
        message_id = self.message_id(due.kind, due.recipient)
        message["Message-ID"] = message_id
        message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
        if due.answers is not None:
            mark_correction(message, due.answers, edition.words.say(CORRECTION))
        return FrozenMail(message_id, str(message["Subject"]), message.as_bytes())

    def message_id(self, kind: Kind, recipient: Recipient) -> str:
        """Return the Message-ID of a recipient's mail, the same whenever it is written."""
        identity = f"{kind}|{recipient.email}|{recipient.scope}|{self.edition.content_id}|{self.edition.revision}"
        domain = self.sender.rpartition("@")[2]
        return f"<{self.edition.month_key}.r{self.edition.revision}.{sha256(identity.encode()).hexdigest()[:24]}@{domain}>"

    def _letter(self, due: PendingLetter, edition: Edition, shared: Shared) -> Letter:
        options = LetterOptions(
            scope=due.recipient.scope,
            attached=tuple(item.filename for item in shared.attachments),
            names_allowed=self.settings.names_in_body,
            picture=shared.picture,
            taken_back=due.taken_back,
        )
        written = urgent_letter if due.kind == "urgent" else bulletin_letter
        return written(self.frames, edition, options)

    def _share(self, kind: Kind, recipient: Recipient) -> Shared:
        """Return what readers of a scope and language share, made at the first of them."""
        key = (kind, recipient.scope, recipient.language)
        if key not in self._shared:
            self._shared[key] = self._make_shared(kind, recipient.scope, replace(self.edition, language=recipient.language))
        return self._shared[key]

    def _make_shared(self, kind: Kind, scope: str, edition: Edition) -> Shared:
        if kind == "urgent":
            return Shared(urgent_attachments(self.frames, edition, scope))
        path = self.folder / "bulletin.pdf"
        published = PublishedPdf(path.read_bytes(), self.edition.language) if path.exists() else None
        attachments = bulletin_attachments(self.frames, edition, scope, published)
        return Shared(attachments, bulletin_picture(self.frames, edition, scope))


def newly_red(frames: BriefingFrames, edition: Edition, scope: str) -> dict[str, str]:
    """Return who is newly red in a scope by some frames, name by code."""
    own = narrow(frames, edition, scope)[0]
    codes = new_reds(own)
    return dict(own.warnings.filter(pl.col("uscc").is_in(codes)).select("uscc", "name").iter_rows())


def mark_correction(message: EmailMessage, answers: str, mark: str) -> None:
    """Make a mail the visible correction of an earlier one; `mark` goes in front of its subject."""
    subject = str(message["Subject"])
    del message["Subject"]
    message["Subject"] = mark + subject
    message["In-Reply-To"] = answers
    message["References"] = answers


def file_name(kind: str, recipient: Recipient, number: int) -> str:
    """Return the name of a mail's file; nothing of an address can leave the folder."""
    return f"{number:03d}-{kind}-{re.sub(r'[^a-z0-9.@_-]', '_', recipient.email)}.eml"

"""Writing the mails of an edition: one a subscriber, from the figures kept with it, the same bytes for the same edition and date."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pipelines.clock import TIME_ZONE
from pipelines.delivery.outbox import FrozenMail
from pipelines.delivery.subscribers import Recipient
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.message import Attachment, compose_message, scoped_attachments

CORRECTION = "【更正】"
# Used where no relay is named, so that a mail written to a file can never be taken for one of a real domain.
NOWHERE = "earlywarn@earlywarn.invalid"


@dataclass(frozen=True)
class Writer:
    """Writes the mails of one edition; `folder` is its published folder, `sender` the address they come from."""

    frames: BriefingFrames
    edition: Edition
    folder: Path
    from_name: str
    sender: str = NOWHERE

    def write(self, recipient: Recipient, number: int, moment: datetime, answers: str | None = None) -> FrozenMail:
        """Return the mail of the `number`-th subscriber, dated `moment`; `answers` is the Message-ID of the mail it corrects."""
        edition = replace(self.edition, copy_number=f"{number:03d}", language=recipient.language)
        message = compose_message(
            self.frames, edition, recipient, self._attachments(recipient.scope), sender=formataddr((self.from_name, self.sender))
        )
        message_id = self.message_id(recipient)
        message["Message-ID"] = message_id
        message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
        if answers is not None:
            _mark_correction(message, answers)
        return FrozenMail(message_id, str(message["Subject"]), message.as_bytes())

    def message_id(self, recipient: Recipient) -> str:
        """Return the Message-ID of a recipient's mail, the same whenever it is written."""
        said = f"{recipient.email}|{recipient.scope}|{self.edition.content_id}|{self.edition.revision}"
        domain = self.sender.rpartition("@")[2]
        return f"<{self.edition.month_key}.r{self.edition.revision}.{sha256(said.encode()).hexdigest()[:24]}@{domain}>"

    def _attachments(self, scope: str) -> list[Attachment]:
        """Return the files of a scope, made once for all who share it."""
        if scope not in self._made:
            pdf = self.folder / "bulletin.pdf"
            self._made[scope] = scoped_attachments(self.frames, self.edition, scope, pdf.read_bytes() if pdf.exists() else None)
        return self._made[scope]

    @cached_property
    def _made(self) -> dict[str, list[Attachment]]:
        return {}


def _mark_correction(message: EmailMessage, answers: str) -> None:
    """Make a mail the visible correction of an earlier one."""
    subject = str(message["Subject"])
    del message["Subject"]
    message["Subject"] = CORRECTION + subject
    message["In-Reply-To"] = answers
    message["References"] = answers


def file_name(recipient: Recipient, number: int) -> str:
    """Return the name of a mail's file; nothing of an address can leave the folder."""
    return f"{number:03d}-{re.sub(r'[^a-z0-9.@_-]', '_', recipient.email)}.eml"

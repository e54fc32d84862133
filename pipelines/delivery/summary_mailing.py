"""Sending the summary above districts: to everybody who takes the bulletin of the whole installation, once; each PDF carries its number.

In: who takes it, composing, freezing. Out: making the summary (summary_publisher.py), handing over (retries.py), rows
(warehouse.ops.outbox).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from email.utils import format_datetime, formataddr
from hashlib import sha256
from ssl import SSLContext
from typing import Final

from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.letter_composer import NOWHERE, file_name, mark_correction
from pipelines.delivery.mailing import FILE_HOUR, WITHDRAWN, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.delivery.summary_publisher import PDF, WORKBOOK, kept_summary, summary_edition
from pipelines.errors import UsageError
from pipelines.settings import Settings
from reports.attachments import Attachment, numbered
from reports.edition import Edition
from reports.letters.letter import LetterOptions
from reports.letters.summary_letter import summary_letter
from reports.message import compose_message
from reports.pdf import make_pdf
from reports.scope import DISTRICT
from reports.summary_frames import SummaryFrames
from reports.summary_page import summary_page
from reports.summary_workbook import summary_workbook
from reports.words import summary as texts
from reports.words.letters import CORRECTION
from warehouse.ops.outbox import Clock, FrozenMail, MailKey, Outbox, OutboxRow, open_outbox
from warehouse.periods import month_key
from warehouse.vocabulary import Language

SUMMARY_EDITION: Final = "summary"
# The edition of subscribers.csv that the summary goes with.
TAKEN_WITH: Final = "bulletin"


@dataclass(frozen=True, slots=True)
class SummaryPost:
    """One summary to be mailed: what it shows, how it is called, its files as published, and the address it comes from."""

    frames: SummaryFrames
    edition: Edition
    files: dict[str, bytes]
    settings: Settings
    sender: str

    @property
    def month(self) -> str:
        """The month as the outbox names it."""
        return self.edition.month_key

    def key(self, reader: Recipient) -> MailKey:
        """Return the key of a reader's mail."""
        return MailKey(SUMMARY_EDITION, self.month, self.edition.revision, reader.email, reader.scope)

    def compose(self, reader: Recipient, number: int, answers: str | None, moment: datetime) -> FrozenMail:
        """Return a reader's mail; `answers` is the Message-ID of the mail it corrects."""
        edition = replace(self.edition, language=reader.language, copy_number=f"{number:03d}")
        attached = numbered(self._attachments(reader.language), f"{number:03d}", edition.words)
        options = LetterOptions(scope=reader.scope, attached=tuple(item.filename for item in attached))
        sender = formataddr((self.settings.mail.from_name, self.sender))
        message = compose_message(summary_letter(self.frames, edition, options), edition, reader, attached, sender=sender)
        message["Message-ID"] = self._message_id(reader)
        message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
        if answers is not None:
            mark_correction(message, answers, edition.words.say(CORRECTION))
        return FrozenMail(self._message_id(reader), str(message["Subject"]), message.as_bytes())

    def _attachments(self, language: Language) -> list[Attachment]:
        """Return PDF and workbook: those that are out, or in another language made from the same frames."""
        edition = replace(self.edition, language=language)
        if language == self.edition.language:
            pdf, workbook = self.files.get(PDF), self.files[WORKBOOK]
        else:
            pdf, workbook = make_pdf(summary_page(self.frames, edition, paper=True)).content, summary_workbook(self.frames, edition)
        named = ((texts.PDF_NAME, pdf), (texts.WORKBOOK_NAME, workbook))
        return [Attachment(edition.words.say(name), content) for name, content in named if content is not None]

    def _message_id(self, reader: Recipient) -> str:
        identity = f"{SUMMARY_EDITION}|{reader.email}|{reader.scope}|{self.edition.content_id}|{self.edition.revision}"
        return f"<summary.{self.month}.{sha256(identity.encode()).hexdigest()[:24]}@{self.sender.rpartition('@')[2]}>"


def send_summary(
    installation: DataDir,
    settings: Settings,
    smtp: SmtpSettings | None,
    month: date,
    clock: Clock = now,
    context: SSLContext | None = None,
) -> SendReport:
    """Freeze and hand over a month's summary to everybody who takes it; what was sent is not sent again.

    Raises UsageError where no whole summary is out.
    """
    smtp = require_relay(smtp)
    post, readers = _post(installation, settings, month, smtp.sender), summary_readers(installation)
    with only_sender(installation), open_outbox(installation.ops, clock) as outbox:
        _withdraw(outbox, post, readers)
        for reader in readers:
            key = post.key(reader)
            outbox.supersede(key)
            if not outbox.holds(key):
                number = outbox.copy_number(reader.email, reader.scope)
                outbox.freeze(key, post.compose(reader, number, outbox.first_sent(key), clock()))
        hand_over(outbox, smtp, settings.mail, (SUMMARY_EDITION,), [post.month], clock, context)
        return SendReport(tuple(row for row in outbox.rows() if _is_of(row, post.month)), unserved(installation))


def release_held_summary(installation: DataDir, month: date, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of a month's summary as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(installation, lambda row: _is_of(row, month_key(month)), verdict, clock)


def write_summary_files(installation: DataDir, settings: Settings, month: date) -> list[str]:
    """Write the mails of a summary as .eml files instead of sending them, the same bytes on any day; returns what was done, in words."""
    post = _post(installation, settings, month, NOWHERE)
    folder = installation.outbox / f"summary-{post.month}.r{post.edition.revision}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done, moment = list(unserved(installation)), datetime.combine(post.edition.as_of, time(FILE_HOUR))
    with open_outbox(installation.ops, now) as outbox:
        for reader in summary_readers(installation):
            number = outbox.copy_number(reader.email, reader.scope)
            path = folder / file_name(SUMMARY_EDITION, reader, number)
            replace_file(path, post.compose(reader, number, None, moment).content)
            done.append(f"wrote {path}")
    return done


def summary_readers(installation: DataDir) -> list[Recipient]:
    """Return who takes the summary: the subscribers of the whole who take the bulletin."""
    return [one for one in read_subscribers(installation.subscribers) if one.scope == DISTRICT and TAKEN_WITH in one.editions]


def unserved(installation: DataDir) -> tuple[str, ...]:
    """Return a sentence for each reader of the whole who takes what only districts have, and would wait for it for ever."""
    found = []
    for reader in read_subscribers(installation.subscribers):
        others = [name for name in reader.editions if name != TAKEN_WITH]
        if reader.scope == DISTRICT and others:
            found.append(f"nothing of {', '.join(others)} is written to {reader.email}: districts alone have it; name one with region:X")
    return tuple(found)


def _is_of(row: OutboxRow, month: str) -> bool:
    return row.edition == SUMMARY_EDITION and row.month == month


def _post(installation: DataDir, settings: Settings, month: date, sender: str) -> SummaryPost:
    """Return what is to be mailed; raises UsageError where no summary is out, or one that is not whole."""
    kept, key = kept_summary(installation, month), month_key(month)
    if kept is None:
        raise UsageError(f"no whole summary of {key} is out in {installation.briefing(month)}; run `earlywarn run --month {key}` first")
    frames, manifest = kept
    files = {name: (installation.briefing(month) / name).read_bytes() for name in manifest["files"]}
    return SummaryPost(frames, summary_edition(settings, month, manifest), files, settings, sender)


def _withdraw(outbox: Outbox, post: SummaryPost, readers: list[Recipient]) -> None:
    """Fail what waits for readers who no longer take it."""
    taken = {(reader.email, reader.scope) for reader in readers}
    for row in outbox.rows("pending"):
        if _is_of(row, post.month) and (row.recipient, row.scope) not in taken:
            outbox.settle(row, "failed", f"{WITHDRAWN}: not in subscribers.csv any more")

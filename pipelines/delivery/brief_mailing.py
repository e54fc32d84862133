"""Sending a half-monthly brief: to everybody who takes it, within their scope, once; every reader's PDF carries the number of the copy.

In: who takes it, composing, freezing. Out: making the brief (brief_publisher.py), handing over (retries.py), rows (warehouse.ops.outbox).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from email.utils import format_datetime, formataddr
from hashlib import sha256
from ssl import SSLContext

from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.brief_inputs import brief_frames
from pipelines.delivery.brief_publisher import MadeBrief, make_brief
from pipelines.delivery.letter_composer import NOWHERE, file_name, mark_correction
from pipelines.delivery.mailing import FILE_HOUR, WITHDRAWN, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.settings import Settings
from reports.attachments import Attachment, numbered
from reports.brief import brief_page
from reports.letters.brief_letter import brief_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from reports.pdf import make_pdf
from reports.scope import DISTRICT, parse_scope, scope_words
from reports.words import brief as texts
from reports.words.letters import CORRECTION
from warehouse.ops.outbox import Clock, FrozenMail, MailKey, Outbox, OutboxRow, open_outbox

BRIEF_EDITION = "brief"


@dataclass(frozen=True, slots=True)
class BriefPost:
    """One brief to be mailed: what was made, how mail is written, and the address it comes from."""

    made: MadeBrief
    settings: Settings
    sender: str

    @property
    def day(self) -> str:
        """The day of the brief as the outbox names it."""
        return self.made.published.folder.name

    def key(self, reader: Recipient) -> MailKey:
        """Return the key of a reader's mail."""
        return MailKey(BRIEF_EDITION, self.day, self.made.published.revision, reader.email, reader.scope)

    def has_anybody(self, reader: Recipient) -> bool:
        """Whether anybody is monitored in a reader's scope."""
        return self.made.records.known.within(reader.scope).register.height > 0

    def compose(self, reader: Recipient, number: int, answers: str | None, moment: datetime) -> FrozenMail:
        """Return a reader's mail; `answers` is the Message-ID of the mail it corrects."""
        frames = brief_frames(self.made.records, self.settings.cases, reader.scope)
        edition = replace(self.made.edition, language=reader.language, copy_number=f"{number:03d}")
        if reader.scope != DISTRICT:
            edition = replace(edition, scope=scope_words(*parse_scope(reader.scope), edition.words))
        pdf = make_pdf(brief_page(frames, replace(edition, copy_number=None), paper=True)).content
        attached = [] if pdf is None else [Attachment(edition.words.say(texts.PDF_NAME), pdf, reader.scope)]
        stamped = numbered(attached, f"{number:03d}", edition.words)
        options = LetterOptions(scope=reader.scope, attached=tuple(item.filename for item in stamped))
        sender = formataddr((self.settings.mail.from_name, self.sender))
        message = compose_message(brief_letter(frames, edition, options), edition, reader, stamped, sender=sender)
        message["Message-ID"] = self._message_id(reader)
        message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
        if answers is not None:
            mark_correction(message, answers, edition.words.say(CORRECTION))
        return FrozenMail(self._message_id(reader), str(message["Subject"]), message.as_bytes())

    def _message_id(self, reader: Recipient) -> str:
        identity = f"{BRIEF_EDITION}|{reader.email}|{reader.scope}|{self.made.edition.content_id}|{self.made.published.revision}"
        return f"<brief.{self.day}.{sha256(identity.encode()).hexdigest()[:24]}@{self.sender.rpartition('@')[2]}>"


def send_brief(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, day: date, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Make the brief of a day where it is not, and hand it over to everybody who takes it; what was sent is not sent again."""
    smtp = require_relay(smtp)
    post = BriefPost(make_brief(home, settings, day, clock().date()), settings, smtp.sender)
    served, remarks = _readers(home, post)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        _withdraw(outbox, post, served)
        for reader in served:
            key = post.key(reader)
            outbox.supersede(key)
            if not outbox.holds(key):
                number = outbox.copy_number(reader.email, reader.scope)
                outbox.freeze(key, post.compose(reader, number, outbox.first_sent(key), clock()))
        hand_over(outbox, smtp, settings.mail, (BRIEF_EDITION,), [post.day], clock, context)
        return SendReport(tuple(row for row in outbox.rows() if _is_of(row, post.day)), remarks)


def release_held_brief(home: DataDir, day: date, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of a brief as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(home, lambda row: _is_of(row, day.isoformat()), verdict, clock)


def write_brief_files(home: DataDir, settings: Settings, day: date, today: date) -> list[str]:
    """Write the mails of a brief as .eml files instead of sending them, the same bytes on any day; returns what was done, in words."""
    post = BriefPost(make_brief(home, settings, day, today), settings, NOWHERE)
    served, remarks = _readers(home, post)
    folder = home.outbox / f"brief-{post.day}.r{post.made.published.revision}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done, moment = list(remarks), datetime.combine(day, time(FILE_HOUR))
    with open_outbox(home.ops, now) as outbox:
        for reader in served:
            number = outbox.copy_number(reader.email, reader.scope)
            path = folder / file_name(BRIEF_EDITION, reader, number)
            replace_file(path, post.compose(reader, number, None, moment).content)
            done.append(f"wrote {path}")
    return done


def _is_of(row: OutboxRow, day: str) -> bool:
    return row.edition == BRIEF_EDITION and row.month == day


def _readers(home: DataDir, post: BriefPost) -> tuple[list[Recipient], tuple[str, ...]]:
    """Return who is served, and a sentence for each reader whose scope has nobody."""
    takers = [reader for reader in read_subscribers(home.subscribers) if BRIEF_EDITION in reader.editions]
    served = [reader for reader in takers if post.has_anybody(reader)]
    strange = [reader for reader in takers if reader not in served]
    told = (f"nothing is written to {one.email}: nobody is monitored in {one.scope}; correct subscribers.csv" for one in strange)
    return served, tuple(told)


def _withdraw(outbox: Outbox, post: BriefPost, served: list[Recipient]) -> None:
    """Fail what waits for readers who no longer take it, or no longer in that scope."""
    taken = {(reader.email, reader.scope) for reader in served}
    for row in outbox.rows("pending"):
        if _is_of(row, post.day) and (row.recipient, row.scope) not in taken:
            outbox.settle(row, "failed", f"{WITHDRAWN}: not in subscribers.csv any more")

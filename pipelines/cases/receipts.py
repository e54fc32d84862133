"""Every mail of a subscriber that was taken in is answered by one mail: which lines are on record, which are not and why.

Nobody else is answered, and nothing a program wrote (it is refused when it is read), so that two programs never answer each other. In:
what is on record of a mail's lines. Out: reading mails (pipelines.ingest.mail_text), recording (replies.py), words (reports.letters).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime, formataddr
from hashlib import sha256
from ssl import SSLContext
from typing import Any, Final

import polars as pl

from pipelines.cases.letters import LetterBook
from pipelines.cases.replies import CONFLICT, UNFIT
from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.letter_composer import NOWHERE, file_name
from pipelines.delivery.mailing import FILE_HOUR, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import Recipient, department_of_scope, read_subscribers, subscriber_files
from pipelines.ingest.mail_text import NUMBER_UNKNOWN, Mail, is_mail, open_mail
from pipelines.ingest.refusals import FileRefusedError
from pipelines.settings import Settings
from reports.edition import Edition
from reports.letters.letter import LetterOptions
from reports.letters.receipt_letter import ReceiptLine, receipt_letter
from reports.message import compose_message
from reports.words.receipt import WHY
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.ops_db import Connection, open_ops
from warehouse.ops.outbox import Clock, FrozenMail, MailKey, open_outbox
from warehouse.snapshot import open_snapshot

RECEIPT: Final = "receipt"
# Whoever wrote earlier has seen by now what came of it; an installation that learns to answer leaves old mails alone.
ANSWERED_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class DueReceipt:
    """An answer that is due: to which mail of whom, and what is said of its lines."""

    reader: Recipient
    mail: Mail
    lines: tuple[ReceiptLine, ...]

    @property
    def period(self) -> str:
        """What the answer is filed under, which no other mail shares: the day of the mail and a digest of its Message-ID."""
        return f"{self.mail.sent_on.isoformat()} {sha256(self.mail.message_id.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class _TakenIn:
    """What the warehouse knows of mails: files of the last days, understood lines, refused ones."""

    files: pl.DataFrame
    replies: pl.DataFrame
    refused: pl.DataFrame


def due_receipts(home: DataDir, day: date) -> list[DueReceipt]:
    """Return an answer for every mail of the last days that a subscriber wrote, in the order in which they were taken in."""
    if not home.warehouse.exists() or not subscriber_files(home.subscribers):
        return []
    found, book, people = _taken_in(home, day), LetterBook(home), _people(home)
    due: dict[str, DueReceipt] = {}
    with open_ops(home.ops) as connection:
        for row in found.files.iter_rows(named=True):
            mail = _opened(home, row["file_name"])
            own = people.get(mail.sender, []) if mail else []
            if mail is None or not own or mail.message_id in due:
                continue
            lines = tuple(_lines(connection, found, row, mail))
            if lines:
                due[mail.message_id] = DueReceipt(_reader(own, book, mail), mail, lines)
    return list(due.values())


def _taken_in(home: DataDir, day: date) -> _TakenIn:
    """Return what became of the mails taken in lately."""
    since = day - timedelta(days=ANSWERED_DAYS)
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        files = store.read(names.DELIVERIES).filter(pl.col("ingested_on") >= since).sort("batch_id", "file_name")
        kept = files.filter(pl.Series([is_mail(name) for name in files["file_name"]], dtype=pl.Boolean))
        return _TakenIn(kept, store.read(names.REPLIES), store.read(names.QUARANTINE))


def _people(home: DataDir) -> dict[str, list[Recipient]]:
    """Return the subscribers that see cases, by address."""
    people: dict[str, list[Recipient]] = {}
    for person in read_subscribers(home.subscribers):
        if not department_of_scope(person.scope):
            people.setdefault(person.email, []).append(person)
    return people


def _opened(home: DataDir, name: str) -> Mail | None:
    """Return a mail as it lies in the inbox; None where it is gone, cannot be read, or a program wrote it."""
    try:
        return open_mail((home.inbox / name).read_bytes())
    except (OSError, FileRefusedError):
        return None


def _reader(own: list[Recipient], book: LetterBook, mail: Mail) -> Recipient:
    """Return the line of a sender's subscription that fits the letter they answered, the first where none does."""
    letters = [letter for letter in map(book.letter, mail.answers) if letter is not None]
    return next((person for person in own if letters and person.scope == letters[0].scope), own[0])


def _lines(connection: Connection, found: _TakenIn, file: Mapping[str, Any], mail: Mail) -> Iterator[ReceiptLine]:
    """Yield what is to be said of a mail, line by line; of one refused as a whole why, and nothing of one that says nothing."""
    refused = found.refused.filter(pl.col("delivery_id") == file["delivery_id"])
    whole = refused.filter(pl.col("row_number").is_null())["rule"].to_list()
    if whole:
        yield from (ReceiptLine(0, "", rule) for rule in whole[:1] if rule in WHY)
        return
    written = mail.text.splitlines()
    rows = {row["line_number"]: row for row in found.replies.filter(pl.col("message_id") == mail.message_id).iter_rows(named=True)}
    rules = dict(refused.select("row_number", "rule").iter_rows())
    for number in sorted({*rows, *rules}):
        text = written[number - 1] if number <= len(written) else ""
        if number in rows:
            yield _recorded(connection, rows[number], f"{mail.message_id}:{number}", number, text)
        else:
            yield ReceiptLine(number, text, "unknown_number" if rules[number] == NUMBER_UNKNOWN else "not_understood")


def _recorded(connection: Connection, row: Mapping[str, Any], source: str, number: int, text: str) -> ReceiptLine:
    """Return what is on record from a line that was understood."""
    case = stored.case_row(connection, row["case_id"]) or {}
    for mark, why in ((CONFLICT, "conflict"), (UNFIT, "not_possible")):
        if stored.event_of_source(connection, f"{source}{mark}") is not None:
            return ReceiptLine(number, text, why, state=case.get("state", ""))
    if stored.event_of_source(connection, source) is None:
        return ReceiptLine(number, text, "outside")
    return ReceiptLine(number, text, "", row["case_id"], case.get("name", ""), row["action"], row["reply_key"] or "")


def send_receipts(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, day: date, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Freeze and hand over the answers that are due; a mail that was answered is not answered again."""
    known = require_relay(smtp)
    due = due_receipts(home, day)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        for receipt in due:
            key = MailKey(RECEIPT, receipt.period, 1, receipt.reader.email, receipt.reader.scope)
            if not outbox.holds(key):
                outbox.freeze(key, compose_receipt(receipt, settings, day, known.sender, clock()))
        periods = {row.month for row in outbox.rows("pending", "sending") if row.edition == RECEIPT}
        hand_over(outbox, known, settings.mail, (RECEIPT,), sorted(periods), clock, context)
        unsettled = ("pending", "sending", "held")
        return SendReport(
            tuple(row for row in outbox.rows() if row.edition == RECEIPT and (row.month in periods or row.state in unsettled))
        )


def release_held_receipts(home: DataDir, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held answers as a person says; returns how many."""
    return settle_held(home, lambda row: row.edition == RECEIPT, verdict, clock)


def write_receipt_files(home: DataDir, settings: Settings, day: date) -> list[str]:
    """Write the answers that are due as .eml files instead of sending them; returns what was done, in words."""
    folder, moment, done = home.outbox / f"{RECEIPT}-{day.isoformat()}", datetime.combine(day, time(FILE_HOUR)), []
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    for number, receipt in enumerate(due_receipts(home, day), start=1):
        path = folder / file_name(RECEIPT, receipt.reader, number)
        replace_file(path, compose_receipt(receipt, settings, day, NOWHERE, moment).content)
        done.append(f"wrote {path}")
    return done


def compose_receipt(receipt: DueReceipt, settings: Settings, day: date, sender: str, moment: datetime) -> FrozenMail:
    """Return the answer to a mail, marked so that no program answers it."""
    own, reader, mail = settings.district, receipt.reader, receipt.mail
    edition = Edition(
        month=day.replace(day=1), as_of=day, issued_on=day, issue_number=0, issue_total=0, district=own.name, issuer=own.issuer,
        contact=own.contact, district_en=own.name_en, content_id=receipt.period, language=reader.language,
    )  # fmt: skip
    options = LetterOptions(scope=reader.scope, names_allowed=settings.mail.names_in_body)
    written = receipt_letter(receipt.lines, mail.sent_on, edition, options)
    message = compose_message(written, edition, reader, [], sender=formataddr((settings.mail.from_name, sender)))
    identity = sha256(f"{RECEIPT}|{mail.message_id}".encode()).hexdigest()[:24]
    message_id = f"<{RECEIPT}.{identity}@{sender.rpartition('@')[2]}>"
    # Whoever answers the answer means the letter, which stands among the references.
    references = " ".join([*reversed(mail.answers), mail.message_id])
    headers = {
        "Message-ID": message_id, "Date": format_datetime(moment.replace(tzinfo=TIME_ZONE)), "In-Reply-To": mail.message_id,
        "References": references, "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All",
    }  # fmt: skip
    for name, value in headers.items():
        message[name] = value
    return FrozenMail(message_id, str(message["Subject"]), message.as_bytes())

"""The weekly letter to whoever answers for cases: one a week and reader, through the outbox like every mail.

Readers are the subscribers of the edition `digest` with the scope of an office in charge (owner:X); who is away is stood in for. In: who
gets what. Out: what somebody is reminded of (models.cases.reminders), words (reports.letters), the outbox itself (warehouse.ops.outbox).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime, formataddr
from hashlib import sha256
from ssl import SSLContext
from typing import Final

from models.cases.reminders import digest_of
from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.letter_composer import NOWHERE, file_name
from pipelines.delivery.mailing import FILE_HOUR, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import DIGEST, Recipient, read_subscribers
from pipelines.settings import Settings
from reports.edition import Edition
from reports.letters.digest_letter import DigestItem, digest_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from warehouse.case_vocabulary import OPEN_STATES
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter, CaseRow
from warehouse.ops.ops_db import open_ops
from warehouse.ops.outbox import Clock, FrozenMail, MailKey, open_outbox

OWNER: Final = "owner:"
NAMES_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A letter that is due: to whom, about which cases, how many wait besides."""

    reader: Recipient
    items: tuple[DigestItem, ...]
    more: int

    @property
    def person(self) -> str:
        """Whose cases they are, as the register names the office in charge."""
        return self.reader.scope.removeprefix(OWNER).strip()


def week_of(day: date) -> str:
    """Return the Monday of a day's week, which the letters of the week are filed under."""
    return (day - timedelta(days=day.weekday())).isoformat()


def due_digests(home: DataDir, settings: Settings, day: date) -> tuple[list[DueDigest], tuple[str, ...]]:
    """Return the letters of a day, and a sentence for what nobody is reminded of."""
    with open_ops(home.ops) as connection:
        cases = stored.select_cases(connection, CaseFilter(states=OPEN_STATES))
        deputies = stored.deputies_on(connection, day)
    by_reader: dict[str, list[CaseRow]] = {}
    for case in cases:
        lead = str(case["lead"])
        by_reader.setdefault(deputies.get(lead, lead), []).append(case)
    readers = [reader for reader in read_subscribers(home.subscribers) if DIGEST in reader.editions and reader.scope.startswith(OWNER)]
    letters = [letter for reader in readers if (letter := _letter(reader, by_reader, day, settings)) is not None]
    return letters, tuple(_remarks(by_reader, readers, day, settings))


def _letter(reader: Recipient, by_reader: Mapping[str, Sequence[CaseRow]], day: date, settings: Settings) -> DueDigest | None:
    """Return the letter to a reader, None where nothing waits."""
    person = reader.scope.removeprefix(OWNER).strip()
    digest = digest_of(by_reader.get(person, ()), day, settings.cases)
    own = tuple(DigestItem(each.case, each.reason, "" if each.case["lead"] == person else each.case["lead"]) for each in digest.items)
    return DueDigest(reader, own, digest.more) if own else None


def _remarks(by_reader: Mapping[str, Sequence[CaseRow]], readers: Sequence[Recipient], day: date, settings: Settings) -> Iterator[str]:
    """Yield how many cases wait that nobody answers for, and whose wait without a reader of the letter."""
    reached = {reader.scope.removeprefix(OWNER).strip() for reader in readers}
    digests = {person: digest_of(cases, day, settings.cases) for person, cases in by_reader.items()}
    waiting = {person: len(digest.items) + digest.more for person, digest in digests.items() if digest.items}
    if "" in waiting:
        yield f"{waiting['']} cases wait and nobody answers for them; assign them with `earlywarn case assign`"
    missed = sorted(person for person in waiting if person and person not in reached)
    if missed:
        shown = ", ".join(missed[:NAMES_SHOWN]) + (f" and {len(missed) - NAMES_SHOWN} more" if len(missed) > NAMES_SHOWN else "")
        count = sum(waiting[person] for person in missed)
        yield f"{count} cases wait whose offices take no {DIGEST} ({shown}); add lines with the scope {OWNER}NAME to subscribers.csv"


def send_digests(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, day: date, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Freeze and hand over the letters of a day's week; whoever had one this week gets none."""
    smtp = require_relay(smtp)
    due, remarks = due_digests(home, settings, day)
    week = week_of(day)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        for letter in due:
            key = MailKey(DIGEST, week, 1, letter.reader.email, letter.reader.scope)
            if not outbox.holds(key):
                outbox.freeze(key, compose_digest(letter, settings, day, smtp.sender, clock()))
        hand_over(outbox, smtp, settings.mail, (DIGEST,), [week], clock, context)
        return SendReport(tuple(row for row in outbox.rows() if row.edition == DIGEST and row.month == week), remarks)


def release_held_digests(home: DataDir, day: date, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held letters of a day's week as a person says; returns how many."""
    return settle_held(home, lambda row: row.edition == DIGEST and row.month == week_of(day), verdict, clock)


def write_digest_files(home: DataDir, settings: Settings, day: date) -> list[str]:
    """Write the letters of a day as .eml files instead of sending them; returns what was done, in words."""
    due, remarks = due_digests(home, settings, day)
    folder = home.outbox / f"{DIGEST}-{week_of(day)}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done, moment = list(remarks), datetime.combine(day, time(FILE_HOUR))
    for number, letter in enumerate(due, start=1):
        path = folder / file_name(DIGEST, letter.reader, number)
        replace_file(path, compose_digest(letter, settings, day, NOWHERE, moment).content)
        done.append(f"wrote {path}")
    return done


def compose_digest(letter: DueDigest, settings: Settings, day: date, sender: str, moment: datetime) -> FrozenMail:
    """Return the mail of a letter that is due."""
    own, reader = settings.district, letter.reader
    edition = Edition(
        month=day.replace(day=1), as_of=day, issued_on=day, issue_number=0, issue_total=0, district=own.name, issuer=own.issuer,
        contact=own.contact, district_en=own.name_en, content_id=week_of(day), language=reader.language,
    )  # fmt: skip
    written = digest_letter(letter.person, letter.items, letter.more, edition, LetterOptions(scope=reader.scope))
    message = compose_message(written, edition, reader, [], sender=formataddr((settings.mail.from_name, sender)))
    identity = sha256(f"{DIGEST}|{reader.email}|{reader.scope}|{week_of(day)}".encode()).hexdigest()[:24]
    message_id = f"<{DIGEST}.{identity}@{sender.rpartition('@')[2]}>"
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
    return FrozenMail(message_id, str(message["Subject"]), message.as_bytes())

"""Short mails that are nobody's edition: a failed run or hung unit to the operators, a late source to its office; each once, by outbox.

In: to whom, freezing, handing over, what waits for another try. Out: what is late (models.district.late_sources), words (reports.letters).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from email.utils import format_datetime, formataddr
from itertools import groupby
from ssl import SSLContext
from typing import Final

from models.district.late_sources import LateSource, late_sources, latest_due
from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.department_mail import message_id, readers_of
from pipelines.delivery.letter_composer import NOWHERE, file_name
from pipelines.delivery.mailing import FILE_HOUR, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import FEEDBACK, Recipient, department_of_scope
from pipelines.errors import SettingsError
from pipelines.month.arrival import arrival
from pipelines.settings import Settings
from reports.edition import Edition
from reports.letters.letter import Letter, LetterOptions
from reports.letters.notice_letter import FailedRun, LateFigures, failure_letter, hung_letter, late_letter
from reports.message import compose_message
from reports.scope import DISTRICT
from warehouse.ops.outbox import Clock, FrozenMail, MailKey, OutboxRow, open_outbox
from warehouse.periods import month_key
from warehouse.snapshot import open_snapshot

FAILURE: Final = "failure"
LATE: Final = "late"


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail: its edition, its period, its reader, its words and how they are dated.

    The last word of the period is what it is about and makes it one and the same; a day before it is when that happened.
    """

    edition: str
    period: str
    reader: Recipient
    letter: Letter
    dated: Edition

    def is_row(self, row: OutboxRow) -> bool:
        """Whether a row of the outbox is this mail, on whatever day it was written."""
        own = (self.edition, self.reader.email, self.reader.scope, _about(self.period))
        return (row.edition, row.recipient, row.scope, _about(row.month)) == own

    def compose(self, settings: Settings, sender: str, moment: datetime) -> FrozenMail:
        """Return the mail, the same bytes for the same moment."""
        message = compose_message(self.letter, self.dated, self.reader, [], sender=formataddr((settings.mail.from_name, sender)))
        own_id = message_id(self.edition, self.reader, _about(self.period), sender)
        message["Message-ID"] = own_id
        message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
        return FrozenMail(own_id, str(message["Subject"]), message.as_bytes())


def send_failure(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, failed: FailedRun, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Tell the operators of a run that did not finish, each once; raises SettingsError where nobody is named."""
    if not settings.mail.operators:
        raise SettingsError("nobody is told of failed runs: name addresses with `operators` in mail.toml")
    return _send(_failure_notices(settings, failed, clock().date()), FAILURE, home, settings, smtp, clock, context)


def send_hung(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, unit: str, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Tell the operators of a unit of the service that answered nothing, once a unit and day; does nothing where nobody is named."""
    day = clock().date()
    about = f"{unit}.{day:%Y%m%d}"
    notices = [
        Notice(FAILURE, f"{day} {about}", reader, hung_letter(unit, edition, LetterOptions(scope=reader.scope)), edition)
        for reader, edition in _operators(settings, day, about)
    ]
    return _send(notices, FAILURE, home, settings, smtp, clock, context) if notices else SendReport(())


def send_late(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, day: date, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Remind every office whose source is late on a day; of a source and month it is reminded once."""
    notices, remarks = _late_notices(home, settings, day)
    return replace(_send(notices, LATE, home, settings, smtp, clock, context), remarks=remarks)


def write_late_files(home: DataDir, settings: Settings, day: date) -> list[str]:
    """Write the reminders of a day as .eml files instead of sending them; returns what was done, in words."""
    notices, remarks = _late_notices(home, settings, day)
    folder = home.outbox / f"{LATE}-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done = list(remarks)
    for number, notice in enumerate(notices, start=1):
        path = folder / file_name(LATE, notice.reader, number)
        replace_file(path, notice.compose(settings, NOWHERE, datetime.combine(day, time(FILE_HOUR))).content)
        done.append(f"wrote {path}")
    return done


def release_held_notices(home: DataDir, edition: str, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held notices of an edition as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(home, lambda row: row.edition == edition, verdict, clock)


def send_waiting_notices(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Hand over the notices that wait; nothing new is written."""
    reports = [_send([], edition, home, settings, smtp, clock, context) for edition in (FAILURE, LATE)]
    return SendReport(tuple(row for report in reports for row in report.rows))


def late_on(home: DataDir, settings: Settings, day: date) -> list[LateSource]:
    """Return the sources that are late on a day, by what the snapshot holds."""
    release_days = {indicator: source.release_day for indicator, source in settings.sources.items()}
    months = {latest_due(day, release_day) for release_day in release_days.values()}
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        coverage = {month: arrival(store, settings, month, day) for month in sorted(months)}
    return late_sources(coverage, release_days, day)


def _failure_notices(settings: Settings, failed: FailedRun, day: date) -> list[Notice]:
    """Return a notice for each operator."""
    return [
        Notice(FAILURE, f"{day} {failed.run}", reader, failure_letter(failed, edition, LetterOptions(scope=reader.scope)), edition)
        for reader, edition in _operators(settings, day, failed.run)
    ]


def _operators(settings: Settings, day: date, about: str) -> list[tuple[Recipient, Edition]]:
    """Return every operator with how a notice about something is dated."""
    operators = [Recipient(email, "", DISTRICT, (), settings.mail.operators_language) for email in settings.mail.operators]
    return [(reader, _dated(settings, day, about, reader)) for reader in operators]


def _late_notices(home: DataDir, settings: Settings, day: date) -> tuple[list[Notice], tuple[str, ...]]:
    """Return a reminder for each reader of an office with a late source, and a sentence for every office that has no reader."""
    readers = readers_of(home, FEEDBACK)
    found, remarks = [], []
    for late in _by_department(late_on(home, settings, day), settings):
        own = [reader for reader in readers if department_of_scope(reader.scope) == late.department]
        found += [_late_notice(late, reader, settings, day) for reader in own]
        if not own:
            remarks.append(
                f"{late.department} is late with {month_key(late.month)} and is not reminded: nobody takes feedback with the scope "
                f"source:{late.department}; add a line to subscribers.csv"
            )
    return found, tuple(remarks)


def _late_notice(late: LateFigures, reader: Recipient, settings: Settings, day: date) -> Notice:
    period = f"{month_key(late.month)}.{late.due_on:%Y%m%d}"
    edition = _dated(settings, day, period, reader)
    return Notice(LATE, period, reader, late_letter(late, edition, LetterOptions(scope=reader.scope)), edition)


def _by_department(late: Sequence[LateSource], settings: Settings) -> Iterator[LateFigures]:
    """Yield what is late by office, month and day; sources due on other days come in letters of their own, so that each is named once."""

    def place(source: LateSource) -> tuple[str, date, date]:
        return settings.sources[source.indicator].department, source.month, source.due_on

    for (department, month, due_on), own in groupby(sorted(late, key=place), key=place):
        yield LateFigures(department, tuple(source.indicator for source in own), month, due_on)


def _send(
    notices: Sequence[Notice], edition: str, home: DataDir, settings: Settings, smtp: SmtpSettings | None, clock: Clock,
    context: SSLContext | None,
) -> SendReport:  # fmt: skip
    """Freeze what was never frozen and hand over what waits of an edition."""
    relay = require_relay(smtp)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        known = outbox.rows()
        for notice in notices:
            if not any(notice.is_row(row) for row in known):
                key = MailKey(edition, notice.period, 1, notice.reader.email, notice.reader.scope)
                outbox.freeze(key, notice.compose(settings, relay.sender, clock()))
        waiting = {row.id: row.month for row in outbox.rows("pending", "sending") if row.edition == edition}
        hand_over(outbox, relay, settings.mail, (edition,), dict.fromkeys(waiting.values()), clock, context)
        return SendReport(tuple(row for row in outbox.rows() if row.id in waiting or any(notice.is_row(row) for notice in notices)))


def _about(period: str) -> str:
    """Return what a notice is about, without the day of it."""
    return period.rpartition(" ")[2]


def _dated(settings: Settings, day: date, content: str, reader: Recipient) -> Edition:
    """Return how a notice is called: it is dated with its day and belongs to no issue of the bulletin."""
    own = settings.district
    return Edition(
        month=day.replace(day=1), as_of=day, issued_on=day, issue_number=0, issue_total=0, district=own.name, issuer=own.issuer,
        contact=own.contact, district_en=own.name_en, content_id=content, language=reader.language,
    )  # fmt: skip

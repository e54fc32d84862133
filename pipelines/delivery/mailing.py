"""Sending a month's editions: every subscriber's mails frozen, handed over once, and every doubt named.

Nothing is written before the month's folder is out; what is mailed comes from the figures kept with that edition, not from what the
warehouse says today.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from ssl import SSLContext
from typing import Literal

import polars as pl

from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.briefing_inputs import frames_from
from pipelines.delivery.letter_composer import KINDS, NOWHERE, Kind, LetterComposer, PendingLetter, file_name, newly_red
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.publication import read_manifest
from pipelines.delivery.relay import Relay
from pipelines.delivery.retries import Round
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.errors import MailNotDeliveredError, SettingsError, UsageError, WarehouseUnavailableError
from pipelines.settings import Settings, SmtpSettings
from reports.scope import DISTRICT, parse_scope
from warehouse.ops.editions import Archive
from warehouse.ops.outbox import SUPERSEDED, WITHDRAWN, Clock, MailKey, Outbox, OutboxRow, open_outbox

# A kind of letter and who takes it.
Addressed = tuple[Kind, Recipient]
# A mail written to a file is dated with its edition's as-of day, so that writing it again gives the same bytes.
FILE_HOUR = 8


@dataclass(frozen=True, slots=True)
class PostReport:
    """What is known of a month's mails after sending: rows by what became of them."""

    rows: tuple[OutboxRow, ...]
    remarks: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        """Return how many mails are in a state."""
        return sum(row.state == state for row in self.rows)

    def require_delivered(self) -> None:
        """Raise MailNotDeliveredError naming every mail that has not arrived."""
        # A mail whose successor took its place, or whose reader no longer takes it, is nobody's loss.
        open_rows = [row for row in self.rows if row.state != "sent" and not row.reply.startswith((SUPERSEDED, WITHDRAWN))]
        if open_rows:
            named = "; ".join(f"{row.recipient} {row.state}: {row.reply}" for row in open_rows[:10])
            more = f"; and {len(open_rows) - 10} more" if len(open_rows) > 10 else ""
            raise MailNotDeliveredError(
                f"{len(open_rows)} of {len(self.rows)} mails are not known to have arrived ({named}{more}); "
                "pending ones go out with the next `earlywarn send`, held ones wait for --held sent or --held again"
            )


def send_month(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, month: date, clock: Clock = now, context: SSLContext | None = None
) -> PostReport:
    """Freeze and hand over what is due of a month to everybody who takes it; what was sent is not sent again."""
    if smtp is None:
        raise SettingsError("no mail relay is named; set EARLYWARN_SMTP_HOST and EARLYWARN_SMTP_FROM in the environment, or use --dry-run")
    relay = Relay(smtp, settings.mail.timeout_seconds, context)
    with _only_sender(home), open_outbox(home.ops, clock) as outbox:
        desk = _desk(home, settings, month, smtp.sender)
        orders = desk.served(_orders(home))
        _withdraw(outbox, desk.month_key, orders)
        _freeze(outbox, desk, orders, clock)
        Round(outbox, relay, settings.mail, f"{month:%Y-%m}", clock, smtp.log).deliver()
        relay.close()
        return PostReport(tuple(row for row in outbox.rows() if row.month == f"{month:%Y-%m}"), desk.unserved(_orders(home)))


def release_held(home: DataDir, month: date, verdict: Literal["sent", "again"], clock: Clock = now) -> int:
    """Settle the held mails of a month as a person says: they arrived, or they are to be sent again; returns how many."""
    with _only_sender(home), open_outbox(home.ops, clock) as outbox:
        held = [row for row in outbox.rows("held") if row.month == f"{month:%Y-%m}"]
        for row in held:
            # Sent again after its correction, the first version would be the last word.
            if verdict == "again" and outbox.has_successor(row):
                outbox.settle(row, "failed", f"{SUPERSEDED} a later revision; a person said: {verdict}")
            else:
                outbox.settle(row, "sent" if verdict == "sent" else "pending", f"a person said: {verdict}")
        return len(held)


def write_files(home: DataDir, settings: Settings, month: date) -> list[str]:
    """Write the mails of a month as .eml files instead of sending them, the same bytes on any day; returns what was done, in words."""
    desk = _desk(home, settings, month, NOWHERE)
    folder = home.outbox / f"{desk.month_key}.r{desk.writer.edition.revision}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    moment = datetime.combine(desk.writer.edition.as_of, datetime.min.time()).replace(hour=FILE_HOUR)
    orders = _orders(home)
    done = list(desk.unserved(orders))
    with open_outbox(home.ops, now) as outbox:
        for due in filter(None, (desk.due(outbox, *order) for order in desk.served(orders))):
            path = folder / file_name(due.kind, due.recipient, due.number)
            replace_file(path, desk.writer.write(due, moment).content)
            done.append(f"wrote {path}")
    return done


@dataclass(frozen=True, slots=True)
class MailPlanner:
    """Decides what is due of one edition: `archive` knows what earlier revisions said."""

    writer: LetterComposer
    archive: Archive

    @property
    def month_key(self) -> str:
        """The month as the outbox names it."""
        return self.writer.edition.month_key

    def served(self, orders: list[Addressed]) -> list[Addressed]:
        """Return the orders of readers in whose scope anybody is monitored."""
        return [(kind, recipient) for kind, recipient in orders if self._has_anybody(recipient.scope)]

    def unserved(self, orders: list[Addressed]) -> tuple[str, ...]:
        """Return a sentence for each reader whose scope has nobody: a misspelt street would say for ever that all is well."""
        readers = dict.fromkeys((recipient.email, recipient.scope) for _, recipient in orders if not self._has_anybody(recipient.scope))
        return tuple(f"nothing is written to {email}: nobody is monitored in {scope}; correct subscribers.csv" for email, scope in readers)

    def _has_anybody(self, scope: str) -> bool:
        if scope == DISTRICT:
            return True
        column, value = parse_scope(scope)
        names = self.writer.frames.monitored.filter(pl.col("dimension") == column)["name"]
        # An edition kept by an earlier version does not know owners and tiers.
        return names.is_empty() or value in names.str.strip_chars().to_list()

    def key(self, kind: Kind, recipient: Recipient) -> MailKey:
        """Return the key of a reader's mail of this edition."""
        return MailKey(kind, self.month_key, self.writer.edition.revision, recipient.email, recipient.scope)

    def due(self, outbox: Outbox, kind: Kind, recipient: Recipient) -> PendingLetter | None:
        """Return what is to be written to a reader, None where there is nothing to say."""
        key = self.key(kind, recipient)
        told, taken_back = outbox.last_sent(key), ()
        if kind == "urgent":
            before, now_red = self._told(told, recipient.scope), self.writer.newly_red(recipient.scope)
            # The same enterprises need no second alarm; the bulletin carries whatever else a revision changed.
            if set(before) == set(now_red):
                return None
            taken_back = tuple(name for uscc, name in before.items() if uscc not in now_red)
        number = outbox.copy_number(recipient.email, recipient.scope)
        return PendingLetter(kind, recipient, number, outbox.first_sent(key), taken_back)

    def _told(self, revision: int | None, scope: str) -> dict[str, str]:
        """Return whom an earlier revision called newly red, code and name; nobody where none was sent."""
        key = None if revision is None else self.archive.published(self.writer.edition.month, revision)
        kept = self.archive.frames(key) if key else {}
        return newly_red(frames_from(kept), self.writer.edition, scope) if kept else {}


def _withdraw(outbox: Outbox, month: str, orders: list[Addressed]) -> None:
    """Fail what waits for readers who no longer take it, or no longer in that scope: they may not see it any more."""
    taken = {(kind, recipient.email, recipient.scope) for kind, recipient in orders}
    for row in outbox.rows("pending"):
        if row.month == month and (row.edition, row.recipient, row.scope) not in taken:
            outbox.settle(row, "failed", f"{WITHDRAWN}: not in subscribers.csv any more")


def _freeze(outbox: Outbox, desk: MailPlanner, orders: list[Addressed], clock: Clock) -> None:
    """Compose and store what is not in the outbox yet; a later revision answers the first mail and replaces what never left."""
    for order in orders:
        key = desk.key(*order)
        outbox.supersede(key)
        # Composing costs a picture and a workbook; what is frozen is never composed again, and never differently.
        due = None if outbox.holds(key) else desk.due(outbox, *order)
        if due is not None:
            outbox.freeze(key, desk.writer.write(due, clock()))


def _orders(home: DataDir) -> list[Addressed]:
    """Return what everybody takes, the urgent letters first."""
    everybody = read_subscribers(home.subscribers)
    return [(kind, recipient) for kind in KINDS for recipient in everybody if kind in recipient.editions]


def _desk(home: DataDir, settings: Settings, month: date, sender: str) -> MailPlanner:
    """Return the desk of the edition that is out; raises UsageError where none is."""
    folder = home.briefing(month)
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(f"no bulletin is published for {month:%Y-%m} ({folder}); run `earlywarn run --month {month:%Y-%m}` first")
    archive = Archive(home.ops, home.briefings)
    key = archive.current(month)
    kept = archive.frames(key) if key else {}
    if not kept:
        raise WarehouseUnavailableError(f"{home.ops} does not hold the figures of the edition in {folder}; run the month again")
    edition = issue(settings.district, month, manifest["made_from"], manifest["content_id"], int(manifest["revision"]))
    return MailPlanner(LetterComposer(frames_from(kept), edition, folder, settings.mail, sender), archive)


@contextmanager
def _only_sender(home: DataDir) -> Iterator[None]:
    """Let one process send at a time; the system lets go of the lock when the process ends, however it ends."""
    home.outbox.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home.outbox / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise WarehouseUnavailableError("another `earlywarn send` is at work; wait until it has ended") from error
    finally:
        os.close(descriptor)

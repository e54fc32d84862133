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
from pathlib import Path
from ssl import SSLContext
from typing import Literal

from pipelines.clock import now
from pipelines.delivery.archive import Archive
from pipelines.delivery.edition import issue
from pipelines.delivery.exchange import replace_file
from pipelines.delivery.figures import frames_from
from pipelines.delivery.letters import KINDS, NOWHERE, Kind, Writer, file_name
from pipelines.delivery.outbox import Clock, MailKey, Outbox, OutboxRow, open_outbox
from pipelines.delivery.publication import read_manifest
from pipelines.delivery.relay import Relay
from pipelines.delivery.rounds import Round
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.errors import MailNotDeliveredError, SettingsError, UsageError, WarehouseUnavailableError
from pipelines.home import Home
from pipelines.settings import Settings, SmtpSettings

# A kind of letter, the number of the copy, and who takes it.
Order = tuple[Kind, int, Recipient]
# A mail written to a file is dated with its edition's as-of day, so that writing it again gives the same bytes.
FILE_HOUR = 8


@dataclass(frozen=True, slots=True)
class PostReport:
    """What is known of a month's mails after sending: rows by what became of them."""

    rows: tuple[OutboxRow, ...]

    def count(self, state: str) -> int:
        """Return how many mails are in a state."""
        return sum(row.state == state for row in self.rows)

    def require_delivered(self) -> None:
        """Raise MailNotDeliveredError naming every mail that has not arrived."""
        # A mail whose successor went out in its place is nobody's loss.
        open_rows = [row for row in self.rows if row.state != "sent" and not row.reply.startswith("superseded")]
        if open_rows:
            named = "; ".join(f"{row.recipient} {row.state}: {row.reply}" for row in open_rows[:10])
            more = f"; and {len(open_rows) - 10} more" if len(open_rows) > 10 else ""
            raise MailNotDeliveredError(
                f"{len(open_rows)} of {len(self.rows)} mails are not known to have arrived ({named}{more}); "
                "pending ones go out with the next `earlywarn send`, held ones wait for --held sent or --held again"
            )


def send_month(
    home: Home, settings: Settings, smtp: SmtpSettings | None, month: date, clock: Clock = now, context: SSLContext | None = None
) -> PostReport:
    """Freeze and hand over what is due of a month to everybody who takes it; what was sent is not sent again."""
    if smtp is None:
        raise SettingsError("no mail relay is named; set EARLYWARN_SMTP_HOST and EARLYWARN_SMTP_FROM in the environment, or use --dry-run")
    relay = Relay(smtp, settings.mail.timeout_seconds, context)
    with _only_sender(home), open_outbox(home.ops, clock) as outbox:
        _freeze(outbox, _writer(home, settings, month, smtp.sender), _orders(home), clock)
        Round(outbox, relay, settings.mail, f"{month:%Y-%m}", clock, smtp.log).deliver()
        relay.close()
        return PostReport(tuple(row for row in outbox.rows() if row.month == f"{month:%Y-%m}"))


def release_held(home: Home, month: date, verdict: Literal["sent", "again"], clock: Clock = now) -> int:
    """Settle the held mails of a month as a person says: they arrived, or they are to be sent again; returns how many."""
    with _only_sender(home), open_outbox(home.ops, clock) as outbox:
        held = [row for row in outbox.rows("held") if row.month == f"{month:%Y-%m}"]
        for row in held:
            outbox.settle(row, "sent" if verdict == "sent" else "pending", f"a person said: {verdict}")
        return len(held)


def write_files(home: Home, settings: Settings, month: date) -> list[Path]:
    """Write the mails of a month as .eml files instead of sending them; the same edition gives the same bytes on any day."""
    writer = _writer(home, settings, month, NOWHERE)
    folder = home.outbox / f"{month:%Y-%m}.r{writer.edition.revision}"
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.combine(writer.edition.as_of, datetime.min.time()).replace(hour=FILE_HOUR)
    paths = []
    for kind, number, recipient in _orders(home):
        if writer.has_news(kind, recipient.scope):
            path = folder / file_name(kind, recipient, number)
            replace_file(path, writer.write(kind, recipient, number, moment).content)
            paths.append(path)
    return paths


def _freeze(outbox: Outbox, writer: Writer, orders: list[Order], clock: Clock) -> None:
    """Compose and store what is not in the outbox yet; a later revision answers the first mail and replaces what never left."""
    for kind, number, recipient in orders:
        key = MailKey(kind, writer.edition.month_key, writer.edition.revision, recipient.email, recipient.scope)
        # Composing costs a picture and a workbook; what is frozen is never composed again, and never differently.
        if outbox.holds(key):
            continue
        first = outbox.first_sent(key)
        # Whoever was told of a new red must be told as well when the revision takes it back.
        if writer.has_news(kind, recipient.scope) or first is not None:
            outbox.freeze(key, writer.write(kind, recipient, number, clock(), first))
        outbox.supersede(key)


def _orders(home: Home) -> list[Order]:
    """Return what everybody takes, the urgent letters first, each with the number of the copy."""
    everybody = list(enumerate(read_subscribers(home.subscribers), start=1))
    return [(kind, number, recipient) for kind in KINDS for number, recipient in everybody if kind in recipient.editions]


def _writer(home: Home, settings: Settings, month: date, sender: str) -> Writer:
    """Return the writer of the edition that is out; raises UsageError where none is."""
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
    return Writer(frames_from(kept), edition, folder, settings.mail, sender)


@contextmanager
def _only_sender(home: Home) -> Iterator[None]:
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

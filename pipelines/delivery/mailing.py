"""Sending a month's editions: every subscriber's mails frozen, handed over once, and every doubt named.

Nothing is written before the month's folder is out; what is mailed comes from the figures kept with that edition, not from what the
warehouse says today.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from ssl import SSLContext
from typing import Literal

import polars as pl

from pipelines.clock import now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.briefing_inputs import frames_from, list_frames_from, missing_frames
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.letter_composer import KINDS, NOWHERE, Kind, LetterComposer, PendingLetter, file_name, newly_red
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.publication import Manifest, read_manifest
from pipelines.delivery.retries import hand_over, require_relay
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.errors import MailNotDeliveredError, UsageError, WarehouseUnavailableError
from pipelines.settings import Settings
from reports.scope import DISTRICT, parse_scope
from warehouse.ops.outbox import SUPERSEDED, Clock, MailKey, Outbox, OutboxRow, open_outbox
from warehouse.periods import month_key

# A kind of letter and who takes it.
Addressed = tuple[Kind, Recipient]
# What a person says of a mail whose outcome is unknown.
Verdict = Literal["sent", "again"]
# How the reply of a mail begins whose reader no longer takes it.
WITHDRAWN = "withdrawn"
# A mail written to a file is dated with its edition's as-of day, so that writing it again gives the same bytes.
FILE_HOUR = 8


@dataclass(frozen=True, slots=True)
class SendReport:
    """What is known of a month's mails after sending: rows by what became of them."""

    rows: tuple[OutboxRow, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, reports: Iterable["SendReport"]) -> "SendReport":
        """Return what is known of several editions together."""
        found = list(reports)
        return cls(tuple(row for report in found for row in report.rows), tuple(line for report in found for line in report.remarks))

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
) -> SendReport:
    """Freeze and hand over what is due of a month to everybody who takes it; what was sent is not sent again.

    Raises UsageError where no edition is out, or where a mail is due of one that an older version published; what was frozen of such an
    edition is handed over first.
    """
    smtp = require_relay(smtp)
    key = month_key(month)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        edition, addressed = _edition_out(home, month), _addressed(home)
        planner = None if edition.missing else _planner(home, settings, edition, smtp.sender)
        served = addressed if planner is None else planner.served(addressed)
        _withdraw(outbox, key, served)
        if planner is not None:
            _freeze(outbox, planner, served, clock)
        hand_over(outbox, smtp, settings.mail, KINDS, [key], clock, context)
        if planner is None:
            _refuse_new(outbox, edition, addressed)
        remarks = () if planner is None else planner.unserved(addressed)
        return SendReport(tuple(row for row in outbox.rows() if _is_of(row, key)), remarks)


def release_held(home: DataDir, month: date, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held letters of a month as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(home, lambda row: _is_of(row, month_key(month)), verdict, clock)


def settle_held(home: DataDir, is_meant: Callable[[OutboxRow], bool], verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails that are meant as a person says; returns how many."""
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        held = [row for row in outbox.rows("held") if is_meant(row)]
        for row in held:
            # Sent again after its correction, the first version would be the last word.
            if verdict == "again" and outbox.has_successor(row):
                outbox.settle(row, "failed", f"{SUPERSEDED} a later revision; a person said: {verdict}")
            else:
                outbox.settle(row, "sent" if verdict == "sent" else "pending", f"a person said: {verdict}")
        return len(held)


def write_files(home: DataDir, settings: Settings, month: date) -> list[str]:
    """Write the mails of a month as .eml files instead of sending them, the same bytes on any day; returns what was done, in words.

    Raises UsageError where no edition is out or where an older version published it.
    """
    edition, addressed = _edition_out(home, month), _addressed(home)
    edition.require_current()
    planner = _planner(home, settings, edition, NOWHERE)
    folder = home.outbox / f"{planner.month_key}.r{planner.composer.edition.revision}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    moment = datetime.combine(planner.composer.edition.as_of, datetime.min.time()).replace(hour=FILE_HOUR)
    done = list(planner.unserved(addressed))
    with open_outbox(home.ops, now) as outbox:
        for due in filter(None, (planner.due(outbox, *letter) for letter in planner.served(addressed))):
            path = folder / file_name(due.kind, due.recipient, due.number)
            replace_file(path, planner.composer.write(due, moment).content)
            done.append(f"wrote {path}")
    return done


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """The edition of a month that is out: its folder, what its manifest says, and the figures kept with it by name."""

    month: date
    folder: Path
    manifest: Manifest
    frames: Mapping[str, pl.DataFrame]

    @property
    def missing(self) -> list[str]:
        """The frames that mail is written from and that were not kept, since an older version published the edition."""
        return missing_frames(self.frames)

    @property
    def revision(self) -> int:
        """Which revision of the month it is."""
        return int(self.manifest["revision"])

    def require_current(self) -> None:
        """Raise UsageError where an older version published the edition."""
        if self.missing:
            key = month_key(self.month)
            raise UsageError(
                f"{key} was published by an older version, which kept no {', '.join(self.missing)}, so no new mail can be written from it; "
                f"`earlywarn report --month {key}` publishes it anew"
            )


@dataclass(frozen=True, slots=True)
class MailPlanner:
    """Decides what is due of one edition: `archive` knows what earlier revisions named."""

    composer: LetterComposer
    archive: Archive

    @property
    def month_key(self) -> str:
        """The month as the outbox names it."""
        return self.composer.edition.month_key

    def served(self, addressed: list[Addressed]) -> list[Addressed]:
        """Return the letters to readers in whose scope anybody is monitored."""
        return [(kind, recipient) for kind, recipient in addressed if self._has_anybody(recipient.scope)]

    def unserved(self, addressed: list[Addressed]) -> tuple[str, ...]:
        """Return a sentence for each reader whose scope has nobody: a misspelt street would say for ever that all is well."""
        readers = dict.fromkeys((recipient.email, recipient.scope) for _, recipient in addressed if not self._has_anybody(recipient.scope))
        return tuple(f"nothing is written to {email}: nobody is monitored in {scope}; correct subscribers.csv" for email, scope in readers)

    def _has_anybody(self, scope: str) -> bool:
        if scope == DISTRICT:
            return True
        column, value = parse_scope(scope)
        found = self.composer.frames.monitored.filter(pl.col("dimension") == column)["name"]
        return value in found.str.strip_chars().to_list()

    def key(self, kind: Kind, recipient: Recipient) -> MailKey:
        """Return the key of a reader's mail of this edition."""
        return _key(kind, recipient, self.month_key, self.composer.edition.revision)

    def due(self, outbox: Outbox, kind: Kind, recipient: Recipient) -> PendingLetter | None:
        """Return what is to be written to a reader, None where there is no news."""
        key = self.key(kind, recipient)
        taken_back: tuple[str, ...] = ()
        if kind == "urgent":
            before, now_red = self._named_before(outbox.last_sent(key), recipient.scope), self.composer.newly_red(recipient.scope)
            # The same enterprises need no second alarm; the bulletin carries whatever else a revision changed.
            if set(before) == set(now_red):
                return None
            taken_back = tuple(name for uscc, name in before.items() if uscc not in now_red)
        number = outbox.copy_number(recipient.email, recipient.scope)
        return PendingLetter(kind, recipient, number, outbox.first_sent(key), taken_back)

    def _named_before(self, revision: int | None, scope: str) -> dict[str, str]:
        """Return whom an earlier revision called newly red, code and name; nobody where none was sent."""
        key = None if revision is None else self.archive.published(self.composer.edition.month, revision)
        kept = self.archive.frames(key) if key else {}
        return newly_red(list_frames_from(kept), self.composer.edition, scope) if kept else {}


def _is_of(row: OutboxRow, month: str) -> bool:
    """Whether a row is a letter of a month's edition; push lists and a summary of the month are other jobs' to send and to withdraw."""
    return row.edition in KINDS and row.month == month


def _key(kind: Kind, recipient: Recipient, month: str, revision: int) -> MailKey:
    return MailKey(kind, month, revision, recipient.email, recipient.scope)


def _withdraw(outbox: Outbox, month: str, addressed: list[Addressed]) -> None:
    """Fail what waits for readers who no longer take it, or no longer in that scope: they may not see it any more."""
    taken = {(kind, recipient.email, recipient.scope) for kind, recipient in addressed}
    for row in outbox.rows("pending"):
        if _is_of(row, month) and (row.edition, row.recipient, row.scope) not in taken:
            outbox.settle(row, "failed", f"{WITHDRAWN}: not in subscribers.csv any more")


def _freeze(outbox: Outbox, planner: MailPlanner, addressed: list[Addressed], clock: Clock) -> None:
    """Compose and store what is not in the outbox yet; a later revision answers the first mail and replaces what never left."""
    for letter in addressed:
        key = planner.key(*letter)
        outbox.supersede(key)
        # Composing costs a picture and a workbook; what is frozen is never composed again, and never differently.
        due = None if outbox.holds(key) else planner.due(outbox, *letter)
        if due is not None:
            outbox.freeze(key, planner.composer.write(due, clock()))


def _refuse_new(outbox: Outbox, edition: KeptEdition, addressed: list[Addressed]) -> None:
    """Raise UsageError where a mail of an older version's edition was never frozen: it would go out without its reasons."""
    if not all(outbox.holds(_key(*letter, month_key(edition.month), edition.revision)) for letter in addressed):
        edition.require_current()


def _addressed(home: DataDir) -> list[Addressed]:
    """Return what everybody takes, the urgent letters first."""
    everybody = read_subscribers(home.subscribers)
    return [(kind, recipient) for kind in KINDS for recipient in everybody if kind in recipient.editions]


def _edition_out(home: DataDir, month: date) -> KeptEdition:
    """Return the edition that is out; raises UsageError where none is, WarehouseUnavailableError where its figures were lost."""
    folder = home.briefing(month)
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError(f"no bulletin is published for {month:%Y-%m} ({folder}); run `earlywarn run --month {month:%Y-%m}` first")
    archive = Archive(home.ops, home.briefings)
    key = archive.current(month)
    kept = archive.frames(key) if key else {}
    if not kept:
        raise WarehouseUnavailableError(f"{home.ops} does not hold the figures of the edition in {folder}; run the month again")
    return KeptEdition(month, folder, manifest, kept)


def _planner(home: DataDir, settings: Settings, edition: KeptEdition, sender: str) -> MailPlanner:
    """Return the planner of an edition whose figures this version can write from."""
    issued = issue(settings.district, edition.month, edition.manifest["made_from"], edition.manifest["content_id"], edition.revision)
    composer = LetterComposer(frames_from(edition.frames), issued, edition.folder, settings.mail, sender)
    return MailPlanner(composer, Archive(home.ops, home.briefings))


@contextmanager
def only_sender(home: DataDir) -> Iterator[None]:
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

"""Mail to departments: each gets what is its own, once while nothing has changed, through the outbox the bulletin goes through too.

In: freezing, withdrawing and handing over mails that belong to a department. Out: what is in them (feedback.py, policy_push.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext

from pipelines.clock import now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.letter_composer import file_name
from pipelines.delivery.mailing import FILE_HOUR, WITHDRAWN, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.retries import hand_over
from pipelines.delivery.subscribers import Recipient, read_subscribers
from pipelines.settings import Settings
from warehouse.ops.outbox import SUPERSEDED, Clock, FrozenMail, MailKey, Outbox, open_outbox

FILE_HOUR_OF_DAY = time(FILE_HOUR)


@dataclass(frozen=True, slots=True)
class DueMail:
    """One mail that is due: its reader, its id, which stays the same as long as it would say the same, and how it is composed."""

    reader: Recipient
    message_id: str
    compose: Callable[[datetime], FrozenMail]


@dataclass(frozen=True, slots=True)
class DepartmentPost:
    """What is due of one edition for departments: `period` is the day or month it is of, `remarks` name readers nothing is written to."""

    edition: str
    period: str
    mails: Sequence[DueMail]
    remarks: tuple[str, ...] = ()


def readers_of(home: DataDir, edition: str) -> list[Recipient]:
    """Return who takes an edition."""
    return [reader for reader in read_subscribers(home.subscribers) if edition in reader.editions]


def message_id(edition: str, reader: Recipient, digest: str, sender: str) -> str:
    """Return the Message-ID of a reader's mail: the same as long as the digest of what it says is."""
    identity = f"{edition}|{reader.email}|{reader.scope}|{digest}"
    return f"<{edition}.{sha256(identity.encode()).hexdigest()[:24]}@{sender.rpartition('@')[2]}>"


def send_to_departments(
    post: DepartmentPost, home: DataDir, settings: Settings, smtp: SmtpSettings, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Freeze and hand over what is due; what was sent goes once while nothing has changed."""
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        _withdraw(outbox, post.edition, {(mail.reader.email, mail.reader.scope): mail.message_id for mail in post.mails})
        for mail in post.mails:
            if not _is_known(outbox, mail.message_id):
                revision = _next_revision(outbox, post, mail.reader)
                key = MailKey(post.edition, post.period, revision, mail.reader.email, mail.reader.scope)
                outbox.freeze(key, mail.compose(clock()))
        waiting = [row.month for row in outbox.rows("pending", "sending") if row.edition == post.edition]
        hand_over(outbox, smtp, settings.mail, (post.edition,), dict.fromkeys([*waiting, post.period]), clock, context)
        periods, unsettled = {*waiting, post.period}, ("pending", "sending", "held")
        rows = [row for row in outbox.rows() if row.edition == post.edition and (row.month in periods or row.state in unsettled)]
        return SendReport(tuple(rows), post.remarks)


def write_department_files(post: DepartmentPost, folder: Path, moment: datetime) -> list[str]:
    """Write the mails as .eml files instead of sending them, the same bytes on any day; returns what was done, in words."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done = list(post.remarks)
    for number, mail in enumerate(post.mails, start=1):
        path = folder / file_name(post.edition, mail.reader, number)
        replace_file(path, mail.compose(moment).content)
        done.append(f"wrote {path}")
    return done


def release_held_of(home: DataDir, edition: str, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of an edition as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(home, lambda row: row.edition == edition, verdict, clock)


def _withdraw(outbox: Outbox, edition: str, current: Mapping[tuple[str, str], str]) -> None:
    """Fail what waits and is out of date: a newer mail is due in its place, or nobody takes it any more."""
    for row in outbox.rows("pending"):
        wanted = current.get((row.recipient, row.scope))
        if row.edition == edition and row.message_id != wanted:
            reason = f"{WITHDRAWN}: nothing is open, or not in subscribers.csv" if wanted is None else f"{SUPERSEDED} later {edition}"
            outbox.settle(row, "failed", reason)


def _is_known(outbox: Outbox, wanted: str) -> bool:
    """Whether a mail is in the outbox already; one that was taken out of it before it left counts, since ids are used once."""
    return any(row.message_id == wanted for row in outbox.rows())


def _next_revision(outbox: Outbox, post: DepartmentPost, reader: Recipient) -> int:
    """Return the number of a reader's next mail of a period."""
    own = (post.edition, post.period, reader.email, reader.scope)
    earlier = [row.revision for row in outbox.rows() if (row.edition, row.month, row.recipient, row.scope) == own]
    return max(earlier, default=0) + 1

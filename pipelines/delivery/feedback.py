"""Data feedback to whoever delivered: after each ingest a folder of sheets, a department apart from the other, and the mail with them.

`feedback/YYYY-MM-DD/` holds the sheets and `manifest.json`, which says whose they are. Mail is written from that folder alone, and goes
through the same outbox as the bulletin: what an department was sent once it is not sent again while nothing has changed.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime, formataddr
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext
from typing import Any

import polars as pl

from pipelines.clock import TIME_ZONE, now
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file, sync_file, write_durably
from pipelines.delivery.feedback_items import feedback_items
from pipelines.delivery.letter_composer import NOWHERE, file_name
from pipelines.delivery.mailing import FILE_HOUR, WITHDRAWN, SendReport, Verdict, only_sender, settle_held
from pipelines.delivery.relay import Relay
from pipelines.delivery.retries import Round
from pipelines.delivery.subscribers import FEEDBACK, Recipient, department_of_scope, read_subscribers
from pipelines.errors import SettingsError, UsageError
from pipelines.settings import Settings, SmtpSettings
from reports.attachments import Attachment
from reports.edition import Edition
from reports.feedback_workbook import render_feedback
from reports.letters.feedback_letter import Feedback, feedback_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from reports.words import feedback as texts
from reports.words.text import Words
from warehouse.ops.outbox import SUPERSEDED, Clock, FrozenMail, MailKey, Outbox, open_outbox
from warehouse.store import Store

MANIFEST = "manifest.json"
# Nobody answers more at once; the rest follows when these are answered.
MOST_ROWS = 500
FILE_HOUR_OF_DAY = time(FILE_HOUR)


@dataclass(frozen=True, slots=True)
class DepartmentFeedback:
    """What lies ready for one department: its sheets by name, how many rows by rule, a digest of what they say, how many wait besides."""

    department: str
    files: tuple[str, ...]
    rules: Mapping[str, int]
    digest: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackFolder:
    """The feedback of one day."""

    folder: Path
    day: date
    departments: Mapping[str, DepartmentFeedback]


def write_feedback(home: DataDir, store: Store, settings: Settings, day: date) -> Path:
    """Write the sheets of every department with open rows into the folder of the day, instead of an earlier one; returns the folder."""
    items = feedback_items(store, settings.sources).filter(pl.col("department").is_not_null())
    staged = home.feedback / f".{day}.tmp"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    departments = {}
    for (department,), own in items.sort("department").partition_by("department", as_dict=True, maintain_order=True).items():
        departments[str(department)] = _write_department(staged, str(department), own, day)
    write_durably(
        staged / MANIFEST, json.dumps({"day": day.isoformat(), "departments": departments}, ensure_ascii=False, indent=1).encode()
    )
    folder = home.feedback / day.isoformat()
    shutil.rmtree(folder, ignore_errors=True)
    staged.rename(folder)
    sync_file(home.feedback)
    return folder


def _write_department(folder: Path, department: str, items: pl.DataFrame, day: date) -> dict[str, Any]:
    """Write the sheets of one department; returns its part of the manifest."""
    sheets = items.sort("sheet").partition_by("sheet", as_dict=True, maintain_order=True)
    names, shown = [], []
    for (sheet,), every in sheets.items():
        # Whole files weigh most, and the latest month is what the next run needs.
        rows = every.sort(pl.col("row_number").is_null(), "period", descending=True, nulls_last=True, maintain_order=True).head(MOST_ROWS)
        shown.append(rows)
        suffix = Words().say(texts.SHEETS[str(sheet)]) if len(sheets) > 1 else ""
        # An department is named by configuration; a stroke in its name must not become a folder.
        names.append(f"{department.replace('/', '_')}{suffix}.xlsx")
        write_durably(folder / names[-1], render_feedback(rows, department, day))
    told = pl.concat(shown)
    rules = {str(rule): int(count) for rule, count in told.group_by("rule").len().sort("rule").iter_rows()}
    content = "\n".join(sorted(told["item_id"].to_list()))
    digest = sha256(content.encode()).hexdigest()[:24]
    return {"files": names, "rules": rules, "digest": digest, "more": items.height - told.height}


def latest_feedback(home: DataDir) -> FeedbackFolder:
    """Return the feedback of the last ingest; raises UsageError where there is none."""
    folders = sorted(path.parent for path in home.feedback.glob(f"[0-9]*/{MANIFEST}"))
    if not folders:
        raise UsageError(f"there is no feedback in {home.feedback}; run `earlywarn ingest` first")
    read = json.loads((folders[-1] / MANIFEST).read_text(encoding="utf-8"))
    departments = {
        name: DepartmentFeedback(name, tuple(each["files"]), each["rules"], each["digest"], each["more"])
        for name, each in read["departments"].items()
    }
    return FeedbackFolder(folders[-1], date.fromisoformat(read["day"]), departments)


def send_feedback(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Freeze and hand over what is due to every department that takes feedback; what was sent goes once while nothing has changed."""
    if smtp is None:
        raise SettingsError("no mail relay is named; set EARLYWARN_SMTP_HOST and EARLYWARN_SMTP_FROM in the environment, or use --dry-run")
    feedback = latest_feedback(home)
    due, remarks = _due(feedback, _readers(home), settings)
    relay = Relay(smtp, settings.mail.timeout_seconds, context)
    with only_sender(home), open_outbox(home.ops, clock) as outbox:
        _withdraw(outbox, {(reader.email, reader.scope): _message_id(reader, department, smtp.sender) for reader, department in due})
        for reader, department in due:
            if not _is_known(outbox, _message_id(reader, department, smtp.sender)):
                key = MailKey(FEEDBACK, feedback.day.isoformat(), _next_revision(outbox, reader, feedback.day), reader.email, reader.scope)
                outbox.freeze(key, _compose(feedback, department, reader, settings, smtp.sender, clock()))
        waiting = [row.month for row in outbox.rows("pending", "sending") if row.edition == FEEDBACK]
        for month in dict.fromkeys([*waiting, feedback.day.isoformat()]):
            Round(outbox, relay, settings.mail, month, clock, smtp.log).deliver()
        relay.close()
        days, unsettled = {*waiting, feedback.day.isoformat()}, ("pending", "sending", "held")
        rows = [row for row in outbox.rows() if row.edition == FEEDBACK and (row.month in days or row.state in unsettled)]
        return SendReport(tuple(rows), remarks)


def release_held_feedback(home: DataDir, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of feedback as a person says: they arrived, or they are to be sent again; returns how many."""
    return settle_held(home, lambda row: row.edition == FEEDBACK, verdict, clock)


def write_feedback_files(home: DataDir, settings: Settings) -> list[str]:
    """Write the mails that take the feedback as .eml files instead of sending them; returns what was done, in words."""
    feedback = latest_feedback(home)
    due, remarks = _due(feedback, _readers(home), settings)
    folder = home.outbox / f"feedback-{feedback.day}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    done, moment = list(remarks), datetime.combine(feedback.day, FILE_HOUR_OF_DAY)
    for number, (reader, department) in enumerate(due, start=1):
        path = folder / file_name("feedback", reader, number)
        replace_file(path, _compose(feedback, department, reader, settings, NOWHERE, moment).content)
        done.append(f"wrote {path}")
    return done


def _readers(home: DataDir) -> list[Recipient]:
    return [reader for reader in read_subscribers(home.subscribers) if FEEDBACK in reader.editions]


def _due(
    feedback: FeedbackFolder, readers: list[Recipient], settings: Settings
) -> tuple[list[tuple[Recipient, DepartmentFeedback]], tuple[str, ...]]:
    """Return who is to be sent what, and a sentence for every reader of an department that nobody delivers as."""
    known = {source.department for source in settings.sources.values()}
    departments = {reader: department_of_scope(reader.scope) for reader in readers}
    due = [(reader, feedback.departments[department]) for reader, department in departments.items() if department in feedback.departments]
    strange = [
        f"nothing is written to {reader.email}: {department} delivers nothing (the departments are {', '.join(sorted(known))}); "
        "correct subscribers.csv or sources.toml"
        for reader, department in departments.items()
        if department not in known
    ]
    return due, tuple(strange)


def _withdraw(outbox: Outbox, current: Mapping[tuple[str, str], str]) -> None:
    """Fail what waits and is out of date: newer feedback is due in its place, or nobody takes it any more."""
    for row in outbox.rows("pending"):
        message_id = current.get((row.recipient, row.scope))
        if row.edition == FEEDBACK and row.message_id != message_id:
            reason = f"{WITHDRAWN}: nothing is open, or not in subscribers.csv" if message_id is None else f"{SUPERSEDED} later feedback"
            outbox.settle(row, "failed", reason)


def _is_known(outbox: Outbox, message_id: str) -> bool:
    """Whether a mail is in the outbox already; one that was taken out of it before it left counts, since ids are used once."""
    return any(row.message_id == message_id for row in outbox.rows())


def _next_revision(outbox: Outbox, reader: Recipient, day: date) -> int:
    """Return the number of a reader's next feedback of a day."""
    earlier = [row.revision for row in outbox.rows() if (row.edition, row.month, row.recipient, row.scope)
               == (FEEDBACK, day.isoformat(), reader.email, reader.scope)]  # fmt: skip
    return max(earlier, default=0) + 1


def _message_id(reader: Recipient, department: DepartmentFeedback, sender: str) -> str:
    """Return the Message-ID of a reader's feedback: the same as long as the same rows are open."""
    identity = f"{FEEDBACK}|{reader.email}|{reader.scope}|{department.digest}"
    return f"<feedback.{sha256(identity.encode()).hexdigest()[:24]}@{sender.rpartition('@')[2]}>"


def _compose(
    feedback: FeedbackFolder, department: DepartmentFeedback, reader: Recipient, settings: Settings, sender: str, moment: datetime
) -> FrozenMail:
    """Return the mail that takes an department its sheets."""
    edition = _edition(settings, feedback.day, department, reader)
    attached = [Attachment(name, (feedback.folder / name).read_bytes(), reader.scope) for name in department.files]
    options = LetterOptions(scope=reader.scope, attached=tuple(item.filename for item in attached))
    letter = feedback_letter(Feedback(department.department, department.rules, department.more), edition, options)
    message = compose_message(letter, edition, reader, attached, sender=formataddr((settings.mail.from_name, sender)))
    message_id = _message_id(reader, department, sender)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
    return FrozenMail(message_id, str(message["Subject"]), message.as_bytes())


def _edition(settings: Settings, day: date, department: DepartmentFeedback, reader: Recipient) -> Edition:
    """Return how the letter is called: it is dated with the day of the feedback and belongs to no issue of the bulletin."""
    own = settings.district
    return Edition(
        month=day.replace(day=1),
        as_of=day,
        issued_on=day,
        issue_number=0,
        issue_total=0,
        district=own.name,
        issuer=own.issuer,
        contact=own.contact,
        district_en=own.name_en,
        content_id=department.digest,
        language=reader.language,
    )

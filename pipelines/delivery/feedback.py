"""Data feedback to whoever delivered: after each ingest a folder of sheets, a department apart from the other, and the mail with them.

`feedback/YYYY-MM-DD/` holds the sheets and `manifest.json`, which says whose they are. Mail is written from that folder alone, and goes
through the same outbox as the bulletin: what a department was sent once it is not sent again while nothing has changed.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime, formataddr
from functools import partial
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext
from typing import Any

import polars as pl

from pipelines.clock import TIME_ZONE, now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import put_folder, write_durably
from pipelines.delivery.department_mail import (
    FILE_HOUR_OF_DAY,
    DepartmentPost,
    DueMail,
    message_id,
    readers_of,
    release_held_of,
    send_to_departments,
    write_department_files,
)
from pipelines.delivery.feedback_items import feedback_items
from pipelines.delivery.letter_composer import NOWHERE
from pipelines.delivery.mailing import SendReport, Verdict
from pipelines.delivery.retries import require_relay
from pipelines.delivery.subscribers import FEEDBACK, Recipient, department_of_scope
from pipelines.errors import UsageError
from pipelines.settings import Settings
from reports.attachments import Attachment
from reports.edition import Edition
from reports.feedback_workbook import render_feedback
from reports.letters.feedback_letter import Feedback, feedback_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from reports.words import feedback as texts
from reports.words.text import Words
from warehouse.ops.outbox import Clock, FrozenMail
from warehouse.store import Store

MANIFEST = "manifest.json"
# Nobody answers more at once; the rest follows when these are answered.
MOST_ROWS = 500


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
    put_folder(staged, folder)
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
    relay = require_relay(smtp)
    return send_to_departments(_post(latest_feedback(home), home, settings, relay.sender), home, settings, relay, clock, context)


def release_held_feedback(home: DataDir, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of feedback as a person says: they arrived, or they are to be sent again; returns how many."""
    return release_held_of(home, FEEDBACK, verdict, clock)


def write_feedback_files(home: DataDir, settings: Settings) -> list[str]:
    """Write the mails that take the feedback as .eml files instead of sending them; returns what was done, in words."""
    feedback = latest_feedback(home)
    moment = datetime.combine(feedback.day, FILE_HOUR_OF_DAY)
    return write_department_files(_post(feedback, home, settings, NOWHERE), home.outbox / f"feedback-{feedback.day}", moment)


def _post(feedback: FeedbackFolder, home: DataDir, settings: Settings, sender: str) -> DepartmentPost:
    """Return what is due of a day's feedback."""
    due, remarks = _due(feedback, readers_of(home, FEEDBACK), settings)
    mails = [
        DueMail(
            reader,
            message_id(FEEDBACK, reader, department.digest, sender),
            partial(_compose, feedback, department, reader, settings, sender),
        )
        for reader, department in due
    ]
    return DepartmentPost(FEEDBACK, feedback.day.isoformat(), mails, remarks)


def _due(
    feedback: FeedbackFolder, readers: list[Recipient], settings: Settings
) -> tuple[list[tuple[Recipient, DepartmentFeedback]], tuple[str, ...]]:
    """Return who is to be sent what, and a sentence for every reader of a department that nobody delivers as."""
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


def _compose(
    feedback: FeedbackFolder, department: DepartmentFeedback, reader: Recipient, settings: Settings, sender: str, moment: datetime
) -> FrozenMail:
    """Return the mail that takes a department its sheets."""
    edition = _edition(settings, feedback.day, department, reader)
    attached = [Attachment(name, (feedback.folder / name).read_bytes(), reader.scope) for name in department.files]
    options = LetterOptions(scope=reader.scope, attached=tuple(item.filename for item in attached))
    letter = feedback_letter(Feedback(department.department, department.rules, department.more), edition, options)
    message = compose_message(letter, edition, reader, attached, sender=formataddr((settings.mail.from_name, sender)))
    own_id = message_id(FEEDBACK, reader, department.digest, sender)
    message["Message-ID"] = own_id
    message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
    return FrozenMail(own_id, str(message["Subject"]), message.as_bytes())


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

"""Push lists: a folder a month with a list for each office that runs a policy, and the mail that takes it to the office.

`policies/YYYY-MM/` holds the lists and `manifest.json`, which says whose they are. It stands beside the briefings and not in them: an
edition is everybody's who may read the bulletin, a list is one office's alone. Mail is written from that folder alone.
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
from pipelines.delivery.letter_composer import NOWHERE
from pipelines.delivery.mailing import SendReport, Verdict
from pipelines.delivery.policy_frames import open_policies
from pipelines.delivery.retries import require_relay
from pipelines.delivery.subscribers import POLICIES, Recipient, department_of_scope
from pipelines.errors import UsageError
from pipelines.month.policies import month_policies
from pipelines.month.run import MonthRun
from pipelines.settings import Settings
from reports.attachments import Attachment
from reports.edition import Edition
from reports.letters.letter import LetterOptions
from reports.letters.policy_letter import PolicyPush, policy_letter
from reports.message import compose_message
from reports.push_workbook import push_csv, push_workbook
from warehouse import names
from warehouse.ops.outbox import Clock, FrozenMail
from warehouse.periods import month_key

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class DepartmentPush:
    """What lies ready for one office: its files, how many enterprises in all and by title of the policy, a digest of what they say."""

    department: str
    files: tuple[str, ...]
    enterprises: int
    by_policy: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class PushFolder:
    """The push lists of one month; `left_out`: titles of policies that are pushed to nobody, with the reason."""

    folder: Path
    month: date
    as_of: date
    departments: Mapping[str, DepartmentPush]
    left_out: Mapping[str, str]


def push_rows(run: MonthRun) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the open policies of every monitored enterprise with names and streets, and the policies that are pushed to nobody."""
    known = month_policies(run)
    places = run.known(names.REGISTER).select("uscc", "name", "street")
    rows = open_policies(known, run.read(names.POLICY_MATCHES)).join(places, on="uscc", how="left", maintain_order="left")
    left_out = {policy.key: reason for policy in known.catalogue if (reason := _kept_back(policy.row, is_internal=policy.is_internal))}
    pushed = rows.filter(~pl.col("key").is_in(list(left_out)))
    # Nobody is first because of its code: what is worth most and is surest comes first within a policy.
    order = ["reason", "key", "amount_cny_10k", "unknowns", "valid_to_on", "uscc"]
    counted = pushed.with_columns(unknowns=pl.col("missing_facts").str.count_matches(",").fill_null(-1))
    return counted.sort(order, descending=[False, False, True, False, False, False], nulls_last=True).drop("unknowns"), left_out


def _kept_back(row: Mapping[str, Any], *, is_internal: bool) -> str:
    """Return why a policy is pushed to nobody: internal, no_department; empty where it is pushed."""
    if is_internal:
        return "internal"
    return "" if row["department"] else "no_department"


def write_push(run: MonthRun) -> PushFolder:
    """Write the lists of every office with somebody on it into the folder of the month, instead of an earlier one."""
    home, key = run.home, month_key(run.month)
    rows, left_out = push_rows(run)
    staged = home.policies / f".{key}.tmp"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    departments = {
        str(department): _write_department(staged, str(department), own, run)
        for (department,), own in rows.partition_by("reason", as_dict=True, maintain_order=True).items()
    }
    manifest = {"month": key, "as_of": run.as_of.isoformat(), "departments": departments, "left_out": left_out}
    write_durably(staged / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    folder = home.policies / key
    put_folder(staged, folder)
    return read_push(home, run.month)


def _write_department(folder: Path, department: str, rows: pl.DataFrame, run: MonthRun) -> dict[str, Any]:
    """Write the two files of one office; returns its part of the manifest."""
    # An office is named by the catalogue; a stroke in its name must not become a folder.
    stem = department.replace("/", "_")
    files = {f"{stem}.csv": push_csv(rows), f"{stem}.xlsx": push_workbook(rows, department, run.month, run.as_of)}
    for name, content in files.items():
        write_durably(folder / name, content)
    by_policy = {str(title): int(count) for title, count in rows.group_by("policy", maintain_order=True).len().iter_rows()}
    digest = sha256(files[f"{stem}.csv"]).hexdigest()[:24]
    return {"files": list(files), "enterprises": rows["uscc"].n_unique(), "by_policy": by_policy, "digest": digest}


def read_push(home: DataDir, month: date) -> PushFolder:
    """Return the push lists of a month; raises UsageError where there are none."""
    folder = home.policies / month_key(month)
    if not (folder / MANIFEST).exists():
        raise UsageError(f"there are no push lists in {folder}; run `earlywarn policy push --month {month_key(month)}` first")
    read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    departments = {
        name: DepartmentPush(name, tuple(each["files"]), each["enterprises"], each["by_policy"], each["digest"])
        for name, each in read["departments"].items()
    }
    return PushFolder(folder, month, date.fromisoformat(read["as_of"]), departments, read["left_out"])


def send_policies(
    home: DataDir, settings: Settings, smtp: SmtpSettings | None, month: date, clock: Clock = now, context: SSLContext | None = None
) -> SendReport:
    """Freeze and hand over the push lists of a month to every office that takes them; what was sent goes once while nothing has changed."""
    relay = require_relay(smtp)
    return send_to_departments(_post(read_push(home, month), home, settings, relay.sender), home, settings, relay, clock, context)


def release_held_policies(home: DataDir, verdict: Verdict, clock: Clock = now) -> int:
    """Settle the held mails of push lists as a person says: they arrived, or they are to be sent again; returns how many."""
    return release_held_of(home, POLICIES, verdict, clock)


def write_policy_files(home: DataDir, settings: Settings, month: date) -> list[str]:
    """Write the mails that take the push lists as .eml files instead of sending them; returns what was done, in words."""
    push = read_push(home, month)
    moment = datetime.combine(push.as_of, FILE_HOUR_OF_DAY)
    return write_department_files(_post(push, home, settings, NOWHERE), home.outbox / f"policies-{month_key(month)}", moment)


def _post(push: PushFolder, home: DataDir, settings: Settings, sender: str) -> DepartmentPost:
    """Return what is due of a month's push lists, and a sentence for every reader whose office runs no policy with anybody on it."""
    departments = {reader: department_of_scope(reader.scope) for reader in readers_of(home, POLICIES)}
    mails = [
        DueMail(
            reader,
            message_id(POLICIES, reader, push.departments[name].digest, sender),
            partial(_compose, push, push.departments[name], reader, settings, sender),
        )
        for reader, name in departments.items()
        if name in push.departments
    ]
    remarks = tuple(
        f"nothing is written to {reader.email}: {name} has nobody on a push list of {month_key(push.month)} "
        f"(the offices are {', '.join(sorted(push.departments)) or 'none'}); correct subscribers.csv if the name is wrong"
        for reader, name in departments.items()
        if name not in push.departments
    )
    return DepartmentPost(POLICIES, month_key(push.month), mails, remarks)


def _compose(
    push: PushFolder, department: DepartmentPush, reader: Recipient, settings: Settings, sender: str, moment: datetime
) -> FrozenMail:
    """Return the mail that takes an office its lists."""
    edition = _edition(settings, push, department, reader)
    attached = [Attachment(name, (push.folder / name).read_bytes(), reader.scope) for name in department.files]
    options = LetterOptions(scope=reader.scope, attached=tuple(item.filename for item in attached))
    letter = policy_letter(PolicyPush(department.department, department.enterprises, department.by_policy), edition, options)
    message = compose_message(letter, edition, reader, attached, sender=formataddr((settings.mail.from_name, sender)))
    own_id = message_id(POLICIES, reader, department.digest, sender)
    message["Message-ID"] = own_id
    message["Date"] = format_datetime(moment.replace(tzinfo=TIME_ZONE))
    return FrozenMail(own_id, str(message["Subject"]), message.as_bytes())


def _edition(settings: Settings, push: PushFolder, department: DepartmentPush, reader: Recipient) -> Edition:
    """Return how the letter is called: it is dated with the as-of day of its month and is no issue of the bulletin."""
    own = settings.district
    return Edition(
        month=push.month,
        as_of=push.as_of,
        issued_on=push.as_of,
        issue_number=0,
        issue_total=0,
        district=own.name,
        issuer=own.issuer,
        contact=own.contact,
        district_en=own.name_en,
        content_id=department.digest,
        language=reader.language,
    )

"""The jobs that send: one shape for every edition, since what is sent to whom and whether it was sent already is the outbox's to say.

In: which edition a job sends, and when it is about a month or a day. Out: letters and outbox (pipelines.delivery, pipelines.cases).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import dagster as dg

from pipelines.cases.receipts import release_held_receipts, send_receipts, write_receipt_files
from pipelines.cases.reminding import release_held_digests, send_digests, week_of, write_digest_files
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_mailing import release_held_brief, send_brief, write_brief_files
from pipelines.delivery.feedback import release_held_feedback, send_feedback, write_feedback_files
from pipelines.delivery.mailing import SendReport, Verdict, release_held, send_month, write_files
from pipelines.delivery.policy_push import release_held_policies, send_policies, write_policy_files
from pipelines.partitions import MONTHS
from pipelines.resources import RunContext
from pipelines.settings import Settings, SmtpSettings, smtp_settings
from warehouse.periods import month_of_key


@dataclass(frozen=True, slots=True)
class Mailing:
    """How an edition is sent: its job and step, and what the step does with a day (the month's first where `is_monthly`).

    `write` puts the mails into files instead and is given today as well; `release` settles mails in doubt; `count` words what was sent.
    """

    job: str
    step: str
    description: str
    write: Callable[[DataDir, Settings, date, date], list[str]]
    release: Callable[[DataDir, date, Verdict], object]
    send: Callable[[DataDir, Settings, SmtpSettings | None, date], SendReport]
    count: Callable[[int, date], str]
    is_monthly: bool = False


class MailOptions(dg.Config):
    """How to send: `day` of a brief or a week's letters, today where it is empty; `is_dry_run` writes files instead.

    `held` says what became of mails whose outcome is unknown (sent or again).
    """

    day: str = ""
    is_dry_run: bool = False
    held: str = ""


MONTH_MAIL: Final = Mailing(
    "send",
    "send_due",
    "E-mail the month's bulletin and urgent notes to everybody who takes them, each once.",
    lambda home, settings, month, _: write_files(home, settings, month),
    release_held,
    send_month,
    lambda count, month: f"{count} mails of {month:%Y-%m} are sent",
    is_monthly=True,
)
POLICY_MAIL: Final = Mailing(
    "send_policies",
    "send_due_policies",
    "E-mail every office that runs a policy its push list of the month, once while nothing has changed.",
    lambda home, settings, month, _: write_policy_files(home, settings, month),
    lambda home, _, held: release_held_policies(home, held),
    send_policies,
    lambda count, _: f"{count} mails of push lists are sent",
    is_monthly=True,
)
FEEDBACK_MAIL: Final = Mailing(
    "send_feedback",
    "send_due_feedback",
    "E-mail every department that delivers the sheets about its own rows, once while nothing has changed.",
    lambda home, settings, _, __: write_feedback_files(home, settings),
    lambda home, _, held: release_held_feedback(home, held),
    lambda home, settings, relay, _: send_feedback(home, settings, relay),
    lambda count, _: f"{count} mails of feedback are sent",
)
BRIEF_MAIL: Final = Mailing(
    "send_brief",
    "send_due_brief",
    "E-mail the half-monthly brief of a day to everybody who takes it, within their scope, once.",
    write_brief_files,
    release_held_brief,
    send_brief,
    lambda count, day: f"{count} mails of the brief of {day} are sent",
)
REMINDERS: Final = Mailing(
    "remind",
    "send_due_reminders",
    "E-mail whoever answers for cases what is due of them, one letter a week and reader.",
    lambda home, settings, day, _: write_digest_files(home, settings, day),
    release_held_digests,
    send_digests,
    lambda count, day: f"{count} letters of the week of {week_of(day)} are sent",
)
RECEIPTS: Final = Mailing(
    "answer_replies",
    "send_due_receipts",
    "E-mail everybody who answered a letter what of their mail is on record and what is not, one answer a mail.",
    lambda home, settings, day, _: write_receipt_files(home, settings, day),
    lambda home, _, held: release_held_receipts(home, held),
    send_receipts,
    lambda count, _: f"{count} answers are sent",
)


def mail_job(mailing: Mailing) -> dg.JobDefinition:
    """Return the job that sends an edition: one step, since everything about a mail is decided by the outbox."""

    @dg.op(name=mailing.step, description=mailing.description)
    def step(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext) -> list[str]:
        """Send or write the mails; returns what was done, in words."""
        home, settings, on = run_context.place, run_context.settings, _day(context, config, run_context, mailing)
        if config.is_dry_run:
            return mailing.write(home, settings, on, run_context.today)
        if config.held in ("sent", "again"):
            mailing.release(home, on, "sent" if config.held == "sent" else "again")
        report = mailing.send(home, settings, smtp_settings(), on)
        report.require_delivered()
        return [*report.remarks, mailing.count(report.count("sent"), on)]

    @dg.job(name=mailing.job, description=mailing.description, partitions_def=MONTHS if mailing.is_monthly else None)
    def job() -> None:
        step()

    return job


def _day(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext, mailing: Mailing) -> date:
    """Return what is sent: the partition's month, the day asked for, or today."""
    if mailing.is_monthly:
        return month_of_key(context.partition_key)
    return date.fromisoformat(config.day) if config.day else run_context.today


MAIL_JOBS: Final = tuple(mail_job(mailing) for mailing in (MONTH_MAIL, FEEDBACK_MAIL, POLICY_MAIL, BRIEF_MAIL, REMINDERS, RECEIPTS))

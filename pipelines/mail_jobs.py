"""The jobs that send: one shape for every edition, since what is sent to whom and whether it was sent already is the outbox's to say.

In: which edition a job sends, and when it is about a month or a day. Out: letters and outbox (pipelines.delivery, pipelines.cases).
Dagster keeps what a step returns and why it failed; nothing of that may name a reader, so a step returns counts, and its sentences go
to whoever listens at the terminal.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Annotated, Any, Final, Literal

import dagster as dg
from pydantic import Field

from pipelines.cases.receipts import RECEIPT, release_held_receipts, send_receipts, write_receipt_files
from pipelines.cases.reminding import release_held_digests, send_digests, week_of, write_digest_files
from pipelines.clock import now
from pipelines.config.environment import SmtpSettings, smtp_settings
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_mailing import BRIEF_EDITION, release_held_brief, send_brief, write_brief_files
from pipelines.delivery.feedback import release_held_feedback, send_feedback, write_feedback_files
from pipelines.delivery.letter_composer import KINDS
from pipelines.delivery.mailing import SendReport, Verdict, release_held, send_month, write_files
from pipelines.delivery.notices import LATE, release_held_notices, send_failure, send_late, send_waiting_notices, write_late_files
from pipelines.delivery.policy_push import release_held_policies, send_policies, write_policy_files
from pipelines.delivery.subscribers import DIGEST, FEEDBACK, POLICIES
from pipelines.delivery.summary_mailing import hand_over_summary, write_summary_files
from pipelines.partitions import MONTHS
from pipelines.resources import RunContext
from pipelines.run_records.step_failure import recorded_failures
from pipelines.run_records.terminal_notices import Notice, tell
from pipelines.settings import Settings, load_settings
from reports.letters.notice_letter import FailedRun
from warehouse.ops.outbox import OutboxRow, open_outbox
from warehouse.periods import month_of_key

# The entry of a notice that holds sentences for the terminal.
SENTENCES: Final = "sentences"
STATES: Final = ("sent", "held", "failed", "pending")
# A day as a person writes it; the sentence that refuses another one is Dagster's own.
DAY: Final = r"^(\d{4}-\d{2}-\d{2})?$"


@dataclass(frozen=True, slots=True)
class Mailing:
    """How an edition is sent: its job and step, and what the step does with a day (the month's first where `is_monthly`).

    `write` puts the mails into files instead and is given today as well; `release` settles mails in doubt; `count` words what was sent.
    `editions`: as the outbox calls what the job sends. `is_of_installation`: of many districts it is sent for all together, by whom
    deliveries are taken in.
    """

    job: str
    step: str
    editions: tuple[str, ...]
    description: str
    write: Callable[[DataDir, Settings, date, date], list[str]]
    release: Callable[[DataDir, date, Verdict], object]
    send: Callable[[DataDir, Settings, SmtpSettings | None, date], SendReport]
    count: Callable[[int, date], str]
    is_monthly: bool = False
    is_of_installation: bool = False


class MailOptions(dg.Config):
    """How to send: `day` of a brief or a week's letters, today where it is empty; `is_dry_run` writes files instead.

    `held` says what became of mails whose outcome is unknown (sent or again); as long as it is `open` they are left alone.
    """

    day: Annotated[str, Field(pattern=DAY)] = ""
    is_dry_run: bool = False
    held: Literal["open", "sent", "again"] = "open"


class FailureOptions(dg.Config):
    """Which run did not finish: its number, job, month (YYYY-MM, empty where it was about none) and why (reports.words.notices)."""

    run: str
    job: str
    reason: Literal["held", "busy", "damaged", "room", "input", "settings", "mail", "gone", "bug"]
    month: str = ""


MONTH_MAIL: Final = Mailing(
    "send",
    "send_due",
    KINDS,
    "E-mail the month's bulletin and urgent notes to everybody who takes them, each once.",
    lambda home, settings, month, _: (write_summary_files if home.districts() else write_files)(home, settings, month),
    release_held,
    lambda home, settings, relay, month: (hand_over_summary if home.districts() else send_month)(home, settings, relay, month),
    lambda count, month: f"{count} mails of {month:%Y-%m} are sent",
    is_monthly=True,
)
POLICY_MAIL: Final = Mailing(
    "send_policies",
    "send_due_policies",
    (POLICIES,),
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
    (FEEDBACK,),
    "E-mail every department that delivers the sheets about its own rows, once while nothing has changed.",
    lambda home, settings, _, __: write_feedback_files(home, settings),
    lambda home, _, held: release_held_feedback(home, held),
    lambda home, settings, relay, _: send_feedback(home, settings, relay),
    lambda count, _: f"{count} mails of feedback are sent",
    is_of_installation=True,
)
BRIEF_MAIL: Final = Mailing(
    "send_brief",
    "send_due_brief",
    (BRIEF_EDITION,),
    "E-mail the half-monthly brief of a day to everybody who takes it, within their scope, once.",
    write_brief_files,
    release_held_brief,
    send_brief,
    lambda count, day: f"{count} mails of the brief of {day} are sent",
)
REMINDERS: Final = Mailing(
    "remind",
    "send_due_reminders",
    (DIGEST,),
    "E-mail whoever answers for cases what is due of them, one letter a week and reader.",
    lambda home, settings, day, _: write_digest_files(home, settings, day),
    release_held_digests,
    send_digests,
    lambda count, day: f"{count} letters of the week of {week_of(day)} are sent",
)
RECEIPTS: Final = Mailing(
    "answer_replies",
    "send_due_receipts",
    (RECEIPT,),
    "E-mail everybody who answered a letter what of their mail is on record and what is not, one answer a mail.",
    lambda home, settings, day, _: write_receipt_files(home, settings, day),
    lambda home, _, held: release_held_receipts(home, held),
    send_receipts,
    lambda count, _: f"{count} answers are sent",
)
LATE_SOURCES: Final = Mailing(
    "remind_sources",
    "send_due_source_reminders",
    (LATE,),
    "E-mail every office whose source is late by its own release day a reminder, one a source and month.",
    lambda home, settings, day, _: write_late_files(home, settings, day),
    lambda home, _, held: release_held_notices(home, LATE, held),
    send_late,
    lambda count, _: f"{count} reminders of late sources are sent",
    is_of_installation=True,
)
MAILINGS: Final = (MONTH_MAIL, FEEDBACK_MAIL, POLICY_MAIL, BRIEF_MAIL, REMINDERS, RECEIPTS, LATE_SOURCES)
FAILURE_MAIL: Final = "report_failure"
FAILURE_STEP: Final = "tell_operators"
RETRY_MAIL: Final = "send_waiting"
RETRY_STEP: Final = "send_what_waits"


# What is said, and to whom ------------------------------------------------------------------------------------------------------------


def notice_lines(notice: Notice) -> list[str]:
    """Return the sentences of a notice of a step that sends."""
    return list(notice.get(SENTENCES, ()))


def _hand_over(lines: Iterable[str]) -> None:
    """Say what was done to whoever listens in this process; it may name readers and is never stored."""
    tell({SENTENCES: list(lines)})


def counts_of(report: SendReport) -> dict[str, int]:
    """Return how many mails are in which state."""
    return {state: report.count(state) for state in STATES}


# Jobs ---------------------------------------------------------------------------------------------------------------------------------


def mail_job(mailing: Mailing) -> dg.JobDefinition:
    """Return the job that sends an edition: one step, since everything about a mail is decided by the outbox."""

    @dg.op(name=mailing.step, description=mailing.description, out=dg.Out(dg.Nothing))
    def step(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext) -> None:
        """Send or write the mails; what was sent, held and failed is kept in counts."""
        on = _day(context, config, run_context, mailing)
        with recorded_failures():
            homes = _homes(run_context, mailing, on)
            if config.is_dry_run:
                written = [line for home, settings in homes for line in mailing.write(home, settings, on, run_context.today)]
                _hand_over(written)
                context.add_output_metadata({"written": sum(line.startswith("wrote ") for line in written)})
                return
            if config.held != "open":
                for home, _ in homes:
                    mailing.release(home, on, config.held)
            # One whose mail fails keeps no other from its own.
            reports = [mailing.send(home, settings, smtp_settings(), on) for home, settings in homes]
            report = SendReport.of(reports)
            context.add_output_metadata(counts_of(report))
            _hand_over([*report.remarks, mailing.count(report.count("sent"), on)])
            report.require_delivered()

    return _job(mailing.job, mailing.description, step, partitions=MONTHS if mailing.is_monthly else None)


def _homes(run_context: RunContext, mailing: Mailing, on: date) -> list[tuple[DataDir, Settings]]:
    """Return the homes an edition is sent from: of many districts each that has it, then the installation where it is of the whole."""
    place, districts = run_context.place, run_context.place.districts()
    if mailing.is_of_installation or not districts:
        return [(place, run_context.settings)]
    # One that is held has nothing to send, and keeps nobody from theirs.
    out = [home for home in districts if not mailing.is_monthly or home.briefing(on).exists()]
    homes = [(home, load_settings(home.config)) for home in out]
    return [*homes, (place, run_context.settings)] if mailing is MONTH_MAIL else homes


def _job(name: str, description: str, step: dg.OpDefinition, partitions: Any = None) -> dg.JobDefinition:
    """Return a job of one step."""

    @dg.job(name=name, description=description, partitions_def=partitions)
    def job() -> None:
        step()

    return job


def _day(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext, mailing: Mailing) -> date:
    """Return what is sent: the partition's month, the day asked for, or today."""
    if mailing.is_monthly:
        return month_of_key(context.partition_key)
    return date.fromisoformat(config.day) if config.day else run_context.today


@dg.op(name=FAILURE_STEP, description="E-mail the operators that a run did not finish, once for each run.", out=dg.Out(dg.Nothing))
def tell_operators(context: dg.OpExecutionContext, config: FailureOptions, run_context: RunContext) -> None:
    """One sentence without names or figures; a relay that is down gets it with the daily retry."""
    failed = FailedRun(config.run, config.job, config.reason, month_of_key(config.month) if config.month else None)
    with recorded_failures():
        context.add_output_metadata(counts_of(send_failure(run_context.place, run_context.settings, smtp_settings(), failed)))


@dg.op(name=RETRY_STEP, description="Try every mail again that waits in the outbox.", out=dg.Out(dg.Nothing))
def send_what_waits(context: dg.OpExecutionContext, run_context: RunContext) -> None:
    """Each edition by its own job's function, which knows who takes it no longer; nothing is sent that is not due any more."""
    place = run_context.place
    with recorded_failures():
        # Of many districts each has an outbox of its own.
        report = SendReport(tuple(chain.from_iterable(_send_waiting(home, run_context.today) for home in (place, *place.districts()))))
        context.add_output_metadata(counts_of(report))
        waited, sent = len(report.rows), report.count("sent")
        _hand_over([f"{sent} of {waited} mails that waited are sent, {report.count('pending')} wait until tomorrow"])
        # A relay that is still down is no news; what it refused or left in doubt is.
        SendReport(tuple(row for row in report.rows if row.state != "pending")).require_delivered()


def _send_waiting(home: DataDir, today: date) -> list[OutboxRow]:
    """Try the mails of one home that wait; returns what became of them."""
    settings, relay, waiting = load_settings(home.config), smtp_settings(), _waiting(home)
    for mailing, day in _mailings_of(waiting, today):
        mailing.send(home, settings, relay, day)
    send_waiting_notices(home, settings, relay)
    tried = {row.id for row in waiting}
    with open_outbox(home.ops, now) as outbox:
        return [row for row in outbox.rows() if row.id in tried]


def _waiting(home: DataDir) -> list[OutboxRow]:
    """Return the mails that were not handed over yet."""
    with open_outbox(home.ops, now) as outbox:
        return outbox.rows("pending", "sending")


def _mailings_of(rows: list[OutboxRow], today: date) -> list[tuple[Mailing, date]]:
    """Return what is to be sent again, and of which month or day; notices are sent again by themselves."""
    of_edition = {edition: mailing for mailing in MAILINGS if mailing is not LATE_SOURCES for edition in mailing.editions}
    known = ((row, of_edition[row.edition]) for row in rows if row.edition in of_edition)
    due = {(mailing.job, _day_of(row, mailing, today)): mailing for row, mailing in known}
    return [(mailing, day) for (_, day), mailing in sorted(due.items(), key=lambda each: each[0])]


def _day_of(row: OutboxRow, mailing: Mailing, today: date) -> date:
    """Return the month or the day a waiting mail is of."""
    if mailing.is_monthly:
        return month_of_key(row.month)
    return date.fromisoformat(row.month) if mailing in (BRIEF_MAIL, REMINDERS) else today


failure_job = _job(FAILURE_MAIL, str(tell_operators.description), tell_operators)
retry_job = _job(RETRY_MAIL, str(send_what_waits.description), send_what_waits)
MAIL_JOBS: Final = (*(mail_job(mailing) for mailing in MAILINGS), failure_job, retry_job)

"""How each edition is sent, written and settled, and what a job that sends does with it.

In: the functions behind a job, by its name; counts for Dagster, sentences for the terminal. Out: which jobs there are
(pipelines.mail_jobs).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final, Literal

import dagster as dg

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
from pipelines.delivery.summary_mailing import SUMMARY_EDITION, release_held_summary, send_summary, write_summary_files
from pipelines.errors import UserError
from pipelines.mail_jobs import (
    BRIEF_MAIL,
    FEEDBACK_MAIL,
    LATE_SOURCES,
    MAILINGS,
    MONTH_MAIL,
    POLICY_MAIL,
    RECEIPTS,
    REMINDERS,
    SENTENCES,
    FailureOptions,
    Mailing,
)  # fmt: skip
from pipelines.resources import RunContext
from pipelines.run_records.terminal_notices import tell
from pipelines.settings import Settings, load_settings
from reports.letters.notice_letter import FailedRun
from warehouse.errors import WarehouseError
from warehouse.ops.outbox import OutboxRow, open_outbox
from warehouse.periods import month_of_key

STATES: Final = ("sent", "held", "failed", "pending")


@dataclass(frozen=True, slots=True)
class Way:
    """What the job of an edition does with a day (the month's first where the edition is monthly).

    `editions`: as the outbox calls what the job sends. `write` puts the mails into files instead and is given today as well; `release`
    settles mails in doubt; `count` words what was sent.
    """

    editions: tuple[str, ...]
    write: Callable[[DataDir, Settings, date, date], list[str]]
    release: Callable[[DataDir, date, Verdict], object]
    send: Callable[[DataDir, Settings, SmtpSettings | None, date], SendReport]
    count: Callable[[int, date], str]


# By the job that sends the edition.
WAYS: Final = {
    MONTH_MAIL.job: Way(
        (*KINDS, SUMMARY_EDITION),
        lambda home, settings, month, _: (write_summary_files if home.districts() else write_files)(home, settings, month),
        lambda home, month, held: (release_held_summary if home.districts() else release_held)(home, month, held),
        lambda home, settings, relay, month: (send_summary if home.districts() else send_month)(home, settings, relay, month),
        lambda count, month: f"{count} mails of {month:%Y-%m} are sent",
    ),
    POLICY_MAIL.job: Way(
        (POLICIES,),
        lambda home, settings, month, _: write_policy_files(home, settings, month),
        lambda home, _, held: release_held_policies(home, held),
        send_policies,
        lambda count, _: f"{count} mails of push lists are sent",
    ),
    FEEDBACK_MAIL.job: Way(
        (FEEDBACK,),
        lambda home, settings, _, __: write_feedback_files(home, settings),
        lambda home, _, held: release_held_feedback(home, held),
        lambda home, settings, relay, _: send_feedback(home, settings, relay),
        lambda count, _: f"{count} mails of feedback are sent",
    ),
    BRIEF_MAIL.job: Way(
        (BRIEF_EDITION,),
        write_brief_files,
        release_held_brief,
        send_brief,
        lambda count, day: f"{count} mails of the brief of {day} are sent",
    ),
    REMINDERS.job: Way(
        (DIGEST,),
        lambda home, settings, day, _: write_digest_files(home, settings, day),
        release_held_digests,
        send_digests,
        lambda count, day: f"{count} letters of the week of {week_of(day)} are sent",
    ),
    RECEIPTS.job: Way(
        (RECEIPT,),
        lambda home, settings, day, _: write_receipt_files(home, settings, day),
        lambda home, _, held: release_held_receipts(home, held),
        send_receipts,
        lambda count, _: f"{count} answers are sent",
    ),
    LATE_SOURCES.job: Way(
        (LATE,),
        lambda home, settings, day, _: write_late_files(home, settings, day),
        lambda home, _, held: release_held_notices(home, LATE, held),
        send_late,
        lambda count, _: f"{count} reminders of late sources are sent",
    ),
}


def write_edition(context: dg.OpExecutionContext, run_context: RunContext, mailing: Mailing, on: date) -> None:
    """Write the mails of an edition into files."""
    way, homes = WAYS[mailing.job], _homes(run_context, mailing, on)
    written = [line for home, settings in homes for line in way.write(home, settings, on, run_context.today)]
    _hand_over(written)
    context.add_output_metadata({"written": sum(line.startswith("wrote ") for line in written)})


def send_edition(
    context: dg.OpExecutionContext, run_context: RunContext, mailing: Mailing, on: date, held: Literal["open", "sent", "again"]
) -> None:
    """Settle the mails in doubt unless they stay open, and send an edition; raises MailNotDeliveredError once all were tried."""
    way, homes = WAYS[mailing.job], _homes(run_context, mailing, on)
    if held != "open":
        for home, _ in homes:
            way.release(home, on, held)
    # One whose mail fails keeps no other from its own.
    report = SendReport.of([way.send(home, settings, smtp_settings(), on) for home, settings in homes])
    context.add_output_metadata(counts_of(report))
    _hand_over([*report.remarks, way.count(report.count("sent"), on)])
    report.require_delivered()


def tell_failure(context: dg.OpExecutionContext, run_context: RunContext, config: FailureOptions) -> None:
    """Send the operators the sentence about a run that did not finish."""
    failed = FailedRun(config.run, config.job, config.reason, month_of_key(config.month) if config.month else None)
    context.add_output_metadata(counts_of(send_failure(run_context.place, run_context.settings, smtp_settings(), failed)))


def send_waiting(context: dg.OpExecutionContext, run_context: RunContext) -> None:
    """Try every mail that waits; raises MailNotDeliveredError for what was refused or left in doubt.

    An edition that cannot be sent keeps no other from its own: what is wrong with it is raised at the end.
    """
    place, failures = run_context.place, list[UserError | WarehouseError]()
    # Of many districts each has an outbox of its own.
    homes = (place, *place.districts())
    report = SendReport(tuple(chain.from_iterable(_send_waiting(home, run_context.today, failures) for home in homes)))
    context.add_output_metadata(counts_of(report))
    waited, sent = len(report.rows), report.count("sent")
    _hand_over([f"{sent} of {waited} mails that waited are sent, {report.count('pending')} wait until tomorrow"])
    # A relay that is still down is no news; what it refused or left in doubt is.
    SendReport(tuple(row for row in report.rows if row.state != "pending")).require_delivered()
    if failures:
        raise failures[0]


def _hand_over(lines: Iterable[str]) -> None:
    """Say what was done to whoever listens in this process; it may name readers and is never stored."""
    tell({SENTENCES: list(lines)})


def counts_of(report: SendReport) -> dict[str, int]:
    """Return how many mails are in which state."""
    return {state: report.count(state) for state in STATES}


def _homes(run_context: RunContext, mailing: Mailing, on: date) -> list[tuple[DataDir, Settings]]:
    """Return the homes an edition is sent from: of many districts each that has it, then the installation where it is of the whole."""
    place, districts = run_context.place, run_context.place.districts()
    if mailing.is_of_installation or not districts:
        return [(place, run_context.settings)]
    # One that is held has nothing to send, and keeps nobody from theirs.
    out = [home for home in districts if not mailing.is_monthly or home.briefing(on).exists()]
    homes = [(home, load_settings(home.config)) for home in out]
    return [*homes, (place, run_context.settings)] if mailing is MONTH_MAIL else homes


def _send_waiting(home: DataDir, today: date, failures: list[UserError | WarehouseError]) -> list[OutboxRow]:
    """Try the mails of one home that wait; returns what became of them, and adds to `failures` what kept an edition from being sent."""
    try:
        settings, relay = load_settings(home.config), smtp_settings()
    except UserError as error:
        # A district whose configuration cannot be read keeps the others from nothing.
        failures.append(error)
        return []
    waiting = _waiting(home)
    for mailing, day in _mailings_of(waiting, today):
        try:
            WAYS[mailing.job].send(home, settings, relay, day)
        except (UserError, WarehouseError) as error:
            failures.append(error)
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
    of_edition = {edition: mailing for mailing in MAILINGS if mailing is not LATE_SOURCES for edition in WAYS[mailing.job].editions}
    known = ((row, of_edition[row.edition]) for row in rows if row.edition in of_edition)
    due = {(mailing.job, _day_of(row, mailing, today)): mailing for row, mailing in known}
    return [(mailing, day) for (_, day), mailing in sorted(due.items(), key=lambda each: each[0])]


def _day_of(row: OutboxRow, mailing: Mailing, today: date) -> date:
    """Return the month or the day a waiting mail is of."""
    if mailing.is_monthly:
        return month_of_key(row.month)
    return date.fromisoformat(row.month) if mailing in (BRIEF_MAIL, REMINDERS) else today

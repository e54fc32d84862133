"""The jobs that send: one shape for every edition, since what is sent to whom and whether it was sent already is the outbox's to say.

In: which edition a job sends, and when it is about a month or a day. Out: how each is sent (pipelines.steps.mail_steps), letters and outbox
(pipelines.delivery, pipelines.cases).
Dagster keeps what a step returns and why it failed; nothing of that may name a reader, so a step returns counts, and its sentences go
to whoever listens at the terminal.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

import dagster as dg
from pydantic import Field

from pipelines.partitions import MONTHS
from pipelines.resources import RunContext
from pipelines.run_records.step_failure import recorded_failures
from pipelines.run_records.terminal_notices import Notice
from warehouse.periods import month_of_key

# The entry of a notice that holds sentences for the terminal.
SENTENCES: Final = "sentences"
# A day as a person writes it; the sentence that refuses another one is Dagster's own.
DAY: Final = r"^(\d{4}-\d{2}-\d{2})?$"


@dataclass(frozen=True, slots=True)
class Mailing:
    """Which edition a job sends: about a month where `is_monthly`, else about a day.

    `is_of_installation`: of many districts it is sent for all together, by whom deliveries are taken in.
    """

    job: str
    step: str
    description: str
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
    "E-mail the month's bulletin and urgent notes to everybody who takes them, each once.",
    is_monthly=True,
)
POLICY_MAIL: Final = Mailing(
    "send_policies",
    "send_due_policies",
    "E-mail every office that runs a policy its push list of the month, once while nothing has changed.",
    is_monthly=True,
)
FEEDBACK_MAIL: Final = Mailing(
    "send_feedback",
    "send_due_feedback",
    "E-mail every department that delivers the sheets about its own rows, once while nothing has changed.",
    is_of_installation=True,
)
BRIEF_MAIL: Final = Mailing(
    "send_brief",
    "send_due_brief",
    "E-mail the half-monthly brief of a day to everybody who takes it, within their scope, once.",
)
REMINDERS: Final = Mailing(
    "remind",
    "send_due_reminders",
    "E-mail whoever answers for cases what is due of them, one letter a week and reader.",
)
RECEIPTS: Final = Mailing(
    "answer_replies",
    "send_due_receipts",
    "E-mail everybody who answered a letter what of their mail is on record and what is not, one answer a mail.",
)
LATE_SOURCES: Final = Mailing(
    "remind_sources",
    "send_due_source_reminders",
    "E-mail every office whose source is late by its own release day a reminder, one a source and month.",
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


# Jobs ---------------------------------------------------------------------------------------------------------------------------------


def mail_job(mailing: Mailing) -> dg.JobDefinition:
    """Return the job that sends an edition: one step, since everything about a mail is decided by the outbox."""

    @dg.op(name=mailing.step, description=mailing.description, out=dg.Out(dg.Nothing))
    def step(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext) -> None:
        """Send or write the mails; what was sent, held and failed is kept in counts."""
        from pipelines.steps.mail_steps import send_edition, write_edition

        on = _day(context, config, run_context, mailing)
        with recorded_failures():
            if config.is_dry_run:
                write_edition(context, run_context, mailing, on)
            else:
                send_edition(context, run_context, mailing, on, config.held)

    return _job(mailing.job, mailing.description, step, partitions=MONTHS if mailing.is_monthly else None)


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
    from pipelines.steps.mail_steps import tell_failure

    with recorded_failures():
        tell_failure(context, run_context, config)


@dg.op(name=RETRY_STEP, description="Try every mail again that waits in the outbox.", out=dg.Out(dg.Nothing))
def send_what_waits(context: dg.OpExecutionContext, run_context: RunContext) -> None:
    """Each edition by its own job's function, which knows who takes it no longer; nothing is sent that is not due any more."""
    from pipelines.steps.mail_steps import send_waiting

    with recorded_failures():
        send_waiting(context, run_context)


failure_job = _job(FAILURE_MAIL, str(tell_operators.description), tell_operators)
retry_job = _job(RETRY_MAIL, str(send_what_waits.description), send_what_waits)
MAIL_JOBS: Final = (*(mail_job(mailing) for mailing in MAILINGS), failure_job, retry_job)

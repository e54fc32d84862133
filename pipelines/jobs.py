"""The jobs: each is what a schedule starts and what a verb of the command line starts.

In: which assets a job makes, and the one job that makes none. Out: when (schedules.py) and how a terminal shows it (dagster_instance.py).
A job is called like the verb that starts it.
"""

import dagster as dg

from pipelines.assets import deliveries as deliveries_stage
from pipelines.assets import evidence as evidence_stage
from pipelines.assets import risk as risk_stage
from pipelines.assets import tournament as tournament_stage
from pipelines.delivery.feedback import release_held_feedback, send_feedback, write_feedback_files
from pipelines.delivery.mailing import release_held, send_month, write_files
from pipelines.partitions import MONTHS
from pipelines.resources import RunContext
from pipelines.settings import smtp_settings
from warehouse.periods import month_of_key

RUN = "run"
INGEST = "ingest"
REPORT = "report"
SCORE = "score"
SEND = "send"
TOURNAMENT = "tournament"
SEND_STEP = "send_due"
FEEDBACK = "send_feedback"
FEEDBACK_STEP = "send_due_feedback"

_DELIVERIES = dg.AssetSelection.groups(deliveries_stage.GROUP)
# Ten minutes of fitting that a month neither needs nor waits for.
_QUARTERLY = dg.AssetSelection.groups(tournament_stage.GROUP)

run_job = dg.define_asset_job(
    RUN,
    selection=dg.AssetSelection.all() - _QUARTERLY,
    description="A whole month: take in the inbox, check, score, list, publish the briefing.",
)
ingest_job = dg.define_asset_job(INGEST, selection=_DELIVERIES, description="Take in the inbox and check it; nothing is scored.")
report_job = dg.define_asset_job(
    REPORT,
    selection=dg.AssetSelection.all() - _DELIVERIES - _QUARTERLY,
    description="A month again from what the warehouse holds, without looking into the inbox.",
)
score_job = dg.define_asset_job(
    SCORE,
    selection=dg.AssetSelection.groups(evidence_stage.GROUP, risk_stage.GROUP),
    description="The risks of a month as of its own day, without list or briefing; what a backtest judges.",
)

tournament_job = dg.define_asset_job(
    TOURNAMENT,
    selection=_QUARTERLY,
    description="The forecasters of every class compete on the last year of a sample; the best is used for the class in the months after.",
)


class MailOptions(dg.Config):
    """How to send: `is_dry_run` writes files instead; `held` says what became of mails whose outcome is unknown (sent or again)."""

    is_dry_run: bool = False
    held: str = ""


@dg.op(name=SEND_STEP, description="Send what is due of the month, bulletin and urgent notes, to everybody who takes it, once.")
def send_due(context: dg.OpExecutionContext, config: MailOptions, run_context: RunContext) -> list[str]:
    """Send or write the mails of the partition's month; returns what was done, in words."""
    month, home, settings = month_of_key(context.partition_key), run_context.place, run_context.settings
    if config.is_dry_run:
        return write_files(home, settings, month)
    if config.held in ("sent", "again"):
        release_held(home, month, "sent" if config.held == "sent" else "again")
    report = send_month(home, settings, smtp_settings(), month)
    report.require_delivered()
    return [*report.remarks, f"{report.count('sent')} mails of {month:%Y-%m} are sent"]


@dg.job(name=SEND, partitions_def=MONTHS, description="E-mail the month's bulletin and urgent notes to their subscribers, each once.")
def send_job() -> None:
    """One step: everything about a mail is decided by the outbox."""
    send_due()


class FeedbackOptions(dg.Config):
    """How to send: `is_dry_run` writes files instead; `held` says what became of mails whose outcome is unknown (sent or again)."""

    is_dry_run: bool = False
    held: str = ""


@dg.op(name=FEEDBACK_STEP, description="Send every department that delivers the sheets about its own rows, once while nothing has changed.")
def send_due_feedback(config: FeedbackOptions, run_context: RunContext) -> list[str]:
    """Send or write the feedback of the last ingest; returns what was done, in words."""
    home, settings = run_context.place, run_context.settings
    if config.is_dry_run:
        return write_feedback_files(home, settings)
    if config.held in ("sent", "again"):
        release_held_feedback(home, "sent" if config.held == "sent" else "again")
    report = send_feedback(home, settings, smtp_settings())
    report.require_delivered()
    return [*report.remarks, f"{report.count('sent')} mails of feedback are sent"]


@dg.job(name=FEEDBACK, description="E-mail the data-quality feedback of the last ingest to the departments that delivered.")
def feedback_job() -> None:
    """One step: everything about a mail is decided by the outbox."""
    send_due_feedback()


JOBS = (run_job, ingest_job, report_job, score_job, tournament_job, send_job, feedback_job)

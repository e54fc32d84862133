"""When jobs start by themselves: what the clock alone can say.

In: days and hours. Out: what follows from something else that happened (sensors.py). Schedules are on from the start where
`earlywarn serve` runs, and off elsewhere until somebody turns them on. By the clock goes only mail that is about a day.
"""

from collections.abc import Callable, Iterator
from typing import Final

import dagster as dg

from pipelines.clock import QUARTER_MONTHS, SCHEDULED_DAY, TIME_ZONE
from pipelines.config.environment import is_automatic, smtp_settings
from pipelines.districts.parting import holds_many
from pipelines.jobs import BACKUP, BRIEF, BRIEF_STEP, DISTRICTS, INGEST, RUN, TIDY, TOURNAMENT
from pipelines.mail_jobs import LATE_SOURCES, RECEIPTS, REMINDERS, RETRY_MAIL
from pipelines.resources import RunContext
from pipelines.sensors import NO_RELAY
from warehouse.periods import month_key, shift_month

STATUS: Final = dg.DefaultScheduleStatus.RUNNING if is_automatic() else dg.DefaultScheduleStatus.STOPPED
Requests = Iterator[dg.RunRequest | dg.SkipReason]
ONE_DISTRICT: Final = "this is one district; the schedule monthly_on_the_16th runs its month"


def _month_before(context: dg.ScheduleEvaluationContext) -> Requests:
    """Request the month before the tick."""
    month = month_key(shift_month(context.scheduled_execution_time.date(), -1))
    # The key makes a second tick of the same month harmless.
    yield dg.RunRequest(run_key=month, partition_key=month)


def _with_relay(context: dg.ScheduleEvaluationContext) -> Requests:
    """Request a job that sends, where mail can be sent at all."""
    if smtp_settings() is None:
        yield dg.SkipReason(NO_RELAY)
    else:
        yield dg.RunRequest(run_key=context.scheduled_execution_time.isoformat())


def _on_working_days(context: dg.ScheduleEvaluationContext) -> Requests:
    """Request a job that sends, on days on which somebody reads it."""
    from models.series.calendar import is_working_day

    day = context.scheduled_execution_time.date()
    if is_working_day(day):
        yield from _with_relay(context)
    else:
        yield dg.SkipReason(f"nobody works on {day}")


def _that_day(step: str) -> Callable[[dg.ScheduleEvaluationContext], Iterator[dg.RunRequest]]:
    """Return what requests a step for the day of the tick."""

    def request(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        day = context.scheduled_execution_time.date().isoformat()
        yield dg.RunRequest(run_key=day, run_config={"ops": {step: {"config": {"day": day}}}})

    return request


@dg.schedule(
    name="monthly_on_the_16th",
    job_name=RUN,
    cron_schedule=f"0 8 {SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="The month before, on the 16th at 08:00.",
)
def monthly_schedule(context: dg.ScheduleEvaluationContext, run_context: RunContext) -> Requests:
    """Request the month before the tick, unless it was run as soon as it was complete."""
    month = shift_month(context.scheduled_execution_time.date(), -1)
    if holds_many(run_context.place):
        yield dg.SkipReason("there are several districts; the schedule districts_on_the_16th runs their months")
    elif run_context.settings.automation.is_early and run_context.place.briefing(month).exists():
        yield dg.SkipReason(f"{month_key(month)} is out already (is_early in automation.toml)")
    else:
        yield from _month_before(context)


@dg.schedule(
    name="districts_on_the_16th",
    job_name=DISTRICTS,
    cron_schedule=f"0 8 {SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="The month before in every district of an installation of many, on the 16th at 08:00.",
)
def districts_schedule(context: dg.ScheduleEvaluationContext, run_context: RunContext) -> Requests:
    """Request the month before the tick, where there are several districts."""
    if holds_many(run_context.place):
        yield from _month_before(context)
    else:
        yield dg.SkipReason(ONE_DISTRICT)


@dg.schedule(
    name="tournament_by_quarter",
    job_name=TOURNAMENT,
    # The day after the month's own run, which must not wait for it.
    cron_schedule=f"0 20 {SCHEDULED_DAY + 1} 1,4,7,10 *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="The forecasters' tournament of the quarter before, on the 17th at 20:00; it holds from the next run on.",
)
def tournament_schedule(context: dg.ScheduleEvaluationContext, run_context: RunContext) -> Requests:
    """Request the quarter before the tick, which is named by its first month."""
    if holds_many(run_context.place):
        yield dg.SkipReason("there are several districts; `earlywarn --district NAME tournament` holds the one of a district")
        return
    quarter = month_key(shift_month(context.scheduled_execution_time.date(), -QUARTER_MONTHS))
    yield dg.RunRequest(run_key=quarter, partition_key=quarter)


ingest_schedule = dg.ScheduleDefinition(
    name="ingest_every_morning",
    job_name=INGEST,
    cron_schedule="0 6 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="Take in what has arrived, every morning at 06:00.",
)
brief_schedule = dg.ScheduleDefinition(
    name="brief_on_the_1st_and_16th",
    job_name=BRIEF,
    # After the morning's ingest and before the month's own run.
    cron_schedule=f"0 7 1,{SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    execution_fn=_that_day(BRIEF_STEP),
    description="The half-monthly brief, on the 1st and the 16th at 07:00.",
)
reminder_schedule = dg.ScheduleDefinition(
    name="reminders_on_monday",
    job_name=REMINDERS.job,
    # After the morning's ingest, which may bring what was done.
    cron_schedule="30 8 * * 1",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    execution_fn=_with_relay,
    description="The weekly letter to whoever answers for cases, on Monday at 08:30.",
)
receipt_schedule = dg.ScheduleDefinition(
    name="answers_every_morning",
    job_name=RECEIPTS.job,
    # After the morning's ingest, which takes the mails in.
    cron_schedule="45 6 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    execution_fn=_with_relay,
    description="Answers to mails that were taken in, every morning at 06:45.",
)
late_schedule = dg.ScheduleDefinition(
    name="late_sources_every_working_day",
    job_name=LATE_SOURCES.job,
    # After the morning's ingest, which may bring what was late.
    cron_schedule="0 9 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    execution_fn=_on_working_days,
    description="A reminder to every office whose source is late by its own release day, at 09:00 on working days; one a source and month.",
)
retry_schedule = dg.ScheduleDefinition(
    name="waiting_mail_every_day",
    job_name=RETRY_MAIL,
    cron_schedule="30 11 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    execution_fn=_with_relay,
    description="Every mail that waits in the outbox once more, at 11:30.",
)


@dg.schedule(
    name="backup_every_night",
    job_name=BACKUP,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="A verified copy of the home, at 02:00, where storage.toml names a folder for it.",
)
def backup_schedule(context: dg.ScheduleEvaluationContext, run_context: RunContext) -> Requests:
    """Request a backup, where it is known to where."""
    if run_context.settings.storage.backup_folder:
        yield dg.RunRequest(run_key=context.scheduled_execution_time.date().isoformat())
    else:
        yield dg.SkipReason("no folder for backups is named (backup_folder in storage.toml)")


tidy_schedule = dg.ScheduleDefinition(
    name="tidy_every_week",
    job_name=TIDY,
    # After the night's backup, which still holds what goes.
    cron_schedule="0 3 * * 0",
    execution_timezone=TIME_ZONE.key,
    default_status=STATUS,
    description="What the rules of storage.toml let go, on Sunday at 03:00.",
)

SCHEDULES = (
    monthly_schedule, districts_schedule, ingest_schedule, tournament_schedule, brief_schedule, reminder_schedule, receipt_schedule,
    late_schedule, retry_schedule, backup_schedule, tidy_schedule,
)  # fmt: skip

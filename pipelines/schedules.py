"""When jobs start by themselves; every schedule is off until somebody turns it on in the web page."""

from collections.abc import Callable, Iterator

import dagster as dg

from pipelines.clock import SCHEDULED_DAY, TIME_ZONE
from pipelines.jobs import BRIEF, BRIEF_STEP, INGEST, RUN, TOURNAMENT
from pipelines.mail_jobs import BRIEF_MAIL, MONTH_MAIL, RECEIPTS, REMINDERS
from warehouse.periods import month_key, shift_month


def _month_before(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Request the month before the tick."""
    month = month_key(shift_month(context.scheduled_execution_time.date(), -1))
    # The key makes a second tick of the same month harmless.
    yield dg.RunRequest(run_key=month, partition_key=month)


def _that_day(step: str) -> Callable[[dg.ScheduleEvaluationContext], Iterator[dg.RunRequest]]:
    """Return what requests a step for the day of the tick."""

    def request(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        day = context.scheduled_execution_time.date().isoformat()
        yield dg.RunRequest(run_key=day, run_config={"ops": {step: {"config": {"day": day}}}})

    return request


monthly_schedule = dg.ScheduleDefinition(
    name="monthly_on_the_16th",
    job_name=RUN,
    cron_schedule=f"0 8 {SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    execution_fn=_month_before,
    description="The month before, on the 16th at 08:00.",
)
mail_schedule = dg.ScheduleDefinition(
    name="mail_on_the_16th",
    job_name=MONTH_MAIL.job,
    cron_schedule=f"0 10 {SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    execution_fn=_month_before,
    description="Urgent notes and bulletin of the month before by e-mail, on the 16th at 10:00, once the bulletin is published.",
)
ingest_schedule = dg.ScheduleDefinition(
    name="ingest_every_morning",
    job_name=INGEST,
    cron_schedule="0 6 * * *",
    execution_timezone=TIME_ZONE.key,
    description="Take in what has arrived, every morning at 06:00.",
)
tournament_schedule = dg.ScheduleDefinition(
    name="tournament_by_quarter",
    job_name=TOURNAMENT,
    # The day after the month's own run, which must not wait for it.
    cron_schedule=f"0 20 {SCHEDULED_DAY + 1} 1,4,7,10 *",
    execution_timezone=TIME_ZONE.key,
    execution_fn=_month_before,
    description="The forecasters' tournament of the quarter before, on the 17th at 20:00; it holds from the next run on.",
)
brief_schedule = dg.ScheduleDefinition(
    name="brief_on_the_1st_and_16th",
    job_name=BRIEF,
    # After the morning's ingest and before the month's own run.
    cron_schedule=f"0 7 1,{SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    execution_fn=_that_day(BRIEF_STEP),
    description="The half-monthly brief, on the 1st and the 16th at 07:00.",
)
brief_mail_schedule = dg.ScheduleDefinition(
    name="brief_mail_on_the_1st_and_16th",
    job_name=BRIEF_MAIL.job,
    cron_schedule=f"0 9 1,{SCHEDULED_DAY} * *",
    execution_timezone=TIME_ZONE.key,
    execution_fn=_that_day(BRIEF_MAIL.step),
    description="The half-monthly brief by e-mail, on the 1st and the 16th at 09:00.",
)
reminder_schedule = dg.ScheduleDefinition(
    name="reminders_on_monday",
    job_name=REMINDERS.job,
    # After the morning's ingest, which may bring what was done.
    cron_schedule="30 8 * * 1",
    execution_timezone=TIME_ZONE.key,
    description="The weekly letter to whoever answers for cases, on Monday at 08:30.",
)
receipt_schedule = dg.ScheduleDefinition(
    name="answers_every_morning",
    job_name=RECEIPTS.job,
    # After the morning's ingest, which takes the mails in.
    cron_schedule="45 6 * * *",
    execution_timezone=TIME_ZONE.key,
    description="Answers to mails that were taken in, every morning at 06:45.",
)
SCHEDULES = (
    monthly_schedule, mail_schedule, ingest_schedule, tournament_schedule, brief_schedule, brief_mail_schedule, reminder_schedule,
    receipt_schedule,
)  # fmt: skip

"""When jobs start by themselves; every schedule is off until somebody turns it on in the web page."""

from collections.abc import Iterator

import dagster as dg

from pipelines.clock import SCHEDULED_DAY, TIME_ZONE
from pipelines.jobs import INGEST, RUN, SEND, TOURNAMENT
from warehouse.periods import month_key, shift_month


def _month_before(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Request the month before the tick."""
    month = month_key(shift_month(context.scheduled_execution_time.date(), -1))
    # The key makes a second tick of the same month harmless.
    yield dg.RunRequest(run_key=month, partition_key=month)


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
    job_name=SEND,
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
SCHEDULES = (monthly_schedule, mail_schedule, ingest_schedule, tournament_schedule)

"""`earlywarn send`: the month's mail or the feedback of the last ingest, through the job that the schedule starts."""

from datetime import date

from pipelines.dagster_instance import JobRequest, open_jobs
from pipelines.data_dir import DataDir
from pipelines.jobs import FEEDBACK, FEEDBACK_STEP, SEND, SEND_STEP


def send(home: DataDir, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a month; returns what was done, in words. Raises MailNotDeliveredError naming what did not arrive."""
    config = {"is_dry_run": is_dry_run, "held": held or ""}
    with open_jobs(home) as run_job:
        lines: list[str] = run_job(JobRequest(SEND, home, month=month, steps={SEND_STEP: config})).output_for_node(SEND_STEP)
    return lines


def send_feedback(home: DataDir, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the feedback of the last ingest; returns what was done, in words. Raises MailNotDeliveredError as `send` does."""
    with open_jobs(home) as run_job:
        request = JobRequest(FEEDBACK, home, steps={FEEDBACK_STEP: {"is_dry_run": is_dry_run, "held": held or ""}})
        lines: list[str] = run_job(request).output_for_node(FEEDBACK_STEP)
    return lines

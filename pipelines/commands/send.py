"""`earlywarn send`: the month's mail, through the job that the schedule starts."""

from datetime import date

from pipelines.dagster_instance import JobRequest, open_jobs
from pipelines.data_dir import DataDir
from pipelines.jobs import SEND, SEND_STEP


def send(home: DataDir, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a month; returns what was done, in words. Raises MailNotDeliveredError naming what did not arrive."""
    config = {"is_dry_run": is_dry_run, "held": held or ""}
    with open_jobs(home) as run_job:
        lines: list[str] = run_job(JobRequest(SEND, home, month=month, steps={SEND_STEP: config})).output_for_node(SEND_STEP)
    return lines

"""`earlywarn send`: the month's bulletin by e-mail, through the job the schedule starts."""

from datetime import date

from pipelines.dagster_instance import JobRequest, StepTimer, open_instance, quiet_logs, run_job
from pipelines.data_dir import DataDir
from pipelines.jobs import MAIL, SEND_STEP


def send(home: DataDir, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a month; returns what was done, in words. Raises MailNotDeliveredError naming what did not arrive."""
    config = {"is_dry_run": is_dry_run, "held": held or ""}
    with quiet_logs(home), open_instance(home) as instance:
        result = run_job(JobRequest(MAIL, home, month=month, steps={SEND_STEP: config}), instance, StepTimer())
    lines: list[str] = result.output_for_node(SEND_STEP)
    return lines

"""`earlywarn send`: the month's bulletin by e-mail, through the job the schedule starts."""

from datetime import date

from pipelines.home import Home
from pipelines.jobs import MAIL, SEND_STEP
from pipelines.launch import Order, Watch, open_instance, quiet_logs, run_job


def send(home: Home, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a month; returns what was done, in words. Raises MailNotDeliveredError naming what did not arrive."""
    config = {"is_dry_run": is_dry_run, "held": held or ""}
    with quiet_logs(home), open_instance(home) as instance:
        result = run_job(Order(MAIL, home, month=month, steps={SEND_STEP: config}), instance, Watch())
    lines: list[str] = result.output_for_node(SEND_STEP)
    return lines

"""`earlywarn send`: an edition's mail, through the job that a schedule starts."""

from datetime import date

from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import StepTimer
from pipelines.mail_jobs import (
    BRIEF_MAIL,
    FEEDBACK_MAIL,
    LATE_SOURCES,
    MONTH_MAIL,
    POLICY_MAIL,
    RECEIPTS,
    REMINDERS,
    RETRY_MAIL,
    Mailing,
    notice_lines,
)


def send(home: DataDir, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a month; returns what was done, in words. Raises MailNotDeliveredError naming what did not arrive."""
    return _send(home, MONTH_MAIL, month, is_dry_run=is_dry_run, held=held)


def send_policies(home: DataDir, month: date, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the push lists of a month; returns what was done, in words. Raises MailNotDeliveredError as `send` does."""
    return _send(home, POLICY_MAIL, month, is_dry_run=is_dry_run, held=held)


def send_feedback(home: DataDir, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the feedback of the last ingest; returns what was done, in words. Raises MailNotDeliveredError as `send` does."""
    return _send(home, FEEDBACK_MAIL, None, is_dry_run=is_dry_run, held=held)


def send_brief(home: DataDir, day: date | None, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the mails of a day's brief, today's by default; returns what was done, in words."""
    return _send(home, BRIEF_MAIL, day, is_dry_run=is_dry_run, held=held)


def send_reminders(home: DataDir, day: date | None, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the letters of a day's week, of this week by default; returns what was done, in words."""
    return _send(home, REMINDERS, day, is_dry_run=is_dry_run, held=held)


def send_receipts(home: DataDir, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the answers to mails that were taken in; returns what was done, in words."""
    return _send(home, RECEIPTS, None, is_dry_run=is_dry_run, held=held)


def send_source_reminders(home: DataDir, day: date | None, *, is_dry_run: bool, held: str | None) -> list[str]:
    """Send or write the reminders of sources that are late on a day, today by default; returns what was done, in words."""
    return _send(home, LATE_SOURCES, day, is_dry_run=is_dry_run, held=held)


def send_waiting(home: DataDir) -> list[str]:
    """Try every mail again that waits in the outbox; returns what was done, in words."""
    return _run(home, JobRequest(RETRY_MAIL, home))


def _send(home: DataDir, mailing: Mailing, on: date | None, *, is_dry_run: bool, held: str | None) -> list[str]:
    config = {"is_dry_run": is_dry_run, "held": held or "open", "day": on.isoformat() if on and not mailing.is_monthly else ""}
    return _run(home, JobRequest(mailing.job, home, month=on if mailing.is_monthly else None, steps={mailing.step: config}))


def _run(home: DataDir, request: JobRequest) -> list[str]:
    """Run a job that sends; what Dagster keeps of it names nobody, so its sentences are taken from the step itself."""
    lines: list[str] = []
    with open_jobs(home, StepTimer(on_notice=lambda notice: lines.extend(notice_lines(notice))), is_mail=True) as run_job:
        run_job(request)
    return lines

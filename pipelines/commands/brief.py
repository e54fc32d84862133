"""`earlywarn brief`: the half-monthly brief of a day, through the job that the schedule starts."""

from datetime import date

from pipelines.clock import today
from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.jobs import BRIEF, BRIEF_STEP


def brief(home: DataDir, day: date | None) -> list[str]:
    """Make the brief of a day, today's by default; returns where it lies, in words."""
    config = {"day": (day or today()).isoformat()}
    with open_jobs(home) as run_job:
        lines: list[str] = run_job(JobRequest(BRIEF, home, steps={BRIEF_STEP: config})).output_for_node(BRIEF_STEP)
    return lines

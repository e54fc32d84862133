"""`earlywarn ingest`: deliveries taken in and checked; nothing is scored."""

from pathlib import Path

from pipelines.commands.console import RunResult
from pipelines.commands.run import RunOptions
from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import OnStep, StepTimer
from pipelines.jobs import INGEST
from pipelines.run_records.terminal_notices import OnNotice


def ingest(home: DataDir, inbox: Path | None, on_step: OnStep | None = None, on_notice: OnNotice | None = None) -> RunResult:
    """Take in an inbox and check it."""
    timer = StepTimer(on_step, on_notice)
    with open_jobs(home, timer) as run_job:
        run_job(JobRequest(INGEST, home, RunOptions(inbox=inbox).run_context()))
    return RunResult(steps=timer.steps)

"""`earlywarn report`: a month's briefing again from what the warehouse holds, without looking into the inbox."""

from datetime import date

from pipelines.commands.console import RunResult, month_result, refuse_impossible
from pipelines.commands.run import RunOptions
from pipelines.data_dir import DataDir
from pipelines.instance.job_runner import JobRequest, open_jobs
from pipelines.instance.progress import OnStep, StepTimer
from pipelines.jobs import REPORT
from pipelines.run_records.terminal_notices import OnNotice


def report(home: DataDir, month: date, as_of: date | None, on_step: OnStep | None = None, on_notice: OnNotice | None = None) -> RunResult:
    """Make a month's briefing again."""
    options, timer = RunOptions(month=month, as_of=as_of), StepTimer(on_step, on_notice)
    refuse_impossible([month], as_of)
    with open_jobs(home, timer) as run_job:
        run_job(JobRequest(REPORT, home, options.run_context(), month))
    return RunResult([month_result(home, month)], timer.steps)

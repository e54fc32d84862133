"""Running a job for the command line: in this process, recorded like a run of the page, with its noise in the log file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError

from pipelines.collecting import collecting_seldom
from pipelines.data_dir import DataDir
from pipelines.instance.dagster_home import open_instance
from pipelines.instance.log_file import quiet_logs
from pipelines.instance.progress import StepTimer
from pipelines.instance.progress_line import keep_seconds, read_seconds
from pipelines.instance.run_execution import LOGGERS, create_run, execute, job_named, needs_warehouse, plan_of
from pipelines.instance.run_owner import Owner
from pipelines.instance.run_tags import command_tags
from pipelines.instance.waiting import look_after, wait_for_pool
from pipelines.month.rule_watch import watch_rules
from pipelines.room import require_room
from pipelines.run_records.step_failure import StepFailedError
from pipelines.run_records.terminal_notices import listening
from pipelines.settings import require_settings
from pipelines.work_process import make_room, warm_up
from warehouse.periods import month_key

JobRunner = Callable[["JobRequest"], dg.ExecuteInProcessResult]


@dataclass(frozen=True, slots=True)
class JobRequest:
    """Which job to run on which home.

    `run_context`: fields of the resource that differ from the usual. `steps`: configuration of steps by name.
    """

    job: str
    home: DataDir
    run_context: Mapping[str, Any] = field(default_factory=dict)
    month: date | None = None
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def run_config(self) -> dict[str, Any]:
        """Return the request as Dagster's run configuration."""
        ops = {name: {"config": dict(config)} for name, config in self.steps.items()}
        return {"resources": {"run_context": {"config": dict(self.run_context)}}, "loggers": dict(LOGGERS), "ops": ops}


@contextmanager
def open_jobs(home: DataDir, timer: StepTimer | None = None, *, is_mail: bool = False) -> Iterator[JobRunner]:
    """Lend a function that runs a job in this process and raises what a failing step raised; nothing is logged to the terminal.

    `is_mail`: the job only sends. Raises SettingsError and NoRoomError before anything begins.
    """
    timer = timer or StepTimer()
    require_settings(home.config)
    require_room(home, is_mail=is_mail)
    if not is_mail:
        # Before anything is made by them: whoever is at work stands beside changed rules.
        watch_rules(home)
    # Loaded beside Dagster, whose own loading takes as long.
    warm_up()
    with collecting_seldom(), quiet_logs(home), open_instance(home) as instance:
        look_after(instance, home, timer.tell)
        yield lambda request: _run_job(request, instance, timer)


def _run_job(request: JobRequest, instance: dg.DagsterInstance, timer: StepTimer) -> dg.ExecuteInProcessResult:
    """Run a job in this process once nobody else has the warehouse."""
    make_room()
    job, config = job_named(request.job, timer), request.run_config()
    plan = plan_of(job, config, instance)
    steps = [step.key for step in plan.get_steps_to_execute_in_topo_order()]
    timer.begin(month_key(request.month) if request.month else "", steps, read_seconds(request.home.logs))
    if needs_warehouse(plan):
        wait_for_pool(instance, request.home, timer.tell)
    tags = {**Owner.this().tags(), **command_tags(request.home, job, request.month, str(request.run_context.get("as_of", "")))}
    run = create_run(job, plan, config, tags, instance)
    try:
        with listening(timer.notice):
            done = execute(job, run, instance, plan, raise_on_error=True)
            keep_seconds(request.home.logs, timer.seconds())
            return done
    except StepFailedError as failed:
        # Dagster kept what may be kept of it; who is at the keyboard gets all of it.
        raise failed.error from None
    except DagsterExecutionInterruptedError as error:
        # Dagster's own name for Ctrl-C, which the command line ends on in one sentence.
        raise KeyboardInterrupt from error

"""Doing a run in this process: the same way for the command line and for a run of the page."""

import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import ExecuteRunWithPlanIterable, create_execution_plan, job_execution_iterator
from dagster._core.execution.context_creation_job import PlanOrchestrationContextManager, orchestration_context_event_generator
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster_shared.record import copy

from pipelines.instance.dagster_home import job_origin
from pipelines.instance.log_file import run_logger
from pipelines.instance.progress import StepTimer

# Which of a run's loggers is used; what it does is decided here and not in the page.
LOGGERS: Mapping[str, Any] = {"console": {}}


def job_named(name: str, timer: StepTimer | None = None) -> dg.JobDefinition:
    """Return a job of the definitions, which tells a timer of its steps and logs where this process does."""
    job: dg.JobDefinition = _repository(timer).get_job(name)
    return job


def job_of(run: dg.DagsterRun) -> dg.JobDefinition:
    """Return the job of a run with what it selected of it."""
    job: dg.JobDefinition = _repository(None).get_maybe_subset_job_def(
        run.job_name,
        op_selection=list(run.resolved_op_selection) if run.resolved_op_selection else None,
        asset_selection=run.asset_selection,
        asset_check_selection=run.asset_check_selection,
    )
    return job


def _repository(timer: StepTimer | None) -> dg.RepositoryDefinition:
    # Dagster loads the modules here for its storage; only who does a run needs every step.
    from pipelines.definitions import build_defs

    with warnings.catch_warnings():
        # Dagster marks parts it has shipped for years as beta; the versions are pinned and nobody at the terminal can act on it.
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        return build_defs(loggers={"console": run_logger(timer)}).get_repository_def()


def plan_of(job: dg.JobDefinition, run_config: Mapping[str, Any], instance: dg.DagsterInstance, run: dg.DagsterRun | None = None) -> Any:
    """Return the steps of a job; of a run that goes on from an earlier one those that are left."""
    if run is None:
        return create_execution_plan(InMemoryJob(job), run_config, instance_ref=instance.get_ref())
    snapshot = instance.get_execution_plan_snapshot(run.execution_plan_snapshot_id) if run.execution_plan_snapshot_id else None
    return create_execution_plan(
        InMemoryJob(job),
        run_config,
        step_keys_to_execute=run.step_keys_to_execute,
        known_state=snapshot.initial_known_state if snapshot else None,
        instance_ref=instance.get_ref(),
        tags=run.tags,
    )


def needs_warehouse(plan: ExecutionPlan) -> bool:
    """Whether a step of a plan takes a place in the pool."""
    return any(step.pool for step in plan.steps)


def create_run(
    job: dg.JobDefinition, plan: ExecutionPlan, run_config: Mapping[str, Any], tags: Mapping[str, str], instance: dg.DagsterInstance
) -> dg.DagsterRun:
    """Put down a run of this process, with everything the page needs to show it among the job's others and to run it again."""
    selected = job.asset_selection
    return instance.create_run_for_job(
        job_def=job,
        execution_plan=plan,
        run_config=run_config,
        tags={**job.run_tags, **tags},
        asset_selection=selected,
        remote_job_origin=job_origin(job.name),
    )


def execute(
    job: dg.JobDefinition,
    run: dg.DagsterRun,
    instance: dg.DagsterInstance,
    plan: ExecutionPlan | None = None,
    *,
    raise_on_error: bool = False,
) -> dg.ExecuteInProcessResult:
    """Do a run; `raise_on_error`: raise what a failing step raised, as it was."""
    # Steps read the configuration off the run, and the page's says nothing of loggers.
    run_config = {**run.run_config, "loggers": dict(LOGGERS)}
    run = copy(run, run_config=run_config)
    steps, output = plan or plan_of(job, run_config, instance, run), {}  # type: ignore[var-annotated]
    context = PlanOrchestrationContextManager(
        context_event_generator=orchestration_context_event_generator,
        job=InMemoryJob(job),
        execution_plan=steps,
        dagster_run=run,
        instance=instance,
        run_config=run_config,
        executor_defs=None,
        output_capture=output,
        raise_on_error=raise_on_error,
    )
    events = list(ExecuteRunWithPlanIterable(steps, job_execution_iterator, context))
    return dg.ExecuteInProcessResult(events, instance.get_run_by_id(run.run_id) or run, output, job)

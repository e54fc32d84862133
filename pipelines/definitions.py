"""Everything Dagster may know, in one place: `build_defs` for tests and the command line, `defs` for `dagster dev`."""

from typing import Any

import dagster as dg

from pipelines.assets import briefing, deliveries, district_figures, evidence, risk, tournament, warnings
from pipelines.jobs import JOBS
from pipelines.mail_jobs import MAIL_JOBS
from pipelines.resources import RunContext, Warehouse
from pipelines.schedules import SCHEDULES

STAGES = (deliveries, tournament, evidence, risk, district_figures, warnings, briefing)


def build_defs(**overrides: Any) -> dg.Definitions:
    """Return the definitions with resources replaced by name, and `loggers` where a terminal wants its own."""
    loggers = overrides.pop("loggers", None)
    run_context = overrides.pop("run_context", RunContext.configure_at_launch())
    resources = {"run_context": run_context, "warehouse": Warehouse(run_context=run_context), **overrides}
    return dg.Definitions(
        assets=dg.load_assets_from_modules(STAGES, include_specs=True),
        jobs=[*JOBS, *MAIL_JOBS],
        schedules=SCHEDULES,
        resources=resources,
        # A process for each step would cost seconds a step; the work of a step is done by array code that uses the cores by itself.
        executor=dg.in_process_executor,
        loggers=loggers,
    )


defs = build_defs()

"""Everything Dagster may know, in one place: `build_defs` for tests and the command line, `defs` for `dagster dev`."""

from typing import Any

import dagster as dg

from pipelines.collecting import collecting_seldom

# What is loaded here stays; searching all of Dagster meanwhile for what nobody refers to any more would be a quarter of the loading.
with collecting_seldom():
    from pipelines.asset_factory import OWNER
    from pipelines.assets import briefing, deliveries, district_figures, districts, evidence, risk, tournament, warnings
    from pipelines.config.early_settings import load_sources
    from pipelines.data_dir import find_home
    from pipelines.instance.log_file import run_logger
    from pipelines.jobs import JOBS
    from pipelines.mail_jobs import MAIL_JOBS
    from pipelines.resources import RunContext, Warehouse
    from pipelines.run_records.sources import source_specs
    from pipelines.schedules import SCHEDULES
    from pipelines.sensors import SENSORS

STAGES = (deliveries, tournament, evidence, risk, district_figures, warnings, briefing, districts)


def build_defs(**overrides: Any) -> dg.Definitions:
    """Return the definitions with resources replaced by name, and `loggers` where a terminal wants its own."""
    loggers = overrides.pop("loggers", {"console": run_logger()})
    run_context = overrides.pop("run_context", RunContext.configure_at_launch())
    # Of the home that is named when the definitions are loaded, as its first month is; a run reads the settings of its own home.
    sources = source_specs(load_sources(find_home().config), OWNER)
    # What a step returns is for whoever called it; nothing of it is written beside the run.
    kept = {"io_manager": dg.mem_io_manager}
    resources = {**kept, "run_context": run_context, "warehouse": Warehouse(run_context=run_context), **overrides}
    return dg.Definitions(
        assets=[*dg.load_assets_from_modules(STAGES, include_specs=True), *sources],
        jobs=[*JOBS, *MAIL_JOBS],
        schedules=SCHEDULES,
        sensors=SENSORS,
        resources=resources,
        # A process for each step would cost seconds a step; the work of a step is done by array code that uses the cores by itself.
        executor=dg.in_process_executor,
        loggers=loggers,
    )


with collecting_seldom():
    defs = build_defs()

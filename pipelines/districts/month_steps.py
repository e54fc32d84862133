"""Every step of a month in the home of one district, in the order that the tables they read and make give them.

In: which steps, in which order, as of which day. Out: what a step does (pipelines.steps), what came of the month (month_block.py).
"""

from collections import deque
from collections.abc import Iterator
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg

from pipelines.asset_factory import function_of
from pipelines.assets import briefing, district_figures, evidence, risk, warnings
from pipelines.data_dir import DataDir
from pipelines.instance.log_file import quiet_logs
from pipelines.month.rule_watch import watch_rules
from pipelines.quality.suites import counted_rules
from pipelines.resources import RunContext, Warehouse
from pipelines.room import require_room
from pipelines.run_records.asset_names import KNOWN_FACTS
from pipelines.run_records.terminal_notices import listening
from pipelines.settings import require_settings
from pipelines.steps.intake_step import judged_intake
from warehouse.ops.ops_db import hold_ops
from warehouse.periods import month_key

STAGES = (evidence, risk, district_figures, warnings, briefing)


def do_month(home: DataDir, month: date, as_of: date | None, *, is_explained: bool, is_sampled: bool) -> None:
    """Take in the district's own inbox and do every step of a month; raises what a step raises, with nothing published.

    `is_sampled`: whether Great Expectations judges its rows as well, whose rules are counted exactly in every district.
    """
    require_settings(home.config)
    require_room(home)
    watch_rules(home)
    given: dict[str, Any] = {"as_of": as_of.isoformat()} if as_of else {}
    here = RunContext.of(home, is_explained=is_explained, **given)
    warehouse = Warehouse(run_context=here)
    # What is told of one month would be read by nobody among the lines of many.
    # Whoever closes the records last writes them through, which takes longer than what is written: that is done once.
    with quiet_logs(home), listening(None), hold_ops(home.ops), counted_rules(is_compared=is_sampled):
        try:
            _drain(judged_intake(warehouse))
            for step in month_steps():
                _drain(function_of(step)(warehouse.month_run(month_key(month), step)))
        finally:
            warehouse.close()


@cache
def month_steps() -> tuple[dg.AssetsDefinition, ...]:
    """Return the steps of a month, each after those whose tables it reads."""
    found = {step.op.name: step for module in STAGES for step in _steps(module)}
    maker = {key: name for name, step in found.items() for key in step.keys}
    before = {name: {maker[key] for key in _reads(step) if maker.get(key, name) != name} for name, step in found.items()}
    return tuple(found[name] for name in TopologicalSorter(before).static_order())


def _steps(module: Any) -> Iterator[dg.AssetsDefinition]:
    """Yield the steps of a module that make a month's tables; the digest of what was known is for Dagster's own records."""
    for step in vars(module).values():
        if isinstance(step, dg.AssetsDefinition) and dg.AssetKey(KNOWN_FACTS) not in step.keys:
            yield step


def _reads(step: dg.AssetsDefinition) -> Iterator[dg.AssetKey]:
    """Yield what a step reads of its own month."""
    for spec in step.specs:
        yield from (dep.asset_key for dep in spec.deps if dep.partition_mapping is None)


def _drain(results: Iterator[Any]) -> None:
    """Do a step to its end; what it would show in Dagster is kept by nobody, what its checks found is in ops.db."""
    deque(results, maxlen=0)

"""Evidence: from what was known to comparable series, what would have been normal, and how far the month is from it."""

from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.asset_factory import LAST_TOURNAMENT, OWNER, POOL, Results, Tables, check_spec, month_stage
from pipelines.month.table_groups import FIGURE_TABLES, KNOWN_TABLES, LEARNED, REPORT_TABLES
from pipelines.partitions import MONTHS
from pipelines.resources import Warehouse
from pipelines.run_records.asset_names import FACTS_READ, INTAKE, KNOWN_FACTS
from pipelines.run_records.step_failure import recorded_failures
from warehouse import names

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "evidence"
EVIDENCE_TABLES: Tables = {
    names.SERIES: FIGURE_TABLES,
    names.EXPECTED: (names.SERIES, LAST_TOURNAMENT, names.REGISTER),
    names.BANDS: (names.SERIES, names.REGISTER),
    names.OUTSIDE: (names.SERIES,),
    names.EVIDENCE: (names.SERIES, names.EXPECTED, names.REGISTER),
    # The months that are learned from are made here too, from the figures and reports of their own days.
    names.RISK_FEATURES: (*FIGURE_TABLES, *REPORT_TABLES),
}

learned_months = dg.AssetSpec(
    LEARNED,
    deps=[names.RISK_FEATURES],
    description="The features of months as later ones learn from them, each as known on the month's own day; rows of the table named here.",
    metadata={"dagster/table_name": names.RISK_FEATURES},
    group_name=GROUP,
    owners=[OWNER],
    kinds={"duckdb"},
    partitions_def=MONTHS,
)

CORRECTIONS = "corrections"
corrections_fit = check_spec(
    CORRECTIONS, names.EDITS, "Every correction in force finds the figure it expects; one that does not stops the month.", is_blocking=True
)


@dg.asset(
    name=KNOWN_FACTS,
    group_name=GROUP,
    owners=[OWNER],
    kinds={"duckdb"},
    pool=POOL,
    partitions_def=MONTHS,
    # No edge to the month before: of a range each month would wait for a run of this alone. The queue takes months in their order.
    deps=[INTAKE],
    metadata={FACTS_READ: list(KNOWN_TABLES)},
)
def known_facts(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[Any]:
    """What was known on the month's as-of day; its version is a digest of those facts and of the settings, and moves when either does."""
    from pipelines.steps import evidence_steps

    with recorded_failures():
        run = warehouse.month_run(context.partition_key, context.assets_def)
        return dg.MaterializeResult(metadata={"as_of": run.as_of.isoformat()}, data_version=evidence_steps.version_of_known(run))


@month_stage(GROUP, {names.EDITS: (*FIGURE_TABLES, names.DELIVERIES)}, checks=[corrections_fit])
def edits(run: "MonthRun") -> Results:
    """Figures that look like typing errors and stay out of this run; before that, whether every correction still fits."""
    from pipelines.steps import evidence_steps

    return evidence_steps.edits(run)


# Read after the corrections have been judged: one check says so, and not every step that reads figures.
@month_stage(GROUP, {names.RESTATEMENTS: FIGURE_TABLES}, after=(names.EDITS,))
def restatements(run: "MonthRun") -> Results:
    """Figures that changed since the month before was run."""
    from pipelines.steps import evidence_steps

    return evidence_steps.restatements(run)


@month_stage(GROUP, EVIDENCE_TABLES, after=(names.EDITS,))
def evidence(run: "MonthRun") -> Results:
    """Comparable series with what was expected of them, how far the month is from it, and what the risks are judged on and learn from."""
    from pipelines.steps import evidence_steps

    return evidence_steps.evidence(run)

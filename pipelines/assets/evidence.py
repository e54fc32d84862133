"""Evidence: from what was known to comparable series, what would have been normal, and how far the month is from it."""

from typing import Any

import dagster as dg

from models.evaluation.coverage_guard import outside_of_month
from models.evaluation.scatter_guard import widened_scatter
from models.forecast.tournament.selection import chosen_forecasters
from models.month import judge_indicators
from pipelines.asset_factory import (
    LAST_TOURNAMENT,
    OWNER,
    POOL,
    Results,
    Tables,
    check_spec,
    judge_all,
    month_stage,
    record_month,
    record_past_months,
)
from pipelines.errors import CheckFailedError
from pipelines.month.edits import edits_of
from pipelines.month.other_districts import others_digest
from pipelines.month.restatements import restated_figures
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import FIGURE_TABLES, KNOWN_TABLES, REPORT_TABLES
from pipelines.month.tournament import tournament_of
from pipelines.month.training import feature_rows, stale_months
from pipelines.partitions import MONTHS
from pipelines.quality.rules import check_coverage, check_scatter
from pipelines.resources import Warehouse
from pipelines.run_records.data_versions import FACTS_READ, INTAKE, KNOWN_FACTS, known_version
from pipelines.run_records.step_failure import recorded_failures
from warehouse import names
from warehouse.errors import StaleCorrectionError
from warehouse.periods import month_key

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
    # The month before first: a list goes on from the one that is out then.
    deps=[INTAKE, dg.AssetDep(KNOWN_FACTS, partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1))],
    metadata={FACTS_READ: list(KNOWN_TABLES)},
)
def known_facts(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[Any]:
    """What was known on the month's as-of day; its version is a digest of those facts and of the settings, and moves when either does."""
    with recorded_failures():
        run = warehouse.month_run(context.partition_key, context.assets_def)
        version = known_version(run.tables.known_digest(run.as_of), run.settings, others_digest(run), run.as_of)
        return dg.MaterializeResult(metadata={"as_of": run.as_of.isoformat()}, data_version=version)


@month_stage(GROUP, {names.EDITS: (*FIGURE_TABLES, names.DELIVERIES)}, checks=[corrections_fit])
def edits(run: MonthRun) -> Results:
    """Figures that look like typing errors and stay out of this run; before that, whether every correction still fits."""
    yield from judge_corrections(run)
    yield from record_month(run, names.EDITS, edits_of(run))


def judge_corrections(run: MonthRun) -> Results:
    """Yield whether the figures are what the corrections in force expect; raises CheckFailedError where one is not."""
    try:
        run.figures()
    except StaleCorrectionError as error:
        counts = {"in force": error.in_force, "no longer fitting": error.stale}
        yield dg.AssetCheckResult(asset_key=names.EDITS, check_name=CORRECTIONS, passed=False, metadata=counts)
        recorded = f"{error.stale} of {error.in_force} corrections in force do not fit what was delivered any more"
        raise CheckFailedError(str(error), f"{recorded}; `earlywarn report --month {month_key(run.month)}` names them") from None
    in_force = sum(correction.is_in_force(run.as_of) for correction in run.settings.corrections)
    yield dg.AssetCheckResult(asset_key=names.EDITS, check_name=CORRECTIONS, passed=True, metadata={"in force": in_force})


# Read after the corrections have been judged: one check says so, and not every step that reads figures.
@month_stage(GROUP, {names.RESTATEMENTS: FIGURE_TABLES}, after=(names.EDITS,))
def restatements(run: MonthRun) -> Results:
    """Figures that changed since the month before was run."""
    yield from record_month(run, names.RESTATEMENTS, restated_figures(run))


@month_stage(GROUP, EVIDENCE_TABLES, after=(names.EDITS,))
def evidence(run: MonthRun) -> Results:
    """Comparable series with what was expected of them, how far the month is from it, and what the risks are judged on and learn from."""
    found, choice = run.evidence(), chosen_forecasters(tournament_of(run))
    judged = judge_indicators(found, run.known(names.REGISTER), choice, run.settings.month, run.settings.expected)
    outside = outside_of_month(judged.series, run.month)
    tables = {
        names.SERIES: judged.series, names.EXPECTED: judged.expected, names.BANDS: judged.bands, names.OUTSIDE: outside,
        names.EVIDENCE: judged.evidence,
    }  # fmt: skip
    # Judged while the months that are learned from are made.
    being_judged, features = judge_all(run, tables), feature_rows(run, found)
    past = list(stale_months(run))
    # What the guards found of the month's figures, with the tables they are about.
    guards = {names.SERIES: check_scatter(widened_scatter(judged.series, run.month)), names.OUTSIDE: check_coverage(outside)}
    for rows in being_judged:
        yield from rows.record([guards[rows.name]] if rows.name in guards else [])
    yield from record_past_months(run, names.RISK_FEATURES, past)
    yield from record_month(run, names.RISK_FEATURES, features)

"""Briefing: the month's pages and lists, published as one folder; then the snapshot that analysts and the web page read."""

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.asset_factory import EARLIER_EDITIONS, LAST_TOURNAMENT, OWNER, Results, month_stage
from pipelines.month.table_groups import EDITIONS, VERDICTS
from pipelines.partitions import MONTHS
from warehouse import names
from warehouse.catalogue import core_tables

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "briefing"
# What a month hands on to later ones stands by itself: among the briefings it would draw them before the risks.
HANDED_ON = "records"
READ: tuple[str | dg.AssetDep, ...] = (
    # The content id of an edition is a digest of every fact that is known.
    *(table.name for table in core_tables()), names.DELIVERIES, names.QUARANTINE, names.SETTLEMENTS,
    names.EDITS, names.SERIES, names.EXPECTED, names.EVIDENCE, names.RISK, names.CONTRIBUTIONS,
    names.WARNINGS, names.REASONS, names.MEASURES, names.CLEARINGS, names.STATE, names.DISTRICT, names.GROWTH, names.COVERAGE, names.BANDS,
    names.OUTSIDE, names.STATED,
    names.POLICY_MATCHES, LAST_TOURNAMENT, names.MODEL_CARD, names.CALIBRATION, names.RESTATEMENTS, names.REVISIONS,
    names.COMPARISON, names.COMPARISON_LISTS, names.MISSES, names.MISS_MONTHS, names.RULES, names.RULE_CHANGES, EARLIER_EDITIONS, VERDICTS,
)  # fmt: skip

# They go on from month to month through ops.db, which no edge between the tables could show without going round in a circle.
editions = dg.AssetSpec(
    EDITIONS,
    description="The editions that are out, in ops.db: the lists that the month after goes on from, and what mail is written from.",
    group_name=HANDED_ON,
    owners=[OWNER],
    kinds={"sqlite"},
    partitions_def=MONTHS,
)
verdicts = dg.AssetSpec(
    VERDICTS,
    description="What the checks found, in ops.db: those of a month's tables, and those of the facts.",
    group_name=HANDED_ON,
    owners=[OWNER],
    kinds={"sqlite"},
)


@month_stage(GROUP, {names.BRIEFINGS: READ})
def briefing(run: "MonthRun") -> Results:
    """The month's folder in `briefings`, whole or not at all."""
    from pipelines.steps import briefing_step

    return briefing_step.briefing(run)

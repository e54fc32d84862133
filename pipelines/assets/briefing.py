"""Briefing: the month's pages and lists, published as one folder; then the snapshot that analysts and the web page read."""

from typing import Any

import dagster as dg
import polars as pl

from pipelines.asset_factory import OWNER, Results, month_stage, record_month
from pipelines.clock import now
from pipelines.delivery.month_publisher import MonthPublisher
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import EDITIONS, VERDICTS
from pipelines.partitions import MONTHS
from warehouse import names
from warehouse.catalogue import core_tables
from warehouse.ops.soundness import require_whole_records
from warehouse.periods import month_key

GROUP = "briefing"
READ = (
    # The content id of an edition is a digest of every fact that is known.
    *(table.name for table in core_tables()), names.DELIVERIES, names.QUARANTINE, names.SETTLEMENTS,
    names.EDITS, names.SERIES, names.EXPECTED, names.EVIDENCE, names.RISK, names.CONTRIBUTIONS,
    names.WARNINGS, names.REASONS, names.MEASURES, names.CLEARINGS, names.STATE, names.DISTRICT, names.GROWTH, names.COVERAGE, names.BANDS,
    names.POLICY_MATCHES, names.TOURNAMENT, names.MODEL_CARD, names.CALIBRATION, names.RESTATEMENTS, names.REVISIONS,
    names.COMPARISON, names.RULES, names.RULE_CHANGES, EDITIONS, VERDICTS,
)  # fmt: skip

# They go on from month to month through ops.db, which no edge between the tables could show without going round in a circle.
editions = dg.AssetSpec(
    EDITIONS,
    description="The editions that are out, in ops.db: the lists that the month after goes on from, and what mail is written from.",
    group_name=GROUP,
    owners=[OWNER],
    kinds={"sqlite"},
    partitions_def=MONTHS,
)
verdicts = dg.AssetSpec(
    VERDICTS,
    description="What the checks found, in ops.db: those of a month's tables, and those of the facts.",
    group_name=GROUP,
    owners=[OWNER],
    kinds={"sqlite"},
)


@month_stage(GROUP, {names.BRIEFINGS: READ})
def briefing(run: MonthRun) -> Results:
    """The month's folder in `briefings`, whole or not at all."""
    # Before the folder is put in place: afterwards damage would be found when the bulletin is out.
    run.tables.require_readable()
    require_whole_records(run.home.ops)
    publisher = MonthPublisher(run)
    published = publisher.publish()
    publisher.open_cases(now())
    ledger = pl.concat([run.read(names.BRIEFINGS), publisher.ledger_row(published, now())]).unique("revision", keep="first")
    folder, picture = dg.MetadataValue.path(str(published.folder)), dg.MetadataValue.md(publisher.picture(published))
    shown: dict[str, Any] = {"folder": folder, "content_id": published.content_id, "levels": picture}
    yield from record_month(run, names.BRIEFINGS, ledger.sort("revision"), **shown)
    yield dg.AssetMaterialization(EDITIONS, partition=month_key(run.month), metadata={"content_id": published.content_id})
    run.tables.publish_snapshot(run.home.snapshot)

"""Briefing: the month's pages and lists, published as one folder; then the snapshot that analysts and the web page read."""

from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from pipelines.asset_factory import EARLIER_EDITIONS, LAST_TOURNAMENT, OWNER, Results, month_stage, record_month
from pipelines.clock import now
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import EDITIONS, VERDICTS
from pipelines.partitions import MONTHS
from pipelines.run_records.data_versions import edition_version
from warehouse import names
from warehouse.catalogue import core_tables
from warehouse.ops.soundness import require_whole_records
from warehouse.periods import month_key

if TYPE_CHECKING:
    from pipelines.delivery.month_publisher import MonthPublisher

GROUP = "briefing"
READ: tuple[str | dg.AssetDep, ...] = (
    # The content id of an edition is a digest of every fact that is known.
    *(table.name for table in core_tables()), names.DELIVERIES, names.QUARANTINE, names.SETTLEMENTS,
    names.EDITS, names.SERIES, names.EXPECTED, names.EVIDENCE, names.RISK, names.CONTRIBUTIONS,
    names.WARNINGS, names.REASONS, names.MEASURES, names.CLEARINGS, names.STATE, names.DISTRICT, names.GROWTH, names.COVERAGE, names.BANDS,
    names.OUTSIDE, names.STATED,
    names.POLICY_MATCHES, LAST_TOURNAMENT, names.MODEL_CARD, names.CALIBRATION, names.RESTATEMENTS, names.REVISIONS,
    names.COMPARISON, names.COMPARISON_LISTS, names.MISSES, names.MISS_MONTHS, names.RULES, names.RULE_CHANGES, EARLIER_EDITIONS, VERDICTS,
)  # fmt: skip

# What somebody looks for first, as paths in a month's folder.
PAGES = {"folder": ".", "bulletin": "bulletin.html", "model": "model.html", "all issues": "../index.html"}
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
    # Loaded by the step and not by the definitions, which every process of Dagster reads: the pages bring half of the program along.
    from pipelines.delivery.month_publisher import MonthPublisher

    # Before the folder is put in place: afterwards damage would be found when the bulletin is out.
    run.tables.require_readable()
    require_whole_records(run.home.ops)
    publisher = MonthPublisher(run)
    published = publisher.publish()
    publisher.open_cases(now())
    ledger = pl.concat([run.read(names.BRIEFINGS), publisher.ledger_row(published, now())]).unique("revision", keep="first")
    links = {name: dg.MetadataValue.path(str(published.folder / page)) for name, page in PAGES.items()}
    shown: dict[str, Any] = {**links, "content_id": published.content_id, "levels": dg.MetadataValue.md(publisher.picture(published))}
    yield from record_month(run, names.BRIEFINGS, ledger.sort("revision"), **shown)
    yield from _edition_events(publisher, published.content_id)
    run.tables.publish_snapshot(run.home.snapshot)
    run.tables.forget_staged()


def _edition_events(publisher: "MonthPublisher", content_id: str) -> Results:
    """Yield the edition that is out, with the version of what later months take over from it.

    Twice, since Dagster reads versions of what no step makes from observations, and shows months that are there by materializations.
    """
    month, version = month_key(publisher.run.month), edition_version(publisher.handed_on())
    yield dg.AssetObservation(EDITIONS, partition=month, tags={DATA_VERSION_TAG: version.value})
    yield dg.AssetMaterialization(EDITIONS, partition=month, metadata={"content_id": content_id}, tags={DATA_VERSION_TAG: version.value})

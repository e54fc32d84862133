"""The month's folder and the snapshot beside it, published once everything of the month is sound."""

from typing import Any, Final

import dagster as dg
import polars as pl

from pipelines.asset_factory import Results
from pipelines.clock import now
from pipelines.delivery.month_publisher import MonthPublisher
from pipelines.delivery.publication import Published
from pipelines.month.run import MonthRun
from pipelines.month.table_groups import EDITIONS
from pipelines.run_records.data_versions import edition_version, standing_events
from pipelines.run_records.table_records import record_month
from warehouse import names
from warehouse.ops.ops_db import hold_ops
from warehouse.ops.soundness import require_whole_records
from warehouse.periods import month_key

# What somebody looks for first, as paths in a month's folder.
PAGES: Final = {"folder": ".", "bulletin": "bulletin.html", "model": "model.html", "all issues": "../index.html"}


def briefing(run: MonthRun) -> Results:
    """Publish the month's folder, open cases, record the edition, and publish the snapshot."""
    # Before the folder is put in place: afterwards damage would be found when the bulletin is out.
    run.tables.require_readable()
    require_whole_records(run.home.ops)
    publisher = MonthPublisher(run)
    # The lists of every month that is out are read from it.
    with hold_ops(run.home.ops):
        published = publisher.publish()
        publisher.open_cases(now())
    ledger = pl.concat([run.read(names.BRIEFINGS), publisher.ledger_row(published, now())]).unique("revision", keep="first")
    # Nobody is shown anything of a run that Dagster keeps no record of.
    shown = _shown(publisher, published) if run.is_recorded else {}
    yield from record_month(run, names.BRIEFINGS, ledger.sort("revision"), **shown)
    yield from _edition_events(publisher, published.content_id) if run.is_recorded else ()
    run.tables.publish_snapshot(run.home.snapshot, is_read=True)
    run.tables.forget_staged()


def _shown(publisher: MonthPublisher, published: Published) -> dict[str, Any]:
    """Return what Dagster shows of an edition: where its pages are, its content id, and the levels of the months up to it."""
    links = {name: dg.MetadataValue.path(str(published.folder / page)) for name, page in PAGES.items()}
    return {**links, "content_id": published.content_id, "levels": dg.MetadataValue.md(publisher.picture(published))}


def _edition_events(publisher: MonthPublisher, content_id: str) -> Results:
    """Yield the edition that is out, with the version of what later months take over from it."""
    version = edition_version(publisher.handed_on())
    yield from standing_events(EDITIONS, month_key(publisher.run.month), version, content_id=content_id)

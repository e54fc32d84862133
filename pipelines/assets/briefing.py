"""Briefing: the month's pages and lists, published as one folder; then the snapshot that analysts and the web page read."""

import dagster as dg
import polars as pl

from pipelines.asset_factory import Results, record_month, stage
from pipelines.clock import now
from pipelines.delivery.fan_charts import draw_fans
from pipelines.delivery.month_publisher import MonthPublisher
from pipelines.resources import Warehouse

GROUP = "briefing"
EDITIONS = "out_briefings__monthly_editions"
READ = (
    "out_warnings__monthly_enterprises", "out_state__monthly_districts", "out_district__monthly_indicators",
    "out_growth__monthly_enterprises", "out_coverage__monthly_sources", "out_bands__monthly_indicators",
    "out_tournament__quarterly_classes",
    "out_model_card__monthly_features", "out_calibration__monthly_deciles", "pred_contributions__monthly_enterprises",
    "feat_expected__monthly_enterprises", "out_restatements__monthly_observations", "out_revisions__monthly_enterprises",
    "core_visits__event_enterprises", "core_outcomes__event_enterprises",
)  # fmt: skip


@stage(GROUP, {EDITIONS: READ})
def briefing(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """The month's folder in `briefings`, whole or not at all."""
    run, run_context = warehouse.month_run(context), warehouse.run_context
    press = MonthPublisher(run, run_context.place, draw_fans, run_context.is_explained, run_context.is_demo)
    published = press.publish()
    ledger = pl.concat([run.read(EDITIONS), press.ledger_row(published, now())]).unique("revision", keep="first").sort("revision")
    folder, picture = dg.MetadataValue.path(str(published.folder)), dg.MetadataValue.md(press.picture(published))
    yield from record_month(warehouse, run, EDITIONS, ledger, folder=folder, content_id=published.content_id, levels=picture)
    run.store.publish_snapshot(run_context.place.snapshot)

"""Deliveries: everything new in the inbox is taken in, judged row by row, and stored as vintages."""

import dagster as dg

from pipelines.ingest.run import ingest_inbox
from pipelines.recording import Results, record_facts, stage
from pipelines.resources import Warehouse
from warehouse.catalogue import all_tables, core_tables

GROUP = "deliveries"
LEDGERS = tuple(table.name for table in all_tables() if table.layer == "raw")
FACTS = tuple(table.name for table in core_tables())
FILES = "raw_deliveries__event_files"


@stage(GROUP, {**{name: () for name in LEDGERS}, **{name: (FILES,) for name in FACTS}}, is_monthly=False)
def deliveries(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Take in the inbox; what was taken in before changes nothing."""
    workplace = warehouse.workplace
    report = ingest_inbox(warehouse.store, workplace.inbox_folder, workplace.today, workplace.settings.ingest)
    report.require_usable(str(workplace.inbox_folder))
    context.log.info(f"{len(report.files)} files: {report.rows_stored} rows stored, {report.rows_refused} refused")
    for name in (*LEDGERS, *FACTS):
        yield from record_facts(warehouse, name, rows_stored=report.stored_by_table.get(name, 0))

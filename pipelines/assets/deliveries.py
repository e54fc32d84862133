"""Deliveries: everything new in the inbox is taken in, judged row by row, and stored as vintages."""

import dagster as dg

from pipelines.asset_factory import OWNER, Results, Tables, ingest_stage
from pipelines.resources import Warehouse
from pipelines.run_records.asset_names import INTAKE
from pipelines.run_records.sources import SOURCE_ASSETS
from warehouse import names
from warehouse.catalogue import all_tables, core_tables

GROUP = "deliveries"
LEDGERS = tuple(table.name for table in all_tables() if table.layer == "raw")
FACTS = tuple(table.name for table in core_tables())


def _intake() -> dg.AssetSpec:
    """Return the asset that months wait for: that everything has been taken in and judged."""
    return dg.AssetSpec(
        INTAKE,
        deps=[*LEDGERS, *FACTS],
        description="The inbox has been taken in and every table of facts has passed its checks; months wait for it.",
        group_name=GROUP,
        owners=[OWNER],
        kinds={"duckdb"},
    )


# The ledger is where deliveries begin; the departments before it are no part of this program.
TABLES: Tables = {**dict.fromkeys(LEDGERS, ()), names.DELIVERIES: SOURCE_ASSETS, **dict.fromkeys(FACTS, (names.DELIVERIES,))}


@ingest_stage(GROUP, TABLES, also=[_intake()])
def deliveries(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Take in the inbox; what was taken in before changes nothing."""
    from pipelines.steps import intake_step

    return intake_step.deliveries(context, warehouse)

"""Tournament: by quarter, the forecasters of every indicator and size class compete on months they have not seen."""

import dagster as dg

from pipelines.asset_factory import Results, record_month, stage
from pipelines.month.tournament import TOURNAMENT, hold
from pipelines.resources import Warehouse
from warehouse.store import FIGURES

GROUP = "tournament"


@stage(GROUP, {TOURNAMENT: FIGURES})
def contest(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Results:
    """Who speaks for which class from the next month on; the partition is the last month of a quarter."""
    run = warehouse.month_run(context)
    table = hold(run)
    yield from record_month(warehouse, run, TOURNAMENT, table, classes=int(table["is_chosen"].sum()))

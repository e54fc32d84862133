"""Tournament: by quarter, the forecasters of every indicator and size class compete on months they have not seen."""

from pipelines.asset_factory import Results, month_stage, record_month
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import FIGURE_TABLES
from pipelines.month.tournament import hold_tournament
from pipelines.partitions import QUARTERS
from warehouse import names

GROUP = "tournament"


@month_stage(GROUP, {names.TOURNAMENT: FIGURE_TABLES}, partitions=QUARTERS)
def forecaster_choice(run: MonthRun) -> Results:
    """Which forecaster is used for which class from the next month on; the partition is a quarter, named by its first month."""
    table = hold_tournament(run)
    yield from record_month(run, names.TOURNAMENT, table, classes=int(table["is_chosen"].sum()))

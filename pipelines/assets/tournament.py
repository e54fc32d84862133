"""Tournament: by quarter, the forecasters of every indicator and size class compete on months they have not seen."""

from typing import TYPE_CHECKING

from pipelines.asset_factory import Results, month_stage
from pipelines.month.table_groups import FIGURE_TABLES
from pipelines.partitions import QUARTERS
from warehouse import names

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "tournament"


@month_stage(GROUP, {names.TOURNAMENT: FIGURE_TABLES}, partitions=QUARTERS)
def forecaster_choice(run: "MonthRun") -> Results:
    """Which forecaster is used for which class from the next month on; the partition is a quarter, named by its first month."""
    from pipelines.steps import tournament_step

    return tournament_step.forecaster_choice(run)

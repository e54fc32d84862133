"""The tournament of the forecasters of a quarter."""

from pipelines.asset_factory import Results
from pipelines.month.run import MonthRun
from pipelines.month.tournament import hold_tournament
from pipelines.run_records.table_records import record_month
from warehouse import names


def forecaster_choice(run: MonthRun) -> Results:
    """Hold the tournament, and record which forecaster is chosen for which class."""
    table = hold_tournament(run)
    yield from record_month(run, names.TOURNAMENT, table, classes=int(table["is_chosen"].sum()))

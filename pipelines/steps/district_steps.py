"""What has arrived of a month, and the figures of the district as a whole."""

import polars as pl

from models.cases.appeals import current_appeals
from models.district.bases import standing_on
from models.district.coverage import Gone, source_coverage
from models.district.growth import find_growth
from models.district.totals import district_totals
from models.risk.scope import departed_by
from models.series.comparable import comparable_series
from pipelines.asset_factory import Results
from pipelines.month.edits import of_enterprises, still_set_aside
from pipelines.month.run import MonthRun
from pipelines.quality.rules import check_arrival
from pipelines.run_records.table_records import record_month
from warehouse import names
from warehouse.periods import month_key


def coverage(run: MonthRun) -> Results:
    """Record what has arrived of the figures of whoever is monitored."""
    aside = of_enterprises(still_set_aside(run).filter(pl.col("period") == month_key(run.month)), run.known(names.ACCOUNTS))
    register, restated = run.known(names.REGISTER), run.read(names.RESTATEMENTS)
    unregistered = register.filter(standing_on(run.as_of) != "monitored")["uscc"]
    gone = Gone(unregistered.to_list(), departed_by(run.known(names.OUTCOMES), run.as_of).to_list())
    frame = source_coverage(
        run.read(names.SERIES), register, run.month, run.settings.coverage, gone=gone, set_aside=aside, restated=restated
    )
    yield from record_month(run, names.COVERAGE, frame, also=check_arrival(frame))


def district(run: MonthRun) -> Results:
    """Record the totals of the district."""
    series = run.read(names.SERIES)
    if run.settings.channels.locked:
        # Locked figures name nobody in a total, so the district's growth is still measured on them.
        series = comparable_series(run.figures(with_locked=True), run.month, run.settings.month.series)
    yield from record_month(run, names.DISTRICT, district_totals(series, run.known(names.REGISTER), run.month))


def growth(run: MonthRun) -> Results:
    """Record who grows and who is new."""
    register, appeals = run.known(names.REGISTER), current_appeals(run.known(names.APPEALS), run.as_of)
    frame = find_growth(run.read(names.SERIES), register, run.month, run.settings.growth, appeals=appeals)
    yield from record_month(run, names.GROWTH, frame)

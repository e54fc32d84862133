"""What a list goes on from besides risks: the lists published before, what visits confirmed, who is at stake; and what is on record.

In: which frames of a run go into which input. Out: how a list is decided (models.warnings.warning_list).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from models.cases.visits import judged_visits, standing_confirmations
from models.district.bases import monitored_of
from models.risk.score import KnownFacts
from models.warnings.exposure import measure_exposure
from models.warnings.warning_list import WarningInputs
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month


def known_facts(run: MonthRun) -> KnownFacts:
    """Return what is on record on the run's as-of day."""
    district = run.settings.district
    return KnownFacts(
        run.known(names.REGISTER), run.known(names.OUTCOMES), run.known(names.SIGNALS), run.as_of, district.name, district.city
    )


def deciding_inputs(run: MonthRun, risk: pl.DataFrame, series: pl.DataFrame) -> WarningInputs:
    """Return what decides a list: risks and comparable series of the run's month, its register, and the lists out before.

    What only explains a list is left empty.
    """
    register, editions = run.known(names.REGISTER), run.editions()
    before = editions.list_before(run.month)
    previous = table_named(names.WARNINGS).empty_frame() if before is None else before
    return WarningInputs(
        risk=risk,
        evidence=table_named(names.EVIDENCE).empty_frame(),
        register=register,
        exposure=measure_exposure(series, monitored_of(register, run.as_of), run.month, run.settings.levels),
        previous=previous,
        first_listed=editions.candidates_before(run.month)
        .filter("is_listed")
        .group_by("uscc")
        .agg(first_listed_on=pl.col("month").min())
        .sort("uscc"),
        confirmed=confirmed(run, previous, editions.days_before(run.month)),
    )


def confirmed(run: MonthRun, previous: pl.DataFrame, days: Mapping[date, date]) -> pl.DataFrame:
    """Return whom a visit confirmed since the first list that goes on to last month's, with nothing on record since."""
    first = [shift_month(run.month, -months) for months in previous["months_listed"].fill_null(1)]
    # Of a list that nobody kept it is known that it did not come out before its month had ended.
    since = [days.get(month, shift_month(month, 1)) for month in first]
    listed = previous.select("uscc").with_columns(pl.Series("since_on", since, dtype=pl.Date)).filter(previous["is_listed"])
    return standing_confirmations(judged_visits(run.known(names.VISITS), run.as_of), run.known(names.OUTCOMES), listed)

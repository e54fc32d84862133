"""How much of a month has arrived before it is run: the count a bulletin prints, worked out from what is known on a day.

In: reading the warehouse or its snapshot. Out: counting (models.district.coverage), what is late (models.district.late_sources).
"""

from datetime import date

import polars as pl

from models.district.bases import standing_on
from models.district.coverage import Gone, source_coverage
from models.risk.scope import departed_by
from models.series.comparable import comparable_series
from pipelines.month.figures import known_figures
from pipelines.settings import Settings
from warehouse import names
from warehouse.store import Store


def arrival(store: Store, settings: Settings, month: date, day: date) -> pl.DataFrame:
    """Return how much of each source of a month was there on a day, as source_coverage gives it; locked channels count as well."""
    register = store.as_of(names.REGISTER, day)
    unregistered = register.filter(standing_on(day) != "monitored")["uscc"]
    gone = Gone(unregistered.to_list(), departed_by(store.as_of(names.OUTCOMES, day), day).to_list())
    series = comparable_series(known_figures(store, day, settings, with_locked=True), month, settings.month.series)
    return source_coverage(series, register, month, settings.coverage, gone=gone)

"""`earlywarn impact`: what a departure or failure would cost the district, on any day, provisional."""

from dataclasses import fields
from datetime import date

import polars as pl

from models.cases.appeals import open_appeals
from models.series.comparable import comparable_series
from models.warnings.impact import ImpactInputs, assess_impact, latest_trades
from pipelines.clock import today
from pipelines.commands.snapshot import code_of, open_to_read
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.month.figures import known_figures
from pipelines.settings import Settings, load_settings
from reports.impact import ImpactFrames, impact_lines
from reports.words.text import Words
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.store import Store
from warehouse.vocabulary import Language


def impact(home: DataDir, uscc: str, language: Language = "zh") -> list[str]:
    """Return the answer in lines; raises UsageError where the register does not know the code."""
    settings, day = load_settings(home.config), today()
    with open_to_read(home) as store:
        inputs = _inputs(store, settings, day)
    try:
        found = assess_impact(code_of(uscc), inputs, day.replace(day=1), day, settings.levels, settings.measures)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return impact_lines(ImpactFrames(**{item.name: getattr(found, item.name) for item in fields(ImpactFrames)}), Words(language))


def _inputs(store: Store, settings: Settings, day: date) -> ImpactInputs:
    """Return what is known today; risks and evidence are those of the last month that was scored."""
    # Made afresh from all that is known today, because the last run may be weeks old.
    series = comparable_series(known_figures(store, day, settings), day.replace(day=1), settings.month.series)
    return ImpactInputs(
        series=series,
        register=store.as_of(names.REGISTER, day),
        risk=_latest(store, names.RISK),
        evidence=_latest(store, names.EVIDENCE),
        signals=store.as_of(names.SIGNALS, day),
        appeals=open_appeals(store.as_of(names.APPEALS, day), day),
        trades=latest_trades(store.as_of(names.SUPPLIES, day)),
        contributions=_latest(store, names.CONTRIBUTIONS),
    )


def _latest(store: Store, table: str) -> pl.DataFrame:
    """Return the newest month of a table of results without the month, empty where there is none."""
    months = store.months(table)
    rows = store.read(table, month=months[-1]) if months else table_named(table).empty_frame()
    return rows.drop("month")

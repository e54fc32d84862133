"""`earlywarn impact`: what a departure or failure would cost the district, on any day, provisional."""

from dataclasses import fields
from datetime import date

import polars as pl

from models.cases.appeals import current_appeals
from models.series.comparable import comparable_series
from models.warnings.impact import ImpactInputs, assess_impact, latest_trades
from pipelines.clock import today
from pipelines.commands.json_document import json_document
from pipelines.commands.snapshot import find_enterprise, open_to_read, published_months
from pipelines.data_dir import DataDir
from pipelines.month.figures import known_figures
from pipelines.settings import Settings, load_settings
from reports.impact import ImpactFrames, impact_lines
from reports.words.text import Words
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month
from warehouse.store import Store
from warehouse.vocabulary import Language


def impact(home: DataDir, typed: str, language: Language = "zh", *, is_json: bool = False) -> list[str]:
    """Return the answer for one enterprise, named by its code or a part of its name, in lines or as JSON.

    Raises UsageError where the register knows none or several of that name.
    """
    settings, day = load_settings(home.config), today()
    with open_to_read(home) as store:
        month = _last_month(store, day)
        inputs = _inputs(store, settings, month, day)
    uscc = find_enterprise(inputs.register, typed)
    found = assess_impact(uscc, inputs, month, day, settings.levels, settings.measures)
    known = {item.name: getattr(found, item.name) for item in fields(ImpactFrames)}
    return [json_document("impact", known)] if is_json else impact_lines(ImpactFrames(**known), Words(language))


def _last_month(store: Store, day: date) -> date:
    """Return the last month that was run, as the bulletin has it; the month before this one where none was."""
    months = published_months(store)
    return months[-1] if months else shift_month(day, -1)


def _inputs(store: Store, settings: Settings, month: date, day: date) -> ImpactInputs:
    """Return what is known today of the months to `month`; risks and evidence are those of the last month that was scored."""
    # Made afresh from all that is known today, because the last run may be weeks old.
    series = comparable_series(known_figures(store, day, settings), month, settings.month.series)
    return ImpactInputs(
        series=series,
        register=store.as_of(names.REGISTER, day),
        risk=_latest(store, names.RISK),
        evidence=_latest(store, names.EVIDENCE),
        signals=store.as_of(names.SIGNALS, day),
        appeals=current_appeals(store.as_of(names.APPEALS, day), day),
        trades=latest_trades(store.as_of(names.SUPPLIES, day)),
        contributions=_latest(store, names.CONTRIBUTIONS),
        published=_latest(store, names.SERIES),
    )


def _latest(store: Store, table: str) -> pl.DataFrame:
    """Return the newest published month of a table of results without the month, empty where there is none."""
    months = published_months(store)
    rows = store.read(table, month=months[-1]) if months else table_named(table).empty_frame()
    return rows.drop("month")

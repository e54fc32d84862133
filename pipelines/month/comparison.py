"""The lists that stand beside the published one, and what came of them: which frames go into which function.

In: what was known on the run's day. Out: how a list is made and compared (models.warnings.comparison_lists).
"""

import polars as pl

from models.warnings.comparison_lists import ComparisonInputs, ComparisonSettings, compare_lists, first_departures, make_lists
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.catalogue import table_named


def comparison_lists(run: MonthRun) -> pl.DataFrame:
    """Return every list of the run's month, with the day up to which it sees."""
    register, risk = run.known(names.REGISTER), run.read(names.RISK)
    here = register.select("uscc", "district")
    inputs = ComparisonInputs(
        judged=risk.filter(pl.col("out_of_scope").is_null()).select("uscc").join(here, on="uscc", maintain_order="left"),
        listed=run.read(names.WARNINGS).filter("is_listed").select("uscc").join(here, on="uscc", maintain_order="left"),
        register=register,
        departures=recorded_departures(run),
        features=run.read(names.RISK_FEATURES),
        series=run.read(names.SERIES),
    )
    return make_lists(inputs, run.month, run.as_of).with_columns(as_of=pl.lit(run.as_of))


def recorded_departures(run: MonthRun) -> pl.DataFrame:
    """Return who left by the records known on the run's day; what only a visit found is none, since lists decide who is visited."""
    return first_departures(run.tables.read(names.OUTCOMES).filter(pl.col("known_on") <= run.as_of))


def quarterly_comparison(run: MonthRun) -> pl.DataFrame:
    """Return what came of the lists kept so far, in the last month of a quarter; no rows in other months."""
    settings = ComparisonSettings()
    if run.month.month % settings.quarter_months:
        return table_named(names.COMPARISON).empty_frame().drop("month")
    months = [month for month in run.tables.months(names.COMPARISON_LISTS) if month <= run.month]
    kept = run.tables.read(names.COMPARISON_LISTS, month=months)
    return compare_lists(kept, recorded_departures(run), run.as_of, run.settings.cases.least_count, settings)

"""The lists that stand beside the published one, and what came of them: which frames go into which function.

In: what was known on the run's day. Out: how a list is made (models.warnings.comparison_lists) and compared
(models.warnings.list_comparison).
"""

from datetime import date

import polars as pl

from models.cases.visits import judged_visits
from models.risk.card_weights import why_not_read
from models.warnings.comparison_lists import ComparisonInputs, ComparisonSettings, first_departures, make_lists
from models.warnings.list_comparison import Happened, compare_lists, later_declines
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import MONTHS_A_YEAR, shift_month


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
        card=card_of_last_year(run),
    )
    return make_lists(inputs, run.month, run.as_of).with_columns(as_of=pl.lit(run.as_of))


def card_of_last_year(run: MonthRun) -> pl.DataFrame:
    """Return the model card of the same month of the year before, empty where that month was not published."""
    return run.read(names.MODEL_CARD, shift_month(run.month, -MONTHS_A_YEAR))


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
    unmade = why_not_read(card_of_last_year(run))
    return compare_lists(kept, _happened(run, kept, settings), run.as_of, run.settings.cases.least_count, unmade, settings)


def _happened(run: MonthRun, kept: pl.DataFrame, settings: ComparisonSettings) -> Happened:
    """Return what is known of whom lists may have named; past figures are judged only where the time of a list is over."""
    over: list[date] = (
        kept.filter(pl.col("as_of").dt.offset_by(f"{settings.horizon_months}mo") <= run.as_of)["month"].unique().sort().to_list()
    )
    months = over[-settings.lists_most :]
    declines = (
        later_declines(run.evidence(), months, run.settings.risk) if months else pl.DataFrame(schema={"month": pl.Date, "uscc": pl.String})
    )
    return Happened(recorded_departures(run), declines, judged_visits(run.known(names.VISITS), run.as_of))

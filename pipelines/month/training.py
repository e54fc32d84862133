"""The evidence of past months, each as known on its own as-of day: made once, kept in the warehouse, made again when its inputs change."""

from datetime import date

import polars as pl

from models.month import month_evidence
from pipelines.clock import as_of_day
from pipelines.resources import MonthRun
from warehouse.periods import shift_month
from warehouse.store import REGISTER, SIGNALS

ACTIVITY = "feat_risk_features__monthly_enterprises"
# Fewer months of figures than these hold no evidence worth learning from.
LEAST_MONTHS = 12
# So many months back every month teaches.
EVERY_MONTHS = 12


def make_training_months(run: MonthRun) -> int:
    """Bring the evidence of the run's month and of the months it learns from up to date; returns how many were made anew.

    A month's evidence is a function of what was visible on its as-of day, so rows made from the same inputs are kept.
    """
    first = run.store.first_period()
    if first is None:
        return 0
    wanted = [
        month
        for month in (*training_months(run.month, run.settings.month.training_months), run.month)
        if month >= shift_month(first, LEAST_MONTHS)
    ]
    return sum(_bring_up_to_date(run, month, as_of_day(month, run.as_of)) for month in wanted)


def training_months(month: date, count: int) -> list[date]:
    """Return the months before `month` to learn from: each of the last year, and every second one before that, in order.

    Neighbouring months tell much the same, so half of the older ones cost half and teach nearly as much; they are the even months of
    the calendar, so that next month's choice is the same.
    """
    before = [shift_month(month, -back) for back in range(count, 0, -1)]
    return [past for past in before if past >= shift_month(month, -EVERY_MONTHS) or past.month % 2 == 0]


def _bring_up_to_date(run: MonthRun, month: date, as_of: date) -> bool:
    fingerprint = f"{run.store.fingerprint(as_of)}:{run.settings.digest()[:16]}"
    if run.store.is_made(ACTIVITY, month, fingerprint):
        return False
    register, signals = (run.store.as_of(table, as_of) for table in (REGISTER, SIGNALS))
    figures = run.figures_at(as_of)
    _, _, evidence = month_evidence(figures, register, signals, month, as_of, run.settings.month)
    rows = evidence.features.with_columns(pl.lit(as_of).alias("as_of"), pl.lit(fingerprint).alias("inputs_hash"))
    run.store.replace_month(ACTIVITY, month, rows)
    return True


def training_history(run: MonthRun) -> pl.DataFrame:
    """Return the evidence rows of the months before the run's that it learns from."""
    wanted = training_months(run.month, run.settings.month.training_months)
    months = [month for month in run.store.months(ACTIVITY) if month in wanted]
    return run.store.read(ACTIVITY, month=months).drop("as_of", "inputs_hash")

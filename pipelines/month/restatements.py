"""What became known with another value since the month before was run, and whose warning that would have changed."""

from datetime import date

import polars as pl

from models.district.bases import monitored_of
from models.month import MonthEvidence, evidence_of_month, features_of_month
from models.risk.score import KnownFacts, Models, score_month
from models.series.growth_rates import growth_rate
from models.warnings.exposure import measure_exposure
from models.warnings.levels import revise_levels
from pipelines.clock import as_of_day
from pipelines.month.corrections_since import figures_of_then
from pipelines.month.run import MonthRun
from pipelines.month.settled import KEY
from pipelines.work_process import Pending, begin
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month


def restated_figures(run: MonthRun) -> pl.DataFrame:
    """Return the figures that the month before saw with another value, and those it saw that were taken back since.

    Columns: uscc, indicator, period, basis, old_value, new_value (null where taken back), change_share, known_on.
    """
    before = as_of_day(shift_month(run.month, -1), run.as_of)
    old = figures_of_then(run, before).select(*KEY, old_value="value")
    new = run.figures().select(*KEY, "known_on", new_value="value")
    # A figure that arrived for the first time is no restatement, so only keys known before are compared.
    both = old.join(new, on=KEY, how="left")
    changed = both.filter(pl.col("new_value").is_null() | (pl.col("old_value") != pl.col("new_value")))
    # Of a refund there is no rate: less paid back would read as a fall.
    share = growth_rate(pl.col("new_value"), pl.col("old_value"))
    return changed.with_columns(change_share=share).select(*KEY, "old_value", "new_value", "change_share", "known_on").sort(KEY)


def begin_last_month(run: MonthRun, restated: pl.DataFrame) -> Pending[MonthEvidence] | None:
    """Begin to make last month's evidence with this month's figures: the one other piece of evidence a run may need.

    None where nothing was restated or the month before left no evidence.
    """
    month = shift_month(run.month, -1)
    if restated.is_empty() or run.read(names.RISK_FEATURES, month).is_empty():
        return None
    return begin(evidence_of_month, *run.evidence_inputs(month, as_of_day(month, run.as_of), run.figures()))


def revised_levels(run: MonthRun, models: Models, restated: pl.DataFrame, pending: Pending[MonthEvidence] | None) -> pl.DataFrame:
    """Return the enterprises with restated figures, with last month's risk and level as known then and as known now.

    Both are scored by this month's models, so that only the figures differ. Empty where nothing is `pending` (`begin_last_month`).
    """
    if pending is None:
        return table_named(names.REVISIONS).empty_frame().drop("month")
    month = shift_month(run.month, -1)
    day, district, now = as_of_day(month, run.as_of), run.settings.district, pending.result()
    register, outcomes, signals = (run.tables.as_of(table, day) for table in (names.REGISTER, names.OUTCOMES, names.SIGNALS))
    facts = KnownFacts(register, outcomes, signals, day, district.name, district.city)
    then = _features_of_then(run, month, day)
    then_risk, now_risk = (score_month(features, now.panel, models, facts).risk for features in (then, now.features))
    exposure = measure_exposure(now.series, monitored_of(register, day), month, run.settings.levels)
    revised = revise_levels(then_risk, now_risk, exposure, run.settings.levels)
    counts = restated.group_by("uscc").agg(restated_count=pl.len().cast(pl.Int32))
    return revised.join(counts, on="uscc", how="inner")


def _features_of_then(run: MonthRun, month: date, day: date) -> pl.DataFrame:
    """Return the features of an earlier month as its own figures gave them; those stored may have been corrected since."""
    figures = figures_of_then(run, day)
    if figures is run.figures_at(day):
        return run.read(names.RISK_FEATURES, month).drop("as_of", "inputs_hash")
    return features_of_month(*run.evidence_inputs(month, day, figures))

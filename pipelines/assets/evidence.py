"""Evidence: from what was known to comparable series, what would have been normal, and how far the month is from it."""

from models.forecast.tournament.selection import chosen_forecasters
from models.month import judge_indicators
from pipelines.asset_factory import Results, judge_all, month_stage, record_month, record_past_months
from pipelines.month.edits import edits_of
from pipelines.month.restatements import restated_figures
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import FIGURE_TABLES
from pipelines.month.tournament import tournament_of
from pipelines.month.training import feature_rows, stale_months
from warehouse import names

GROUP = "evidence"
EVIDENCE_TABLES = {
    names.SERIES: FIGURE_TABLES,
    names.EXPECTED: (names.SERIES, names.TOURNAMENT, names.REGISTER),
    names.BANDS: (names.SERIES, names.REGISTER),
    names.EVIDENCE: (names.SERIES, names.EXPECTED, names.REGISTER),
    # The months that are learned from are made here too, from the figures, signals and appeals of their own days.
    names.RISK_FEATURES: (*FIGURE_TABLES, names.SIGNALS, names.APPEALS),
}


@month_stage(GROUP, {names.EDITS: (*FIGURE_TABLES, names.DELIVERIES)})
def edits(run: MonthRun) -> Results:
    """Figures that look like typing errors and stay out of this run."""
    yield from record_month(run, names.EDITS, edits_of(run))


@month_stage(GROUP, {names.RESTATEMENTS: FIGURE_TABLES})
def restatements(run: MonthRun) -> Results:
    """Figures that changed since the month before was run."""
    yield from record_month(run, names.RESTATEMENTS, restated_figures(run))


@month_stage(GROUP, EVIDENCE_TABLES)
def evidence(run: MonthRun) -> Results:
    """Comparable series with what was expected of them, how far the month is from it, and what the risks are judged on and learn from."""
    found, choice = run.evidence(), chosen_forecasters(tournament_of(run))
    judged = judge_indicators(found, run.known(names.REGISTER), choice, run.settings.month, run.settings.expected)
    tables = {names.SERIES: judged.series, names.EXPECTED: judged.expected, names.BANDS: judged.bands, names.EVIDENCE: judged.evidence}
    # Judged while the months that are learned from are made.
    being_judged, features = judge_all(run, tables), feature_rows(run, found)
    past = list(stale_months(run))
    for rows in being_judged:
        yield from rows.record()
    yield from record_past_months(run, names.RISK_FEATURES, past)
    yield from record_month(run, names.RISK_FEATURES, features)

"""The list of a month with what explains it, what it is compared with, and the state of the district."""

from dataclasses import replace

import polars as pl

from models.cases.appeals import current_appeals
from models.district.totals import district_state
from models.warnings.rule_changes import have_changed
from models.warnings.warning_list import WarningInputs, build_warning_list
from pipelines.asset_factory import Results
from pipelines.month.comparison import comparison_lists, quarterly_comparison
from pipelines.month.list_inputs import deciding_inputs
from pipelines.month.missed_departures import missed_departures
from pipelines.month.policies import month_policies
from pipelines.month.rescoring import changed_rules
from pipelines.month.rule_notice import rule_notice
from pipelines.month.run import MonthRun
from pipelines.quality.rules import check_policy_keys
from pipelines.run_records.table_records import record_all, record_month
from pipelines.run_records.terminal_notices import tell
from warehouse import names


def warning_list(run: MonthRun) -> Results:
    """Make the list from the month's risks, and record it with reasons, measures and what clears a warning."""
    made = build_warning_list(warning_inputs(run), run.month, run.as_of, run.settings.levels, run.settings.measures)
    tables = {
        names.WARNINGS: made.warnings,
        names.REASONS: made.reasons,
        names.MEASURES: made.measures,
        names.CLEARINGS: made.clearings,
    }
    yield from record_all(run, tables)


def rules(run: MonthRun) -> Results:
    """Record the rules beside those of the list before, with who comes and goes by a change."""
    change = changed_rules(run)
    yield from record_month(run, names.RULES, change.rules, changed=int(change.rules["is_changed"].sum()))
    yield from record_month(run, names.RULE_CHANGES, change.effects)
    if have_changed(change.rules):
        # Before the briefing: whoever starts a run reads it before anything is out.
        tell(rule_notice(change, run.known(names.REGISTER), run.month))


def comparison(run: MonthRun) -> Results:
    """Record this month's other lists, and by quarter what they named."""
    yield from record_month(run, names.COMPARISON_LISTS, comparison_lists(run))
    yield from record_month(run, names.COMPARISON, quarterly_comparison(run))


def misses(run: MonthRun) -> Results:
    """Record who is gone and was not listed, with the causes."""
    made = missed_departures(run)
    by_cause = dict(made[names.MISSES].group_by("cause").len().sort("cause").iter_rows())
    yield from record_month(run, names.MISSES, made[names.MISSES], **by_cause)
    yield from record_month(run, names.MISS_MONTHS, made[names.MISS_MONTHS])


def policies(run: MonthRun) -> Results:
    """Record which enterprise may be entitled to which policy."""
    known = month_policies(run)
    matches = known.matches(run.read(names.WARNINGS))
    keys = check_policy_keys(known.policies["policy"], known.named)
    yield from record_month(run, names.POLICY_MATCHES, matches, also=[keys], open=int(matches["place"].is_not_null().sum()))


def state(run: MonthRun) -> Results:
    """Record whether the district as a whole is down, going on from the months before."""
    earlier = run.tables.read(names.STATE).filter(pl.col("month") < run.month)
    frame = district_state(
        run.read(names.EVIDENCE), run.known(names.REGISTER), run.read(names.WARNINGS), earlier, run.month, run.settings.levels
    )
    yield from record_month(run, names.STATE, frame)


def warning_inputs(run: MonthRun) -> WarningInputs:
    """Return what the list is made from and explained by."""
    return replace(
        deciding_inputs(run, run.read(names.RISK), run.read(names.SERIES)),
        evidence=run.read(names.EVIDENCE),
        signals=run.known(names.SIGNALS),
        appeals=current_appeals(run.known(names.APPEALS), run.as_of),
        # A clause may ask for the level, which the list itself decides.
        eligible=month_policies(run).answering,
        contributions=run.read(names.CONTRIBUTIONS),
        features=run.read(names.RISK_FEATURES),
    )

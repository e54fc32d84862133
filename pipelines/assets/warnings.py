"""Warnings: who is listed at which level, why, what may help and what would clear it, who may be entitled to which policy; whether the
district as a whole is down.
"""

from dataclasses import replace

import polars as pl

from models.cases.appeals import current_appeals
from models.district.totals import district_state
from models.warnings.rule_changes import have_changed
from models.warnings.warning_list import WarningInputs, build_warning_list
from pipelines.asset_factory import EARLIER_EDITIONS, Results, Tables, month_stage, record_all, record_month
from pipelines.month.comparison import comparison_lists, quarterly_comparison
from pipelines.month.list_inputs import deciding_inputs
from pipelines.month.missed_departures import missed_departures
from pipelines.month.policies import READ as POLICY_READ
from pipelines.month.policies import month_policies
from pipelines.month.rescoring import changed_rules
from pipelines.month.rule_notice import rule_notice
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import FIGURE_TABLES, REPORT_TABLES
from pipelines.quality.rules import check_policy_keys
from pipelines.run_records.terminal_notices import tell
from warehouse import names
from warehouse.catalogue import core_tables

GROUP = "warnings"
WARNING_TABLES: Tables = {
    names.WARNINGS: (names.RISK, names.EVIDENCE, names.SERIES, names.REGISTER, names.VISITS, names.OUTCOMES, EARLIER_EDITIONS),
    names.REASONS: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.APPEALS, names.CONTRIBUTIONS, names.RISK_FEATURES),
    names.MEASURES: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.APPEALS, *POLICY_READ),
    names.CLEARINGS: (names.WARNINGS, names.EVIDENCE),
}


@month_stage(GROUP, WARNING_TABLES)
def warning_list(run: MonthRun) -> Results:
    """The list: candidates, levels, the cut to capacity, and what is new against the list published last month."""
    made = build_warning_list(warning_inputs(run), run.month, run.as_of, run.settings.levels, run.settings.measures)
    tables = {
        names.WARNINGS: made.warnings,
        names.REASONS: made.reasons,
        names.MEASURES: made.measures,
        names.CLEARINGS: made.clearings,
    }
    yield from record_all(run, tables)


# A published list is made again from everything that was known on its day.
RULE_TABLES: Tables = {
    names.RULES: (
        *(table.name for table in core_tables()), *FIGURE_TABLES, names.RISK_FEATURES, EARLIER_EDITIONS,
    ),
    names.RULE_CHANGES: (names.RULES,),
}  # fmt: skip


@month_stage(GROUP, RULE_TABLES, after=(names.EDITS,))
def rules(run: MonthRun) -> Results:
    """The rules of the list beside those of the list before; where they changed, who comes and goes on the same figures."""
    change = changed_rules(run)
    yield from record_month(run, names.RULES, change.rules, changed=int(change.rules["is_changed"].sum()))
    yield from record_month(run, names.RULE_CHANGES, change.effects)
    if have_changed(change.rules):
        # Before the briefing: whoever starts a run reads it before anything is out.
        tell(rule_notice(change, run.known(names.REGISTER), run.month))


COMPARISON_TABLES: Tables = {
    names.COMPARISON_LISTS: (
        names.WARNINGS, names.RISK, names.RISK_FEATURES, names.SERIES, names.REGISTER, names.OUTCOMES, names.MODEL_CARD, EARLIER_EDITIONS,
    ),
    # Whether a decline lasted is judged by figures, what visits found is counted apart.
    names.COMPARISON: (names.COMPARISON_LISTS, names.OUTCOMES, names.MODEL_CARD, *FIGURE_TABLES, *REPORT_TABLES, EARLIER_EDITIONS),
}  # fmt: skip


@month_stage(GROUP, COMPARISON_TABLES)
def comparison(run: MonthRun) -> Results:
    """Lists that somebody would have without the program, kept beside this one; by quarter, which of them had named whoever left."""
    yield from record_month(run, names.COMPARISON_LISTS, comparison_lists(run))
    yield from record_month(run, names.COMPARISON, quarterly_comparison(run))


MISS_TABLES: Tables = {
    names.MISSES: (
        names.OUTCOMES, names.REGISTER, names.SIGNALS, names.APPEALS, names.VISITS, names.RISK, names.CONTRIBUTIONS, EARLIER_EDITIONS,
    ),
    names.MISS_MONTHS: (names.OUTCOMES, names.RISK, EARLIER_EDITIONS),
}  # fmt: skip


@month_stage(GROUP, MISS_TABLES)
def misses(run: MonthRun) -> Results:
    """Who became known as gone and was not on every one of the last lists before: why, and what would have listed them."""
    made = missed_departures(run)
    by_cause = dict(made[names.MISSES].group_by("cause").len().sort("cause").iter_rows())
    yield from record_month(run, names.MISSES, made[names.MISSES], **by_cause)
    yield from record_month(run, names.MISS_MONTHS, made[names.MISS_MONTHS])


@month_stage(GROUP, {names.POLICY_MATCHES: (names.WARNINGS, *POLICY_READ)})
def policies(run: MonthRun) -> Results:
    """Every monitored enterprise held against every policy: who may be entitled, what is missing, which clause is not met."""
    known = month_policies(run)
    matches = known.matches(run.read(names.WARNINGS))
    keys = check_policy_keys(known.policies["policy"], known.named)
    yield from record_month(run, names.POLICY_MATCHES, matches, also=[keys], open=int(matches["place"].is_not_null().sum()))


@month_stage(GROUP, {names.STATE: (names.EVIDENCE, names.REGISTER, names.WARNINGS, EARLIER_EDITIONS)})
def state(run: MonthRun) -> Results:
    """Whether the district as a whole is down, by how much and since when."""
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

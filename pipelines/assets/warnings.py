"""Warnings: who is listed at which level, why, what may help and what would clear it, who may be entitled to which policy; whether the
district as a whole is down.
"""

from typing import TYPE_CHECKING

from pipelines.asset_factory import EARLIER_EDITIONS, LEARNED_BEFORE, Results, Tables, month_stage
from pipelines.month.table_groups import FIGURE_TABLES, POLICY_TABLES, REPORT_TABLES
from warehouse import names
from warehouse.catalogue import core_tables

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "warnings"
WARNING_TABLES: Tables = {
    names.WARNINGS: (names.RISK, names.EVIDENCE, names.SERIES, names.REGISTER, names.VISITS, names.OUTCOMES, EARLIER_EDITIONS),
    names.REASONS: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.APPEALS, names.CONTRIBUTIONS, names.RISK_FEATURES),
    names.MEASURES: (names.WARNINGS, names.EVIDENCE, names.SIGNALS, names.APPEALS, *POLICY_TABLES),
    names.CLEARINGS: (names.WARNINGS, names.EVIDENCE),
}


@month_stage(GROUP, WARNING_TABLES)
def warning_list(run: "MonthRun") -> Results:
    """The list: candidates, levels, the cut to capacity, and what is new against the list published last month."""
    from pipelines.steps import warning_steps

    return warning_steps.warning_list(run)


# A published list is made again from everything that was known on its day.
RULE_TABLES: Tables = {
    names.RULES: (
        *(table.name for table in core_tables()), *FIGURE_TABLES, names.RISK_FEATURES, LEARNED_BEFORE, EARLIER_EDITIONS,
    ),
    names.RULE_CHANGES: (names.RULES,),
}  # fmt: skip


@month_stage(GROUP, RULE_TABLES, after=(names.EDITS,))
def rules(run: "MonthRun") -> Results:
    """The rules of the list beside those of the list before; where they changed, who comes and goes on the same figures."""
    from pipelines.steps import warning_steps

    return warning_steps.rules(run)


COMPARISON_TABLES: Tables = {
    names.COMPARISON_LISTS: (
        names.WARNINGS, names.RISK, names.RISK_FEATURES, names.SERIES, names.REGISTER, names.OUTCOMES, names.MODEL_CARD, EARLIER_EDITIONS,
    ),
    # Whether a decline lasted is judged by figures, what visits found is counted apart.
    names.COMPARISON: (names.COMPARISON_LISTS, names.OUTCOMES, names.MODEL_CARD, *FIGURE_TABLES, *REPORT_TABLES, EARLIER_EDITIONS),
}  # fmt: skip


@month_stage(GROUP, COMPARISON_TABLES)
def comparison(run: "MonthRun") -> Results:
    """Lists that somebody would have without the program, kept beside this one; by quarter, which of them had named whoever left."""
    from pipelines.steps import warning_steps

    return warning_steps.comparison(run)


MISS_TABLES: Tables = {
    names.MISSES: (
        names.OUTCOMES, names.REGISTER, names.SIGNALS, names.APPEALS, names.VISITS, names.RISK, names.CONTRIBUTIONS, EARLIER_EDITIONS,
    ),
    names.MISS_MONTHS: (names.OUTCOMES, names.RISK, EARLIER_EDITIONS),
}  # fmt: skip


@month_stage(GROUP, MISS_TABLES)
def misses(run: "MonthRun") -> Results:
    """Who became known as gone and was not on every one of the last lists before: why, and what would have listed them."""
    from pipelines.steps import warning_steps

    return warning_steps.misses(run)


@month_stage(GROUP, {names.POLICY_MATCHES: (names.WARNINGS, *POLICY_TABLES)})
def policies(run: "MonthRun") -> Results:
    """Every monitored enterprise held against every policy: who may be entitled, what is missing, which clause is not met."""
    from pipelines.steps import warning_steps

    return warning_steps.policies(run)


@month_stage(GROUP, {names.STATE: (names.EVIDENCE, names.REGISTER, names.WARNINGS, EARLIER_EDITIONS)})
def state(run: "MonthRun") -> Results:
    """Whether the district as a whole is down, by how much and since when."""
    from pipelines.steps import warning_steps

    return warning_steps.state(run)

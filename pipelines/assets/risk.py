"""Risk: the probability of a lasting decline and of leaving, with the contributions that add up to it."""

from typing import TYPE_CHECKING

from pipelines.asset_factory import EARLIER_EDITIONS, LEARNED_MONTHS, Results, Tables, month_stage
from pipelines.month.table_groups import FIGURE_TABLES, REPORT_TABLES
from warehouse import names

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "risk"
RISK_TABLES = {
    # Labels judge the past by its figures; what a visit found is read among the outcomes.
    names.RISK: (names.RISK_FEATURES, *FIGURE_TABLES, names.SIGNALS, names.APPEALS, names.OUTCOMES, names.VISITS, LEARNED_MONTHS),
    names.CONTRIBUTIONS: (names.RISK,),
    names.MODEL_CARD: (names.RISK,),
    names.CALIBRATION: (names.RISK,),
    names.REVISIONS: (names.RISK, names.RESTATEMENTS, names.RISK_FEATURES),
}


# Nothing is scored of a month that is held.
@month_stage(GROUP, RISK_TABLES, after=(names.COVERAGE,))
def risk(run: "MonthRun") -> Results:
    """Both risks of every enterprise of the register, with the contributions that add up; what restatements changed of last month's."""
    from pipelines.steps import risk_steps

    return risk_steps.risk(run)


STATED_TABLES: Tables = {
    names.STATED: (
        names.RISK, names.CONTRIBUTIONS, names.RISK_FEATURES, *FIGURE_TABLES, *REPORT_TABLES, names.OUTCOMES, EARLIER_EDITIONS,
    ),
}  # fmt: skip


@month_stage(GROUP, STATED_TABLES)
def stated(run: "MonthRun") -> Results:
    """Risks of earlier months beside what is known of them now, by what the evidence mainly came from."""
    from pipelines.steps import risk_steps

    return risk_steps.stated(run)

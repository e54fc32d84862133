"""Who comes and goes because the rules changed, on the same figures."""

from warehouse.columns import COMBINED_RISK, MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.rule_vocabulary import RULE_EFFECTS
from warehouse.vocabulary import LEVELS, PROBABILITY

TABLE = Table(
    name="out_rule_changes__monthly_enterprises",
    meaning="Enterprises of the newest list published before that this month's rules would list, leave out or grade otherwise.",
    columns=(
        MONTH,
        Column("list_month", "DATE", None, "Month of the published list that was made again.", "对照名单月份"),
        USCC,
        Column("effect", "VARCHAR", None, "What the changed rules do.", "影响", allowed=RULE_EFFECTS.keys),
        Column("level_then", "VARCHAR", None, "Level as published.", "发布等级", null_means="was not listed", allowed=LEVELS.keys),
        Column(
            "level_now",
            "VARCHAR",
            None,
            "Level by this month's rules.",
            "新规则等级",
            null_means="not listed then",
            allowed=LEVELS.keys,
        ),
        Column(
            "combined_risk_then",
            "DOUBLE",
            PROBABILITY,
            "Risk as published.",
            "发布风险",
            null_means="was no candidate",
            range=COMBINED_RISK.range,
        ),
        Column(
            "combined_risk_now",
            "DOUBLE",
            PROBABILITY,
            "Risk by this month's rules.",
            "新规则风险",
            null_means="would be no candidate",
            range=COMBINED_RISK.range,
        ),
    ),
    key=("month", "uscc"),
    caveats=(Caveat("Made from what was known on the published list's day and the lists out by then; empty where no rule changed."),),
)

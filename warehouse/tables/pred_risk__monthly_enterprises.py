"""The two risks of every enterprise in the register, and the part of them that is leaving."""

from warehouse.columns import COMBINED_RISK, MONTH, OPERATING_RISK, RELOCATION_RISK, RELOCATION_SHARE, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import FORMS, OUT_OF_SCOPE, SHARE, STAGES

TABLE = Table(
    name="pred_risk__monthly_enterprises",
    meaning="Operating and relocation risk of every enterprise of the register at a month.",
    columns=(
        MONTH,
        USCC,
        OPERATING_RISK,
        RELOCATION_RISK,
        COMBINED_RISK,
        Column(
            "activity_share",
            "DOUBLE",
            SHARE,
            "Mean of the medians of the physical and the booked indicators, each against its expectation.",
            "活动水平",
            null_means="no figures to say",
        ),
        Column("onset", "DATE", None, "First month of the decline.", "下降起始月", null_means="no decline seen"),
        Column("relocation_stage", "VARCHAR", None, "How far a move has come.", "外迁阶段", null_means="out of scope", allowed=STAGES.keys),
        Column(
            "relocation_form", "VARCHAR", None, "Whole or partial, and how far.", "外迁形式", null_means="out of scope", allowed=FORMS.keys
        ),
        Column("out_of_scope", "VARCHAR", None, "Why it is not scored.", "不评分原因", null_means="scored", allowed=OUT_OF_SCOPE.keys),
        Column(
            "recovered_share",
            "DOUBLE",
            SHARE,
            "Probability that there was a fall and that it is over.",
            "降后回升概率",
            null_means="out of scope, or judged before this was asked",
            range=(0, 1),
        ),
        RELOCATION_SHARE,
    ),
    key=("month", "uscc"),
    caveats=(Caveat("Risks are service leads, not findings; they are no ground for any administrative act."),),
)

"""What each score is made of; the parts add up exactly."""

from warehouse.columns import MONTH, RISK, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import LOG_ODDS

TABLE = Table(
    name="pred_contributions__monthly_enterprises",
    meaning="Named contributions to each risk, in log-odds, which add up to the score before calibration.",
    columns=(
        MONTH,
        USCC,
        RISK,
        Column("feature", "VARCHAR", None, "Key of the feature.", "特征", allowed=FEATURES.keys),
        Column("feature_value", "DOUBLE", None, "Value of the feature.", "特征值", null_means="not known; counted as neutral"),
        Column("contribution_log_odds", "DOUBLE", LOG_ODDS, "What it adds to the score.", "贡献"),
    ),
    key=("month", "uscc", "risk", "feature"),
    caveats=(Caveat("The sum is the score before calibration, so it is not the logit of the stored probability."),),
)

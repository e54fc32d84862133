"""What the risk models weigh, beside what experts would have."""

from warehouse.columns import MONTH, RISK
from warehouse.contract import Column, Table
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import COUNT, LOG_ODDS

TABLE = Table(
    name="out_model_card__monthly_features",
    meaning="Model card: coefficient, expert prior and number of examples per feature.",
    columns=(
        MONTH,
        RISK,
        Column("feature", "VARCHAR", None, "Key of the feature.", "特征", allowed=FEATURES.keys),
        Column("coefficient", "DOUBLE", LOG_ODDS, "Weight used, per unit of the feature.", "系数"),
        Column("prior_mean", "DOUBLE", LOG_ODDS, "Expert weight.", "先验均值", null_means="no expert weight"),
        Column(
            "prior_sd",
            "DOUBLE",
            LOG_ODDS,
            "How firmly the expert weight is held.",
            "先验标准差",
            null_means="no expert weight",
            range=(0, None),
        ),
        Column("examples_count", "INTEGER", COUNT, "Examples learned from.", "样本数", range=(0, None)),
        Column("positives_count", "INTEGER", COUNT, "Of these, positive.", "正例数", range=(0, None)),
    ),
    key=("month", "risk", "feature"),
)

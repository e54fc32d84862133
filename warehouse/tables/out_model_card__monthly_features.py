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
        Column(
            "from_value",
            "DOUBLE",
            None,
            "Value of the feature from which on the weight is added.",
            "起点值",
            null_means="the weight counts per unit of the feature",
        ),
        Column("coefficient", "DOUBLE", LOG_ODDS, "Weight used, per unit of the feature or added from a value on.", "系数"),
        Column(
            "prior_mean",
            "DOUBLE",
            LOG_ODDS,
            "Weight expected before this district's past is looked at: the expert's, moved by other districts'.",
            "先验均值",
            null_means="no expert weight",
        ),
        Column(
            "prior_sd",
            "DOUBLE",
            LOG_ODDS,
            "How firmly that weight is held.",
            "先验标准差",
            null_means="no expert weight",
            range=(0, None),
        ),
        Column("examples_count", "INTEGER", COUNT, "Examples learned from.", "样本数", range=(0, None)),
        Column("positives_count", "INTEGER", COUNT, "Of these, positive.", "正例数", range=(0, None)),
        Column(
            "other_districts_count",
            "INTEGER",
            COUNT,
            "Other districts whose experience is in the expected weight.",
            "他区个数",
            null_means="made by an older version",
            range=(0, None),
        ),
        Column(
            "other_events_count",
            "INTEGER",
            COUNT,
            "Enterprises of those districts to which it happened while the feature was there.",
            "他区发生家次",
            null_means="made by an older version",
            range=(0, None),
        ),
        Column(
            "feature_version",
            "INTEGER",
            None,
            "Version of how the feature is computed; a weight of another version means another thing.",
            "特征版本",
            null_means="made by an older version",
            range=(1, None),
        ),
        Column(
            "height_error",
            "DOUBLE",
            LOG_ODDS,
            "Standard error of the weight; of a step, of what the feature adds from there on against the value at which its first begins.",
            "标准误",
            null_means="made by an older version",
            range=(0, None),
        ),
    ),
    key=("month", "risk", "feature", "from_value"),
)

"""Do the probabilities come true."""

from warehouse.columns import MONTH, RISK
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, PROBABILITY, SHARE

TABLE = Table(
    name="out_calibration__monthly_deciles",
    meaning="Calibration by decile of predicted risk, as far as its time has passed.",
    columns=(
        MONTH,
        RISK,
        Column("decile", "INTEGER", None, "Tenth of the predictions, 1 the lowest.", "分位", range=(1, 10)),
        Column("predicted_mean", "DOUBLE", PROBABILITY, "Mean prediction.", "平均预测", range=(0, 1)),
        Column("observed_share", "DOUBLE", SHARE, "Part that came true.", "实际发生", range=(0, 1)),
        Column("count", "INTEGER", COUNT, "Examples.", "样本数", range=(0, None)),
    ),
    key=("month", "risk", "decile"),
)

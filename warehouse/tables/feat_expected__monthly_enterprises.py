"""What was expected of the run's month 1, 3, 6 and 12 months before it."""

from warehouse.columns import BANDS, EXPECTED, HORIZON, INDICATOR, MONTH, USCC
from warehouse.contract import Column, Table

TABLE = Table(
    name="feat_expected__monthly_enterprises",
    meaning="Expected value of the run's month as made 1, 3, 6 and 12 months earlier, with bands.",
    columns=(
        MONTH,
        USCC,
        INDICATOR,
        HORIZON,
        EXPECTED,
        *BANDS,
        Column("is_fallback", "BOOLEAN", None, "Whether the seasonal naive had to stand in.", "是否回退"),
    ),
    key=("month", "uscc", "indicator", "horizon_months"),
)

"""What would clear the warning of each listed enterprise, as codes and numbers."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Column, Table
from warehouse.vocabulary import CLEARINGS, INDICATOR_UNIT, INDICATORS, MONTHS, PROBABILITY

OTHER_CODE = "the code has none"

TABLE = Table(
    name="out_clearings__monthly_enterprises",
    meaning="Conditions under which a warning is lifted, in the order in which they are given; all of them are to be met.",
    columns=(
        MONTH,
        USCC,
        Column("place", "INTEGER", None, "Which condition of the enterprise, from 1.", "序号", range=(1, None)),
        Column("code", "VARCHAR", None, "Key of the condition.", "退出条件", allowed=CLEARINGS.keys),
        Column("indicator", "VARCHAR", None, "Indicator it is about.", "指标", null_means=OTHER_CODE, allowed=INDICATORS.keys),
        Column("value", "DOUBLE", INDICATOR_UNIT, "Figure to be exceeded.", "目标值", null_means=OTHER_CODE),
        Column("months", "INTEGER", MONTHS, "For how many months running.", "连续月数", null_means=OTHER_CODE, range=(1, None)),
        Column("exit_risk", "DOUBLE", PROBABILITY, "Risk to fall below.", "风险上限", null_means=OTHER_CODE, range=(0, 1)),
    ),
    key=("month", "uscc", "place"),
)

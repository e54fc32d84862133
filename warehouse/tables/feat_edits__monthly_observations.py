"""Figures that a month's run set aside because they look like typing errors."""

from warehouse.columns import DELIVERY_ID, INDICATOR, MONTH, PERIOD
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import BASES, INDICATOR_UNIT

TABLE = Table(
    name="feat_edits__monthly_observations",
    meaning="Figures set aside by a month's run until a second month confirms them or the sender corrects them.",
    columns=(
        MONTH,
        Column(
            "uscc",
            "VARCHAR",
            None,
            "Unified social credit code of the enterprise.",
            "统一社会信用代码",
            null_means="a bill, known by its account",
        ),
        INDICATOR,
        PERIOD,
        Column("basis", "VARCHAR", None, "A month's figure or a total since January.", "口径", allowed=BASES.keys),
        Column("value", "DOUBLE", INDICATOR_UNIT, "The figure as reported.", "数值"),
        Column("factor", "DOUBLE", None, "How many times the enterprise's typical figure it is.", "偏离倍数", range=(0, None)),
        DELIVERY_ID,
        Column("file_name", "VARCHAR", None, "Path below the inbox, with forward slashes.", "文件名"),
        Column("row_number", "BIGINT", None, "Data row in that file, counted from 1 without the header.", "行号", range=(1, None)),
        Column("reason", "VARCHAR", None, "What is wrong, what was got, what to do.", "原因"),
        Column("account", "VARCHAR", None, "Account number at the utility.", "户号", null_means="not a bill"),
        Column("rule", "VARCHAR", None, "Key of the rule that decided.", "规则"),
    ),
    key=("month", "delivery_id", "row_number", "indicator"),
    caveats=(Caveat("The figure stays stored as reported; every run judges anew from what it knows."),),
)

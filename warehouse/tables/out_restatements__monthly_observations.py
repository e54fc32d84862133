"""Figures that changed between the month before's as-of day and this month's."""

from warehouse.columns import INDICATOR, MONTH, PERIOD, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import BASES, INDICATOR_UNIT, SHARE

TABLE = Table(
    name="out_restatements__monthly_observations",
    meaning="Figures that the month before saw with another value, or saw and were taken back since.",
    columns=(
        MONTH,
        USCC,
        INDICATOR,
        PERIOD,
        Column("basis", "VARCHAR", None, "A month's figure or a total since January.", "口径", allowed=BASES.keys),
        Column("old_value", "DOUBLE", INDICATOR_UNIT, "The figure as the month before saw it.", "原值"),
        Column("new_value", "DOUBLE", INDICATOR_UNIT, "The figure as this month sees it.", "新值", null_means="taken back"),
        Column(
            "change_share", "DOUBLE", SHARE, "New value against old.", "变动", null_means="taken back, or the old value was not positive"
        ),
        Column("known_on", "DATE", None, "First day on which a run may see the new value.", "知晓日期", null_means="taken back"),
    ),
    key=("month", "uscc", "indicator", "period", "basis"),
    caveats=(Caveat("A figure that arrived for the first time is late, not restated, and is not among them."),),
)

"""Comparable monthly series: cumulative figures turned into months, two-month bills spread, faults flagged."""

from warehouse.columns import BANDS, EXPECTED, INDICATOR, MONTH, NORMAL_LEVEL, PERIOD, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import INDICATOR_UNIT

TABLE = Table(
    name="feat_series__monthly_enterprises",
    meaning="Comparable series as a run saw them: one figure per enterprise, indicator and month, with flags for transformations.",
    columns=(
        MONTH,
        USCC,
        INDICATOR,
        PERIOD,
        Column(
            "value",
            "DOUBLE",
            INDICATOR_UNIT,
            "The month's figure.",
            "数值",
            null_means="not delivered, set aside, or part of a merged period",
        ),
        Column(
            "flags",
            "VARCHAR",
            None,
            "Comma separated: merged, spread, two_month_bill, negative, idle, shifted_reading, summed_days.",
            "标记",
        ),
        Column(
            "growth_base",
            "DOUBLE",
            INDICATOR_UNIT,
            "Last year's figure on this year's basis, where the sender restates it.",
            "同比基数",
            null_means="not stated; growth uses last year's own figure",
        ),
        EXPECTED,
        *BANDS,
        Column(
            "three_month_sum",
            "DOUBLE",
            INDICATOR_UNIT,
            "Sum of the month and the two before it, which stands prepayment peaks and refunds; for tax alone.",
            "近三月合计",
            null_means="another indicator, or one of the three months is missing",
        ),
        *NORMAL_LEVEL,
    ),
    key=("month", "uscc", "indicator", "period"),
    caveats=(
        Caveat("Only the last 36 periods of each month's run are stored; older ones are made again from the vintages."),
        Caveat("expected is made one month ahead and follows a slow decline down; what a month in a dip is held against is normal."),
    ),
)

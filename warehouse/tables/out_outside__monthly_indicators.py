"""Do the bands a month ahead still hold as many figures as they used to."""

from warehouse.columns import INDICATOR, MONTH
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, SHARE

TABLE = Table(
    name="out_outside__monthly_indicators",
    meaning="Which part of the month's figures lies outside the band of 80 % drawn a month ahead, beside what is usual.",
    columns=(
        MONTH,
        INDICATOR,
        Column("count", "INTEGER", COUNT, "Figures with a band.", "有区间的数字", range=(0, None)),
        Column("outside_share", "DOUBLE", SHARE, "Part of them outside.", "落在区间外", range=(0, 1)),
        Column(
            "usual_share",
            "DOUBLE",
            SHARE,
            "The middle of the 24 months before, or the most of the same season of the two years before where that is more.",
            "以往落在区间外",
            null_means="fewer than a year of months with enough figures",
            range=(0, 1),
        ),
        Column("is_noticed", "BOOLEAN", None, "Whether far more lie outside than is usual.", "明显偏多"),
    ),
    key=("month", "indicator"),
)

"""Totals of the district."""

from warehouse.columns import DISTRICT, INDICATOR, MONTH, PERIOD
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, INDICATOR_UNIT, SHARE

BEFORE_IT = "written before this was measured"

TABLE = Table(
    name="out_district__monthly_indicators",
    meaning="Totals of the district by indicator over the last 36 months, with growth on comparable enterprises.",
    columns=(
        MONTH,
        DISTRICT,
        INDICATOR,
        PERIOD,
        Column("total", "DOUBLE", INDICATOR_UNIT, "Sum over the enterprises that reported.", "合计", null_means="nobody reported"),
        Column("yoy_share", "DOUBLE", SHARE, "Growth on the same month of last year.", "当月同比", null_means="no base"),
        Column("reporting_count", "INTEGER", COUNT, "Enterprises that reported.", "报送企业数", range=(0, None)),
        Column("compared_count", "INTEGER", COUNT, "Enterprises with both months.", "可比企业数", range=(0, None), null_means=BEFORE_IT),
        Column("median_yoy_share", "DOUBLE", SHARE, "Growth of the median enterprise.", "企业同比中位数", null_means="too few to say"),
        Column(
            "largest_move_share",
            "DOUBLE",
            SHARE,
            "What the enterprise that moved most adds to the growth of the sum.",
            "变动最大一家的拉动",
            null_means="no base",
        ),
        Column(
            "yoy_without_largest_share",
            "DOUBLE",
            SHARE,
            "Growth of the sum without the enterprise that moved most.",
            "剔除变动最大一家后同比",
            null_means="no base without it",
        ),
        Column(
            "is_moved_by_one",
            "BOOLEAN",
            None,
            "Whether one enterprise makes more than half of the change and the growth without it is another by more than five points.",
            "一家企业所致",
            null_means=BEFORE_IT,
        ),
    ),
    key=("month", "district", "indicator", "period"),
    caveats=(Caveat("A change of the register changes the total; growth counts only enterprises present in both periods."),),
)

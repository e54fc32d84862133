"""Totals of the district."""

from warehouse.columns import DISTRICT, INDICATOR, MONTH, PERIOD
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, INDICATOR_UNIT, SHARE

TABLE = Table(
    name="out_district__monthly_indicators",
    meaning="Totals of the district by indicator over the last 36 months, with growth on comparable enterprises.",
    columns=(
        MONTH,
        DISTRICT,
        INDICATOR,
        PERIOD,
        Column("total", "DOUBLE", INDICATOR_UNIT, "Sum over the enterprises that reported.", "合计", null_means="nobody reported"),
        Column("yoy_share", "DOUBLE", SHARE, "Growth against the same period last year.", "同比", null_means="no base"),
        Column("reporting_count", "INTEGER", COUNT, "Enterprises that reported.", "报送企业数", range=(0, None)),
    ),
    key=("month", "district", "indicator", "period"),
    caveats=(Caveat("A change of the register changes the total; growth counts only enterprises present in both periods."),),
)

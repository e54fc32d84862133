"""Who grows and who is new."""

from warehouse.columns import INDUSTRY, MONTH, NAME, STREET, USCC
from warehouse.contract import Column, Table
from warehouse.units import CNY_10K, SHARE

TABLE = Table(
    name="out_growth__monthly_enterprises",
    meaning="The largest rises and the newly registered, who may need space.",
    columns=(
        MONTH,
        USCC,
        Column("kind", "VARCHAR", None, "rise: well above expectation. new: entered the register.", "类别", allowed=("rise", "new")),
        NAME,
        STREET,
        INDUSTRY,
        Column("output_cny_10k", "DOUBLE", CNY_10K, "Output of the last 12 months.", "近12个月产值", null_means="no figures"),
        Column(
            "output_yoy_share", "DOUBLE", SHARE, "Growth of output against the same period last year.", "产值同比", null_means="no base"
        ),
        Column("rise_share", "DOUBLE", SHARE, "Activity above expectation.", "高于预期", null_means="no expectation"),
        Column("since", "DATE", None, "First month of the rise, or month of entry.", "起始月", null_means="not known"),
        Column("detail", "VARCHAR", None, "What grows, in Chinese.", "说明", null_means="nothing to add"),
    ),
    key=("month", "uscc", "kind"),
)

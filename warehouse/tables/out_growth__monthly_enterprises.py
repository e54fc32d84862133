"""Who grows and who is new."""

from warehouse.columns import INDUSTRY, MONTH, NAME, STREET, USCC
from warehouse.contract import Column, Table
from warehouse.vocabulary import CNY_10K, GROWTH_KINDS, SHARE

TABLE = Table(
    name="out_growth__monthly_enterprises",
    meaning="Lasting rises and the newly registered, who may need space.",
    columns=(
        MONTH,
        USCC,
        Column("kind", "VARCHAR", None, "rise: a lasting rise on last year. new: entered the register.", "类别", allowed=GROWTH_KINDS.keys),
        NAME,
        STREET,
        INDUSTRY,
        Column("output_cny_10k", "DOUBLE", CNY_10K, "Output of the last 12 months.", "近12个月产值", null_means="no figures"),
        Column(
            "output_yoy_share",
            "DOUBLE",
            SHARE,
            "Growth of the output of the last 12 months on the 12 before.",
            "近12个月产值同比",
            null_means="a month is missing in either year, or no base",
        ),
        Column(
            "rise_share",
            "DOUBLE",
            SHARE,
            "Growth of the last three months on the same months of last year, median of the indicators.",
            "近3个月同比",
            null_means="newly registered",
        ),
        Column("since", "DATE", None, "First month of the rise, or month of entry.", "起始月", null_means="not known"),
        Column("indicators", "VARCHAR", None, "Keys of what grows, joined by commas.", "增长指标", null_means="newly registered"),
        Column("has_space_request", "BOOLEAN", None, "Whether an open appeal asks for space.", "有空间需求"),
        Column(
            "output_gain_cny_10k",
            "DOUBLE",
            CNY_10K,
            "Output of the last three months less that of the same months of last year.",
            "近3个月产值增加",
            null_means="a month is missing in either year, or written before this was measured",
        ),
    ),
    key=("month", "uscc", "kind"),
)

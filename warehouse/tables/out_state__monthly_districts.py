"""Is the district as a whole down."""

from warehouse.columns import DISTRICT, MONTH
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, SHARE

TABLE = Table(
    name="out_state__monthly_districts",
    meaning="State of the district as a whole: whether everybody is down, by how much and since when.",
    columns=(
        MONTH,
        DISTRICT,
        Column("is_down", "BOOLEAN", None, "Whether the district as a whole is below normal.", "整体下行"),
        Column(
            "gap_share",
            "DOUBLE",
            SHARE,
            "The median enterprise's middle figure against its normal level; negative is down.",
            "整体偏离",
            null_means="too few figures",
        ),
        Column("since", "DATE", None, "First month of the shock.", "起始月", null_means="not down"),
        Column("enterprises_count", "INTEGER", COUNT, "Enterprises in the register.", "企业数", range=(0, None)),
        Column(
            "expected_false_alarms",
            "DOUBLE",
            COUNT,
            "Sum over the list of one minus the calibrated probability.",
            "预计误报数",
            null_means="nobody is listed",
            range=(0, None),
        ),
        Column(
            "false_alarms_lo",
            "INTEGER",
            COUNT,
            "Lower end of the 95 % interval of the false alarms on the list.",
            "误报数区间下限",
            null_means="nobody is listed, or stored before it was given",
            range=(0, None),
        ),
        Column(
            "false_alarms_hi",
            "INTEGER",
            COUNT,
            "Upper end of the 95 % interval of the false alarms on the list.",
            "误报数区间上限",
            null_means="nobody is listed, or stored before it was given",
            range=(0, None),
        ),
    ),
    key=("month", "district"),
)

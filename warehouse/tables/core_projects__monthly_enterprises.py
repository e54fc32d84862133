"""Fixed investment by project: totals since January, as append-only vintages."""

from warehouse.columns import CHANNEL, DELIVERY_ID, IS_NOMINAL_KNOWN, KNOWN_ON, PERIOD, RECEIVED_ON, ROW_NUMBER, SOURCE, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import CNY_10K

TABLE = Table(
    name="core_projects__monthly_enterprises",
    meaning="Investment completed since January by project, as delivered; an enterprise's investment is the sum over its projects.",
    columns=(
        USCC,
        Column("project", "VARCHAR", None, "Code of the project, its name where there is no code.", "项目代码", null_means="not stated"),
        PERIOD,
        Column(
            "value_cny_10k",
            "DOUBLE",
            CNY_10K,
            "Completed since January, rounded to 6 decimals.",
            "自年初累计完成投资",
            null_means="the sender takes the figure back; from then on there is none",
        ),
        RECEIVED_ON,
        KNOWN_ON,
        IS_NOMINAL_KNOWN,
        CHANNEL,
        SOURCE,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("A project that is finished keeps its total to the end of the year, whether it is still reported or not."),),
    identity=("uscc", "project", "period"),
    provenance=("received_on", "known_on", "is_nominal_known", "source", "delivery_id", "row_number"),
)

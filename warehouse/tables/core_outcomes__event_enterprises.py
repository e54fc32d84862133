"""What became of enterprises, as recorded by people."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import OUTCOMES

TABLE = Table(
    name="core_outcomes__event_enterprises",
    meaning="Recorded outcomes: relocated, closed, recovered, false alarm, left the register.",
    columns=(
        USCC,
        Column("occurred_on", "DATE", None, "Day it happened (column `on` of the delivery).", "发生日期"),
        Column("outcome", "VARCHAR", None, "What happened.", "结果", allowed=OUTCOMES.keys),
        Column("note", "VARCHAR", None, "Remark.", "备注", null_means="none"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("As of a day, outcomes that visits found are read along; they are not stored here."),),
    identity=("uscc", "occurred_on", "outcome"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)

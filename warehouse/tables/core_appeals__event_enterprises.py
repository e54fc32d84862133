"""What enterprises asked for."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, USCC
from warehouse.contract import Caveat, Column, Table

TABLE = Table(
    name="core_appeals__event_enterprises",
    meaning="Appeals of enterprises (space, cost, permits, labour) and when they were closed.",
    columns=(
        USCC,
        Column("raised_on", "DATE", None, "Day it was raised.", "提出日期"),
        Column("topic", "VARCHAR", None, "What it is about.", "诉求类别"),
        Column("detail", "VARCHAR", None, "What is asked for, in words.", "诉求内容", null_means="not stated"),
        Column("handled_by", "VARCHAR", None, "Who handles it.", "承办单位", null_means="nobody yet"),
        Column("closed_on", "DATE", None, "Day it was closed.", "办结日期", null_means="open"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("A closing day after the as-of day reads as null: the appeal was still open then."),),
    identity=("uscc", "raised_on", "topic"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)

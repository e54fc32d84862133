"""Visits to enterprises and what was found."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, USCC
from warehouse.contract import Column, Table

TABLE = Table(
    name="core_visits__event_enterprises",
    meaning="Visits: who went when, what was found, what came of it.",
    columns=(
        USCC,
        Column("visited_on", "DATE", None, "Day of the visit.", "走访日期"),
        Column(
            "visited_by",
            "VARCHAR",
            None,
            "Who went (column `by` of the delivery); for a list that came back, the unit in charge.",
            "走访人",
        ),
        Column(
            "finding",
            "VARCHAR",
            None,
            "What was found: a key of a finding, an outcome or a state; words that mean none, as written.",
            "走访结论",
            null_means="not stated",
        ),
        Column("outcome", "VARCHAR", None, "What came of it, like finding.", "处置结果", null_means="not stated"),
        Column("note", "VARCHAR", None, "Remark, and the words that finding and outcome were taken from.", "备注", null_means="none"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    identity=("uscc", "visited_on", "visited_by"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)

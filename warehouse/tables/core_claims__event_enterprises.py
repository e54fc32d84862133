"""Policies that enterprises have claimed."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, USCC
from warehouse.contract import Column, Table

TABLE = Table(
    name="core_claims__event_enterprises",
    meaning="Which enterprise claimed which policy, and when.",
    columns=(
        USCC,
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("claimed_on", "DATE", None, "Day of the claim.", "申领日期"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    identity=("uscc", "policy", "claimed_on"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)

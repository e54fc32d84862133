"""Policies that enterprises have claimed, and what became of it."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, USCC
from warehouse.contract import Column, Table
from warehouse.policy_vocabulary import CLAIM_RESULTS
from warehouse.vocabulary import CNY_10K

TABLE = Table(
    name="core_claims__event_enterprises",
    meaning="Which enterprise claimed which policy, when, and what became of it.",
    columns=(
        USCC,
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("claimed_on", "DATE", None, "Day of the claim.", "申领日期"),
        Column(
            "result", "VARCHAR", None, "What became of the claim.", "办理结果", null_means="not decided yet", allowed=CLAIM_RESULTS.keys
        ),
        Column("refused_clause", "VARCHAR", None, "Clause it was refused for.", "未通过条款", null_means="not refused, or not stated"),
        Column("amount_cny_10k", "DOUBLE", CNY_10K, "What was granted.", "兑现金额", null_means="not stated"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    identity=("uscc", "policy", "claimed_on"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)

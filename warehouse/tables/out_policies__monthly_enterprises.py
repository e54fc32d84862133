"""Which policy each monitored enterprise may be entitled to, and why not where it is not."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.policy_vocabulary import MATCH_STATUSES
from warehouse.vocabulary import CNY_10K, COUNT

TABLE = Table(
    name="out_policies__monthly_enterprises",
    meaning="Every monitored enterprise held against every policy: what it comes to, and the clause or fact that decides it.",
    columns=(
        MONTH,
        USCC,
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("status", "VARCHAR", None, "What the match comes to.", "匹配结果", allowed=MATCH_STATUSES.keys),
        Column(
            "clause",
            "VARCHAR",
            None,
            "First clause that is not met; the clause a claim was refused for.",
            "决定条款",
            null_means="none failed, or not stated",
        ),
        Column("excluded_by", "VARCHAR", None, "Claimed policy that cannot be had beside it.", "互斥政策", null_means="none"),
        Column("missing_facts", "VARCHAR", None, "Facts that are not known, comma separated.", "待补信息", null_means="none is needed"),
        Column("manual_clauses", "VARCHAR", None, "Clauses that a person answers, comma separated.", "人工确认条款", null_means="none"),
        Column("unknowns_count", "INTEGER", COUNT, "Facts that are not known.", "待补信息项数", range=(0, None)),
        Column("amount_cny_10k", "DOUBLE", CNY_10K, "What it may get, at most.", "最高金额", null_means="not stated"),
        Column("valid_to_on", "DATE", None, "Last day it may be claimed.", "截止日期", null_means="no last day"),
        Column(
            "place",
            "INTEGER",
            None,
            "Place among the enterprise's open policies, from 1.",
            "序号",
            null_means="not open to it",
            range=(1, None),
        ),
    ),
    key=("month", "uscc", "policy"),
    caveats=(Caveat("An enterprise may be entitled, never is: the policy's office decides. An unknown fact makes nobody ineligible."),),
)

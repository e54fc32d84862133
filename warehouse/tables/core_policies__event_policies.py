"""The catalogue of policies an enterprise may use."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, ROW_NUMBER
from warehouse.contract import Caveat, Column, Table
from warehouse.policy_vocabulary import CLAIM_PERIODS
from warehouse.vocabulary import CNY_10K

TABLE = Table(
    name="core_policies__event_policies",
    meaning="Catalogue of service policies: every version that was ever delivered.",
    columns=(
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("title", "VARCHAR", None, "Title of the policy.", "政策名称"),
        Column("topic", "VARCHAR", None, "Need it answers: space, cost, permits, labour, finance.", "类别", null_means="not stated"),
        Column("summary", "VARCHAR", None, "What it gives.", "内容", null_means="not stated"),
        Column("department", "VARCHAR", None, "Who runs it.", "主管部门", null_means="not stated"),
        Column("contact", "VARCHAR", None, "Where to ask.", "联系方式", null_means="not stated"),
        Column(
            "industry",
            "VARCHAR",
            None,
            "Industry codes it is for, comma separated; read as a clause.",
            "适用行业",
            null_means="every industry",
        ),
        Column("tier", "VARCHAR", None, "Tiers it is for, comma separated; read as a clause.", "适用层级", null_means="every tier"),
        Column("valid_from_on", "DATE", None, "First day it may be claimed.", "开始日期", null_means="no first day"),
        Column("valid_to_on", "DATE", None, "Last day it may be claimed.", "截止日期", null_means="no last day"),
        Column("amount_cny_10k", "DOUBLE", CNY_10K, "What an enterprise may get, at most.", "最高金额", null_means="not stated"),
        Column("amount_words", "VARCHAR", None, "What it may get, in words.", "支持标准", null_means="not stated"),
        Column("excludes", "VARCHAR", None, "Policies that cannot be had beside it, comma separated.", "互斥政策", null_means="none"),
        Column(
            "claims_per",
            "VARCHAR",
            None,
            "How often one enterprise may claim it.",
            "申领频次",
            null_means="once",
            allowed=CLAIM_PERIODS.keys,
        ),
        Column("reviewed_on", "DATE", None, "Day its office last looked through the entry.", "复核日期", null_means="not stated"),
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("The first delivery of a policy is known from 1900-01-01, a changed row from the day of its ingest."),),
    identity=("policy",),
    provenance=("known_on", "delivery_id", "row_number"),
)

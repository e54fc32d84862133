"""The clauses of the policies: what each asks of an enterprise, and whether the program or a person answers it."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, ROW_NUMBER
from warehouse.contract import Caveat, Column, Table
from warehouse.policy_vocabulary import CLAUSE_MODES

TABLE = Table(
    name="core_policy_clauses__event_policies",
    meaning="Clauses of the policies, as delivered: every version of every clause.",
    columns=(
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("clause", "VARCHAR", None, "Key of the clause within its policy.", "条款编号"),
        Column("words_zh", "VARCHAR", None, "The clause as the policy has it, in Chinese.", "条款原文", null_means="not stated"),
        Column(
            "fact",
            "VARCHAR",
            None,
            "Fact the clause asks about, a key or a word of the list.",
            "比对事项",
            null_means="none: a person answers",
        ),
        Column("operator", "VARCHAR", None, "How the fact is compared, as written.", "比对方式", null_means="none: a person answers"),
        Column("value_text", "VARCHAR", None, "What it is compared with, as written.", "比对值", null_means="none is needed"),
        Column(
            "mode",
            "VARCHAR",
            None,
            "Whether the program or a person answers it; withdrawn: the clause holds no more.",
            "确认方式",
            null_means="not stated or not understood: a person answers",
            allowed=CLAUSE_MODES.keys,
        ),
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("The first delivery of a clause is known from 1900-01-01, a changed row from the day of its ingest."),
        Caveat("A clause that cannot be compared stands here and in quarantine; until it is corrected a person answers it."),
    ),
    identity=("policy", "clause"),
    provenance=("known_on", "delivery_id", "row_number"),
)

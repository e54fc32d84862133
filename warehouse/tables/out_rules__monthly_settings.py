"""The rules every list was made by, beside those of the list published before."""

from warehouse.columns import MONTH
from warehouse.contract import Caveat, Column, Table
from warehouse.rule_vocabulary import RULE_KINDS

NO_EARLIER_LIST = "no earlier list is out"

TABLE = Table(
    name="out_rules__monthly_settings",
    meaning="The rules a month's list was made by, one row each, beside those of the newest list that was published before.",
    columns=(
        MONTH,
        Column("kind", "VARCHAR", None, "What kind of rule it is.", "类别", allowed=RULE_KINDS.keys),
        Column("setting", "VARCHAR", None, "Key of the setting; parts of a table are named after a dot.", "规则项"),
        Column("value_text", "VARCHAR", None, "Value of the setting, as JSON.", "取值", null_means="there is no such setting any more"),
        Column("list_month", "DATE", None, "Month of the list it is compared with.", "对照名单月份", null_means=NO_EARLIER_LIST),
        Column(
            "value_text_then",
            "VARCHAR",
            None,
            "Value by which that list was made, as JSON.",
            "对照名单取值",
            null_means="no earlier list is out, it had no such setting, or a version made it that did not keep its rules",
        ),
        Column("is_changed", "BOOLEAN", None, "Whether the two differ.", "是否变更"),
    ),
    key=("month", "kind", "setting"),
    caveats=(
        Caveat("Rows of kind data are no rules: they tell whether the figures of the earlier list's day are still those it was made of."),
    ),
)

"""What people decided about rows that were refused or set aside."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import BASES, INDICATOR_UNIT

NOT_A_FIGURE = "not a figure"
ACTIONS = ("release", "reject")
# What an item is: a row that was never stored, one of two values of one day, a figure a run suspects, a description that says less.
KINDS = ("refused", "clash", "suspected", "less_complete", "not_comparable")

TABLE = Table(
    name="raw_settlements__event_rows",
    meaning="What people decided about rows that were refused or set aside, with who, why and since when it holds; never updated.",
    columns=(
        Column(
            "settlement_number",
            "BIGINT",
            None,
            "Number of the decision, counted from 1; one may be about rows that hang together.",
            "处理序号",
            range=(1, None),
        ),
        Column("item_id", "VARCHAR", None, "Short name of the row, the same on every machine.", "编号"),
        Column(
            "action", "VARCHAR", None, "release: the value is right and is used. reject: it is not to be used.", "决定", allowed=ACTIONS
        ),
        Column(
            "kind",
            "VARCHAR",
            None,
            "refused: never stored. clash: one of two values of one day. suspected: a run takes it for an error. "
            "less_complete: a description that says less than another. "
            "not_comparable: a clause of a policy that cannot be compared.",
            "类别",
            allowed=KINDS,
        ),
        Column("is_consequence", "BOOLEAN", None, "Whether it follows from what was decided about another row.", "连带"),
        Column("rule", "VARCHAR", None, "Key of the rule that refused the row or set it aside.", "规则"),
        DELIVERY_ID,
        Column("file_name", "VARCHAR", None, "Path below the inbox, with forward slashes.", "文件名"),
        Column(
            "row_number",
            "BIGINT",
            None,
            "Data row in that file, counted from 1 without the header.",
            "行号",
            null_means="the whole file is meant",
            range=(1, None),
        ),
        Column("uscc", "VARCHAR", None, "Credit code of the row.", "统一社会信用代码", null_means="not a row about an enterprise"),
        Column("account", "VARCHAR", None, "Account number of the row.", "户号", null_means="not a row about an account"),
        Column("indicator", "VARCHAR", None, "Indicator of the row.", "指标", null_means=NOT_A_FIGURE),
        Column(
            "period",
            "VARCHAR",
            None,
            "Month the figure is about, as YYYY-MM; as delivered where it was refused.",
            "所属期",
            null_means=NOT_A_FIGURE,
        ),
        Column("basis", "VARCHAR", None, "A month's figure or a total since January.", "口径", null_means=NOT_A_FIGURE, allowed=BASES.keys),
        Column(
            "value_expected",
            "DOUBLE",
            INDICATOR_UNIT,
            "The figure that was decided about; where another stands there now, the decision does not hold any more.",
            "原值",
            null_means="no figure, or one that was taken back",
        ),
        Column("reason", "VARCHAR", None, "Why, in the words of whoever decided.", "理由"),
        Column("settled_by", "VARCHAR", None, "Who decided.", "处理人"),
        KNOWN_ON,
    ),
    key=("settlement_number", "item_id"),
    caveats=(
        Caveat("A run sees what was decided by its as-of day, so that a past month stays what it was."),
        Caveat("A value known later than the one decided about stands before the decision."),
    ),
)

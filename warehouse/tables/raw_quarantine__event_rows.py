"""Every row that was refused or set aside, with where it stood and why."""

from warehouse.columns import DELIVERY_ID
from warehouse.contract import Caveat, Column, Table

TABLE = Table(
    name="raw_quarantine__event_rows",
    meaning="Every row so far that was refused or set aside, with file, row number, rule and reason.",
    columns=(
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
        Column(
            "action",
            "VARCHAR",
            None,
            "refused: not stored. set_aside: stored, but no run uses it.",
            "处理",
            allowed=("refused", "set_aside"),
        ),
        Column("rule", "VARCHAR", None, "Key of the rule that decided.", "规则"),
        Column("reason", "VARCHAR", None, "What is wrong, what was got, what was needed.", "原因"),
        Column(
            "uscc",
            "VARCHAR",
            None,
            "Credit code as delivered.",
            "统一社会信用代码",
            null_means="not readable or not a row about an enterprise",
        ),
        Column("indicator", "VARCHAR", None, "Indicator as delivered.", "指标", null_means="not an observation"),
        Column("period", "VARCHAR", None, "Period as delivered.", "所属期", null_means="not an observation"),
        Column("value_text", "VARCHAR", None, "Value as delivered.", "原值", null_means="not an observation"),
        Column(
            "reconsider_on",
            "DATE",
            None,
            "Day from which the row may be accepted, since it lay in the future.",
            "可复核日期",
            null_means="no later day can mend it",
        ),
        Column(
            "content_key",
            "VARCHAR",
            None,
            "Digest of what the row says; a row that says the same again is an exact duplicate and is not entered again.",
            "内容键",
            null_means="a whole file, or a row set aside",
        ),
        Column("quarantined_on", "DATE", None, "Day of the ingest that decided.", "隔离日期"),
        Column("account", "VARCHAR", None, "Account number as delivered.", "户号", null_means="not a row about an account"),
    ),
    key=("delivery_id", "row_number", "indicator", "rule"),
    caveats=(
        Caveat("A refused row that a later reading of the same file accepts (a month no longer in the future) stays here as history."),
        Caveat("Rows set aside are stored; whether they are used is derived from the vintages, never from this table."),
    ),
)

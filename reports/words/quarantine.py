"""The texts of `earlywarn quarantine`: what is open, what was settled and by whom, for a terminal."""

from typing import Final

from reports.words.text import Text

OPEN: Final = Text(zh="待处理{count}条", en="{count} open")
SETTLED: Final = Text(zh="已处理{count}条", en="{count} settled")
NONE: Final = Text(zh="没有符合条件的条目", en="nothing of the kind")
MORE: Final = Text(
    zh="另有{count}条未列出，可用 --month、--rule、--uscc 缩小范围，或用 --most、--csv 列出全部",
    en="{count} more; narrow the list with --month, --rule, --uscc, or see all with --most or --csv",
)
HOW: Final = Text(
    zh="处理：earlywarn quarantine release|reject 编号 --by 姓名 --why 理由",
    en="to settle: earlywarn quarantine release|reject ID --by NAME --why REASON",
)
ROW: Final = Text(zh="{file}第{row}行", en="{file}, row {row}")
WHOLE_FILE: Final = Text(zh="{file}（整份文件）", en="{file} (the whole file)")
VALUE: Final = Text(zh="原值 {value}", en="value {value}")
SINCE: Final = Text(zh="自{day}", en="since {day}")
RULE: Final = Text(zh="{kind}（{rule}）", en="{kind} ({rule})")
ACCOUNT: Final = Text(zh="户号{account}", en="account {account}")
# What can be done follows from the kind.
KINDS: Final = {
    "refused": Text(
        zh="未入库：须重新报送，或不再列出（reject）", en="never stored: deliver it anew, or reject it so that it is not listed"
    ),
    "clash": Text(
        zh="同日两值：release 采用此值，reject 不用此值（另一值生效）",
        en="two values of one day: release uses this one, reject leaves the other",
    ),
    "suspected": Text(
        zh="疑似录入错误：release 确认无误并采用，reject 永不采用", en="suspected error: release uses it, reject keeps it out for good"
    ),
    "less_complete": Text(
        zh="不如另一行完整，未采用：须重新报送，或不再列出（reject）",
        en="says less than another row: deliver it anew, or reject it so that it is not listed",
    ),
    "not_comparable": Text(
        zh="条款暂由人工确认：须更正后重新报送，或不再列出（reject）",
        en="a person answers this clause: deliver it corrected, or reject it so that it is not listed",
    ),
}
ACTIONS: Final = {"release": Text(zh="采用", en="released"), "reject": Text(zh="弃用", en="rejected")}
DECIDED: Final = Text(zh="{day}{by}决定{action}：{why}", en="{action} by {by} on {day}: {why}")
NO_LONGER: Final = Text(zh="此后已有新值，该决定不再生效", en="another value is known since, so the decision no longer holds")
STORED: Final = Text(
    zh="{id}：{action}（{by}：{why}）；{day}起的月度运行采用该决定，此前各期不变",
    en="{id}: {action} ({by}: {why}); runs that see {day} use the decision, earlier months stay as they are",
)
FOLLOWS: Final = Text(zh="{id}：随之{action}", en="{id}: {action}, which follows from it")

"""The texts of appeals in a terminal."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

NONE: Final = Text(zh="没有这样的诉求。", en="There is no such appeal.")
WITH: Final = Text(zh="{department}承办", en="with {department}")
# Whoever took it is not yet whoever deals with it.
TAKEN_BY: Final = Text(zh="{department}受理", en="taken by {department}")
DUE: Final = Text(zh="应于{day}前答复", en="due by {day}")
LATE: Final = Text(zh="逾期未答复", en="overdue")
FACT: Final = Text(zh="{head}：{text}", en="{head}: {text}")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
RAISED: Final = Text(zh="提出日期", en="Raised on")
TOPIC: Final = Text(zh="类别", en="Topic")
DETAIL: Final = Text(zh="内容", en="In words")
STATE: Final = Text(zh="状态", en="State")
RUNG: Final = Text(zh="办理层级", en="Seen to by")
DEPARTMENT: Final = Text(zh="承办部门", en="Department")
CLASS: Final = Text(zh="难易", en="Class")
DUE_HEAD: Final = Text(zh="答复时限", en="Due")
ANSWER: Final = Text(zh="答复", en="Answer")
CALLED_BACK: Final = Text(zh="是否已回访企业", en="Called back")
HELPED: Final = Text(zh="企业是否得到帮助", en="Helped")
ATTACHED: Final = Text(zh="并入的诉求（件）", en="Attached")
CASE: Final = Text(zh="预警服务编号", en="Case")
YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")
RECORDED: Final = Text(zh="诉求{number}：{action}，{state}{due}", en="appeal {number}: {action}, now {state}{due}")
RECORDED_DUE: Final = Text(zh="，应于{day}前答复", en=", due by {day}")
ATTACHED_TO: Final = Text(zh="并入诉求{number}（同类诉求三周内）", en="attached to appeal {number}, the same topic within three weeks")

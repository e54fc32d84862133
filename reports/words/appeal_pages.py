"""The texts of appeals on the page for cases: the list, one appeal with its history, the forms."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="企业诉求", en="Appeals of enterprises")
VIEWS: Final = {
    "open": Text(zh="未办结", en="Open"),
    "late": Text(zh="逾期未答复", en="Overdue"),
    "all": Text(zh="全部（含已办结）", en="All, closed ones too"),
}
VIEWS_LABEL: Final = Text(zh="哪些诉求", en="Which appeals")
COUNT: Final = Text(zh="共{count}件，逾期未答复{late}件", en="{count} appeals, {late} of them overdue")
NONE: Final = Text(zh="没有符合条件的诉求。", en="No appeal matches.")
ENTER: Final = Text(zh="登记诉求", en="Enter an appeal")
ENTER_NOTE: Final = Text(
    zh="同一企业三周内的同类诉求并入前一件，不重复立项。",
    en="The same topic within three weeks is attached to the earlier appeal, not opened again.",
)
NUMBER: Final = Text(zh="诉求{number}", en="Appeal {number}")
TO_LIST: Final = Text(zh="诉求列表", en="List of appeals")
RAISED: Final = Text(zh="提出日期", en="Raised on")
TOPIC: Final = Text(zh="类别", en="Topic")
DETAIL: Final = Text(zh="诉求内容", en="What is asked for")
STATE: Final = Text(zh="状态", en="State")
RUNG: Final = Text(zh="办理层级", en="Seen to by")
DEPARTMENT: Final = Text(zh="承办部门", en="Department")
CLASS: Final = Text(zh="难易（决定答复期限）", en="Class (decides by when it is answered)")
DUE: Final = Text(zh="答复期限", en="Answer due")
NO_DUE: Final = Text(zh="尚未交办", en="not dispatched yet")
ANSWERED: Final = Text(zh="答复", en="Answer")
ANSWERED_ON: Final = Text(zh="{day}答复", en="answered on {day}")
CALLED_BACK: Final = Text(zh="是否已回访企业", en="Was the enterprise called back")
HELPED: Final = Text(zh="企业是否得到帮助", en="Was it helped")
YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")
NOT_ASKED: Final = Text(zh="尚未回访", en="not asked yet")
ATTACHED: Final = Text(zh="并入{count}件", en="{count} attached")
CLOSED_ON: Final = Text(zh="{day}办结", en="closed on {day}")
CASE: Final = Text(zh="服务单", en="Case")
ENTERPRISE: Final = Text(zh="企业（名称的一部分或信用代码）", en="Enterprise (part of its name, or the credit code)")
WHAT_TO_DO: Final = {
    "dispatch": Text(zh="转办部门", en="Dispatch to a department"),
    "answer": Text(zh="登记答复", en="Enter the answer"),
    "confirm": Text(zh="登记企业确认", en="Enter what the enterprise says"),
    "close": Text(zh="办结", en="Close"),
    "send_back": Text(zh="退回，提级办理", en="Send one level up"),
}
WORDS_LABELS: Final = {
    "dispatch": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "answer": Text(zh="部门怎么答复", en="What the department answers"),
    "confirm": Text(zh="企业怎么说（可不填）", en="What the enterprise says (may be empty)"),
    "close": Text(zh="说明（企业未得到帮助的必填）", en="Remarks (needed where it was not helped)"),
    "send_back": Text(zh="为什么没有帮上", en="Why it did not help"),
}
NO_ENTERPRISE: Final = Text(
    zh="可见范围内没有名称含“{typed}”或代码为“{typed}”的企业。",
    en="Within your scope no enterprise has “{typed}” in its name or as its code.",
)
SEVERAL: Final = Text(
    zh="“{typed}”对应多家企业：{names}。请写全名称或信用代码。", en="“{typed}” fits several: {names}. Give more of the name, or the code."
)
NEEDS_REASON: Final = Text(
    zh="企业未得到帮助：请写明为何在此结束，或退回、提级办理。",
    en="The enterprise was not helped: say why it ends here, or send it one level up.",
)
CHANGED: Final = Text(
    zh="您打开表单之后，这件诉求已由他人办理，您的内容没有登记。请看现状，再决定是否登记。",
    en="Somebody dealt with the appeal after you had opened the form, so nothing of yours was recorded. See how it stands, then decide.",
)
NOT_POSSIBLE: Final = Text(zh="诉求目前为“{state}”，不能{action}。", en="The appeal is “{state}” now; “{action}” is not possible then.")
RECORDED: Final = Text(zh="已登记：{action}。", en="Recorded: {action}.")
ATTACHED_NOW: Final = Text(zh="三周内的同类诉求，已并入本件。", en="Attached to this appeal: the same topic within three weeks.")
HISTORY: Final = Text(zh="办理经过", en="History")

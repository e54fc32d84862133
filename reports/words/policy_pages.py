"""The texts of policies on the page for cases: what an enterprise may be entitled to, and what came of telling it."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

HEADING: Final = Text(zh="政策匹配（以主管部门认定为准）", en="Policies (their offices decide)")
NONE: Final = Text(zh="尚无该企业的政策匹配结果。", en="There is no match of this enterprise yet.")
NONE_OPEN: Final = Text(zh="目前没有可能符合且尚未申领的政策。", en="At present no policy may fit that is not claimed.")
OTHERS: Final = Text(
    zh="其他政策{count}项（条款不符、已申领、已过期等）", en="{count} others (a clause is not met, claimed, expired and the like)"
)
POLICY: Final = Text(zh="政策", en="Policy")
RESULT: Final = Text(zh="匹配结果", en="Match")
LEAD: Final = Text(zh="告知与申领", en="Told and claimed")
NOT_TOLD: Final = Text(zh="尚未告知", en="not told yet")
STANDS: Final = Text(zh="{state}（{day}）", en="{state} ({day})")
STANDS_REFUSED: Final = Text(zh="{state}（{day}）：{clause}", en="{state} ({day}): {clause}")
ENTER: Final = Text(zh="登记", en="Record")
TITLE: Final = Text(zh="登记政策告知与申领", en="Record what came of a policy")
STATE: Final = Text(zh="进展", en="What came of it")
DAY: Final = Text(zh="日期（申领的填申领日期）", en="Day (of the claim, where one was made)")
CLAUSE: Final = Text(zh="未通过的条款（未通过的必填）", en="Clause it was refused for (needed where it was refused)")
NO_CLAUSE: Final = Text(zh="不涉及", en="none")
NEEDS_CLAUSE: Final = Text(zh="未通过的，请选择是哪一条款。", en="Choose the clause it was refused for.")
REMARK: Final = Text(zh="说明（可不填）", en="Remarks (may be empty)")
CHANGED: Final = Text(
    zh="您打开表单之后，进展已由他人登记，您的内容没有登记。请看现状，再决定是否登记。",
    en="Somebody recorded something after you had opened the form, so nothing of yours was recorded. See how it stands, then decide.",
)
NOTHING_MORE: Final = Text(zh="已兑现，不再登记。", en="Granted; nothing more is recorded.")
HISTORY: Final = Text(zh="经过", en="History")

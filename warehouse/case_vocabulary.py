"""The words of cases: states, actions, doors, closing codes and classes of requests, each with its Chinese and English words.

In: keys that ops.db stores. Out: which action is allowed when (models.cases.moves), how a case is stored (warehouse.ops.cases).
"""

from dataclasses import dataclass
from typing import Final

from warehouse.vocabulary import Term, Terms

CASE_STATES: Final = Terms(
    Term("to_assign", "待派", "to be assigned"),
    Term("to_visit", "待走访", "to be visited"),
    Term("in_service", "办理中", "being served"),
    Term("watched", "观察", "watched"),
    Term("closed", "办结", "closed"),
    Term("sent_back", "退回", "sent back"),
    Term("suspended", "暂缓", "suspended"),
)
CLOSED: Final = "closed"
OPEN_STATES: Final = tuple(state for state in CASE_STATES.keys if state != CLOSED)
# Watched cases are no workload, and of a suspended one nobody expects anything before its day.
WORKLOAD_STATES: Final = ("to_assign", "to_visit", "in_service", "sent_back")

CASE_ACTIONS: Final = Terms(
    Term("open", "建档", "opened"),
    Term("warn", "再次预警", "warned again"),
    Term("assign", "派单", "assigned"),
    Term("add_helper", "增加协办", "helper added"),
    Term("note", "备注", "noted"),
    Term("visit", "走访", "visited"),
    Term("request", "转办部门", "asked a department"),
    Term("receive", "部门签收", "received by the department"),
    Term("answer", "部门答复", "answered by the department"),
    Term("watch", "转观察", "put under watch"),
    Term("suspend", "暂缓", "suspended"),
    Term("resume", "恢复办理", "resumed"),
    Term("send_back", "退回", "sent back"),
    Term("close", "办结", "closed"),
    Term("reopen", "重新建档", "reopened"),
    Term("judge", "评价", "judged"),
)

DOORS: Final = Terms(
    Term("list", "回填名单", "returned list"),
    Term("page", "网页", "page"),
    Term("command", "命令行", "command"),
    Term("mail", "邮件回复", "mail reply"),
    Term("program", "系统", "program"),
)

CASE_ROLES: Final = Terms(Term("lead", "牵头", "lead"), Term("helper", "协办", "helper"))


@dataclass(frozen=True, slots=True)
class Closing(Term):
    """Why a case was closed. `outcome`: the key of OUTCOMES it means to the figures, empty where it says nothing of what became of them.

    `needs_visit`: it can only be known by somebody who was there.
    """

    outcome: str = ""
    needs_visit: bool = False


CLOSINGS: Final = Terms(
    Closing("helped", "帮扶见效", "helped", outcome="recovered", needs_visit=True),
    Closing("solved", "问题已解决", "solved", outcome="recovered", needs_visit=True),
    # Signs were there and did no harm: for whoever reads the list the warning was a false alarm.
    Closing("unharmed", "经营未受影响", "unharmed", outcome="false_alarm", needs_visit=True),
    Closing("false_alarm", "误报", "false alarm", outcome="false_alarm", needs_visit=True),
    # What became of the enterprise is not known by these two.
    Closing("declined", "企业婉拒服务", "declined help"),
    Closing("unreachable", "无法取得联系", "unreachable"),
    Closing("moved_out", "已迁出", "moved out", outcome="relocated_out"),
    Closing("moved_within", "区内搬迁", "moved within the district", outcome="relocated_within"),
    Closing("closed_down", "已停业", "closed down", outcome="closed"),
)

# Why somebody is reminded of a case, the most pressing first.
REMINDERS: Final = Terms(
    Term("untreated", "未处置，将提交联席会议", "not dealt with: goes to the joint meeting"),
    Term("last_chance", "三周未走访，请本周走访", "three weeks without a visit: please go this week"),
    Term("overdue", "已过办理时限", "overdue"),
    Term("reply_due", "已到回复日期", "the day of the next reply has come"),
    Term("due", "待走访", "to be visited"),
)

REQUEST_CLASSES: Final = Terms(
    Term("simple", "简单", "simple"),
    Term("ordinary", "一般", "ordinary"),
    Term("complex", "复杂", "complex"),
)

"""The words of appeals as they are dealt with: their states, what is done with them, and who is to see to them.

In: keys that ops.db stores. Out: topics and whether an appeal is open for too long (warehouse.vocabulary), which action is allowed when
(models.cases.appeal_moves).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

APPEAL_STEPS: Final = Terms(
    Term("to_dispatch", "待转办", "to be dispatched"),
    Term("dispatched", "办理中", "with a department"),
    Term("answered", "已答复", "answered"),
    Term("sent_back", "退回升级", "sent back one level up"),
    Term("closed", "已办结", "closed"),
)
APPEAL_ACTIONS: Final = Terms(
    Term("open", "登记", "entered"),
    Term("attach", "并入", "attached"),
    Term("link", "关联服务单", "linked to the case"),
    Term("dispatch", "转办", "dispatched"),
    Term("answer", "答复", "answered"),
    Term("confirm", "企业确认", "confirmed by the enterprise"),
    Term("send_back", "退回升级", "sent back one level up"),
    Term("close", "办结", "closed"),
)
# Whoever is not helped is seen to one level higher.
APPEAL_RUNGS: Final = Terms(
    Term("department", "部门", "a department"),
    Term("office", "区专班", "the district's office"),
    Term("leader", "区领导", "a district leader"),
)

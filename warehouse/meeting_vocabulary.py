"""The words of briefs and of the joint meeting: how a due visit stands, and why a case is put before the meeting.

In: keys with their Chinese and English words. Out: which of them a case has (models.cases).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

VISIT_STANDINGS: Final = Terms(
    Term("visited", "已走访", "visited"),
    Term("ended", "未走访已办结", "closed without a visit"),
    Term("suspended", "暂缓、观察", "suspended or watched"),
    Term("overdue", "逾期未走访", "overdue"),
)

# What daily electricity has done since the last list.
READING_CHANGES: Final = Terms(
    Term("lower", "继续走低", "lower still"),
    Term("same", "大体持平", "much the same"),
    Term("back", "回升", "back up"),
)

# What came of the risk of an open case since the last list, worked out again; provisional.
PROVISIONAL_CHANGES: Final = Terms(
    Term("lower", "下降", "lower"),
    Term("same", "变动不大", "much the same"),
    Term("higher", "上升", "higher"),
)

# In the order of an agenda: first what nobody has looked at for longest.
MEETING_CAUSES: Final = Terms(
    Term("untreated", "未处置", "untreated"),
    Term("overdue", "逾期未走访", "overdue"),
    Term("unanswered", "部门逾期未答复", "request unanswered"),
    Term("departments", "涉及多个部门", "several departments"),
    Term("red", "连续红色", "red for months"),
    Term("by_hand", "提请研究", "put by hand"),
)

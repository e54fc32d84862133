"""The words of departures that lists had not named in time: causes, and what somebody might have noticed before.

In: keys that are stored, with their Chinese and English words. Out: how a cause is decided (models.cases.misses).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

# In order of precedence: of several that hold, the first is the cause.
MISS_CAUSES: Final = Terms(
    Term("not_in_register", "当时不在监测名录", "not in the register then"),
    Term("out_of_scope", "在名录但未评估", "in the register and not judged"),
    Term("dropped", "曾列入，离开前已退出名单", "listed before, off the list again when it left"),
    Term("listed_late", "列入过晚", "listed late"),
    Term("below_cut", "已达预警线，名额不足", "at the line, below the cut"),
    Term("late_evidence", "迹象送达过晚", "evidence arrived late"),
    Term("outweighed", "有迹象但分量不足", "evidence there but outweighed"),
    Term("no_evidence", "离开前没有迹象", "no evidence before it left"),
)
# What people may have noticed before somebody leaves.
MISS_RECORDS: Final = Terms(
    Term("signal", "外迁迹象", "signal"),
    Term("appeal", "企业诉求", "appeal"),
    Term("visit", "走访", "visit"),
)

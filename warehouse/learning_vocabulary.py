"""The words of what lists and visits are judged by: what is compared, by which outcome, and how the difference reads.

In: keys with their Chinese and English words. Out: which of them holds (models.cases.visit_effect).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

COMPARISONS: Final = Terms(
    Term("lot", "抽中与未抽中", "drawn against not drawn"),
    Term("cut", "刚列入与刚未列入", "just listed against just not listed"),
)
EFFECT_OUTCOMES: Final = Terms(
    Term("departed", "迁出或停业", "moved out or closed"),
    Term("in_trouble", "迁出、停业或风险仍在预警线以上", "moved out, closed, or still at the line"),
)
EFFECT_READINGS: Final = Terms(
    Term("too_few", "说不准：样本太少", "too few to say"),
    Term("unclear", "区间含0，看不出差别", "the interval holds 0: no difference can be seen"),
    Term("fewer", "列入的较少", "fewer of the listed"),
    Term("more", "列入的较多", "more of the listed"),
)

"""The words of lists that stand beside the published one, and of what comes of the comparison.

In: keys that are stored, with their Chinese and English words. Out: how each list is made (models.warnings.comparison_lists).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

# The published list first, then those that an office would have without the program, the plainest last.
COMPARED_LISTS: Final = Terms(
    Term("published", "本名单", "this list"),
    Term("street_industry", "只按街道和行业挑选", "by street and industry alone"),
    Term("year_on_year", "只按同比降幅挑选", "by the fall on the year before alone"),
    Term("three_sigma", "只按偏离自身均值挑选", "by the distance from the own mean alone"),
    Term("expert", "只按专家权重、不学习", "by the expert's weights alone, nothing learned"),
    Term("chance", "随机挑选", "by chance"),
)
PUBLISHED: Final = COMPARED_LISTS.keys[0]
# What the comparison of the published list with another one comes to.
COMPARED_RESULTS: Final = Terms(
    Term("better", "本名单命中更多", "this list finds more"),
    Term("no_better", "看不出差别", "no difference that stands out"),
    Term("worse", "本名单命中更少", "this list finds fewer"),
    Term("too_few", "太少，暂不比较", "too few to compare"),
    Term("not_yet", "尚未期满", "not known yet"),
)

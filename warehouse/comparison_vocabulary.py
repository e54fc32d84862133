"""The words of lists that stand beside the published one, of what is counted of them, and of what comes of the comparison.

In: keys that are stored, with their Chinese and English words. Out: how each list is made (models.warnings.comparison_lists).
"""

from typing import Final

from warehouse.vocabulary import Term, Terms

# The published list first, then those that an office would have without the program, the plainest last.
COMPARED_LISTS: Final = Terms(
    Term("published", "本名单", "this list"),
    Term("last_year", "按一年前的模型挑选", "by last year's version of the model"),
    Term("street_industry", "只按街道和行业挑选", "by street and industry alone"),
    Term("year_on_year", "只按同比降幅挑选", "by the fall on the year before alone"),
    Term("three_sigma", "只按偏离自身均值挑选", "by the distance from the own mean alone"),
    Term("expert", "只按专家权重、不学习", "by the expert's weights alone, nothing learned"),
    Term("chance", "随机挑选", "by chance"),
)
PUBLISHED: Final = COMPARED_LISTS.keys[0]
# What is counted of whoever is named. The first two are on record of everybody, listed or not; a visit is where a list sends it.
COMPARED_COUNTS: Final = Terms(
    Term("departure", "登记迁出或停业", "left, on record"),
    Term("trouble", "登记迁出或停业，或此后数据显示持续下降", "left on record, or figures since show a lasting decline"),
    Term("visit", "走访证实情况属实", "found to be true at a visit"),
)
# What is recorded of everybody alike, so that lists can be judged by it.
JUDGED_COUNTS: Final = COMPARED_COUNTS.keys[:2]
# What the comparison of the published list with another one comes to.
COMPARED_RESULTS: Final = Terms(
    Term("better", "本名单命中更多", "this list finds more"),
    Term("no_better", "看不出差别", "no difference that stands out"),
    Term("worse", "本名单命中更少", "this list finds fewer"),
    Term("too_few", "太少，暂不比较", "too few to compare"),
    Term("not_yet", "尚未期满", "not known yet"),
    Term("not_judged", "走访随名单而去，不作结论", "visits follow this list: not judged"),
    Term("not_made", "未能列出", "could not be made"),
)
# Why the list of last year's version is not made.
UNMADE_REASONS: Final = Terms(
    Term("no_card", "一年前没有已发布的模型", "no model of a year before is kept"),
    Term("versions_unknown", "一年前的模型未记录特征版本", "the model of a year before has no versions of its features"),
    Term(
        "features_changed",
        "此后特征的算法有改动",
        "features are computed otherwise since",
    ),
)

"""The texts about the list beside lists that somebody would have without the program."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

NOT_YET: Final = Text(
    zh="名单对照：{first}起每期同时留存名额相同的对照名单（只按街道和行业挑选等），不用于工作；首期到{due}满一年，届时比较各名单命中几家。",
    en="The list beside others: since {first} lists of as many places are kept with each issue (by street and industry alone, and others), "
    "which nobody acts on; the first completes its year on {due}, and what each had named is compared then.",
)
TOO_FEW: Final = Text(
    zh="名单对照：{span}名单（{lists}期）发出后一年内登记迁出或停业的企业共{departures}家，太少，暂不比较。",
    en="The list beside others: {departures} enterprises are on record as having left within a year of the lists of {span} ({lists}), "
    "too few to compare.",
)
COMPARED: Final = Text(
    zh="名单对照：{span}名单（{lists}期）发出后一年内登记迁出或停业的企业共{departures}家。本名单平均每期{places}家，命中{hits}家；若只按街道和行业"
    "挑选，同样的名额会命中{others}家，本名单{more}家（95%区间{lo}至{hi}家）。{result}",
    en="The list beside others: {departures} enterprises are on record as having left within a year of the lists of {span} ({lists}). This "
    "list names {hits} of them with {places} places in the mean of the issues; street and industry alone would name "
    "{others} with as many, {more} (95% interval {lo} to {hi}). {result}",
)
MORE: Final = Text(zh="多{count}", en="{count} fewer than this list")
FEWER: Final = Text(zh="少{count}", en="{count} more than this list")
RESULTS: Final = {
    "better": Text(
        zh="本名单比只按街道和行业挑选命中更多，差别超出偶然范围。",
        en="This list finds more than street and industry alone, by more than chance would make.",
    ),
    "no_better": Text(
        zh="看不出本名单比只按街道和行业挑选更好：差别在偶然范围内。",
        en="Nothing shows that this list is better than street and industry alone: chance may make the difference.",
    ),
    "worse": Text(
        zh="本名单不如只按街道和行业挑选：命中更少，差别超出偶然范围。",
        en="This list is worse than street and industry alone: it finds fewer, by more than chance would make.",
    ),
}
TROUBLE: Final = Text(
    zh="再计入此后数据显示持续下降的企业（共{happened}家，无论是否列入名单都按同样数据判断），本名单平均每期命中{hits}家，占名额的{precision}；只按街道和行业"
    "挑选命中{others}家，本名单{more}家（95%区间{lo}至{hi}家）。{result}",
    en="Counting those too whose figures since show a lasting decline ({happened} enterprises, judged by the same figures, listed or "
    "not), this list names {hits} in the mean of the issues, {precision} of its places; street and industry alone would name {others}, "
    "{more} (95% interval {lo} to {hi}). {result}",
)
TROUBLE_FEW: Final = Text(
    zh="再计入此后数据显示持续下降的企业，共{happened}家，太少，暂不比较。",
    en="Counting those too whose figures since show a lasting decline there are {happened}, too few to compare.",
)
LAST_YEAR: Final = Text(
    zh="按一年前的模型挑选（{lists}期），登记迁出或停业的会命中{others}家，本名单{more}家（95%区间{lo}至{hi}家）：{result}。",
    en="By last year's version of the model ({lists} lists) {others} of those who left would be named, {more} (95% interval {lo} to {hi}): "
    "{result}.",
)
LAST_YEAR_FEW: Final = Text(
    zh="按一年前的模型挑选的名单（{lists}期）同样留存，离开的企业太少，暂不比较。",
    en="Lists by last year's version of the model ({lists}) are kept too; too few have left to compare.",
)
UNMADE: Final = Text(
    zh="本期没有按一年前的模型列出对照名单：{reason}。", en="No list was made by last year's version of the model this month: {reason}."
)
SPAN: Final = Text(zh="{first}至{last}", en="{first} to {last}")

TITLE: Final = Text(zh="本名单与其他挑选办法的对照", en="This list beside other ways to choose")
UNITS: Final = Text(
    zh="家；{span}{lists}期的平均，名额相同；命中＝名单发出后一年内发生；下为95%区间，走访证实的下为已走访家数",
    en="enterprises; mean of the {lists} lists of {span}, as many places each; named: within a year after; below: 95% interval, of visits "
    "how many were visited",
)
LIST: Final = Text(zh="挑选办法", en="Chosen")
HITS: Final = Text(zh="平均每期命中", en="Named, in the mean")
MORE_THAN: Final = Text(zh="本名单多命中", en="This list names more by")
RESULT: Final = Text(zh="结论", en="What it comes to")
VISITED: Final = Text(zh="已走访{count}", en="{count} visited")
OF_LISTS: Final = Text(zh="{result}（{lists}期）", en="{result} ({lists} lists)")
NOT_MADE: Final = Text(zh="{result}：{reason}", en="{result}: {reason}")
NOTE: Final = Text(
    zh="走访随名单而去，列入名单的企业去得多，因此走访证实的只单独列出，不据此比较。持续下降按名单之后第二个月起的数据判断；得到帮助而没有"
    "持续下降的企业不算命中，这对本名单不利。按一年前的模型挑选：用上一年同月已发布的模型权重给本月的数据打分。",
    en="Visits follow this list, whose enterprises are seen more often, so that what visits found stands apart and decides nothing. A "
    "lasting decline is judged by figures from the second month after the list's on; whoever was helped and did not "
    "decline counts as not named, which goes against this list. Last year's version: this month's evidence weighed as the model published "
    "for the same month of the year before weighed it.",
)
INTERVAL: Final = Text(zh="{lo}至{hi}", en="{lo} to {hi}")

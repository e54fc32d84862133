"""The texts about departures that lists had not named in time: the annex, the page of each, the sheet of the workbook."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

ANNEX: Final = Text(zh="漏报复盘", en="Departures not listed in time")
PAGE: Final = Text(zh="漏报复盘", en="not listed in time")
PAGE_TITLE: Final = Text(zh="漏报复盘：{name}", en="Not listed in time: {name}")
MONTH_WORDS: Final = Text(
    zh="本期新登记迁出或停业、离开前最近{lists}期名单未期期列入的企业{count}家。",
    en="{count} enterprises newly on record as gone this month were not on each of the last {lists} lists before they left.",
)
NONE_WORDS: Final = Text(
    zh="本期新登记迁出或停业的企业中，没有离开前最近{lists}期名单漏报的。",
    en="Nobody newly on record as gone this month was missing from any of the last {lists} lists before they left.",
)
COUNTED: Final = Text(zh="近{months}个月共{total}家，按原因：{causes}。", en="Over the last {months} months {total}, by cause: {causes}.")
CAUSE_COUNT: Final = Text(zh="{cause}{count}家", en="{cause} {count}")
NOTE: Final = Text(
    zh="只按当时已发布的名单和评分复盘，供改进名单之用，不评价任何企业和人员。",
    en="Judged by the lists and scores published then, to make the list better; it is no verdict on any enterprise or person.",
)
TABLE: Final = Text(zh="本期复盘的企业", en="Enterprises of this issue")
CAUSE: Final = Text(zh="原因", en="Cause")
COUNT: Final = Text(zh="家数", en="Enterprises")
LEFT: Final = Text(zh="离开日期", en="Left on")
CAME_TO: Final = Text(zh="结果", en="What happened")
KNOWN: Final = Text(zh="登记获知日期", en="On record since")
LISTED: Final = Text(zh="列入期数", en="Lists with it")
OF: Final = Text(zh="{listed}/{lists}", en="{listed} of {lists}")
ENOUGH: Final = Text(zh="怎样才会列入", en="What would have listed it")
MEANINGS: Final = {
    "not_in_register": Text(
        zh="最近{lists}期名单发出时，企业不在监测名录，没有评分。",
        en="When the last {lists} lists were made it was not in the register, so it had no score.",
    ),
    "out_of_scope": Text(
        zh="最近{lists}期名单发出时，企业在名录内但没有评分。",
        en="When the last {lists} lists were made it was in the register and was not judged.",
    ),
    "dropped": Text(
        zh="一年内曾列入名单，离开前最后一期已不在名单。",
        en="It had been listed within the year and was not on the last list before it left.",
    ),
    "listed_late": Text(
        zh="最近{lists}期中只有{listed}期列入，留给服务的时间不足。",
        en="Only {listed} of the last {lists} lists named it, too late for much service.",
    ),
    "below_cut": Text(
        zh="已达预警线，因名额不足只在关注名单。", en="It was at the line and had no place, so it was on the watch list only."
    ),
    "late_evidence": Text(
        zh="有材料在最后一期名单前已发生，名单发出后才送达。",
        en="Something had happened before the last list and was known only after it.",
    ),
    "outweighed": Text(
        zh="当时已有迹象，但合计分量不足以列入。", en="There was evidence, and together it did not weigh enough for a place."
    ),
    "no_evidence": Text(zh="离开前的数据和材料中没有可见迹象。", en="Neither figures nor reports showed anything before it left."),
}
# The smallest changes, one sentence each.
MORE_PLACES: Final = Text(
    zh="{month}名额{places}个，排第{needed}位：名额到{needed}个即可列入。",
    en="In {month} there were {places} places and it stood {needed} by risk: {needed} places would have reached it.",
)
AT_CUT: Final = Text(
    zh="{month}风险已高于名额线，因等级在后未得名额。", en="In {month} its risk was above the cut, and graver levels had the places."
)
MORE_EVIDENCE: Final = Text(
    zh="{month}风险{risk}，名额线{cut}，差{lacking}（对数几率）。",
    en="In {month} its risk was {risk}, the cut {cut}; it lacked {lacking} log-odds.",
)
STRONGER: Final = Text(
    zh="最强迹象“{feature}”贡献{size}，达到{needed}即可列入。",
    en="Its strongest evidence, {feature}, added {size}; {needed} would have listed it.",
)
WITHOUT: Final = Text(zh="最强反向因素“{feature}”为{size}。", en="What spoke most against it, {feature}, took {size}.")
EARLIER: Final = Text(
    zh="{record}（{kind}）{happened}发生，{known}才获知，晚于最后一期名单。",
    en="{record} ({kind}) of {happened} was known on {known}, after the last list.",
)
NOTHING: Final = Text(zh="没有较小的变化可使其列入。", en="No small change would have listed it.")
STANDING: Final = Text(zh="一、离开前各期的位次和风险", en="1. Rank and risks in the lists before it left")
LIST_MONTH: Final = Text(zh="名单月份", en="List")
LISTED_ON: Final = Text(zh="名单数据截至", en="Known on")
RANK: Final = Text(zh="风险位次", en="Rank by risk")
RANK_OF: Final = Text(zh="{rank}/{count}", en="{rank} of {count}")
ON_LIST: Final = Text(zh="名单", en="Place")
PLACES: Final = {
    "listed": Text(zh="在名单", en="listed"),
    "watched": Text(zh="关注名单", en="on the watch list"),
    "below": Text(zh="未达线", en="below the line"),
    "not_judged": Text(zh="未评估", en="not judged"),
}
EVIDENCE: Final = Text(zh="二、当时有哪些迹象，为何分量不足", en="2. What evidence there was, and why it did not weigh enough")
EVIDENCE_NOTE: Final = Text(
    zh="{month}{risk}的构成（对数几率），为当期已存的评分。", en="What the {risk} of {month} was made of, in log-odds, as stored then."
)
FEATURE: Final = Text(zh="因素", en="Factor")
VALUE: Final = Text(zh="数值", en="Value")
SIZE: Final = Text(zh="贡献", en="Contribution")
REST: Final = Text(zh="其余合计", en="all others")
FIGURES: Final = Text(zh="三、指标与常态水平", en="3. Figures against normal")
INDICATOR: Final = Text(zh="指标", en="Indicator")
MONTH: Final = Text(zh="月份", en="Month")
FIGURE: Final = Text(zh="当月值", en="Figure")
NORMAL: Final = Text(zh="常态水平", en="Normal")
RATIO: Final = Text(zh="与常态之比", en="Of normal")
KNOWN_ON: Final = Text(zh="获知日期", en="Known on")
RECORDS: Final = Text(zh="四、材料：何时发生、何时获知", en="4. What people noticed: when it happened, when it was known")
RECORD: Final = Text(zh="来源", en="Source")
KIND: Final = Text(zh="类别", en="Kind")
HAPPENED_ON: Final = Text(zh="发生日", en="Happened")
NO_RECORDS: Final = Text(zh="离开前一年内没有材料。", en="Nothing is on record of the year before it left.")
NOT_JUDGED: Final = Text(zh="当时没有评分。", en="It had no score then.")
CAUSES_OVER: Final = Text(zh="近{months}个月按原因", en="By cause, over the last {months} months")
ON_RECORD: Final = Text(zh="漏报复盘（{month}）：{cause}", en="Not listed in time ({month}): {cause}")
SHEET: Final = Text(zh="漏报复盘", en="Not listed in time")
INDEX_LINK: Final = Text(zh="漏报复盘{count}家", en="not listed in time: {count}")

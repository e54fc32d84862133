"""The headings, table heads and fixed sentences of the bulletin's page; sentences with figures stand in reports.words.sections."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

# Masthead -----------------------------------------------------------------------------------------------------------------------------

SKIP: Final = Text(zh="跳到要点", en="Skip to the key points")
REVISION: Final = Text(zh=" · 第{number}次修订", en=" · revision {number}")
COPY_NUMBER: Final = Text(zh="份号：{number}", en="Copy no. {number}")
SCOPE: Final = Text(
    zh="本件只含{scope}内企业，不列全区合计与占比。", en="This copy covers {scope} alone, without totals of the district or shares of them."
)
AUDIENCE: Final = Text(zh="主送：{names}", en="To: {names}")
COPIED_TO: Final = Text(zh="抄送：{names}", en="Copied to: {names}")

# Sections -----------------------------------------------------------------------------------------------------------------------------

POINTS: Final = Text(zh="一、要点", en="1. Key points")
BOARD: Final = Text(zh="二、预警等级（名单内）", en="2. Levels of warning (on the list)")
CHANGES: Final = Text(zh="三、名单变化", en="3. Changes of the list")
OVERALL: Final = Text(zh="四、总体走势与企业发展", en="4. The district as a whole and its growth")
PLACES: Final = Text(zh="五、街道与行业分布", en="5. Streets and industries")
SEVERE: Final = Text(zh="六、红色、橙色预警企业", en="6. Red and orange enterprises")
FOLLOWUP: Final = Text(zh="七、上期名单办理情况", en="7. What became of last month's list")
MOVES: Final = Text(zh="八、外迁风险信号与布局", en="8. Signs of relocation and destinations")
NOTES: Final = Text(zh="九、数据说明", en="9. Notes on the figures")

ENTERPRISE_UNIT: Final = Text(zh="家", en="")
OF_OUTPUT: Final = Text(zh="占监测产值 {share}", en="{share} of monitored output")
OF_JOBS: Final = Text(zh="占监测用工 {share}", en="{share} of monitored employment")
BOARD_NOTE: Final = Text(
    zh="占比为近12个月产值、最新用工占{scope}监测企业合计的比重；“—”为数据未到，不是零。",
    en="Shares of the totals of all monitored enterprises of {scope}: output of 12 months, latest employment; a dash means that "
    "figures have not arrived, not zero.",
)

TRANSITIONS: Final = Text(zh="上月等级与本月等级对照", en="Last month's level and this month's")
UNIT_ENTERPRISES: Final = Text(zh="单位：家", en="enterprises")
LAST_AND_NOW: Final = Text(zh="上月＼本月", en="Last month \\ now")
LAST_TOTAL: Final = Text(zh="上月合计", en="Last month")
NOT_LISTED: Final = Text(zh="上月不在名单", en="Not listed")
NOW_TOTAL: Final = Text(zh="本月合计", en="This month")
FIRST_LIST: Final = Text(
    zh="没有上月名单可与{month}比较；从下期起列出新增、升级、持平、降级和离开名单的企业及原因。",
    en="There is no list of last month to compare {month} with; from the next issue on this section shows who is new, worse, the same, "
    "better and off the list, and why.",
)
NO_TREND: Final = Text(
    zh="只有一个月的名单，走势图从下期起绘制。", en="There is one month's list so far; the chart is drawn from the next issue on."
)

GROWTH: Final = Text(zh="发展与增长", en="Growth")
ENTERPRISE: Final = Text(zh="企业名称", en="Enterprise")
STREET: Final = Text(zh="街道", en="Street")
INDUSTRY: Final = Text(zh="行业", en="Industry")
OUTPUT_GAIN: Final = Text(zh="近3个月产值同比增加（万元）", en="Output of 3 months, more than a year ago (CNY 10k)")
RISE: Final = Text(zh="近3个月各指标同比（中位）", en="Growth of 3 months on a year ago (median indicator)")
DETAIL: Final = Text(zh="情况", en="What grew")
NEWCOMERS: Final = Text(zh="新入库：", en="Newly registered: ")
NAME_COMMA: Final = Text(zh="、", en=", ")
STOP: Final = Text(zh="。", en=".")
BRACKETS: Final = Text(zh="（{text}）", en=" ({text})")
NO_STREET: Final = Text(zh="街道未注明", en="street not stated")

BY_STREET: Final = Text(zh="分街道", en="By street")
BY_INDUSTRY: Final = Text(zh="分行业", en="By industry")
BY_WARNINGS: Final = Text(zh="按预警数排列", en="most warnings first")
WARNINGS: Final = Text(zh="预警数", en="Warnings")
MONITORED: Final = Text(zh="监测企业", en="Monitored")
PER_HUNDRED: Final = Text(zh="每百家", en="Per hundred")
MADE_UP_OF: Final = Text(zh="构成", en="Levels")
NO_STREETS: Final = Text(zh="名录未提供街道信息，不能按街道列示。", en="The register states no streets, so there is no table by street.")
NO_INDUSTRIES: Final = Text(
    zh="名录未提供行业信息，不能按行业列示。", en="The register states no industries, so there is no table by industry."
)
NOBODY_BY_STREET: Final = Text(zh="没有可以按街道列示的预警企业。", en="There are no listed enterprises to show by street.")
NOBODY_BY_INDUSTRY: Final = Text(zh="没有可以按行业列示的预警企业。", en="There are no listed enterprises to show by industry.")
STREETS_CUT: Final = Text(
    zh="其余{count}个街道未列出（预警较少或没有），完整分布见工作簿。",
    en="Streets not shown (few warnings or none): {count}; the workbook has all.",
)
INDUSTRIES_CUT: Final = Text(
    zh="其余{count}个行业未列出（预警较少或没有），完整分布见工作簿。",
    en="Industries not shown (few warnings or none): {count}; the workbook has all.",
)

RISKS: Final = Text(zh="风险：{risks}", en="risk: {risks}")
SIGNALS: Final = Text(zh="主要信号", en="Signals")
STAKE: Final = Text(zh="涉及体量", en="At stake")
SERVICE: Final = Text(zh="建议服务", en="Service")
SENTENCE: Final = Text(zh="{text}。", en="{text}. ")
COMMA: Final = Text(zh="，", en=", ")

LAST_LEVEL: Final = Text(zh="上期等级", en="Last level")
TOTAL: Final = Text(zh="合计", en="Total")

FLOWS: Final = {
    "here": Text(zh="仍在区（仅有信号）", en="Still here, signs only"),
    "gone": Text(zh="已迁出（{first}至{last}登记）", en="Moved out, recorded from {first} to {last}"),
}
FLOWS_CAPTION: Final = Text(zh="去向分布", en="Destinations")
WITHIN_CITY: Final = Text(zh="（市内）", en=" (within the city)")
FLOW_COUNT: Final = Text(zh="家数", en="Enterprises")
FLOWS_UNITS: Final = Text(
    zh="已迁出企业为迁出前12个月、迁出前用工", en="of those moved out: the 12 months before they left, and the employment they had"
)
DESTINATION: Final = Text(zh="去向", en="Destination")
OUTPUT: Final = Text(zh="近12个月产值（万元）", en="Output of 12 months (CNY 10k)")
TAX: Final = Text(zh="近12个月纳税（万元）", en="Tax of 12 months (CNY 10k)")
EMPLOYMENT: Final = Text(zh="最新用工（人）", en="Latest employment (persons)")
FROM_STREETS: Final = Text(zh="来自街道", en="From streets")

FOOT_AS_OF: Final = Text(zh="数据截至 {day}", en="figures as known on {day}")
FOOT_CONTACT: Final = Text(zh="联系：{contact}", en="contact: {contact}")
FOOT_CONTENT: Final = Text(zh="内容编号", en="Content id")
FOOT_REVISION: Final = Text(zh="修订 {number}", en="revision {number}")

# Annex --------------------------------------------------------------------------------------------------------------------------------

ANNEX: Final = Text(zh="附表", en="Annex")
ANNEX_LIST_UNITS: Final = Text(
    zh="当月指{month}；同比与上年同月相比，基数偏低、偏高指上年同月明显低于、高于其前后各月",
    en="the month is {month}; on a year ago: against the same month of last year; low or high base: that month was far off those around it",
)
RANK: Final = Text(zh="序号", en="No.")
LEVEL: Final = Text(zh="等级", en="Level")
ENTERPRISE_AND_SIGNALS: Final = Text(zh="企业名称 · 主要信号", en="Enterprise · signals")
GAP: Final = Text(zh="　", en=" · ")

WATCH_LIST_NOTE: Final = Text(
    zh="达到预警线而未列入名单：名额按风险概率先后分配，等级还看企业体量，故关注名单中可有较高等级；不要求走访",
    en="at or above the line and not on the list: places go by risk, levels by risk and size, so that a graver level may be watched only; "
    "no visit is asked for",
)

INDICATOR: Final = Text(zh="指标", en="Indicator")
STATUS: Final = Text(zh="状态", en="Status")
ARRIVAL: Final = Text(zh="到达率", en="Arrived")
LATEST: Final = Text(zh="最新月份", en="Latest month")
HELD: Final = Text(zh="待核实", en="Held")
RESTATED: Final = Text(zh="修订", en="Restated")
SLASH: Final = Text(zh="／", en=" / ")
LATE_BY: Final = Text(zh="滞后{months}", en="{months} late")
FAILED_CHECKS: Final = Text(zh="未通过的数据核验：", en="Data tests that did not pass:")
OBSERVED: Final = Text(zh="（{observed}）", en=" ({observed})")

RESTATEMENTS_NOTE: Final = Text(
    zh="列前{count}条，上期等级因此不同的在前，其余按修订幅度；上期等级：当时→按修订后的数",
    en="the first {count}: those that change a level, then the largest changes; last level: then → by the restated figures",
)
RESTATEMENTS_NOTE_FIRST: Final = Text(zh="列前{count}条，按修订幅度", en="the first {count}: the largest changes")
UNIT: Final = Text(zh="（{unit}）", en=" ({unit})")
MONTH: Final = Text(zh="月份", en="Month")
OLD_VALUE: Final = Text(zh="原值", en="Old")
NEW_VALUE: Final = Text(zh="新值", en="New")
CHANGE: Final = Text(zh="变动", en="Change")
KNOWN_ON: Final = Text(zh="获知日期", en="Known on")

UNJUDGED_NOTE: Final = Text(zh="名录内、本期不评分", en="of the register, without a risk this month")
UNJUDGED_MORE: Final = Text(zh="；其余{count}家见工作簿“数据质量”", en="; {count} more in the workbook's sheet on data quality")
REASON: Final = Text(zh="原因", en="Reason")

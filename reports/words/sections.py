"""The sentences of the bulletin's sections: counts, changes, growth, cases, notes. What is listed and how high is decided elsewhere."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

ENTERPRISES: Final = Text(zh="家", en="enterprise")

# Against last month's list ------------------------------------------------------------------------------------------------------------

FIRST_LIST: Final = Text(zh="没有上月名单可比", en="with no list of last month to compare")
SAME_AS_LAST: Final = Text(zh="与上月持平", en="as many as last month")
MORE_THAN_LAST: Final = Text(zh="比上月增加{count:,}家", en="{count:,} more than last month")
FEWER_THAN_LAST: Final = Text(zh="比上月减少{count:,}家", en="{count:,} fewer than last month")
TILE_FIRST: Final = Text(zh="没有上月名单可比", en="no list of last month")
TILE_MORE: Final = Text(zh="较上月增加{count:,}家", en="{count:,} more than last month")
TILE_FEWER: Final = Text(zh="较上月减少{count:,}家", en="{count:,} fewer than last month")

# The headline is a conclusion. Zero enterprises is good news and deserves a sentence, not a number.
HEADLINE: Final = Text(
    zh="{month}{scope}红橙预警{severe:,}家{change}{entered}；达到预警线{candidates:,}家，{versus}{kept}",
    en="{month}, {scope}: {severe:,} red or orange{change}{entered}; {candidates:,} at or above the line, {versus}{kept}",
)
HEADLINE_ENTERED: Final = Text(zh="，新进入名单{count:,}家", en=", {count:,} new on the list")
KEPT: Final = Text(zh="；另有{count:,}家已核实、继续跟踪", en="; {count:,} more, confirmed by a visit, stay on the list below the line")
HEADLINE_NONE: Final = Text(
    zh="{month}{scope}没有企业达到预警线，{versus}", en="{month}: no enterprise of {scope} reaches the warning line, {versus}"
)
BRACKETS_MORE: Final = Text(zh="（增{count:,}）", en=" (up {count:,})")
BRACKETS_FEWER: Final = Text(zh="（减{count:,}）", en=" (down {count:,})")
BRACKETS_SAME: Final = Text(zh="（持平）", en=" (unchanged)")

CAME_AND_LEFT: Final = Text(
    zh="新进入{came:,}家、离开名单{left:,}家{causes}，{net}；仍在名单的{stayed:,}家中，等级上升{rose:,}家、下降{fell:,}家、不变{same:,}家。",
    en="{came:,} new on the list and {left:,} off it{causes}, {net}; of the {stayed:,} still listed {rose:,} rose to a more severe level, "
    "{fell:,} fell to a milder one and {same:,} stayed.",
)
LEFT_FOR: Final = Text(zh="{cause}{count:,}家", en="{cause} {count:,}")
LEFT_CAUSES: Final = Text(zh="（{causes}）", en=" ({causes})")
NET_MORE: Final = Text(zh="净增{count:,}家", en="a net rise of {count:,}")
NET_FEWER: Final = Text(zh="净减{count:,}家", en="a net fall of {count:,}")
CAME: Final = Text(zh="新增", en="New")
ROSE: Final = Text(zh="等级上升", en="More severe")
FELL: Final = Text(zh="等级下降", en="Milder")

# Key points ---------------------------------------------------------------------------------------------------------------------------

# In English the number alone stands in the margin, and the sentence says of what.
POINT_UNIT: Final = Text(zh="家", en="")
POINT_TOTAL: Final = Text(zh="达到预警线，{versus}{places}{kept}。", en="At or above the warning line, {versus}{places}{kept}.")
POINT_PLACES: Final = Text(
    zh="；名单列{listed:,}家，其余{watched:,}家列入关注名单（{levels}）",
    en="; {listed:,} are on the list, the other {watched:,} on the watch list ({levels})",
)
LEVEL_COUNT: Final = Text(zh="{level}{count:,}", en="{level} {count:,}")
POINT_TOTAL_OF: Final = Text(
    zh="达到预警线，{versus}；占监测企业{monitored}家的{share}{places}{kept}。",
    en="At or above the warning line, {versus}; {share} of {monitored} monitored enterprises{places}{kept}.",
)
POINT_SEVERE: Final = Text(
    zh="名单内红色、橙色预警企业（红{red:,}家、橙{orange:,}家）{came}{watched}。",
    en="Red or orange on the list (red {red:,}, orange {orange:,}){came}{watched}.",
)
POINT_SEVERE_WATCHED: Final = Text(zh="；另有{count:,}家在关注名单", en="; {count:,} more are on the watch list")
POINT_SEVERE_CAME: Final = Text(
    zh="，其中本月新进入名单的红色{red:,}家、橙色{orange:,}家", en=", new on the list among them: red {red:,}, orange {orange:,}"
)
POINT_MOVEMENT: Final = Text(
    zh="离开名单{causes}；另有等级上升{rose:,}家、下降{fell:,}家，新进入{came:,}家。",
    en="On last month's list and off this one{causes}; besides, {rose:,} rose to a more severe level, {fell:,} fell to a milder one, "
    "{came:,} are new.",
)
POINT_STAKE: Final = Text(
    zh="预警企业{lead}占全区监测企业的比重{rest}。",
    en="Listed enterprises' share of the {lead} of all monitored enterprises{rest}.",
)
POINT_STAKE_REST: Final = Text(zh="；{shares}", en="; {shares}")
STAKE_SHARE: Final = Text(zh="{indicator}占{share}", en="{indicator} {share}")
STREET: Final = Text(zh="街道", en="street")
INDUSTRY: Final = Text(zh="行业", en="industry")
# Equal counts are all named: an alphabet must not decide which street is called the worst.
EQUAL: Final = Text(zh="{names}并列", en="{names} (equal)")
EQUAL_AND_MORE: Final = Text(zh="{names}等并列", en="{names} and others (equal)")
POINT_REQUEST: Final = Text(
    zh="建议责任单位优先上门服务（红、橙）{by_when}，结果填入名单回传。",
    en="Red and orange: offices in charge are asked to visit and help first{by_when}; results are filled into the list and returned.",
)
FIRST_BY: Final = Text(zh="，首批请于{day}前完成", en=", the first of them by {day}")

# The district as a whole --------------------------------------------------------------------------------------------------------------

GREW: Final = Text(zh="{indicator}同比增长{share}", en="{indicator} up {share}")
SHRANK: Final = Text(zh="{indicator}同比下降{share}", en="{indicator} down {share}")
# "Growth of 0.0 %" has a direction that the printed number does not support.
UNCHANGED: Final = Text(zh="{indicator}同比持平", en="{indicator} unchanged")
# A sum says nothing of the many: the median enterprise stands beside it, and one that moved the sum alone is told.
TOTAL: Final = Text(zh="{growth}（{notes}）", en="{growth} ({notes})")
MEDIAN_GROWTH: Final = Text(zh="企业中位数{rate}", en="median enterprise {rate}")
MOVED_BY_ONE: Final = Text(
    zh="其中1家企业影响{points}个百分点，剔除后{rate}", en="one enterprise makes {points} percentage points of it, without it {rate}"
)
TOTALS: Final = Text(
    zh="{month}监测企业当月合计与{before}相比（只计两个月都有数的企业）：{growth}{absent}。",
    en="Totals of monitored enterprises in {month} on {before} (those with figures of both months): {growth}{absent}.",
)
# What could not be computed is named, or a reader takes silence for no change.
TOTALS_ABSENT: Final = Text(
    zh="{indicators}同比暂缺（本月或上年同期数据未到）",
    en="growth on a year ago not available of {indicators} (figures of this month or last year's have not arrived)",
)
TOTALS_NONE: Final = Text(zh="{absent}。", en="{absent}.")
STATE_UNKNOWN: Final = Text(zh="全区整体活动水平暂无法判断。", en="Whether the district as a whole is down cannot be said yet.")
STATE_WELL: Final = Text(
    zh="全区整体运行未见下行{level}，名单反映的是个别企业情况。",
    en="The district as a whole is not down{level}; the list is about single enterprises.",
)
STATE_ABOVE: Final = Text(zh="（监测企业活动中位数较常态高{share}）", en=" (median activity of monitored enterprises {share} above normal)")
STATE_BELOW: Final = Text(zh="（监测企业活动中位数较常态低{share}）", en=" (median activity of monitored enterprises {share} below normal)")
STATE_DOWN: Final = Text(
    zh="全区整体处于下行{since}{level}。名单已扣除共同因素，列出的是比同行更受影响的企业。",
    en="The district as a whole is down{since}{level}. What is common to all is taken out: listed are those hit harder than their peers.",
)
STATE_SINCE: Final = Text(zh="自{month}起", en=" since {month}")
STATE_DOWN_BY: Final = Text(zh="，活动中位数较常态低{share}", en=", median activity {share} below normal")
GROWTH_NONE: Final = Text(
    zh="本月没有达到列示标准的大幅增长或新入库企业。", en="No enterprise rose enough to be shown, and none is newly registered this month."
)
GROWTH: Final = Text(
    zh="明显增长企业{rises:,}家、新入库企业{new:,}家，可主动了解扩产、用地、用工需求。{largest}",
    en="Enterprises with a marked rise: {rises:,}; newly registered: {new:,}. Offices may ask about expansion, land and staff.{largest}",
)
LARGEST_BY_OUTPUT: Final = Text(zh="其中近3个月产值增加最多的：", en=" Those whose output of 3 months grew most:")
LARGEST_BY_RISE: Final = Text(zh="其中增幅较大的：", en=" The largest rises:")
RISE: Final = Text(zh="近3个月与上年同期相比：{indicators}{space}", en="3 months on the same months of last year: {indicators}{space}")
RISE_RATE: Final = Text(zh="{rate}", en=" {rate}")
RISE_SPACE: Final = Text(zh="；已提出空间需求，现有场地可能不足", en="; has asked for space, its own may not be enough")

# Relocation ---------------------------------------------------------------------------------------------------------------------------

UNKNOWN_DESTINATION: Final = Text(zh="去向不明", en="Not known")
OTHER_DESTINATIONS: Final = Text(zh="其他地区", en="Other places")
AND_MORE: Final = Text(zh="{names}等{count:,}个", en="{names} ({count:,} in all)")
RELOCATION_LISTED: Final = Text(
    zh="本月名单中出现外迁风险信号的企业{count:,}家。", en="On this month's list with signs of relocation: {count:,}."
)
RELOCATION_NOBODY: Final = Text(zh="本月名单中没有出现外迁风险信号的企业。", en="Nobody on this month's list shows signs of relocation.")
RELOCATION_NONE: Final = Text(zh="没有已登记的外迁去向信息。", en="No destination is on record.")
RELOCATION_HERE: Final = Text(
    zh="其中仍在区{count:,}家{forms}{stake}：已知去向{known:,}家、去向不明{unknown:,}家。",
    en="Still here of them: {count:,}{forms}{stake}; destination known for {known:,}, not known for {unknown:,}.",
)
RELOCATION_GONE: Final = Text(
    zh="{first}至{last}登记迁出{count:,}家{known}{within}。",
    en="Recorded as moved out from {first} to {last}: {count:,}{known}{within}.",
)
RELOCATION_KNOWN: Final = Text(
    zh="（已知去向{known:,}家、去向不明{unknown:,}家）", en=" (destination known for {known:,}, not known for {unknown:,})"
)
RELOCATION_WITHIN: Final = Text(
    zh="，另有区内搬迁{count:,}家，仍在区、不计迁出", en="; {count:,} moved within the district, are still here and not counted"
)
RELOCATION_OWN_BUSINESS: Final = Text(
    zh="企业自主布局属正常经营，服务以了解诉求、协调要素为主。",
    en="Where to produce is an enterprise's own business; service means asking what it needs and helping with it.",
)
RELOCATION_STAKE: Final = Text(zh="，涉及近12个月产值{output}万元", en=", with an output of {output} (CNY 10k) over 12 months")
FORM_COUNT: Final = Text(zh="{form}{count:,}家", en="{form} {count:,}")
IN_BRACKETS: Final = Text(zh="（{text}）", en=" ({text})")

# Red and orange -----------------------------------------------------------------------------------------------------------------------

CASES: Final = Text(
    zh="共{count:,}家。以下为服务线索，请责任单位上门核实后提供服务。",
    en="{count:,} in all. These are leads for service: offices in charge are asked to visit, see for themselves and help.",
)
CASES_NONE: Final = Text(zh="{month}没有红色、橙色预警企业。", en="No enterprise is red or orange in {month}.")
WATCHED: Final = Text(zh="关注名单", en="on the watch list")
LISTED_FOR: Final = Text(zh="{status} · 连续{months}", en="{status} · listed for {months} running")
LISTED_FOR_SHORT: Final = Text(zh="{status} {months}", en="{status}, {months}")
BOTH_RISKS: Final = Text(zh="经营{operating}、外迁{relocation}", en="operating {operating}, relocation {relocation}")
NO_REASONS: Final = Text(zh="信号明细未提供", en="details not given")
NO_MEASURES: Final = Text(zh="上门了解情况，协调所需服务", en="a visit to ask what is needed, and help with it")
STAKE_OF_DISTRICT: Final = Text(zh="占全区{share}", en="{share} of the district's")
STAKE_UNKNOWN: Final = Text(zh="产值、纳税、用工数据未到", en="figures of output, tax and employment have not arrived")
OWNER: Final = Text(zh="责任单位：{owner}{tier}", en="in charge: {owner}{tier}")
OWNER_OPEN: Final = Text(zh="责任单位待定{tier}", en="no office in charge yet{tier}")
OWNER_SHORT: Final = Text(zh="责任：{owner}", en="in charge: {owner}")
ASKED_OF: Final = Text(zh="{responsible}，{due}", en="{responsible}, {due}")
DUE: Final = Text(zh="{day}前", en="by {day}")
DUE_OPEN: Final = Text(zh="时限由责任单位确定", en="date set by the office in charge")

# Notes --------------------------------------------------------------------------------------------------------------------------------

NOTE_DEMO: Final = Text(
    zh="本期为演示数据：企业、数字均为虚构。", en="This issue is a demonstration: its enterprises and figures are invented."
)
NOTE_AS_OF: Final = Text(
    zh="数据截至{day}已知情况；此后到达的数据在下期反映。", en="Figures as known on {day}; what arrived later will be in the next issue."
)
# One sentence each: a method nobody finishes reading explains nothing.
NOTE_METHOD: Final = Text(
    zh="方法：把各来源数据整理为可比月度序列，与该企业1、3、6、12个月前形成的预期及同行同期表现比较，"
    "经误报控制后合成经营风险与外迁风险概率，再结合企业体量定级排序。",
    en="Method: figures of all sources are made comparable month by month and held against what was expected of the enterprise 1, 3, 6 and "
    "12 months before and against its peers; with false alarms controlled they make up the probabilities of operating risk and of "
    "relocation, and with the size of the enterprise level and rank.",
)
NOTE_LIMITS: Final = Text(
    zh="局限：概率不是结论；停产检修、抄表日变化、票款跨月、集团内部调整均可造成假信号；未到数据不以零代替，等级可随补报变化。",
    en="Limits: a probability is no verdict; maintenance, moved meter readings, invoices of another month and changes within a group look "
    "like signals; figures that have not arrived are never zero, and a level may change when they do.",
)
NOTE_ABSENT: Final = Text(
    zh="本期未提供的数据来源：{indicators}。相关列以“—”表示，不代表为零；判断仅依据已有来源，请结合走访使用。",
    en="Sources that were not delivered this month: {indicators}. Their columns show a dash, which is not zero; warnings rest on the "
    "sources that are there and are to be read together with visits.",
)
NOTE_NOT_YET: Final = Text(
    zh="本月数据尚未到达的来源：{sources}。本月相关列以“—”表示，不代表为零；名单未用到这些数据，补到后等级可能变化。",
    en="Sources of which nothing of this month has arrived: {sources}. Their columns show a dash for this month, which is not zero; the "
    "list was made without them, and levels may change once they arrive.",
)
NOTE_LATE: Final = Text(zh="到达不全或滞后的来源：{sources}。", en="Sources that are incomplete or late: {sources}.")
LATE_SHARE: Final = Text(zh="到达率{share}", en="{share} arrived")
LATE_AGE: Final = Text(zh="最新为{months}前", en="latest {months} ago")
NOTE_SETTLED: Final = Text(zh="上期以来人工核定{parts}：{names}。", en="Settled by hand since the last issue ({parts}): {names}.")
SETTLED_RELEASED: Final = Text(zh="采用{count}条", en="{count} released")
SETTLED_REJECTED: Final = Text(zh="弃用{count}条", en="{count} rejected")
SETTLED_ITEM: Final = Text(zh="{name}{figure}{action}（{details}）", en="{name} {figure} {action} ({details})")
SETTLED_DETAILS: Final = Text(zh="{by}，{day}", en="{by}, {day}")
SETTLED_WHY: Final = Text(zh="{details}：{why}", en="{details}: {why}")
SETTLED_ACTIONS: Final = {"release": Text(zh="采用", en="released"), "reject": Text(zh="弃用", en="rejected")}
NOTE_REVISED_NONE: Final = Text(
    zh="本期修订若当时已知，上期各企业等级不变。",
    en="Had this month's restatements been known then, no level of last month would have been different.",
)
NOTE_REVISED: Final = Text(
    zh="本期修订若当时已知，上期将有{count}家企业等级不同：{names}。",
    en="Had this month's restatements been known then, {count} of last month's levels would have been different: {names}.",
)
AND_OTHERS: Final = Text(zh="{names}等", en="{names} and others")
LEVEL_STAYS: Final = Text(zh="{level}不变", en="{level}, unchanged")
LEVEL_BELOW: Final = Text(zh="未达预警线", en="below the line")
NOTE_ALARMS_UNKNOWN: Final = Text(zh="预计误报数：历史不足，暂不能给出。", en="Expected false alarms: the history is too short to say.")
ALARMS_INTERVAL: Final = Text(zh="（95%区间{low}至{high}家）", en=" (95% interval {low} to {high})")
NOTE_ALARMS: Final = Text(
    zh="按校准概率，本期{listed:,}家中预计约{alarms}家{interval}事后会证明为误报。",
    en="By calibrated probabilities about {alarms} of the {listed:,} listed{interval} will turn out to be false alarms.",
)

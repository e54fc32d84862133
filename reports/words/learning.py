"""The texts about what was learned: how right the lists were, how soon somebody came, what visits do, what visits by lot say of those the
list has no place for, and how often enterprises are visited.
"""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

MISSED_NONE_YET: Final = Text(
    zh="抽样走访：{first}起从名额线以下随机抽取{drawn}家列入名单（标注“抽样走访”），已有走访结论{visited}家，太少，暂不推算漏报。",
    en="Visits by lot: since {first} {drawn} enterprises were drawn from those just below the cut (marked as such); "
    "findings of {visited} are too few to say what the list misses.",
)
MISSED: Final = Text(
    zh="抽样走访：{first}起从名额线以下随机抽取{drawn}家列入名单（标注“抽样走访”），走访{visited}家中{confirmed}家属实（含部分属实、已解决），占{share}"
    "（95%区间{lo}至{hi}）；据此推算，本期名额线以下{pool}家中约有{missed}家（{missed_lo}至{missed_hi}家）属实而未列入。",
    en="Visits by lot: since {first} {drawn} enterprises were drawn from those just below the cut (marked as such); of {visited} "
    "visited {confirmed} were right (partly true and solved included), {share} (95% interval {lo} to {hi}), so that of the {pool} just "
    "below this month's cut about {missed} "
    "({missed_lo} to {missed_hi}) would be right without having a place.",
)

# The annex ----------------------------------------------------------------------------------------------------------------------------

ANNEX: Final = Text(zh="名单检验与走访成效", en="How right the lists were and what visits do")
TOO_FEW: Final = Text(zh="太少", en="too few")
NO_OUTCOME_YET: Final = Text(zh="尚无结果", en="no outcome yet")
TOTAL: Final = Text(zh="合计", en="Total")
BY_LEVEL: Final = Text(zh="按等级", en="By level")
BY_KIND: Final = Text(zh="按类型", en="By kind")
BY_MONTH: Final = Text(zh="按月份", en="By month")
IN_ALL: Final = Text(zh="全部", en="All")

MONTHS: Final = Text(zh="{first}至{last}", en="{first} to {last}")
PRECISION: Final = Text(
    zh="名单是否准确：{span}的名单按风险列入{listed}家次，已有结果{judged}家次，其中属实{confirmed}家次{share}；"
    "尚无结果{open}家次，不作推断。",
    en="How right the lists were: the lists of {span} named {listed} by risk; of {judged} with an outcome on record {confirmed} "
    "were right{share}; of {open} no outcome is on record, and nothing is concluded.",
)
PRECISION_SHARE: Final = Text(zh="，占{share}", en=", {share}")
PRECISION_FEW: Final = Text(zh="（太少，不算比例）", en=" (too few for a share)")
PRECISION_NOTE: Final = Text(
    zh="名单发出后{months}个月内，走访结论为情况属实、部分属实或已解决，或登记恢复、迁出、停业的，为属实；"
    "走访结论为经营正常、误报的，为不属实；以最先一次有结论的记录为准，其后登记迁出、停业的按属实计。抽样走访的企业不在此列。同一企业列入几期计几次；结果不足{least}家次的不算比例。"
    "已有结果的多为走访过的企业，与尚无结果的未必相同。",
    en="Right: within {months} months of the list a visit found it confirmed, partly true or solved, or it is on record as recovered, "
    "moved out or closed; not right: business as usual, or a false alarm. The first record that says so counts, and a later departure "
    "in any case. Those drawn by lot are left out. Whoever is on several lists counts once for each; no share of fewer than {least} "
    "outcomes. Those with an outcome are mostly those that were visited, and need not be like the others.",
)
PRECISION_MONTHS: Final = Text(zh="名单检验分月", en="How right the lists were, by month")
PROMISES: Final = Text(zh="预计误报与实际", en="False alarms: stated in advance and on record")
PROMISE_UNITS: Final = Text(zh="单位：家次；尚无结果的，可能属实也可能误报", en="places on lists; those still open may turn out either way")
PROMISED: Final = Text(zh="预计误报", en="Stated")
PROMISE_INTERVAL: Final = Text(zh="95%区间", en="95% interval")
FALSE_ON_RECORD: Final = Text(zh="已知误报", en="False so far")
PRECISION_PARTS: Final = Text(zh="名单检验分等级、分类型", en="How right the lists were, by level and by kind")
PRECISION_UNITS: Final = Text(
    zh="单位：家次；各等级为属实占比，下为属实／已有结果",
    en="places on lists; by level the share that was right, below it right / with an outcome",
)
PRECISION_PART_UNITS: Final = Text(zh="单位：家次", en="places on lists")
LIST_MONTH: Final = Text(zh="名单月份", en="Month")
PART: Final = Text(zh="等级、类型", en="Level, kind")
LISTED: Final = Text(zh="名单", en="Listed")
JUDGED: Final = Text(zh="已有结果", en="With an outcome")
CONFIRMED: Final = Text(zh="属实", en="Right")
SHARE: Final = Text(zh="属实占比", en="Share right")
OPEN: Final = Text(zh="尚无结果", en="No outcome yet")
OF: Final = Text(zh="{part}／{whole}", en="{part} / {whole}")

CONTACT: Final = Text(
    zh="多久有人上门：{span}新进入名单{warnings}家次，已走访{visited}家次{median}；已到办理时限的{due}家次中，按时走访{in_time}家次{share}。",
    en="How soon somebody came: {warnings} came onto the lists of {span}, {visited} were visited{median}; of {due} whose day "
    "has passed {in_time} were visited in time{share}.",
)
CONTACT_HALF: Final = Text(zh="，过半在{days}个工作日内首次走访", en=", half of all within {days} working days")
CONTACT_NOT_HALF: Final = Text(zh="，过半尚未走访", en=", and half still wait")
CONTACT_FEW: Final = Text(zh="（太少，不算用时）", en=" (too few for a time)")
CONTACT_NOTE: Final = Text(
    zh="自名单发出日至首次有记录的走访，按工作日计，发出当日为0；尚未走访的按等到今日计，不剔除。只分等级、分月份，不分单位，不作排名。",
    en="Working days from the day the list came out (0) to the first visit on record; whoever still waits counts as having waited until "
    "today. By level and by month, not by unit, and no ranking.",
)
CONTACT_TABLE: Final = Text(zh="首次走访用时", en="Time to the first visit")
CONTACT_UNITS: Final = Text(zh="单位：家次；用时为工作日", en="warnings; times in working days")
WHO: Final = Text(zh="月份、等级", en="Month, level")
WARNINGS: Final = Text(zh="新进入", en="New")
VISITED: Final = Text(zh="已走访", en="Visited")
HALF_WITHIN: Final = Text(zh="过半走访用时", en="Half within")
NOT_HALF: Final = Text(zh="过半未走访", en="half still wait")
DUE: Final = Text(zh="已到期", en="Due")
IN_TIME: Final = Text(zh="按时走访", en="In time")
IN_TIME_SHARE: Final = Text(zh="按时占比", en="Share in time")

EFFECT_TABLE: Final = Text(zh="列入名单、上门走访的效果", en="What a place on the list and its visit do")
EFFECT_UNITS: Final = Text(
    zh="名单发出{months}个月后；单位：家，下为其中已走访；相差为列入组减对照组，单位：百分点",
    en="{months} months after the list; enterprises, below them those visited; difference: with a place less without, in percentage points",
)
EFFECT: Final = Text(zh="走访有没有用：{parts}。", en="Do visits help: {parts}.")
EFFECT_PART: Final = {
    "too_few": Text(
        zh="{comparison}比较，说不准：样本太少（满{months}个月的{placed}家与{others}家，各需{least}家以上{waiting}）",
        en="{comparison}: too few to say ({placed} and {others} whose {months} months are over; {least} of each are needed{waiting})",
    ),
    "unclear": Text(
        zh="{comparison}比较，{months}个月内{outcome}的占比相差{difference}个百分点（95%区间{lo}至{hi}），区间含0，看不出差别",
        en="{comparison}: {outcome} within {months} months differs by {difference} points (95% interval {lo} to {hi}), which holds 0: no "
        "difference can be seen",
    ),
    "fewer": Text(
        zh="{comparison}比较，{months}个月内{outcome}的占比，列入的较少，相差{difference}个百分点（95%区间{lo}至{hi}）",
        en="{comparison}: {outcome} within {months} months is rarer among those with a place by {difference} points (95% interval {lo} "
        "to {hi})",
    ),
    "more": Text(
        zh="{comparison}比较，{months}个月内{outcome}的占比，列入的较多，相差{difference}个百分点（95%区间{lo}至{hi}）",
        en="{comparison}: {outcome} within {months} months is more frequent among those with a place by {difference} points (95% interval "
        "{lo} to {hi})",
    ),
}
EFFECT_WAITING: Final = Text(zh="，另有{count}家未满期", en="; of {count} more they are not")
EFFECT_NOTE: Final = Text(
    zh="抽中与未抽中：名额线以下随机抽取，按抽中机会加权，只有是否抽中之别；刚列入与刚未列入：名额线两侧综合风险相差{window}个百分点以内，"
    "两侧各按风险直线推算到名额线处。比较的是有没有列入，列入的不一定都走访，未列入的以后也可能列入，因此走访本身的作用可能更大。"
    "只计登记在案的迁出、停业，走访时才发现的不计；结论只适用于名额线附近的企业，不能推及全部名单。",
    en="Drawn against not drawn: by lot from those just below the cut, weighted by the chance, so that nothing but the draw differs. Just "
    "listed against just not listed: within {window} points of combined risk of the cut, on each side along a straight line to it. What "
    "is compared is the place: not all with one were visited, and the others may be listed later, so that a visit itself may do more. "
    "Only departures on record count, not those that a visit found. It holds for those near the cut and not for the whole list.",
)
COMPARISON: Final = Text(zh="比较", en="Compared")
OUTCOME: Final = Text(zh="结果", en="Outcome")
PLACED: Final = Text(zh="列入", en="With a place")
OTHERS: Final = Text(zh="对照", en="Without")
PLACED_SHARE: Final = Text(zh="列入占比", en="Share with")
OTHERS_SHARE: Final = Text(zh="对照占比", en="Share without")
DIFFERENCE: Final = Text(zh="相差", en="Difference")
INTERVAL_95: Final = Text(zh="95%区间", en="95% interval")
READING: Final = Text(zh="判断", en="Reading")
OF_THEM_VISITED: Final = Text(zh="走访{count}", en="{count} visited")
FROM_TO: Final = Text(zh="{lo}至{hi}", en="{lo} to {hi}")

# How often somebody comes -------------------------------------------------------------------------------------------------------------

BURDEN: Final = Text(
    zh="走访频次：截至{day}的近{days}天内，有走访记录的企业{visited}家，其中被走访{from_}天及以上{joint}家、{often_from}天及以上{often}家"
    "（同一天多家单位上门计一天），中位{median}天；{from_}天及以上的，建议联合走访或电话联系。",
    en="How often somebody comes: within the {days} days up to {day} {visited} enterprises had visits on record, {joint} of them on "
    "{from_} days or more and {often} on {often_from} or more (several visitors on one day count as one day), median {median}; from "
    "{from_} on, going together or calling is proposed.",
)
BURDEN_NONE: Final = Text(
    zh="走访频次：截至{day}的近{days}天内没有走访记录。",
    en="How often somebody comes: no visit is on record within the {days} days up to {day}.",
)
JOINT: Final = Text(
    zh="近{days}天已有{count}天被走访，建议联合走访或电话联系", en="visited on {count} of the last {days} days: go together, or call"
)

# Which evidence came first ------------------------------------------------------------------------------------------------------------

EVIDENCE: Final = Text(zh="最早出现的证据", en="Which evidence came first")
EVIDENCE_NOTE: Final = Text(
    zh="近{months}个月登记迁出、停业或走访属实的企业共{total}家，其中{listed}家此前一年内曾列入名单。按此前一年各期名单当时的评分，"
    "某类证据合计贡献达到1个单位（对数几率）即视为出现，最早出现的一类计一次。",
    en="Over the last {months} months {total} enterprises are on record as moved out or closed, or were confirmed by a visit; {listed} of "
    "them had been on a list in the year before. A family of evidence counts as there once it adds one unit of log-odds to the risk "
    "published then; the first of the year before is counted.",
)
EVIDENCE_FAMILY: Final = Text(zh="最早证据", en="First evidence")
EVIDENCE_NONE: Final = Text(zh="此前未出现", en="none before")
EVIDENCE_LISTED: Final = Text(zh="曾列入", en="Listed")
EVIDENCE_MONTHS: Final = Text(zh="证据至列入（月，中位数）", en="From evidence to list, months (median)")

"""The texts of the half-monthly brief: page, letter and lines of the terminal."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

SERIES: Final = Text(zh="{place}企业服务工作简报", en="{place} Enterprise Service Brief")
PERIOD: Final = Text(zh="{first}至{last}", en="{first} to {last}")
TITLE: Final = Text(
    zh="{period}应走访{due:,}家，已走访{visited:,}家，累计逾期{overdue:,}家",
    en="{period}: {due:,} visits due, {visited:,} made, {overdue:,} overdue in all",
)
TITLE_NONE: Final = Text(zh="{period}没有到期的走访，累计逾期{overdue:,}家", en="{period}: no visit fell due, {overdue:,} overdue in all")
ENTERPRISES: Final = Text(zh="家", en=" enterprise")
PIECES: Final = Text(zh="条", en=" signal")
APPEAL_PIECES: Final = Text(zh="件", en=" appeal")
ITEMS: Final = Text(zh="项", en=" item")
TOO_FEW: Final = Text(zh="太少", en="too few")
OF_ALL: Final = Text(zh="应走访{due:,}家，已走访{visited:,}家{share}", en="{visited:,} of {due:,} visited{share}")
OF_ALL_SHARE: Final = Text(zh="（{share}）", en=" ({share})")
# A number of a kind with its unit: 租约将到期1条.
OF_KIND: Final = Text(zh="{kind}{count:,}{unit}", en="{kind} {count:,}{unit}")

POINTS: Final = Text(zh="要点", en="Main points")
POINT_DUE: Final = Text(zh="本半月到期：{parts}", en="Enterprises due for a visit: {parts}")
POINT_DUE_ZERO: Final = Text(zh="本半月到期应走访的企业。", en="Enterprises due for a visit in this half month.")
POINT_DUE_NONE: Final = Text(zh="本半月没有到期的走访。", en="No visit fell due in this half month.")
PART: Final = Text(zh="{what}{count:,}家", en="{what} {count:,}")
POINT_OVERDUE: Final = Text(
    zh="截至{day}逾期未走访的企业，含以前到期的；办理中预警企业共{open:,}家。",
    en="Enterprises overdue as of {day}, those due earlier included; {open:,} cases are open.",
)
POINT_SIGNALS: Final = Text(zh="新收到的信号：{kinds}。", en="New signals: {kinds}.")
POINT_SIGNALS_NONE: Final = Text(zh="新收到的信号。", en="New signals.")
POINT_APPEALS: Final = Text(zh="新收到的诉求：{topics}。", en="New appeals: {topics}.")
POINT_APPEALS_NONE: Final = Text(zh="新收到的诉求。", en="New appeals.")
POINT_STUCK: Final = Text(zh="需要区级协调的事项：{causes}。", en="Matters that need the district: {causes}.")
POINT_STUCK_NONE: Final = Text(zh="需要区级协调的事项。", en="Matters that need the district.")
POINT_COMING: Final = Text(zh="{first}至{last}到期应走访的企业{joint}。", en="Enterprises to be visited from {first} to {last}{joint}.")
POINT_JOINT: Final = Text(
    zh="，其中{count:,}家{days}天内已有{visits}天及以上被走访，建议联合走访或电话",
    en="; {count:,} of them had visits on {visits} days or more within {days} days: go together, or call",
)

VISITS: Final = Text(zh="一、走访情况", en="1. Visits")
VISITS_WORDS: Final = Text(zh="{of_all}{parts}。", en="{of_all}{parts}.")
VISITS_OTHERS: Final = Text(zh="；其余{parts}", en="; the others: {parts}")
BY_UNIT: Final = Text(zh="分单位走访情况", en="Visits by unit")
BY_UNIT_NOTE: Final = Text(
    zh="按区领导、部门、工作组及编号排列，不作排名；到期不足{least}家的不计算比例",
    en="leaders, departments, groups, each by number: not a ranking; no share of fewer than {least} due",
)
UNIT: Final = Text(zh="牵头单位", en="Unit in charge")
NO_UNIT: Final = Text(zh="待派", en="nobody yet")
UNIT_COLUMNS: Final = {
    "due": Text(zh="应走访", en="Due"),
    "visited": Text(zh="已走访", en="Visited"),
    "visited_share": Text(zh="占比", en="Share"),
    "overdue": Text(zh="累计逾期", en="Overdue in all"),
    "suspended": Text(zh="暂缓", en="Suspended"),
    "first_week": Text(zh="前7天走访（次）", en="Visits in the first 7 days"),
    "later_weeks": Text(zh="之后走访（次）", en="Visits after"),
}
NO_UNITS: Final = Text(zh="没有在办的预警企业。", en="There is no open case.")

OVERDUE: Final = Text(zh="二、逾期未走访", en="2. Overdue")
NONE_OVERDUE: Final = Text(zh="没有逾期未走访的企业。", en="Nobody is overdue.")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
STREET: Final = Text(zh="街道", en="Street")
LEVEL: Final = Text(zh="等级", en="Level")
DUE_ON: Final = Text(zh="应走访日期", en="Due")
DAYS_LATE: Final = Text(zh="逾期天数", en="Days late")
STATE: Final = Text(zh="状态", en="State")
BURDEN: Final = Text(zh="近{days}天被走访（天）", en="Days visited in {days} days")
JOINT: Final = Text(zh="建议联合走访或电话", en="go together, or call")
MORE: Final = Text(zh="另有{count:,}家，见预警服务台账。", en="{count:,} more stand in the list of cases.")

NEWS: Final = Text(zh="三、新信号、新诉求", en="3. New signals and appeals")
SIGNALS: Final = Text(zh="新信号", en="New signals")
APPEALS: Final = Text(zh="新诉求", en="New appeals")
DAY: Final = Text(zh="日期", en="Day")
KIND: Final = Text(zh="信号", en="Signal")
TOPIC: Final = Text(zh="诉求类别", en="Topic")
DETAIL: Final = Text(zh="内容", en="In words")
DEPARTMENT: Final = Text(zh="承办部门", en="Department")
NO_DEPARTMENT: Final = Text(zh="待转办", en="nobody yet")
NO_SIGNALS: Final = Text(zh="本半月没有新收到的信号。", en="No signal became known in this half month.")
NO_APPEALS: Final = Text(zh="本半月没有新收到的诉求。", en="No appeal became known in this half month.")
NO_CASE: Final = Text(zh="未列入预警", en="no open case")
MORE_NEWS: Final = Text(zh="另有{count:,}条。", en="{count:,} more.")

TOLD: Final = Text(zh="四、个案", en="4. Two cases")
NO_TOLD: Final = Text(zh="没有在办的预警企业。", en="There is no open case.")
WARNED: Final = Text(zh="预警", en="Warned")
WARNED_WORDS: Final = Text(zh="{day}建档；{reasons}", en="case opened on {day}; {reasons}")
NO_REASONS: Final = Text(zh="预警原因见当月通报", en="reasons in the bulletin of its month")
DONE: Final = Text(zh="办理", en="Done")
DONE_VISITED: Final = Text(zh="最近走访{day}（{by}：{finding}）", en="last visited on {day} ({by}: {finding})")
DONE_VISITED_DAY: Final = Text(zh="最近走访{day}", en="last visited on {day}")
DONE_NOBODY: Final = Text(zh="尚无走访记录", en="no visit on record")
ASKED: Final = Text(zh="转办{departments}", en="asked {departments}")
ASKED_ONE: Final = Text(zh="{department}（{state}）", en="{department} ({state})")
ANSWERED: Final = Text(zh="已答复", en="answered")
DUE_BY: Final = Text(zh="应于{day}前答复", en="due by {day}")
NEXT: Final = Text(zh="下一步", en="Next")
NEXT_VISIT: Final = Text(zh="{lead}应于{day}前走访", en="{lead} to visit by {day}")
NEXT_STATE: Final = Text(zh="由{lead}继续服务（{state}）", en="{lead} goes on with it ({state})")
NEXT_CLOSED: Final = Text(zh="已办结：{closing}", en="closed: {closing}")
NEXT_UNTIL: Final = Text(zh="暂缓至{day}", en="suspended until {day}")
NEXT_STUCK: Final = Text(zh="提请区级协调：{causes}", en="put before the district: {causes}")

STUCK: Final = Text(zh="五、需要区级协调", en="5. What needs the district")
NO_STUCK: Final = Text(zh="没有需要区级协调的事项。", en="Nothing needs the district.")
CAUSE: Final = Text(zh="事由", en="Why")
FACTS: Final = Text(zh="情况", en="How it stands")
ASKED_OF: Final = Text(zh="请谁办", en="Of whom")

COMING: Final = Text(zh="六、下半月应走访", en="6. Visits to come")
NO_COMING: Final = Text(zh="{first}至{last}没有到期的走访。", en="No visit falls due from {first} to {last}.")

TIMES: Final = Text(zh="七、走访频次", en="7. How often enterprises are visited")
TIMES_WORDS: Final = Text(
    zh="截至{day}的{days}天内，{visited:,}家企业被走访过（含未预警的），其中{often:,}家有{visits}天及以上。同一天几个单位同去按一天计。",
    en="In the {days} days up to {day} {visited:,} enterprises were visited, warned of or not; {often:,} of them on {visits} days or more. "
    "Several units going on one day count as one.",
)
TIMES_NONE: Final = Text(zh="截至{day}的{days}天内没有走访记录。", en="No visit is on record in the {days} days up to {day}.")
TIMES_HEAD: Final = Text(zh="走访天数", en="Days with a visit")
TIMES_COUNT: Final = Text(zh="企业数", en="Enterprises")
DAYS: Final = Text(zh="天", en="day")

ANSWERS: Final = Text(zh="八、诉求办理", en="8. Appeals")
ANSWERS_WORDS: Final = Text(
    zh="{first}至{last}收到诉求{received:,}件，答复{answered:,}件，其中按时{in_time:,}件、逾期{late:,}件、未定期限{open_ended:,}件；"
    "截至{last}未答复{unanswered:,}件，其中逾期{overdue:,}件。",
    en="{first} to {last}, appeals received: {received:,}; answered: {answered:,} ({in_time:,} in time, {late:,} late, {open_ended:,} with "
    "no date set); unanswered as of {last}: {unanswered:,}, of which overdue: {overdue:,}.",
)
ANSWERS_NONE: Final = Text(zh="本月没有收到诉求，也没有未答复的。", en="No appeal came in this month and none is unanswered.")
BY_TOPIC: Final = Text(zh="按类别", en="By topic")
BY_DEPARTMENT: Final = Text(zh="按承办部门", en="By department")
ANSWER_COLUMNS: Final = {
    "received": Text(zh="收到", en="Received"),
    "answered": Text(zh="答复", en="Answered"),
    "in_time": Text(zh="按时", en="In time"),
    "late": Text(zh="逾期答复", en="Late"),
    "unanswered": Text(zh="未答复", en="Unanswered"),
    "overdue": Text(zh="逾期未答复", en="Overdue"),
}
ANSWERS_UNITS: Final = Text(zh="单位：件", en="appeals")

NOTE: Final = Text(
    zh="本简报反映截至{day}24时已登记的情况；等级和名单为最近一期通报的，不另作调整。同一日期、同样数据重做，内容不变。",
    en="As recorded by the end of {day}; levels and the list are those of the last bulletin and are not changed here. Made again "
    "for the same day from the same data, it reads the same.",
)
LABEL_SKIP: Final = Text(zh="跳到要点", en="Skip to the main points")

SUBJECT: Final = Text(
    zh="【内部资料】{place}企业服务工作简报（{period}）{part}：{head}",
    en="[Internal] {place} service brief, {period}{part}: {head}",
)
SUBJECT_HEAD: Final = Text(
    zh="应访{due:,}家，已访{visited:,}家，逾期{overdue:,}家", en="{due:,} due, {visited:,} visited, {overdue:,} overdue"
)
LETTER_NOTE: Final = Text(zh="全文见附件。", en="The whole brief is attached.")
PDF_NAME: Final = Text(zh="企业服务工作简报.pdf", en="service_brief.pdf")

# Daily electricity since the last list -------------------------------------------------------------------------------------------------

READINGS: Final = Text(zh="在办企业日用电（暂定）", en="Daily electricity of open cases (provisional)")
READINGS_WORDS: Final = Text(
    zh=(
        "自上期名单（数据截至{listed}）以来，有日用电数据的在办企业{known:,}家：{parts}（已扣除休息日和同行因素）。"
        "系暂定情况，不改变名单和风险值，以下期名单为准。"
    ),
    en=(
        "Since the last list (data to {listed}) daily electricity is known of {known:,} open cases: {parts} (rest days and what peers "
        "share taken off). This is provisional, changes neither list nor risk, and gives way to the next list."
    ),
)
READINGS_PART: Final = Text(zh="{change}{count:,}家", en="{count:,} {change}")
CHANGE: Final = Text(zh="用电变化", en="Change")
CHANGED_BY: Final = Text(zh="较名单前四周", en="On the four weeks before")

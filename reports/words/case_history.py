"""The texts of what people recorded: last visits, what a list was answered with, departures and whether they were warned of."""

from typing import Final

from reports.words.text import Text

LAST_VISIT: Final = Text(zh="最近走访", en="Last visit")
LAST_VISIT_OF: Final = Text(zh="最近走访：{visit}", en="Last visit: {visit}")
SHORT_APPEAL: Final = Text(zh="{topic}：{detail}（{day}，{state}）", en="{topic}: {detail} ({day}, {state})")
NO_LAST_VISIT: Final = Text(zh="尚无走访记录", en="no visit on record")
# Where nobody has been there the line of the service says so: an empty line of its own would cost a page.
NOT_VISITED_YET: Final = Text(zh="；尚无走访记录", en="; no visit on record")
VISIT_PARTS: Final = Text(zh="{day} · {finding} · {by}", en="{day} · {finding} · {by}")
# Who went is the office that stands beside it.
VISIT_BY_OWNER: Final = Text(zh="{day} · {finding}", en="{day} · {finding}")
FOUND_SAID: Final = Text(zh="{finding}（{said}）", en="{finding} ({said})")
FOUND_AND_CAME: Final = Text(zh="{finding}，处置：{outcome}", en="{finding}, outcome: {outcome}")

# Last month's list --------------------------------------------------------------------------------------------------------------------

FOLLOWUP_UNKNOWN: Final = Text(
    zh="尚无上期名单的走访办理记录；回传名单工作簿“走访时间、走访结论、处置结果”三列后，下期在此通报。",
    en="No visits to last month's list are on record; once its workbook is returned with date, finding and outcome of visits filled in, "
    "the next issue reports them here.",
)
# Nobody visited and nobody reported are the same to this page, and it must not claim the first.
FOLLOWUP_NONE: Final = Text(
    zh="上期名单{listed:,}家，尚未收到走访记录{overdue}；请将名单工作簿“走访时间、走访结论、处置结果”填好回传，下期在此通报。",
    en="Last month's list named {listed:,}; no records of visits have arrived{overdue}. Please return its workbook with date, finding and "
    "outcome of visits filled in; the next issue reports them here.",
)
FOLLOWUP: Final = Text(
    zh="上期名单{listed:,}家，名单发出以来已走访{visited:,}家（{visits:,}次）、未走访{unvisited:,}家{overdue}。走访结论：{findings}。{outcomes}",
    en="Of the {listed:,} on last month's list {visited:,} have been visited since ({visits:,} visits) and {unvisited:,} have "
    "not{overdue}. What visits found: {findings}.{outcomes}",
)
FOLLOWUP_OVERDUE: Final = Text(zh="（其中{count:,}家已过办理时限）", en=" ({count:,} of them overdue)")
FOLLOWUP_CAME: Final = Text(zh="处置结果：{outcomes}。", en=" What came of them: {outcomes}.")
TIMES: Final = Text(zh="{what}{count:,}次", en="{what} {count:,}")
BY_LEVEL: Final = Text(zh="上期等级", en="Last level")
BY_STREET: Final = Text(zh="街道", en="Street")
BY_OWNER: Final = Text(zh="责任单位", en="In charge")
NOBODY_NAMED: Final = Text(zh="未注明", en="not stated")
FOLLOWUP_TABLES: Final = {
    "level": Text(zh="上期名单走访与结果", en="Visits to last month's list and what they found"),
    "street": Text(zh="上期名单分街道办理情况", en="Last month's list by street"),
    "owner": Text(zh="上期名单分责任单位办理情况", en="Last month's list by office in charge"),
}
FOLLOWUP_ANNEX: Final = Text(zh="上期名单分街道、分责任单位办理情况", en="Last month's list by street and by office in charge")
FOLLOWUP_UNITS: Final = Text(
    zh="名单、已走访、未走访、逾期单位：家；其余单位：次，一次走访按其结论计一次",
    en="listed, visited, not visited and overdue: enterprises; the rest: visits, each counted for the finding it had",
)
FOLLOWUP_HEADS: Final = {
    "listed": Text(zh="名单", en="Listed"),
    "visited": Text(zh="已走访", en="Visited"),
    "unvisited": Text(zh="未走访", en="Not visited"),
    "overdue": Text(zh="其中逾期", en="Overdue"),
    "visits": Text(zh="走访次数", en="Visits"),
}
CAME_HEAD: Final = Text(zh="处置：{outcome}", en="Outcome: {outcome}")

# Departures and what lists had said ---------------------------------------------------------------------------------------------------

DEPARTURES_HEADING: Final = Text(zh="预警是否提前", en="Were departures warned of")
DEPARTURES_NONE: Final = Text(
    zh="{first}至{last}没有登记的迁出或停业。", en="From {first} to {last} nobody is recorded as moved out or closed."
)
DEPARTURES: Final = Text(
    zh="{first}至{last}登记迁出、停业{count:,}家{early}。",
    en="Recorded as moved out or closed from {first} to {last}: {count:,}{early}.",
)
# Those that say nothing of the lists, and why.
DEPARTURES_APART: Final = {
    "before_lists": Text(
        zh="，其中{count:,}家在首期名单发出前已离开，不作比较", en=", {count:,} of them before the first list came out and not compared"
    ),
    "found_by_visit": Text(
        zh="，{count:,}家为走访时发现已离开、离开日期不详，不作比较",
        en=", {count:,} found gone at a visit, on a day nobody knows, and not compared",
    ),
}
DEPARTURES_JUDGED: Final = Text(
    zh="其余{judged:,}家中，事前已列入名单{warned:,}家{ahead}，事前只在关注名单{watched:,}家，事前两者均未列入{missed:,}家。",
    en="Of the {judged:,} others {warned:,} had been listed before they left{ahead}, {watched:,} had been on the watch list only, "
    "{missed:,} had been on neither.",
)
AHEAD: Final = Text(zh="（提前{low}至{high}个月，中位{middle}个月）", en=" ({low} to {high} months ahead, median {middle})")
AHEAD_ONE: Final = Text(zh="（提前{middle}个月）", en=" ({middle} months ahead)")
DEPARTURES_TABLE: Final = Text(zh="首期名单发出以来迁出、停业企业", en="Moved out or closed since the first list came out")
DEPARTURES_UNITS: Final = Text(
    zh="提前月数自首次列入的名单发出日算起", en="months ahead: from the day the first list that named it came out"
)
LEFT_ON: Final = Text(zh="迁出、停业日期", en="Left on")
CAME_TO: Final = Text(zh="结果", en="Outcome")
SAID_BEFORE: Final = Text(zh="事前情况", en="Beforehand")
FIRST_LISTED: Final = Text(zh="首次列入", en="First listed")
MONTHS_AHEAD: Final = Text(zh="提前月数", en="Months ahead")

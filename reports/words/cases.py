"""The texts of `earlywarn case`: the list, one case, what was recorded, both sides of a conflict."""

from typing import Final

from reports.words.text import Text

NONE: Final = Text(zh="没有符合条件的企业", en="no case of the kind")
CASES: Final = Text(zh="件", en="case")
COUNT: Final = Text(zh="共{cases}", en="{cases}")
MORE: Final = Text(
    zh="另有{count}件未列出，可加条件缩小范围，或用 --most、--csv 列出全部",
    en="{count} more; narrow the list, or see all with --most or --csv",
)
NUMBER: Final = Text(zh="编号", en="no.")
LEVEL: Final = Text(zh="等级", en="level")
STATE: Final = Text(zh="状态", en="state")
DUE: Final = Text(zh="办理时限", en="due")
NAME: Final = Text(zh="企业", en="enterprise")
STREET: Final = Text(zh="街道", en="street")
LEAD: Final = Text(zh="牵头", en="lead")
VISITS: Final = Text(zh="走访", en="visits")
OVERDUE: Final = Text(zh="{state}（已过时限）", en="{state} (overdue)")
NOBODY: Final = Text(zh="待定", en="nobody yet")

HEAD: Final = Text(zh="{number}号　{name}（{uscc}）", en="case {number}: {name} ({uscc})")
STANDS: Final = Text(
    zh="{level}预警 · {state} · 办理时限{due} · {opened}列入 · 版本{version}",
    en="{level} warning · {state} · due {due} · since {opened} · version {version}",
)
UNTIL: Final = Text(zh="下次回复：{day}", en="next reply: {day}")
CLOSED_AS: Final = Text(zh="办结：{closing}（{day}）", en="closed: {closing} ({day})")
FOLLOWS: Final = Text(zh="接续{number}号", en="follows case {number}")
WHY: Final = Text(zh="预警原因", en="Why it is warned")
WHY_UNKNOWN: Final = Text(zh="该期通报的数据未留存，见企业页面", en="the figures of that edition are not kept; see the enterprise's page")
PEOPLE: Final = Text(zh="办理人员", en="People")
PERSON: Final = Text(zh="{role}：{person}（{since}起）", en="{role}: {person} (since {since})")
PERSON_WAS: Final = Text(zh="{role}：{person}（{since}至{until}）", en="{role}: {person} ({since} to {until})")
VISITS_HEAD: Final = Text(zh="走访记录", en="Visits")
VISIT: Final = Text(zh="{day} · {by} · {finding}{outcome}{note}", en="{day} · {by} · {finding}{outcome}{note}")
OUTCOME: Final = Text(zh="，处置：{outcome}", en=", outcome: {outcome}")
NOTE: Final = Text(zh="：{note}", en=": {note}")
REQUESTS: Final = Text(zh="转办部门", en="Requests to departments")
REQUEST: Final = Text(
    zh="{number}. {department}（{kind}，{asked}转办，{due}前答复）：{words}——{state}",
    en="{number}. {department} ({kind}, asked {asked}, answer due {due}): {words}: {state}",
)
ANSWERED: Final = Text(zh="{day}已答复：{answer}", en="answered {day}: {answer}")
RECEIVED: Final = Text(zh="{day}已签收，待答复", en="received {day}, no answer yet")
NOT_RECEIVED: Final = Text(zh="待签收", en="not received yet")
APPEALS: Final = Text(zh="未办结诉求", en="Open appeals")
APPEAL: Final = Text(zh="{day} · {topic}{detail} · {state}", en="{day} · {topic}{detail} · {state}")
HISTORY: Final = Text(zh="办理经过", en="History")
EVENT: Final = Text(zh="{at} · {actor} · {door} · {action}{change}{words}", en="{at} · {actor} · {door} · {action}{change}{words}")
CHANGE: Final = Text(zh="（{before}→{after}）", en=" ({before} → {after})")
NEXT: Final = Text(zh="下一步可以：{actions}", en="May be done next: {actions}")
NOTHING: Final = Text(zh="无", en="none")
RECORDED: Final = Text(
    zh="已记录：{number}号 {name} · {action}；现为{state}{lead}", en="recorded: case {number} {name} · {action}; now {state}{lead}"
)
LED_BY: Final = Text(zh="，牵头：{lead}", en=", lead: {lead}")
CONFLICT: Final = Text(
    zh="未记录：{number}号 {name}在您查看之后已有变动。您要记录：{actor} · {action}{words}。此后已记录：{since}。"
    "现为{state}（版本{version}）。请重新查看后决定：earlywarn case show {number}",
    en="nothing was stored: case {number} {name} has changed since you looked. You: {actor} · {action}{words}. Since then: {since}. "
    "It is now {state} (version {version}). Look again and say what holds: earlywarn case show {number}",
)

# Rows of a list that came back --------------------------------------------------------------------------------------------------------

ROW_SAYS: Final = Text(zh="{file}第{row}行：{visit}", en="{file}, row {row}: {visit}")
ROW_ADDS: Final = Text(zh="{said}（补充走访结论）", en="{said} (adds what was found)")
CONTRADICTS: Final = Text(
    zh="{said}；与{other}不一致，未采用，请核实", en="{said}; this contradicts {other}, so it was not taken: find out which holds"
)
AGAINST_VISIT: Final = Text(zh="已记录的走访（{visit}）", en="the visit on record ({visit})")
AGAINST_EVENT: Final = Text(zh="此前的处理（{event}）", en="what was decided ({event})")
AGAINST_CLOSING: Final = Text(zh="已按“{closing}”办结", en="the case closed as {closing}")

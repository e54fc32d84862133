"""The texts of the joint meeting's agenda: page, CSV and lines of the terminal."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

SERIES: Final = Text(zh="{place}企业服务联席会议议程", en="{place} Joint Meeting on Enterprise Service: Agenda")
TITLE: Final = Text(
    zh="{month}提请研究{put:,}项，跟踪落实议定事项{decided:,}项", en="{month}: {put:,} items to settle, {decided:,} decisions to follow"
)
STANDS: Final = Text(
    zh="情况截至{moment}。事项编号用于登记议定结果，议定事项办结前每次会议都列出。",
    en="As of {moment}. A decision is entered under the number of its item and printed at every meeting until it is done.",
)
MOMENT: Final = Text(zh="{day}{time}", en="{day}, {time}")
PUT: Final = Text(zh="一、提请研究事项", en="1. To be settled")
NO_PUT: Final = Text(zh="没有提请研究的事项。", en="Nothing is put before the meeting.")
CAUSES: Final = Text(zh="其中{causes}。", en="Of these: {causes}.")
OF_CAUSE: Final = Text(zh="{cause}{count:,}项", en="{cause} {count:,}")
DECIDED: Final = Text(zh="二、议定事项落实情况", en="2. Decisions and how far they are done")
NO_DECIDED: Final = Text(zh="没有待落实的议定事项。", en="No decision is waiting to be done.")
NUMBER: Final = Text(zh="编号", en="Item")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
NO_ENTERPRISE: Final = Text(zh="综合事项", en="a general matter")
LEVEL: Final = Text(zh="等级", en="Level")
CAUSE: Final = Text(zh="事由", en="Why")
FACTS: Final = Text(zh="情况", en="How it stands")
ASKED_OF: Final = Text(zh="请谁办", en="Of whom")
ASK: Final = Text(zh="请办什么", en="What is asked")
SINCE: Final = Text(zh="{month}首次上会", en="first put in {month}")
DECISION: Final = Text(zh="议定", en="Decision")
DECIDED_ON: Final = Text(zh="{day}议定", en="decided on {day}")
DUE_ON: Final = Text(zh="办结时限", en="Due")
STATE: Final = Text(zh="落实情况", en="How far")
STATES: Final = {
    "done": Text(zh="已落实（{day}）", en="done ({day})"),
    "late": Text(zh="逾期未落实", en="overdue"),
    "running": Text(zh="落实中", en="under way"),
}
STILL_SO: Final = Text(zh="情形仍在：{facts}", en="still so: {facts}")
GONE: Final = Text(zh="原情形已消除", en="no longer so")
CSV_HEADS: Final = {
    "part": Text(zh="部分", en="Part"),
    "id": NUMBER,
    "month": Text(zh="首次上会", en="First put"),
    "name": ENTERPRISE,
    "uscc": Text(zh="统一社会信用代码", en="Credit code"),
    "street": Text(zh="街道", en="Street"),
    "level": LEVEL,
    "cause": CAUSE,
    "facts": FACTS,
    "whom": ASKED_OF,
    "ask": ASK,
    "decision": DECISION,
    "decided_on": Text(zh="议定日期", en="Decided on"),
    "due_on": DUE_ON,
    "done_on": Text(zh="落实日期", en="Done on"),
    "state": STATE,
}
PARTS: Final = {"put": Text(zh="提请研究", en="to be settled"), "decided": Text(zh="议定事项", en="decision")}

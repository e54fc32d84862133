"""How a stuck case stands and what is asked, in a sentence each, by the cause that put it before the meeting."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

FACTS: Final = {
    "untreated": Text(zh="{since}建档，至今{days:,}天未走访，列为未处置", en="opened on {since}, {days:,} days without a visit: untreated"),
    "overdue": Text(zh="{since}建档，至今{days:,}天未走访", en="opened on {since}, {days:,} days without a visit"),
    "unanswered": Text(
        zh="{count:,}件转办逾期未答复，最早应于{since}答复，已逾{days:,}天",
        en="unanswered requests: {count:,}, the first due on {since}, {days:,} days late",
    ),
    "departments": Text(
        zh="{since}起已转办{count:,}个部门，尚未全部答复", en="{count:,} departments asked since {since}, not all have answered"
    ),
    "red": Text(zh="连续{count:,}个月红色预警，{since}建档", en="red for {count:,} months in a row, opened on {since}"),
}
ASKS: Final = {
    "untreated": Text(zh="立即走访或说明情况", en="visit at once, or say why not"),
    "overdue": Text(zh="本周内走访或说明情况", en="visit this week, or say why not"),
    "unanswered": Text(zh="答复转办事项", en="answer what was asked"),
    "departments": Text(zh="共同研究，明确一个牵头部门", en="settle it together and name one department to lead"),
    "red": Text(zh="研究专项帮扶措施", en="settle on help of its own"),
}
NOBODY: Final = Text(zh="区专班（尚未派单）", en="the district's office (nobody is assigned)")

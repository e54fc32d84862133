"""The texts of the bulletin's annex about appeals."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

HEADING: Final = Text(zh="诉求办理", en="Appeals")
UNITS: Final = Text(
    zh="单位：件；按时答复率为有答复期限的答复中按时的占比，基数过小的写“太少”",
    en="appeals; share in time: of the answers that had a date set; “too few” where there are too few to say",
)
SENTENCE: Final = Text(
    zh="{month}收到诉求{received:,}件，答复{answered:,}件，其中按时{in_time:,}件、逾期{late:,}件、未定期限{open_ended:,}件；"
    "月末未答复{unanswered:,}件，其中逾期{overdue:,}件。",
    en="{month}, appeals received: {received:,}; answered: {answered:,} ({in_time:,} in time, {late:,} late, {open_ended:,} with no date "
    "set); unanswered at the end of the month: {unanswered:,}, of which overdue: {overdue:,}.",
)
TABLES: Final = {"topic": Text(zh="按诉求类别", en="By topic"), "department": Text(zh="按承办部门", en="By department")}
HEADS: Final = {"topic": Text(zh="诉求类别", en="Topic"), "department": Text(zh="承办部门", en="Department")}
COLUMNS: Final = {
    "received": Text(zh="收到", en="Received"),
    "answered": Text(zh="答复", en="Answered"),
    "in_time": Text(zh="按时答复", en="In time"),
    "late": Text(zh="逾期答复", en="Late"),
    "unanswered": Text(zh="月末未答复", en="Unanswered"),
    "overdue": Text(zh="逾期未答复", en="Overdue"),
}
IN_TIME_SHARE: Final = Text(zh="按时答复率", en="Share in time")
TOO_FEW: Final = Text(zh="太少", en="too few")
NOBODY: Final = Text(zh="尚未交办", en="not dispatched yet")

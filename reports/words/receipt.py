"""The texts of the answer to a mail: what of it is on record, and what is not and why."""

from collections.abc import Mapping
from typing import Final

from reports.words.text import Text

TITLE: Final = Text(zh="来信登记结果", en="What was recorded from your mail")
SUBJECT: Final = Text(
    zh="【内部资料】已登记{taken}行、未登记{left}行：您{day}的回复", en="[Internal] {taken} recorded, {left} not: your mail of {day}"
)
HEADLINE: Final = Text(
    zh="您{day}的来信：已登记{taken}行，未登记{left}行", en="Of your mail of {day} {taken} lines are recorded and {left} are not"
)
NOTHING: Final = Text(zh="您{day}的来信没有登记任何内容", en="Nothing of your mail of {day} is recorded")
TAKEN: Final = Text(zh="第{line}行“{text}”——已登记：{case}{name}，{what}", en="Line {line} “{text}”: recorded: {case}{name}, {what}")
LEFT: Final = Text(zh="第{line}行“{text}”——未登记：{why}", en="Line {line} “{text}”: not recorded: {why}")
WHOLE: Final = Text(zh="未登记：{why}", en="Not recorded: {why}")
CASE: Final = Text(zh="{number}号", en="case {number}")
WITH: Final = Text(zh="{action}（{key}）", en="{action} ({key})")
# Why a line, or a whole mail, is not on record.
WHY: Final[Mapping[str, Text]] = {
    "not_understood": Text(
        zh="没有看懂；请在行首写企业前的序号，再写办理情况",
        en="not understood; write the number of the enterprise first, then what happened",
    ),
    "unknown_number": Text(zh="所复邮件中没有这个序号", en="the letter has no such number"),
    "outside": Text(zh="该企业不在您的负责范围内", en="the enterprise is not among those you answer for"),
    "conflict": Text(
        zh="您所复的邮件发出后，他人已作出不同登记；两种说法都记在服务单里，请核对后再报",
        en="somebody else recorded otherwise since the letter went out; both stand in the case, look at it and answer again",
    ),
    "not_possible": Text(
        zh="与服务单现状不符（目前为“{state}”），或所填日期、单位有误；请核对后再报",
        en="it does not fit the case (now {state}), or a day or an office is wrong; look at it and answer again",
    ),
    "empty_reply": Text(
        zh="引用的原文之上没有可登记的内容；附件请单独交给系统管理员",
        en="nothing stands above what it quotes; attached files have to be delivered apart",
    ),
    "no_answer": Text(
        zh="来信不是对系统邮件的回复，无法知道指的是哪份名单", en="the mail answers no letter, so that it is not known which list is meant"
    ),
    "unknown_letter": Text(
        zh="所复邮件不是系统发出的，或不属于您的范围", en="the mail answers none of our letters, or one outside what you answer for"
    ),
}
# What stands in the history of a case whose line was not recorded.
NOT_RECORDED: Final = Text(
    zh="邮件所报“{action}”未登记：服务单目前为“{state}”，或所填日期、单位有误",
    en="“{action}” by mail was not recorded: the case is {state}, or a day or an office is wrong",
)
AUTOMATIC: Final = Text(zh="本邮件由系统自动答复，每封来信只答复一次。", en="This answer is automatic; each mail is answered once.")

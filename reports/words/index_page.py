"""The texts of the index of all issues, and of the line of links at the head of every page."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

# The line of links ----------------------------------------------------------------------------------------------------------------------

HERE: Final = Text(zh="所在位置", en="You are here")
INDEX: Final = Text(zh="各期目录", en="All issues")
BULLETIN_OF: Final = Text(zh="{month}通报", en="Bulletin of {month}")
PORTRAIT: Final = Text(zh="企业画像", en="Enterprise page")
URGENT: Final = Text(zh="预警快报", en="Urgent note")
EARLIER: Final = Text(zh="上一期（{month}）", en="Earlier issue ({month})")
LATER: Final = Text(zh="后续各期见目录", en="Later issues: see the index")
SAME_EARLIER: Final = Text(zh="该企业上一期（{month}）", en="Same enterprise, earlier issue ({month})")
ALL_MONTHS: Final = Text(zh="该企业历月等级", en="Levels of this enterprise by month")

DOWNLOADS: Final = Text(zh="下载：", en="Download: ")
FILES: Final = {
    "warning_list.xlsx": Text(zh="名单工作簿（XLSX）", en="workbook (XLSX)"),
    "warning_list.csv": Text(zh="名单（CSV）", en="list (CSV)"),
    "bulletin.pdf": Text(zh="通报（PDF）", en="bulletin (PDF)"),
}

# The index ------------------------------------------------------------------------------------------------------------------------------

TITLE: Final = Text(zh="{place}企业预警各期目录", en="{place}: all issues of the early warning")
TITLE_OF_STREET: Final = Text(zh="{street}：企业逐月等级", en="{street}: levels by month")
SKIP: Final = Text(zh="跳到企业检索", en="Skip to the enterprises")
UP_TO: Final = Text(
    zh="收录 {first} 至 {last} 共{count}期；名称、街道、行业和责任单位以最新一期的名录为准。本目录含全区企业，请勿外传。",
    en="{count} issues from {first} to {last}; names, streets, industries and offices in charge are those of the newest register. The "
    "index names enterprises of the whole district: do not pass it on.",
)
ISSUES: Final = Text(zh="一、各期通报", en="1. Issues")
ISSUES_NOTE: Final = Text(
    zh="各等级按“名单内／达到预警线”列出，单位：家；走访已核实、低于预警线的只计入名单；最近一期在前",
    en="each level as listed / at or above the line, enterprises; whoever a visit confirmed and is below the line is listed alone; newest "
    "first",
)
ISSUE_MONTH: Final = Text(zh="月份", en="Month")
AS_OF: Final = Text(zh="数据截至", en="As of")
ALL: Final = Text(zh="合计", en="All")
OPEN: Final = Text(zh="打开", en="Open")
BULLETIN: Final = Text(zh="通报", en="Bulletin")
PDF: Final = Text(zh="PDF", en="PDF")
WORKBOOK: Final = Text(zh="工作簿", en="Workbook")
CSV: Final = Text(zh="CSV", en="CSV")
REVISED: Final = Text(zh="第{number}次修订", en="revision {number}")
OF: Final = Text(zh="{listed}／{all}", en="{listed} / {all}")

OTHERS: Final = Text(zh="半月简报与联席会议", en="Briefs and joint meetings")
OTHERS_SCROLL: Final = Text(zh="半月简报与联席会议，可左右滚动", en="Briefs and joint meetings, scrolls sideways")
OTHERS_NOTE: Final = Text(
    zh="简报按所述半月所在月份、以编发日期列出；议程按会议月份列出；最近一月在前",
    en="briefs by the month they tell of, called by their day; agendas by the month of the meeting; newest first",
)
BRIEFS: Final = Text(zh="半月简报", en="Brief")
MEETINGS: Final = Text(zh="联席会议议程", en="Agenda of the joint meeting")

STREETS: Final = Text(zh="二、分街道近12期", en="2. Streets in the last 12 issues")
STREETS_NOTE: Final = Text(
    zh="达到预警线家数，括号内为其中红色、橙色；按各期发布时所在街道",
    en="at or above the line, red and orange in brackets; by the street of that issue",
)
STREET: Final = Text(zh="街道", en="Street")
STREETS_NONE: Final = Text(zh="各期名单均未注明街道。", en="No issue names a street.")
WITH_SEVERE: Final = Text(zh="{count}（{severe}）", en="{count} ({severe})")

ENTERPRISES: Final = Text(zh="三、企业逐月等级", en="3. Enterprises, level by month")
ENTERPRISES_OF: Final = Text(zh="企业逐月等级", en="Enterprises, level by month")
ENTERPRISES_NOTE: Final = Text(zh="共{count}家，最近{months}期，最近一期在前", en="{count} enterprises, last {months} issues, newest first")
KEY_LISTED: Final = Text(zh="名单内", en="listed")
KEY_WATCHED: Final = Text(zh="关注（达到预警线，未列入名单）", en="watched (at the line, not listed)")
KEY_BELOW: Final = Text(zh="未达预警线", en="below the line")
KEY_ABSENT: Final = Text(zh="当月未评估或不在册", en="not judged, or not in the register")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
SCROLL: Final = Text(zh="企业逐月等级表，可左右滚动", en="Table of levels by month; scrolls sideways")
STREETS_SCROLL: Final = Text(zh="分街道表，可左右滚动", en="Table of streets; scrolls sideways")
ISSUES_SCROLL: Final = Text(zh="各期通报表，可左右滚动", en="Table of issues; scrolls sideways")
CUT: Final = Text(
    zh="本页只列前{shown}家；全部企业按街道分页：", en="This page has the first {shown} only; everybody stands on the pages by street:"
)
PAGE_OF: Final = Text(zh="{street}（{count}家）", en="{street} ({count})")
PART_OF: Final = Text(zh="{street}之{part}", en="{street}, part {part}")
NO_STREET: Final = Text(zh="未注明街道", en="Street not stated")

FILTER: Final = Text(zh="筛选企业", en="Find enterprises")
BY_NAME: Final = Text(zh="名称或信用代码", en="Name or credit code")
BY_LEVEL: Final = Text(zh="最近一期等级", en="Level in the newest issue")
INDUSTRY: Final = Text(zh="行业", en="Industry")
OWNER: Final = Text(zh="责任单位", en="Office in charge")
ANY: Final = Text(zh="全部", en="Any")
ANY_LISTED: Final = Text(zh="名单内（各等级）", en="Listed, any level")
ANY_WATCHED: Final = Text(zh="关注名单", en="Watched")
EVER: Final = Text(zh="表中任一期达到预警线", en="At the line in any issue shown")
RESET: Final = Text(zh="清除", en="Clear")
SHOWN: Final = Text(zh="显示 {shown} 家", en="{shown} shown")
FOOT: Final = Text(
    zh="本目录随每期通报自动更新，可在本机直接打开，无需网络。",
    en="Written anew with each issue; opens from the folder, without a network.",
)

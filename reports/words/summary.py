"""The texts of the summary above districts: page, PDF, workbook, CSV, its letter, and the index of the months of an installation."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

SERIES: Final = Text(zh="{place}企业预警月度汇总", en="{place}: Monthly Early-Warning Summary")
DISTRICTS: Final = Text(zh="个区县", en="district")
SKIP: Final = Text(zh="跳到各区县", en="Skip to the districts")

# The conclusion -------------------------------------------------------------------------------------------------------------------------

TITLE: Final = Text(
    zh="{month}，{districts}红橙预警{severe:,}家{change}{entered}；达到预警线{candidates:,}家{missing}",
    en="{month}, {districts}: {severe:,} red or orange{change}{entered}; {candidates:,} at or above the line{missing}",
)
TITLE_MISSING: Final = Text(zh="；{count:,}个区县尚未发布", en="; {count:,} not published yet")
TITLE_NOBODY: Final = Text(
    zh="{month}，{districts}没有企业达到预警线{missing}", en="{month}, {districts}: no enterprise reaches the line{missing}"
)
TITLE_NONE: Final = Text(zh="{month}尚无区县发布", en="{month}: no district has published yet")
PUBLISHED_DISTRICTS: Final = Text(zh="已发布的{districts}", en="{districts} published")
CHANGE_OF_PART: Final = Text(zh="（其中有上月名单的{districts}{change}）", en=" ({change} over {districts} with a list of last month)")
MORE: Final = Text(zh="增{count:,}家", en="up {count:,}")
FEWER: Final = Text(zh="减{count:,}家", en="down {count:,}")
SAME: Final = Text(zh="持平", en="unchanged")
BRACKETS: Final = Text(zh="（{change}）", en=" ({change})")
ENTERED: Final = Text(zh="，新进入名单{count:,}家", en=", {count:,} new on the list")

# What is not out ------------------------------------------------------------------------------------------------------------------------

NOT_OUT: Final = Text(zh="尚未发布的区县", en="Districts not published")
NOT_OUT_LINE: Final = Text(zh="{state}：{cause}。", en="{state}: {cause}.")
LAST_OUT: Final = Text(zh="最近一期为{month}。", en="Its last issue is of {month}.")
NEVER_OUT: Final = Text(zh="此前没有发布过。", en="It has published nothing before.")
MISSING_MORE: Final = Text(zh="另有{count:,}个区县未发布，见工作簿。", en="{count:,} more are in the workbook. ")
NOT_COUNTED: Final = Text(zh="下列合计都不含这些区县。", en="None of the sums below holds them.")
RERUN: Final = Text(
    zh="{name}本次重新运行未能发布（{cause}），表中仍是已发布的第{revision}版。",
    en="{name}: running it again came to nothing ({cause}); revision {revision}, which is out, stands.",
)

# Main points ----------------------------------------------------------------------------------------------------------------------------

POINTS: Final = Text(zh="一、要点", en="1. Main points")
POINT_UNIT: Final = Text(zh="家", en="")
POINT_DISTRICTS_UNIT: Final = Text(zh="个", en="")
POINT_SEVERE: Final = Text(zh="红色、橙色预警企业{versus}。", en="red or orange{versus}.")
POINT_CANDIDATES: Final = Text(
    zh="达到预警线；其中在名单内{listed}家，监测企业共{monitored}家，已评估{judged}家。",
    en="at or above the line; {listed} with a place on the lists, of {monitored} monitored and {judged} judged.",
)
POINT_DOWN: Final = Text(zh="区县整体下行：{names}。", en="down as a whole: {names}.")
POINT_DOWN_NONE: Final = Text(zh="区县整体下行{unknown}。", en="districts down as a whole{unknown}.")
STATE_UNKNOWN: Final = Text(zh="（另有{count}个区县企业过少，无法判断）", en=" ({count} have too few enterprises to say)")
POINT_ARRIVED: Final = Text(
    zh="近12个月在辖区内各区县之间迁移，不计为辖区流失。", en="moved between districts within 12 months: no loss to the whole."
)
POINT_LEFT: Final = Text(zh="近12个月迁出辖区{where}{announced}。", en="left the whole within 12 months{where}{announced}.")
POINT_LEFT_WHERE: Final = Text(zh="：去向已知{known}家，去向不明{unknown}家", en=": destination known of {known}, not known of {unknown}")
POINT_ANNOUNCED: Final = Text(
    zh="；另有{count}家去向在辖区内、迁入地名录未见", en="; {count} more are said to go to another district whose register lacks them"
)
POINT_ANSWERS: Final = Text(
    zh="已走访的上期名单企业（上期名单共{listed}家）；情况属实{confirmed}家，误报{false_alarm}家，逾期未走访{overdue}家。",
    en="of last month's {listed} visited; {confirmed} confirmed, {false_alarm} false alarms, {overdue} overdue.",
)
VERSUS: Final = Text(zh="，比上月{change}", en=", {change} on last month")
VERSUS_PART: Final = Text(
    zh="，有上月名单的{districts}合计比上月{change}", en=", {change} on last month over {districts} with a list of then"
)
VERSUS_NONE: Final = Text(zh="，没有上月名单可比", en=", with no list of last month to compare")

BOARD_LINE: Final = Text(zh="达到预警线{count:,}家", en="{count:,} at or above the line")

# Districts by level ---------------------------------------------------------------------------------------------------------------------

LEVELS_HEAD: Final = Text(zh="二、各区县预警等级", en="2. Districts by level")
LEVELS_CAPTION: Final = Text(zh="各等级企业数", en="Enterprises by level")
LEVELS_NOTE: Final = Text(
    zh="按“名单内／达到预警线”列出，单位：家；次序按名称（国标汉字编码，常用字即音序），与家数多少无关",
    en="listed / at or above the line; in the order of names (by the Chinese national code), whatever the numbers",
)
SHOWN_PART: Final = Text(
    zh="区县较多：本表列出整体下行的和红橙预警变动较大的{shown}个，其余见工作簿和CSV。",
    en="There are many districts: the table shows {shown}, those down as a whole and those whose red and orange changed most; workbook and "
    "CSV have all.",
)
NAME: Final = Text(zh="区县", en="District")
MONITORED: Final = Text(zh="监测", en="Monitored")
JUDGED: Final = Text(zh="已评估", en="Judged")
LISTED: Final = Text(zh="合计", en="All")
CHANGE: Final = Text(zh="红橙较上月", en="Red and orange on last month")
NEW: Final = Text(zh="新进入", en="New")
MADE_UP_OF: Final = Text(zh="名单构成", en="Made up of")
SUM: Final = Text(zh="合计（已发布{count:,}个）", en="All {count:,} published")
OF: Final = Text(zh="{listed}／{all}", en="{listed} / {all}")
BULLETIN: Final = Text(zh="通报", en="bulletin")
ISSUES: Final = Text(zh="目录", en="all issues")
ALL_LINKS: Final = Text(zh="全部区县", en="All districts")
SCROLL: Final = Text(zh="可左右滚动", en="scrolls sideways")

# Shocks ---------------------------------------------------------------------------------------------------------------------------------

SHOCKS: Final = Text(zh="三、区县整体状况", en="3. How the districts are as a whole")
SHOCKS_CAPTION: Final = Text(zh="整体状况与同比", en="State and growth on the same month of last year")
SHOCKS_NOTE: Final = Text(
    zh="整体状况按各企业相对自身正常水平的中位数；同比只比较两年同月都有数的企业，括号内为可比企业数，不同区县口径不同，因此没有合计",
    en="the state is the median enterprise against its own normal level; growth compares enterprises with both months, their number in "
    "brackets: districts rest on different enterprises, so there is no sum",
)
STATE: Final = Text(zh="整体状况", en="State")
IS_DOWN: Final = Text(zh="下行，自{since}起", en="down since {since}")
IS_NOT_DOWN: Final = Text(zh="平稳", en="steady")
NOT_KNOWN: Final = Text(zh="无法判断", en="cannot be said")
GAP: Final = Text(zh="与正常水平之差", en="Against normal")
YOY: Final = Text(zh="{indicator}同比", en="{indicator}, on last year")
COMPARED: Final = Text(zh="（{count:,}家）", en=" ({count:,})")
WITHOUT_ONE: Final = Text(zh="除去变动最大一家为{rate}", en="{rate} without the one that moved most")
TOP_STREET: Final = Text(zh="名单企业最多的街道", en="Street with most of the list")
STREET_COUNT: Final = Text(zh="{street} {count:,}家", en="{street} {count:,}")
STREETS_COUNT: Final = Text(zh="{street}等{streets}个各{count:,}家", en="{street}, one of {streets} with {count:,} each")

# Answers --------------------------------------------------------------------------------------------------------------------------------

ANSWERS: Final = Text(zh="四、上期名单办理情况", en="4. What became of last month's lists")
ANSWERS_CAPTION: Final = Text(zh="上期名单走访情况", en="Visits to last month's lists")
ANSWERS_NOTE: Final = Text(zh="单位：家；一家企业走访多次按一家计", en="enterprises; one that was visited twice counts once")
ANSWERS_NONE: Final = Text(zh="已发布的区县都没有上期名单，本节无数据。", en="No district that has published had a list last month.")
ANSWER_LISTED: Final = Text(zh="上期名单", en="Last list")
ANSWER_VISITED: Final = Text(zh="已走访", en="Visited")
ANSWER_OVERDUE: Final = Text(zh="逾期未走访", en="Overdue")
ANSWER_CONFIRMED: Final = Text(zh="情况属实", en="Confirmed")
ANSWER_FALSE: Final = Text(zh="误报", en="False alarm")

# Moves ----------------------------------------------------------------------------------------------------------------------------------

MOVES: Final = Text(zh="五、企业流动", en="5. Where enterprises went")
MOVES_CAPTION: Final = Text(zh="迁出企业（{first}至{last}）", en="Enterprises that left ({first} to {last})")
MOVES_NOTE: Final = Text(
    zh="产值为迁出前12个月，万元；每次迁出只计一次", en="output of the 12 months before, CNY 10k; every departure once"
)
MOVES_NONE: Final = Text(zh="近12个月没有企业迁出的记录。", en="No departure is on record within 12 months.")
MOVES_ONE_END: Final = Text(
    zh="迁出辖区而未留记录的企业不在表中；以统一社会信用代码认定，迁移时换了代码的无法对上。",
    en="Who left without a record is not in the table; enterprises are matched by their codes, and a new code cannot be matched.",
)
FROM: Final = Text(zh="迁出区县", en="From")
TO: Final = Text(zh="迁入区县或去向", en="To")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
MOVED_ON: Final = Text(zh="日期", en="Day")
OUTPUT: Final = Text(zh="产值", en="Output")
KIND: Final = Text(zh="类别", en="Kind")
MOVES_CUT: Final = Text(zh="另有{count:,}家见工作簿。", en="{count:,} more are in the workbook.")
NOT_STATED: Final = Text(zh="未填报", en="not stated")

# Notes ----------------------------------------------------------------------------------------------------------------------------------

NOTES: Final = Text(zh="六、说明", en="6. Notes")
NOTE_AS_OF: Final = Text(zh="各区县数据截至{day}。", en="Figures of all districts are as known on {day}.")
NOTE_AS_OFS: Final = Text(
    zh="各区县数据截止日不一，自{first}至{last}，见工作簿。",
    en="Districts' figures are as known on days from {first} to {last}; see the workbook.",
)
NOTE_SUMS: Final = Text(
    zh="合计是已发布区县之和；名单内家数受各区县名额所限，比较轻重请看达到预警线的家数。",
    en="Sums are over the districts that have published. Each district's capacity limits its list: go by those at the line.",
)
NOTE_SEVERE: Final = Text(
    zh="红橙预警家数含未列入名单的关注企业，与各区县通报标题的口径一致。",
    en="Red and orange are counted with those on watch lists, as the title of each district's bulletin counts them.",
)
NOTE_UNREAD: Final = Text(
    zh="{names}的名录未能读取，迁入这些区县的企业可能列为迁出辖区。",
    en="The registers of {names} could not be read: who moved there may be shown as having left.",
)
NOTE_PROVISIONAL: Final = Text(zh="本汇总为暂报，数据仍会变动。", en="This summary is provisional: figures will still move.")

DOWNLOADS: Final = Text(zh="下载：", en="Download: ")
FILES: Final = {
    "summary.pdf": Text(zh="汇总（PDF）", en="summary (PDF)"),
    "summary.xlsx": Text(zh="工作簿（XLSX）", en="workbook (XLSX)"),
    "summary.csv": Text(zh="数据（CSV）", en="figures (CSV)"),
}
INDEX: Final = Text(zh="各月汇总", en="All months")
EARLIER: Final = Text(zh="上月汇总（{month}）", en="Summary of {month}")

# Workbook -------------------------------------------------------------------------------------------------------------------------------

SHEET_DISTRICTS: Final = Text(zh="各区县", en="Districts")
SHEET_MOVES: Final = Text(zh="企业流动", en="Moves")
SHEET_FIELDS: Final = Text(zh="字段说明", en="Fields")
STATUS: Final = Text(zh="状态", en="State of publication")
CAUSE: Final = Text(zh="未发布原因", en="Why not")
DETAIL: Final = Text(zh="说明", en="Detail")
LAST_PUBLISHED: Final = Text(zh="最近一期", en="Last issue")
AS_OF: Final = Text(zh="数据截至", en="As of")
REVISION: Final = Text(zh="版次", en="Revision")
REGISTERED: Final = Text(zh="名录", en="Register")
LEVEL_LISTED: Final = Text(zh="{level}·名单内", en="{level}, listed")
LEVEL_ALL: Final = Text(zh="{level}·达到预警线", en="{level}, at the line")
LISTED_ALL: Final = Text(zh="名单内", en="Listed")
CANDIDATES: Final = Text(zh="达到预警线", en="At the line")
SEVERE: Final = Text(zh="红橙预警", en="Red and orange")
CANDIDATES_CHANGE: Final = Text(zh="达到预警线较上月", en="At the line, on last month")
DOWN: Final = Text(zh="整体下行", en="Down as a whole")
SINCE: Final = Text(zh="下行自", en="Down since")
COMPARED_COUNT: Final = Text(zh="{indicator}可比企业数", en="{indicator}, enterprises compared")
MEDIAN: Final = Text(zh="{indicator}企业同比中位数", en="{indicator}, median enterprise")
WITHOUT: Final = Text(zh="{indicator}除去变动最大一家同比", en="{indicator}, without the largest mover")
TOP_COUNT: Final = Text(zh="该街道名单企业", en="Listed in that street")
CODE: Final = Text(zh="统一社会信用代码", en="Credit code")
DESTINATION: Final = Text(zh="登记去向", en="Destination as reported")
TAX: Final = Text(zh="纳税(万元)", en="Tax (CNY 10k)")
JOBS: Final = Text(zh="用工人数", en="Jobs")
OUTPUT_UNIT: Final = Text(zh="产值(万元)", en="Output (CNY 10k)")
YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")
FIELD: Final = Text(zh="字段", en="Field")
MEANING: Final = Text(zh="CSV中的列名", en="Name in the CSV")

# The letter -----------------------------------------------------------------------------------------------------------------------------

SUBJECT: Final = Text(
    zh="【内部资料】红橙{severe:,}家{missing}：{place}企业预警月度汇总（{month}）",
    en="[Internal] {severe:,} red or orange{missing}: {place} early-warning summary, {month}",
)
SUBJECT_MISSING: Final = Text(zh="，{count:,}个区县未发布", en=", {count:,} districts not out")
LETTER_NOTE: Final = Text(
    zh="全文见附件；各区县通报请在内网打开。", en="The whole summary is attached; each district's bulletin is on the internal site."
)
LETTER_ALONE: Final = Text(zh="全文请在内网打开。", en="The whole summary is on the internal site.")
PDF_NAME: Final = Text(zh="企业预警月度汇总.pdf", en="early_warning_summary.pdf")
WORKBOOK_NAME: Final = Text(zh="企业预警月度汇总.xlsx", en="early_warning_summary.xlsx")

# The index of months --------------------------------------------------------------------------------------------------------------------

INDEX_TITLE: Final = Text(zh="{place}企业预警各月汇总", en="{place}: all months of the early warning")
INDEX_SPAN: Final = Text(
    zh="收录 {first} 至 {last} 共{count}个月。本目录含全辖区，请勿外传。",
    en="{count} months from {first} to {last}. It is of the whole: do not pass it on.",
)
INDEX_MONTHS: Final = Text(zh="一、各月", en="1. Months")
INDEX_DISTRICTS: Final = Text(zh="二、各区县", en="2. Districts")
INDEX_MONTH: Final = Text(zh="月份", en="Month")
INDEX_OPEN: Final = Text(zh="打开", en="Open")
INDEX_PUBLISHED: Final = Text(zh="已发布区县", en="Districts published")
INDEX_PART: Final = Text(zh="{published:,}／{all:,}", en="{published:,} of {all:,}")
INDEX_MISSING: Final = Text(zh="未发布：{names}", en="not out: {names}")
INDEX_MORE_NAMES: Final = Text(zh="等{count:,}个", en=" and {count:,} in all")
INDEX_NEWEST: Final = Text(zh="最近一期", en="Last issue")
INDEX_NOTE: Final = Text(zh="按“名单内／达到预警线”列出，单位：家；最近一月在前", en="listed / at or above the line; newest first")
SUMMARY: Final = Text(zh="汇总", en="Summary")
REVISED: Final = Text(zh="第{number}次修订", en="revision {number}")

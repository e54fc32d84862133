"""The texts of the page for cases: list, case, forms, accounts, errors."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

# Every page ------------------------------------------------------------------------------------------------------------------------------

PRODUCT: Final = Text(zh="企业服务工作台", en="Enterprise service desk")
SKIP: Final = Text(zh="跳到正文", en="Skip to the content")
CUSTODY: Final = Text(zh="内部资料 注意保管", en="Internal, keep safe")
NAVIGATION: Final = Text(zh="导航", en="Navigation")
CASES: Final = Text(zh="服务单", en="Cases")
APPEALS_PLACE: Final = Text(zh="诉求", en="Appeals")
MEETING: Final = Text(zh="会议", en="Meeting")
ABSENCE: Final = Text(zh="请假代理", en="Absence")
ACCOUNT: Final = Text(zh="口令", en="Passphrase")
LOGOUT: Final = Text(zh="退出", en="Log out")
WHOLE_DISTRICT: Final = Text(zh="全区", en="whole district")
SCOPE: Final = Text(zh="可见范围", en="Scope")
CHANGE_SCOPE: Final = Text(zh="切换", en="Change")
COLON: Final = Text(zh="：", en=": ")
REQUIRED: Final = Text(zh="必填", en="required")
CANCEL: Final = Text(zh="返回服务单", en="Back to the case")

# List ------------------------------------------------------------------------------------------------------------------------------------

VIEWS: Final = {
    "mine": Text(zh="我的", en="Mine"),
    "unit": Text(zh="本单位", en="My unit's"),
    "all": Text(zh="范围内全部", en="All in scope"),
}
VIEWS_LABEL: Final = Text(zh="谁的服务单", en="Whose cases")
FILTER: Final = Text(zh="筛选", en="Filter")
STREET: Final = Text(zh="街道", en="Street")
LEVEL: Final = Text(zh="等级", en="Level")
STATE: Final = Text(zh="状态", en="State")
DUE: Final = Text(zh="期限", en="Due")
NAME_OR_CODE: Final = Text(zh="企业名称或信用代码", en="Name or credit code")
ANY: Final = Text(zh="不限", en="any")
OPEN_CASES: Final = Text(zh="未办结", en="open")
ALL_STATES: Final = Text(zh="全部（含已办结）", en="all, closed ones too")
DUES: Final = {
    "": ANY,
    "overdue": Text(zh="已逾期未走访", en="overdue, not visited"),
    "week": Text(zh="7日内到期", en="due within 7 days"),
}
SEARCH: Final = Text(zh="查询", en="Search")
EXPORT: Final = Text(zh="导出查询结果（XLSX）", en="Export this search (XLSX)")
COUNT: Final = Text(zh="共{count}件，第{first}至{last}件", en="{count} cases, {first} to {last} shown")
COUNT_ONE_PAGE: Final = Text(zh="共{count}件", en="{count} cases")
NONE_FOUND: Final = Text(zh="没有符合条件的服务单。", en="No case matches.")
NONE_MINE: Final = Text(
    zh="目前没有由您牵头或协办的服务单；“本单位”和“范围内全部”中可查看其他服务单。",
    en="You lead or help with no case at present; see “My unit's” and “All in scope” for others.",
)
EARLIER: Final = Text(zh="上一页", en="Previous page")
LATER: Final = Text(zh="下一页", en="Next page")
PAGES: Final = Text(zh="翻页", en="Pages")
ENTERPRISE: Final = Text(zh="企业", en="Enterprise")
LEAD: Final = Text(zh="牵头", en="Lead")
DUE_ON: Final = Text(zh="走访期限", en="Visit due")
VISITS: Final = Text(zh="走访", en="Visits")
VISITED: Final = Text(zh="{count}次，最近{day}", en="{count}, last on {day}")
NOT_VISITED: Final = Text(zh="尚未走访", en="not visited")
NOBODY: Final = Text(zh="尚无牵头", en="nobody yet")
LIST_CAPTION: Final = Text(zh="服务单列表", en="List of cases")
STANDINGS: Final = {
    "untreated": Text(zh="未处置", en="untreated"),
    "overdue": Text(zh="逾期未走访", en="overdue"),
    "reply_due": Text(zh="暂缓到期", en="reply due"),
}

# Case ------------------------------------------------------------------------------------------------------------------------------------

CASE_TITLE: Final = Text(zh="服务单{number}：{name}", en="Case {number}: {name}")
CASE_NUMBER: Final = Text(zh="服务单{number}", en="Case {number}")
BACK_TO_LIST: Final = Text(zh="服务单列表", en="List of cases")
CODE: Final = Text(zh="统一社会信用代码", en="Credit code")
OPENED: Final = Text(zh="建档", en="Opened")
OPENED_ON: Final = Text(zh="{day}（{month}名单）", en="{day} (list of {month})")
LAST_WARNED: Final = Text(zh="最近列入", en="Last listed")
UNTIL: Final = Text(zh="暂缓至", en="Suspended until")
CLOSED_AS: Final = Text(zh="办结", en="Closed")
CLOSED_WITH: Final = Text(zh="{day} · {closing}", en="{day} · {closing}")
FOLLOWS: Final = Text(zh="接续服务单", en="Follows case")
FOLLOWED_BY: Final = Text(zh="后续服务单", en="Goes on in case")
OWNER: Final = Text(zh="责任单位", en="Office in charge")
ACTIONS: Final = Text(zh="办理", en="Record")
WHAT_TO_DO: Final = {
    "visit": Text(zh="登记走访", en="Record a visit"),
    "request": Text(zh="转办部门", en="Ask a department"),
    "receive": Text(zh="部门签收", en="Department received"),
    "answer": Text(zh="登记答复", en="Enter an answer"),
    "note": Text(zh="备注", en="Add a note"),
    "assign": Text(zh="派单（改派）", en="Hand over"),
    "add_helper": Text(zh="增加协办", en="Add a helper"),
    "suspend": Text(zh="暂缓", en="Suspend"),
    "resume": Text(zh="恢复办理", en="Resume"),
    "watch": Text(zh="转观察", en="Put under watch"),
    "send_back": Text(zh="退回", en="Send back"),
    "close": Text(zh="办结", en="Close"),
    "reopen": Text(zh="重新建档", en="Reopen"),
    "judge": Text(zh="评价预警", en="Was the warning useful?"),
}
WARNED: Final = Text(zh="预警情况（{month}）", en="The warning ({month})")
PORTRAIT_OF: Final = Text(zh="{month}企业画像", en="Enterprise page of {month}")
PORTRAITS: Final = Text(zh="各期企业画像", en="Enterprise pages")
NO_PORTRAIT: Final = Text(zh="已发布各期中没有该企业的画像。", en="No published issue has a page of this enterprise.")
PORTRAIT_LANGUAGE: Final = Text(zh="", en="Figures, charts and records as published, in Chinese.")
CASE_VISITS: Final = Text(zh="本单走访", en="Visits of this case")
NO_VISITS: Final = Text(zh="本单尚无走访记录。", en="No visit is recorded.")
APPEALS: Final = Text(zh="未办结诉求", en="Open appeals")
NO_APPEALS: Final = Text(zh="没有未办结诉求。", en="No appeal is open.")
ENTER_APPEAL: Final = Text(zh="登记诉求", en="Enter an appeal")
APPEAL: Final = Text(zh="{day} {topic}：{detail}（{department}）", en="{day} {topic}: {detail} ({department})")
APPEAL_DUE: Final = Text(zh="限{day}答复", en="answer by {day}")
NOT_DISPATCHED: Final = Text(zh="尚未交办", en="not dispatched yet")
REQUESTS: Final = Text(zh="转办事项", en="Requests to departments")
NO_REQUESTS: Final = Text(zh="没有转办事项。", en="No department was asked.")
DAY: Final = Text(zh="日期", en="Day")
VISITOR: Final = Text(zh="走访人（单位）", en="Visited by")
FINDING: Final = Text(zh="走访结论", en="Finding")
OUTCOME: Final = Text(zh="处置结果", en="Outcome")
REMARK: Final = Text(zh="备注", en="Remarks")
DEPARTMENT: Final = Text(zh="部门", en="Department")
CLASS: Final = Text(zh="类别", en="Class")
ASKED: Final = Text(zh="事项", en="Asked")
ASKED_ON: Final = Text(zh="转办日期", en="Asked on")
RECEIPT: Final = Text(zh="签收（限{day}）", en="Receipt (by {day})")
ANSWER_BY: Final = Text(zh="答复（限{day}）", en="Answer (by {day})")
ANSWER: Final = Text(zh="答复", en="Answer")
LATE: Final = Text(zh="逾期", en="late")
NOT_YET: Final = Text(zh="未", en="not yet")
PEOPLE: Final = Text(zh="经办", en="People")
SINCE: Final = Text(zh="{person}（{role}，{since}起）", en="{person} ({role}, since {since})")
UP_TO: Final = Text(zh="{person}（{role}，{since}至{until}）", en="{person} ({role}, {since} to {until})")
HISTORY: Final = Text(zh="经过", en="History")
HISTORY_NOTE: Final = Text(zh="最近的在前；每条记录均留痕，不可修改。", en="Newest first; entries are never changed.")
BY: Final = Text(zh="{actor}（{door}）", en="{actor} ({door})")
CHANGED: Final = Text(zh="{name}：{before} → {after}", en="{name}: {before} → {after}")
COLUMNS: Final = {
    "state": STATE,
    "lead": LEAD,
    "level": LEVEL,
    "due_on": DUE_ON,
    "until_on": UNTIL,
    "closing": Text(zh="办结原因", en="Reason of closing"),
    "owner": OWNER,
    "street": STREET,
    "month": LAST_WARNED,
}
JUDGEMENTS: Final = Text(zh="对预警的评价", en="Judgements of the warning")
USEFUL: Final = Text(zh="有用", en="useful")
NOT_USEFUL: Final = Text(zh="没有用", en="not useful")

# Forms -----------------------------------------------------------------------------------------------------------------------------------

FIELD_LABELS: Final = {
    "visited_on": Text(zh="走访日期", en="Day of the visit"),
    "visited_by": VISITOR,
    "finding": FINDING,
    "outcome": Text(zh="处置结果（尚无则不填）", en="Outcome (leave empty where there is none yet)"),
    "department": Text(zh="转办给哪个部门", en="Which department"),
    "request_class": Text(zh="事项类别（决定答复期限）", en="Class (decides by when it is answered)"),
    "request": Text(zh="哪一项", en="Which request"),
    "lead": Text(zh="由谁牵头", en="Who leads"),
    "instead": Text(zh="建议改由谁牵头（可不填）", en="Who should lead instead (may be empty)"),
    "person": Text(zh="由谁协办", en="Who helps"),
    "until_on": Text(zh="下次答复日期", en="Day of the next reply"),
    "closing": Text(zh="办结原因", en="Reason of closing"),
    "is_useful": Text(zh="这次预警对服务工作有用吗", en="Was the warning useful to your work"),
}
WORDS_LABELS: Final = {
    "visit": Text(zh="情况记录", en="What was said and seen"),
    "request": Text(zh="请部门办什么", en="What is asked of them"),
    "answer": Text(zh="部门怎么答复", en="What they answer"),
    "note": Text(zh="备注内容", en="Note"),
    "suspend": Text(zh="暂缓原因", en="Why"),
    "send_back": Text(zh="退回原因", en="Why"),
    "close": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "reopen": Text(zh="重新建档原因", en="Why"),
    "judge": Text(zh="为什么（可不填）", en="Why (may be empty)"),
    "assign": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "add_helper": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "receive": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "resume": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
    "watch": Text(zh="说明（可不填）", en="Remarks (may be empty)"),
}
CHOOSE: Final = Text(zh="请选择", en="choose")
NO_OUTCOME: Final = Text(zh="尚无", en="none yet")
RECORD: Final = Text(zh="登记", en="Record")
RECORD_ANYWAY: Final = Text(zh="按最新情况重新登记", en="Record on what holds now")
LOOK_FIRST: Final = Text(zh="下一步：核对", en="Next: look it over")
CLOSE_NOW: Final = Text(zh="确认办结", en="Close the case")
CHANGE_IT: Final = Text(zh="返回修改", en="Change it")
REVIEW_TITLE: Final = Text(zh="办结前核对", en="What will be recorded")
REVIEW_NOTE: Final = Text(zh="确认后将登记以下内容，此前不作任何改动。", en="Once you confirm, this is recorded; nothing is until then.")
REVIEW_STATE: Final = Text(zh="状态", en="State")
REVIEW_REASON: Final = Text(zh="办结原因", en="Reason")
REVIEW_OUTCOME: Final = Text(zh="计入预警结果", en="Counts as the outcome")
REVIEW_NO_OUTCOME: Final = Text(zh="不计入（结果未知）", en="nothing (not known)")
REVIEW_REQUESTS: Final = Text(zh="仍未答复的转办事项", en="Requests still unanswered")
REVIEW_REQUESTS_LEFT: Final = Text(zh="{count}项，办结后不再催办", en="{count}; nobody will be reminded of them")
REVIEW_WORDS: Final = Text(zh="说明", en="Remarks")
REVIEW_BY: Final = Text(zh="登记人、日期", en="By, on")
NEEDS_VISIT: Final = Text(
    zh="“帮扶见效”“问题已解决”“经营未受影响”“误报”须先有走访记录。", en="Some reasons can be known by a visit alone: record it first."
)
NOT_POSSIBLE: Final = Text(
    zh="服务单目前为“{state}”，不能{action}。", en="The case is {state} now; “{action}” is not possible in that state."
)
RECORDED: Final = Text(zh="已登记：{action}。", en="Recorded: {action}.")
KNOWN_ALREADY: Final = Text(zh="这张表单已登记过一次，没有重复登记。", en="This form was recorded before; it was not recorded twice.")
FORM_USED: Final = Text(
    zh="这张表单已登记过一次，下面改动后的内容没有登记。确需再登记一次的，请核对后提交。",
    en="This form was recorded before, and what was changed since is not. Look it over and submit it if it is to be recorded as well.",
)
FORM_STALE: Final = Text(
    zh="表单已失效，没有登记任何内容；填写的文字仍在下面，请核对后重新提交。",
    en="This form is no longer good and nothing was recorded; what you typed is kept below. Look it over and submit it again.",
)
AFTER_LOGIN: Final = Text(
    zh="登录已过期，刚才的内容尚未登记；填写的文字仍在下面，请核对后提交。",
    en="Your session had ended, so nothing was recorded; what you typed is kept below. Look it over and submit it.",
)
CONFLICT: Final = Text(
    zh="您打开表单之后，服务单已由他人改动，您的内容没有登记。请看两边情况，再决定是否登记。",
    en="Somebody changed the case after you had opened the form, so nothing of yours was recorded. See both sides, then decide.",
)
THEIR_SIDE: Final = Text(zh="他人已登记的", en="What others recorded")
YOUR_SIDE: Final = Text(zh="您要登记的", en="What you wanted to record")
STANDS_NOW: Final = Text(zh="服务单现状：{state}；牵头：{lead}", en="The case now: {state}; lead: {lead}")

PROBLEMS: Final = {
    "missing": Text(zh="“{field}”没有填写。", en="“{field}” is missing."),
    "choice": Text(zh="“{field}”请从列出的选项中选择。", en="“{field}”: choose one of those listed."),
    "day": Text(zh="“{field}”不是有效日期，请写成2026-11-16这样。", en="“{field}” is not a day; write it as 2026-11-16."),
    "future": Text(zh="“{field}”不能晚于今天。", en="“{field}” cannot be later than today."),
    "past": Text(zh="“{field}”须晚于今天。", en="“{field}” must be a day to come."),
    "before": Text(zh="“{field}”早于起始日期或今天。", en="“{field}” lies before the first day or before today."),
    "long": Text(zh="“{field}”超过{most}字。", en="“{field}” has more than {most} characters."),
}

# Meeting ---------------------------------------------------------------------------------------------------------------------------------

MEETING_TITLE: Final = Text(zh="联席会议事项", en="Items of the joint meeting")
MEETING_GROUPS: Final = {
    "open": Text(zh="待议", en="To be discussed"),
    "decided": Text(zh="已议定，落实中", en="Decided, being done"),
    "done": Text(zh="本期已完成", en="Done this month"),
}
NO_ITEMS: Final = Text(zh="没有事项。", en="There are none.")
ITEM: Final = Text(zh="事项", en="Item")
ITEM_NUMBER: Final = Text(zh="事项{number}（{month}）", en="Item {number} ({month})")
CAUSE: Final = Text(zh="提请原因", en="Why")
ASKED_OF: Final = Text(zh="请谁办", en="Asked of")
DECISION: Final = Text(zh="议定意见", en="Decision")
DECIDED_ON: Final = Text(zh="{decision}（{day}议定，{due}前落实）", en="{decision} (decided on {day}, to be done by {due})")
NOT_DECIDED: Final = Text(zh="尚未议定", en="not decided yet")
DECIDE: Final = Text(zh="登记议定意见", en="Enter the decision")
DONE: Final = Text(zh="登记已落实", en="Enter that it is done")
DONE_ON: Final = Text(zh="{day}落实", en="done on {day}")
ITEM_ACTIONS: Final = {"decide": DECIDE, "done": DONE}
DUE_BY: Final = Text(zh="何时前落实", en="To be done by")
DONE_WORDS: Final = Text(zh="落实情况（可不填）", en="What was done (may be empty)")
ITEM_CHANGED: Final = Text(
    zh="您打开表单之后，事项已由他人改动，您的内容没有登记。请看现状，再决定是否登记。",
    en="Somebody changed the item after you had opened the form, so nothing of yours was recorded. See how it stands, then decide.",
)
ITEM_IS_DONE: Final = Text(zh="事项已落实，不再改动。", en="The item is done and changes no more.")

# Absence ---------------------------------------------------------------------------------------------------------------------------------

ABSENCE_NOTE: Final = Text(
    zh="不在期间，代理人在“我的”中可看到您牵头和协办的服务单。只能登记本人的。",
    en="While you are away your deputy finds your cases under “Mine”. You enter your own absence only.",
)
FROM: Final = Text(zh="自", en="From")
TO: Final = Text(zh="至", en="To")
DEPUTY: Final = Text(zh="代理人", en="Deputy")
TAKE_BACK: Final = Text(zh="撤回", en="Take back")
NO_ABSENCE: Final = Text(zh="没有登记今后的请假。", en="No absence to come is entered.")
STANDING_IN: Final = Text(zh="今天您代理：{people}", en="Today you stand in for {people}")
ABSENCES: Final = Text(zh="已登记", en="Entered")
NO_DEPUTY: Final = Text(zh="同一范围内没有其他人员可作代理。", en="Nobody else of your scope can stand in.")

# Accounts --------------------------------------------------------------------------------------------------------------------------------

LOGIN: Final = Text(zh="登录", en="Log in")
EMAIL: Final = Text(zh="电子邮箱", en="E-mail address")
PASSPHRASE: Final = Text(zh="口令", en="Passphrase")
LOGIN_FAILED: Final = Text(
    zh="邮箱或口令不对。还没有口令的，请向本单位管理员要一次性链接。",
    en="Address or passphrase is wrong. Whoever has no passphrase yet asks the administrator for a link.",
)
LOGIN_WAIT: Final = Text(zh="尝试次数较多，请{seconds}秒后再试。", en="Too many attempts; try again in {seconds} seconds.")
LOGIN_KEPT: Final = Text(
    zh="登录已过期。请重新登录，刚才填写的文字不会丢失。", en="Your session has ended. Log in again; what you typed is kept."
)
LOGGED_OUT: Final = Text(zh="已退出。", en="You are logged out.")
INVITED: Final = Text(zh="设置口令", en="Set a passphrase")
INVITED_AS: Final = Text(
    zh="账号：{email}。口令至少{least}个字符，可用一句话。", en="Account: {email}. At least {least} characters; a sentence will do."
)
AGAIN: Final = Text(zh="再输入一次", en="Once more")
SET_IT: Final = Text(zh="设置", en="Set it")
NOT_THE_SAME: Final = Text(zh="两次输入不一致。", en="The two are not the same.")
TOO_SHORT: Final = Text(zh="口令须为{least}至{most}个字符。", en="A passphrase has {least} to {most} characters.")
PASSPHRASE_SET: Final = Text(zh="口令已设置，请登录。", en="The passphrase is set; log in.")
LINK_OVER: Final = Text(
    zh="链接已用过或已过期。请向管理员要新的链接。", en="The link was used or has expired. Ask the administrator for a new one."
)
PRESENT_PASSPHRASE: Final = Text(zh="现用口令", en="Present passphrase")
NEW_PASSPHRASE: Final = Text(zh="新口令", en="New passphrase")
PRESENT_WRONG: Final = Text(zh="现用口令不对。", en="The present passphrase is wrong.")

# Errors ----------------------------------------------------------------------------------------------------------------------------------

ERRORS: Final = {
    400: Text(zh="请求有误", en="The request cannot be read"),
    403: Text(zh="表单不是在本页面填写的", en="The form was not filled in here"),
    404: Text(zh="没有这个页面", en="There is no such page"),
    405: Text(zh="不支持这种操作", en="This cannot be done here"),
    413: Text(zh="内容过长", en="Too long"),
    429: Text(zh="尝试过多", en="Too many attempts"),
    500: Text(zh="程序出错", en="Something went wrong"),
    503: Text(zh="系统正忙", en="Busy"),
}
WHAT_NOW: Final = {
    400: Text(zh="没有登记任何内容，请返回重填。", en="Nothing was recorded; go back and fill it in again."),
    403: Text(zh="没有登记任何内容，请在本页面重新打开表单。", en="Nothing was recorded; open the form here."),
    404: Text(zh="地址不存在，或不在您的可见范围内。", en="The address does not exist, or lies outside what you may see."),
    405: Text(zh="请从页面上的链接和按钮进入。", en="Use the links and buttons of the pages."),
    413: Text(zh="一次提交不超过64 KB，请缩短后再提交。", en="At most 64 KB can be submitted at once; shorten it."),
    429: Text(zh="请稍后再试。", en="Try again later."),
    500: Text(zh="没有登记任何内容；请告知管理员并说明时间。", en="Nothing was recorded; tell the administrator and say when."),
    503: Text(zh="没有登记任何内容，请稍后再提交。", en="Nothing was recorded; submit it again in a moment."),
}
TO_THE_LIST: Final = Text(zh="到服务单列表", en="To the list of cases")

# Workbook --------------------------------------------------------------------------------------------------------------------------------

SHEET_CASES: Final = Text(zh="服务单", en="Cases")
SHEET_FILTER: Final = Text(zh="筛选条件", en="Filter")
EXPORTED_AT: Final = Text(zh="导出时间", en="Exported at")
EXPORTED_BY: Final = Text(zh="导出人", en="Exported by")
ROWS: Final = Text(zh="件数", en="Cases")
NUMBER: Final = Text(zh="服务单号", en="Case")
STANDING: Final = Text(zh="提示", en="Standing")
LAST_VISIT: Final = Text(zh="最近走访", en="Last visit")
VISIT_COUNT: Final = Text(zh="走访次数", en="Visits")

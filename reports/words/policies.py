"""The texts about policies: what an enterprise may be entitled to, how policies are taken up, push lists and their letter.

A match says 可能符合 and never that somebody is entitled: the policy's office decides.
"""

from typing import Final

from reports.words.text import Text

# The enterprise page ------------------------------------------------------------------------------------------------------------------

HEADING: Final = Text(zh="可能符合的政策（以主管部门认定为准）", en="Policies that may fit (their offices decide)")
NONE: Final = Text(zh="政策目录中暂无可能符合的条目。", en="Nothing in the catalogue may fit at present.")
LINE: Final = Text(zh="《{policy}》{department}：{parts}", en="“{policy}”{department}: {parts}")
OF_OLDER: Final = Text(zh="《{policy}》{department}", en="“{policy}”{department}")
DEPARTMENT: Final = Text(zh="（{department}）", en=" ({department})")
STATES: Final = {
    "automatic": Text(zh="可能符合，免申即享候选", en="may fit, nothing to apply for"),
    "fast_track": Text(zh="可能符合，快申快享候选", en="may fit"),
    "fact_missing": Text(zh="可能符合，待补{facts}", en="may fit, to be supplied: {facts}"),
}
CONFIRM: Final = Text(zh="待人工确认“{clauses}”", en="a person confirms “{clauses}”")
FACT_OF: Final = Text(zh="“{fact}”（{holder}掌握）", en="{fact} (held by the {holder})")
AMOUNT: Final = Text(zh="最高{amount}万元", en="up to {amount} (CNY 10k)")
UNTIL: Final = Text(zh="{day}截止", en="until {day}")

# Take-up ------------------------------------------------------------------------------------------------------------------------------

TAKE_UP: Final = Text(zh="政策申领情况", en="How policies are taken up")
TAKE_UP_NOTE: Final = Text(
    zh="单位：家、件；候选按本期已知情况比对全部监测企业，可能符合，以主管部门认定为准；申领为近{months}个月",
    en="enterprises and claims; candidates are of all monitored enterprises as known this month and may fit, their offices decide; claims "
    "of {months} months",
)
POLICY: Final = Text(zh="政策", en="Policy")
AUTOMATIC: Final = Text(zh="免申即享候选", en="Nothing to apply for")
FAST_TRACK: Final = Text(zh="快申候选", en="A person confirms")
FACT_MISSING: Final = Text(zh="待补信息", en="Facts missing")
CLAIMS: Final = Text(zh="申领", en="Claims")
GRANTED: Final = Text(zh="已兑现", en="Granted")
GRANTED_AMOUNT: Final = Text(zh="兑现（万元）", en="Granted (CNY 10k)")
REFUSED: Final = Text(zh="未通过", en="Refused")
REFUSED_BY: Final = Text(zh="未通过的条款", en="Refused for")
REFUSED_CLAUSE: Final = Text(zh="{clause}（{count}件）", en="{clause} ({count})")
CLAUSE_UNKNOWN: Final = Text(zh="条款未注明", en="clause not stated")

# Push lists ---------------------------------------------------------------------------------------------------------------------------

SHEET: Final = Text(zh="可能符合名单", en="May be entitled")
PUSH_TITLE: Final = Text(zh="可能符合政策的企业名单·{department}·{month}", en="Enterprises that may be entitled · {department} · {month}")
PUSH_HOW: Final = Text(
    zh="名单由系统按条款比对，仅表示可能符合，以主管部门认定为准。办理后请在浅黄色单元格填写申领日期、办理结果和未通过条款，将本文件原样送回。",
    en="The clauses were compared by program: these enterprises may be entitled, the office decides. When a claim was handled, fill in its "
    "day, the result and the clause it was refused for in the light yellow cells, and send this file back.",
)
PUSH_POLICY: Final = Text(zh="政策编号", en="Policy key")
PUSH_TITLE_OF_POLICY: Final = Text(zh="政策名称", en="Policy title")
PUSH_CODE: Final = Text(zh="统一社会信用代码", en="Credit code")
PUSH_NAME: Final = Text(zh="企业名称", en="Enterprise")
PUSH_STREET: Final = Text(zh="街道", en="Street")
PUSH_STATUS: Final = Text(zh="匹配结果", en="Match")
PUSH_MISSING: Final = Text(zh="待补信息（掌握单位）", en="Facts missing (held by)")
PUSH_MANUAL: Final = Text(zh="待人工确认条款", en="Clauses a person confirms")
PUSH_AMOUNT: Final = Text(zh="最高金额（万元）", en="Up to (CNY 10k)")
PUSH_UNTIL: Final = Text(zh="申领截止日", en="Last day to claim")
PUSH_NOTE: Final = Text(zh="说明", en="Note")
PUSH_CLAIMED: Final = Text(zh="申领日期", en="Claimed on")
PUSH_RESULT: Final = Text(zh="办理结果", en="Result")
PUSH_REFUSED: Final = Text(zh="未通过条款", en="Refused clause")
PUSH_GRANTED: Final = Text(zh="兑现金额（万元）", en="Granted (CNY 10k)")
DISCLAIMER: Final = Text(zh="可能符合，以主管部门认定为准", en="may be entitled; the office decides")

SUBJECT: Final = Text(
    zh="政策服务提示：{count}家企业可能符合（{department}，{month}）", en="Policies: {count} may be entitled ({department}, {month})"
)
HEADLINE: Final = Text(
    zh="{count}家企业可能符合贵单位{policies}项政策，尚未申领",
    en="{count} enterprises may be entitled to {policies} of your policies and have not claimed",
)
BY_POLICY: Final = Text(zh="《{policy}》：{count}家", en="“{policy}”: {count}")
LETTER_HOW: Final = Text(
    zh="附件按政策列出企业、匹配结果、待补信息和待人工确认条款；名单仅表示可能符合，以贵单位认定为准。办理后请填写附件中的浅黄色单元格送回，不必另行填报。",
    en="The attached list names enterprise, match, missing facts and clauses a person confirms; they may be entitled, your office decides. "
    "When claims were handled, fill in the light yellow cells and send the file back; nothing else need be reported.",
)
LETTER_NOTE: Final = Text(
    zh="本名单只含贵单位的政策，仅供主动服务企业使用。", en="This holds your own policies alone and is meant for serving the enterprises."
)
TOP: Final = Text(zh="{issuer}·政策服务提示", en="{issuer} · policies")

# The command line ---------------------------------------------------------------------------------------------------------------------

MATCH_HEAD: Final = Text(
    zh="政策匹配 {month}（数据截至{day}）：{enterprises}家企业×{policies}项政策；可能符合，以主管部门认定为准",
    en="Policies {month} (as known on {day}): {enterprises} enterprises x {policies} policies; they may be entitled, the offices decide",
)
MATCH_NONE: Final = Text(zh="没有匹配结果。", en="No match.")
MATCH_POLICY: Final = Text(zh="{policy}《{title}》{department}", en="{policy} “{title}”{department}")
MATCH_COUNTS: Final = Text(zh="  {counts}", en="  {counts}")
MATCH_COUNT: Final = Text(zh="{status}{count}家", en="{status}: {count}")
MATCH_FIRM: Final = Text(zh="{uscc} {name}：{parts}", en="{uscc} {name}: {parts}")
MATCH_MORE: Final = Text(zh="另有{count}行未列（--json 给出全部）", en="{count} more rows (--json gives all)")
NOT_MET: Final = Text(zh="条款{clause}不符：{words}", en="clause {clause} is not met: {words}")
REFUSED_FOR: Final = Text(zh="申领未通过，条款{clause}：{words}", en="claim refused for clause {clause}: {words}")
EXCLUDED_BY: Final = Text(zh="已享受《{policy}》，两者不可兼得", en="has “{policy}”, which cannot be had beside it")
UNREADABLE: Final = Text(
    zh="  注意：条款{clause}无法由系统比对，暂由人工确认（{problem}）",
    en="  note: clause {clause} cannot be compared, a person answers it ({problem})",
)
ANSWERS: Final = {
    True: Text(zh="    ✓ {clause} {words}", en="    yes      {clause} {words}"),
    False: Text(zh="    ✗ {clause} {words}", en="    no       {clause} {words}"),
    None: Text(zh="    ? {clause} {words}", en="    unknown  {clause} {words}"),
}
BY_HAND: Final = Text(zh="    … {clause} {words}（人工确认）", en="    by hand  {clause} {words}")
PUSHED: Final = Text(
    zh="{department}：{count}家企业，{policies}项政策，{files}", en="{department}: {count} enterprises, {policies} policies, {files}"
)
PUSHED_NOBODY: Final = Text(zh="没有可推送的企业。", en="Nobody is on a push list.")
PUSHED_NOT: Final = Text(zh="未推送 {policy}：{reason}", en="not pushed {policy}: {reason}")
PUSHED_REASONS: Final = {
    "internal": Text(zh="条款涉及预警等级，名单会透露等级", en="a clause asks for the level of warning, which a list would give away"),
    "no_department": Text(zh="目录未注明主管部门", en="the catalogue names no department"),
}
PUSHED_MAIL: Final = Text(
    zh="发送：earlywarn send --edition policies --month {month}", en="to send them: earlywarn send --edition policies --month {month}"
)
TRY_HEAD: Final = Text(
    zh="试算 {file}：{clauses}条条款，{month}同一批企业（数据截至{day}）；未保存任何内容",
    en="Trying {file}: {clauses} clauses, the same enterprises of {month} (as known on {day}); nothing is stored",
)
TRY_POLICY: Final = Text(
    zh="{policy}《{title}》：候选{before}→{after}家，待补信息{missing_before}→{missing_after}家；新进可能符合{came}家，退出{went}家；"
    "候选最高金额合计{amount_before}→{amount_after}万元",
    en="{policy} “{title}”: candidates {before} -> {after}, facts missing {missing_before} -> {missing_after}; "
    "{came} come in, {went} go out; at most in all {amount_before} -> {amount_after} (CNY 10k)",
)
TRY_SUM: Final = Text(zh="合计：候选最高金额{before}→{after}万元", en="In all: {before} -> {after} (CNY 10k)")
TRY_CAME: Final = Text(zh="  进 {uscc} {name}（{was}→{now}）", en="  in  {uscc} {name} ({was} -> {now})")
TRY_WENT: Final = Text(zh="  出 {uscc} {name}（{was}→{now}）", en="  out {uscc} {name} ({was} -> {now})")
TRY_MOVED: Final = Text(zh="  变 {uscc} {name}（{was}→{now}）", en="  as  {uscc} {name} ({was} -> {now})")
TRY_REFUSED: Final = Text(zh="第{row}行未采用：{reason}", en="row {row} is not used: {reason}")
TRY_BY_HAND: Final = Text(zh="条款须由人工确认：{reason}", en="a person would answer the clause: {reason}")
TRY_SAME: Final = Text(zh="没有企业因此进出。", en="Nobody comes or goes.")

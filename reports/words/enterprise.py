"""The texts of an enterprise's page and of the urgent note: headings, sentences of its figures, records and charts."""

from typing import Final

from reports.words.text import Text

PAGE_TITLE = Text(zh="企业画像：{name}", en="Enterprise: {name}")
URGENT_TITLE = Text(zh="预警快报：{names}", en="Urgent note: {names}")
URGENT_HEADING = Text(zh="新列红色预警", en=" is newly red")

CODE = Text(zh="统一社会信用代码", en="Credit code")
OPERATING_RISK = Text(zh="经营风险", en="operating risk")
RELOCATION_RISK = Text(zh="外迁风险", en="relocation risk")
BOTH_RISKS = Text(zh="经营风险{operating}、外迁风险{relocation}", en="operating risk {operating}, relocation risk {relocation}")
PLACE_ON_LIST = Text(zh="名单位次", en="rank")
SIGNALS = Text(zh="主要信号", en="Main signals")
STAKE = Text(zh="涉及体量", en="At stake")
SERVICE = Text(zh="建议服务", en="Proposed service")
SENTENCE = Text(zh="{text}。", en="{text}.")
SERVICE_LINE = Text(zh="{measures}。{responsible}，{due}", en="{measures}. {responsible}, {due}")
CLEARING = Text(zh="退出条件", en="Cleared when")
CLEARING_GENERAL = Text(zh="连续两期低于退出线", en="below the exit line for two months running")

WATCHED_ONLY = Text(
    zh="关注名单：达到预警线，因名额未列入名单，不要求走访",
    en="On the watch list: at or above the line and without a place; no visit is asked for",
)
HISTORY = Text(zh="{last}；{first}{months}", en="{last}; {first}{months}")
FIRST_LISTED = Text(zh="首次列入 {month}", en="first listed {month}")
NEVER_LISTED = Text(zh="未曾列入名单", en="never listed")
LEVEL_BEFORE = Text(zh="上月{level}", en="{level} last month")
NOT_LISTED_BEFORE = Text(zh="上月不在名单", en="not on last month's list")
MONTHS_RUNNING = Text(zh="，连续{months}", en=", for {months}")
AGREEMENT: Final = {
    "not_both": Text(
        zh="实物类与账面类指标未同时到齐，无法相互印证。",
        en="Physical and booked figures have not both arrived, so neither confirms the other.",
    ),
    "physical_lead": Text(
        zh="账面指标平稳而实物指标下降，需了解产能是否调整或口径是否变化。",
        en="Booked figures hold while physical ones fall: ask whether capacity has moved or the basis of the figures has changed.",
    ),
    "agree": Text(zh="实物类与账面类指标方向一致。", en="Physical and booked figures point the same way."),
    "disagree": Text(
        zh="实物类与账面类指标方向不一，请结合走访判断。",
        en="Physical and booked figures point different ways; a visit will tell.",
    ),
}

WHY = Text(zh="一、为什么列入", en="1. Why it is listed")
EVIDENCE_OF = Text(zh="{risk}证据", en="Evidence of {risk}")
OPERATING_SOURCES = Text(
    zh="实物与账面指标低于常态、走势弱于同行", en="physical and booked figures below normal, their course weaker than the peers'"
)
RELOCATION_SOURCES = Text(zh="人员、能耗、投资与公开信息", en="people, energy, investment and public information")
NO_EVIDENCE = Text(zh="没有该类证据（{sources}）。", en="No evidence of this kind ({sources}).")
FACTOR = Text(zh="因素", en="Factor")
VALUE = Text(zh="取值", en="Value")
CONTRIBUTION = Text(zh="贡献", en="Weight")
SIZE = Text(zh="大小", en="Size")
CONTRIBUTION_NOTE = Text(
    zh="贡献为各因素对风险的推动（数值越大推动越大），正值推高风险，灰色为降低风险。",
    en="Weight: how strongly a factor pushes the risk (log-odds); positive ones raise it, grey ones lower it.",
)

THE_REST = Text(zh="其余各项合计", en="All others together")
SIGNS_COUNT_TOO = Text(
    zh="外迁类信号另计入经营风险（贡献{size}），经营风险证据不含此项。",
    en="Reported signs of a move count in the operating risk as well (weight {size}); its evidence is shown without them.",
)

FIGURES = Text(zh="二、本月各指标（{month}）", en="2. Figures of the month ({month})")
FIGURES_OF_MONTH = Text(zh="本月指标", en="Figures of the month")
INDICATOR = Text(zh="指标", en="Indicator")
OF_MONTH = Text(zh="当月值", en="This month")
NORMAL = Text(zh="常态水平", en="Normal level")
BAND = Text(zh="常态80%区间", en="80% band of normal")
AGAINST_NORMAL = Text(zh="较常态", en="Vs normal")
ON_YEAR = Text(zh="近3个月同比", en="3 months on a year ago")
MONTH_BASE = Text(zh="（{base}）", en=" ({base})")
OF_THE_MONTH = Text(zh="当月同比{growth}", en="month {growth}")
AMONG_PEERS = Text(zh="近3个月走势与同行比", en="3 months' course among peers")
NORMAL_NOTE = Text(
    zh="常态水平：指标下降开始前对本月的预期；没有下降的，为此前半年内几次预期的居中者。"
    "80%区间与常态水平出自同一次预期，下降早于一年前的不列区间。",
    en="Normal level: what was expected of the month before the figure began to fall; without a fall, the middle one of the "
    "expectations of the half year before. The 80% band is of the same expectation; where a fall began more than a year ago there is none.",
)
DATA_NOTE = Text(zh="数据说明", en="Data note")
UNIT = Text(zh="（{unit}）", en=" ({unit})")
INTERVAL = Text(zh="{low}～{high}", en="{low} to {high}")
NO_FIGURES = Text(zh="本月没有该企业的指标数据。", en="No figures of this enterprise have arrived this month.")
# A larger fall is not a lower level: what is ranked is the course of three months, each enterprise against its own level before.
BELOW_PEERS = Text(zh="弱于{share}的同行", en="weaker than {share}")
ABOVE_PEERS = Text(zh="强于{share}的同行", en="stronger than {share}")
NEARLY_ALL = Text(zh="99%以上", en=">99%")
SILENT = Text(zh="已{months}无数据", en="no figures for {months}")
NOT_ARRIVED = Text(zh="本月未到", en="not arrived this month")

CHARTS = Text(zh="三、近36个月走势", en="3. The last 36 months")
CHART_OF = Text(zh="{name}近36个月走势", en="{name}, the last 36 months")
NOT_PROVIDED = Text(zh="未提供数据", en="no data provided")
ACTUAL = Text(zh="实际", en="actual")
NORMAL_LINE = Text(zh="常态水平（下降期间为下降前的预期）", en="normal level (in a fall: as expected before it)")
SHORTFALL = Text(zh="低于常态", en="below normal")
BAND_80 = Text(zh="80%区间", en="80% band")
BAND_95 = Text(zh="95%区间", en="95% band")
GAP = Text(zh="该月无数据（断开处不连线）", en="no figure that month (the line breaks)")
FAN_HEADING = Text(zh="{name}走势分解（季节、工作日和春节）", en="{name}: what moves it (season, working days, Spring Festival)")
FAN_OF = Text(zh="{name}走势分解", en="{name}: what moves it")
SHIFT = Text(
    zh="水平变化：{month}起{share}（95%区间{low}至{high}）。", en="Shift of level: {share} from {month} (95% band {low} to {high})."
)
FROM_TREND = Text(zh="{month}偏离趋势水平：{parts}。", en="{month} against the trend: {parts}.")
TREND_PARTS: Final = {
    "season_share": Text(zh="季节{share}", en="season {share}"),
    "calendar_share": Text(zh="工作日和春节{share}", en="working days and Spring Festival {share}"),
    "remainder_share": Text(zh="其余{share}", en="the rest {share}"),
}

RECORDS = Text(zh="四、诉求、走访与公开信息", en="4. Appeals, visits and public information")
RELOCATION_SIGNALS = Text(zh="外迁相关信息", en="Signs of a move")
APPEALS = Text(zh="企业诉求", en="Appeals")
VISITS = Text(zh="走访与结果", en="Visits and outcomes")
NO_SIGNALS = Text(zh="没有登记的信息。", en="Nothing is recorded.")
NO_APPEALS = Text(zh="没有登记的诉求。", en="No appeal is recorded.")
NO_VISITS = Text(zh="尚无走访记录。", en="No visit is recorded yet.")
SIGNAL_LINE = Text(zh="{day} {kind}{towards}：{detail}{source}", en="{day}, {kind}{towards}: {detail}{source}")
TOWARDS = Text(zh="（{destination}）", en=" ({destination})")
SOURCE = Text(zh="〔{source}〕", en=" [{source}]")
APPEAL_LINE = Text(zh="{day} {topic}：{detail}（{by}，{state}）", en="{day}, {topic}: {detail} ({by}, {state})")
VISIT_LINE = Text(zh="{day} {by}：{finding}", en="{day}, {by}: {finding}")
OUTCOME_LINE = Text(zh="{day} 结果：{outcome}{note}", en="{day}, outcome: {outcome}{note}")
NOTICE_LINE = Text(zh="{day} 公告{kind}：{first}至{last}{source}", en="{day}, {kind} announced: {first} to {last}{source}")
DAY_OPEN = Text(zh="日期未注明", en="day not stated")
NOTE = Text(zh="（{note}）", en=" ({note})")
NO_DETAIL = Text(zh="无详情", en="no details")
NOBODY_YET = Text(zh="承办待定", en="nobody in charge yet")
CLOSED_ON = Text(zh="已办结 {day}", en="closed {day}")
VISITOR_UNKNOWN = Text(zh="走访人未注明", en="visitor not stated")
MORE_ON_SCREEN = Text(zh="其余{count}条见网页版。", en="{count} more on the web page.")

AS_KNOWN_ON = Text(zh="数据截至{day}已知情况。", en="Figures as known on {day}.")
CONTENT = Text(zh="内容编号", en="content")
REVISION = Text(zh="修订", en="revision")

"""The texts of the workbook: its sheets, headings, drop-downs and how it is printed; the list's own columns stand in workbook_fields."""

from typing import Final

from reports.words.text import Text

TITLE = Text(zh="预警服务企业名单 {month}", en="Enterprises on the early-warning list {month}")
CUSTODY_LINE = Text(zh="{custody}；内容编号 {content}；修订 {revision}", en="{custody}; content {content}; revision {revision}")
HEADER = Text(zh="{place}预警服务企业{sheet}", en="{place}: early-warning list, {sheet}")
FOOTER = Text(zh="第 &P 页 共 &N 页", en="page &P of &N")

LIST = Text(zh="名单", en="List")
STREETS = Text(zh="分街道", en="Streets")
INDUSTRIES = Text(zh="分行业", en="Industries")
CHANGES = Text(zh="变化对照", en="Changes")
RESTATEMENTS = Text(zh="修订", en="Restatements")
FIELDS = Text(zh="字段说明", en="Fields")
QUALITY = Text(zh="数据质量", en="Data quality")

STREET = Text(zh="街道", en="Street")
INDUSTRY = Text(zh="行业", en="Industry")
WARNINGS = Text(zh="预警数", en="Warnings")
MONITORED = Text(zh="监测企业", en="Monitored")
PER_HUNDRED = Text(zh="每百家预警数", en="Warnings per hundred")

ENTERPRISE = Text(zh="企业名称", en="Enterprise")
CODE = Text(zh="统一社会信用代码", en="Credit code")
LEVEL_BEFORE = Text(zh="上月等级", en="Level last month")
LEVEL_NOW = Text(zh="本月等级", en="Level this month")
CHANGE = Text(zh="变化", en="Change")
WATCH_LIST = Text(zh="关注名单", en="Watch list")
WHY = Text(zh="主要信号", en="Signals")
LEVELS_COMPARED = Text(zh="等级对照", en="Levels compared")
BEFORE = Text(zh="上月{level}", en="last month {level}")
NOT_LISTED = Text(zh="不在名单", en="not listed")
NOW_AT = Text(zh="本月{level}{count}家", en="now {level}: {count}")
LEFT_FOR = Text(zh="{cause}{count}家", en="{cause}: {count}")

INDICATOR = Text(zh="指标", en="Indicator")
INDICATOR_UNIT = Text(zh="{name}({unit})", en="{name} ({unit})")
MONTH = Text(zh="月份", en="Month")
OLD_VALUE = Text(zh="原值", en="Old value")
NEW_VALUE = Text(zh="新值", en="New value")
SHARE_CHANGED = Text(zh="变动", en="Change")
KNOWN_ON = Text(zh="获知日期", en="Known on")
LEVEL_THEN = Text(zh="上期等级(当时)", en="Last month's level (then)")
LEVEL_RESTATED = Text(zh="上期等级(修订后)", en="Last month's level (restated)")

FIELD = Text(zh="字段", en="Field")
ORIGIN = Text(zh="来源", en="Origin")
MEANING = Text(zh="说明", en="Meaning")
TO_FILL_IN = Text(zh="需填写", en="To be filled in")
MADE = Text(zh="系统生成", en="Made by the system")
DASH_MEANING = Text(zh="数据未到或无法计算；不代表为零", en="Not arrived or not to be computed; it does not stand for zero")

ITEM = Text(zh="项目", en="Item")
STATUS = Text(zh="状态", en="Status")
EXPECTED = Text(zh="应到", en="Expected")
ARRIVED = Text(zh="已到", en="Arrived")
ARRIVAL = Text(zh="到达率", en="Arrival")
LATEST = Text(zh="最新月份", en="Latest month")
SET_ASIDE = Text(zh="待核实", en="Set aside")
RESTATED = Text(zh="修订", en="Restated")
REMARK = Text(zh="说明", en="Remark")
CHECKS = Text(zh="数据核验", en="Data check")
FAILED = Text(zh="未通过", en="Failed")
ACTIONS: Final = {"refused": Text(zh="退回", en="Refused"), "set_aside": Text(zh="待核实", en="Set aside")}
ROWS = Text(zh="行数", en="Rows")
UNJUDGED = Text(zh="未评估", en="Not judged")

FILL_IN_DATE = Text(zh="请填写日期，如 2026-11-20", en="Please give a date, such as 2026-11-20")
NOT_A_DATE = Text(zh="请填写日期", en="Please give a date")

"""The columns of the workbook's list: heading, source, width, number format and meaning; the dictionary sheet is made from them.

The headings of both languages are read back by the layout of the returned list, and so are the words of the drop-downs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.words.text import Text, Words
from warehouse.printed_figures import FIGURES
from warehouse.vocabulary import FINDINGS, OUTCOMES, VISIT_STATES


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the list; `source` is the frame column it is read from, None for columns to be filled in.

    `width_en` is the width in English where its words are longer.
    """

    heading: Text
    source: str | None
    width: float
    style: str
    meaning: Text
    width_en: float | None = None


MONEY, COUNT, RATE, RISK, TEXT, WRAP, DATE = "money", "count", "rate", "risk", "text", "wrap", "date"
# Cells that people write into.
FILL, FILL_DATE = "fill", "fill_date"
NEEDS_DISTRICT: Final = Text(zh="需区级协调", en="District help needed")
YES_NO: Final = (Text(zh="是", en="yes"), Text(zh="否", en="no"))
VISIT_DATE: Final = Text(zh="走访时间", en="Visit date")
FINDING: Final = Text(zh="走访结论", en="Visit finding")
OUTCOME: Final = Text(zh="处置结果", en="Case outcome")
REMARK: Final = Text(zh="备注", en="Remarks")
FILLED_IN: Final = (NEEDS_DISTRICT, VISIT_DATE, FINDING, OUTCOME, REMARK)


def choices(heading: Text, words: Words) -> list[str]:
    """What may be chosen in a column to be filled in; empty where anything may be written."""
    if heading == NEEDS_DISTRICT:
        return [words.say(answer) for answer in YES_NO]
    # The drop-downs are the words that next month's ingest reads back into keys.
    if heading == FINDING:
        return list(FINDINGS.words(words.language).values())
    in_service = words.term(VISIT_STATES, "in_service")
    return [*OUTCOMES.words(words.language).values(), in_service] if heading == OUTCOME else []


def width(field: Field, words: Words) -> float:
    """How wide a column is, in Latin letters."""
    return field.width_en if words.is_english and field.width_en is not None else field.width


def meaning(field: Field, words: Words) -> str:
    """What a column means, with its choices where it has some."""
    return words.say(field.meaning, choices=words.listed(choices(field.heading, words)))


def _head(key: str) -> Text:
    """The head of a figure's column from the catalogue: period, quantity, base and unit."""
    # The sheet has half-width brackets as its officials' programs write them.
    return Text(zh=FIGURES[key].heading("zh").replace("（", "(").replace("）", ")"), en=FIGURES[key].heading("en"))


# The order is the office's own form; the sheet, its dictionary and the reading back depend on it.
LIST_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        Text(zh="序号", en="No."), "rank", 5, COUNT, Text(zh="名单位次：先按等级，再按风险", en="place on the list: by level, then by risk")
    ),
    Field(
        Text(zh="等级", en="Level"),
        "level_word",
        6.5,
        "level",
        Text(
            zh="红Ⅰ、橙Ⅱ、黄Ⅲ、蓝Ⅳ，由风险与企业体量共同决定",
            en="red Ⅰ, orange Ⅱ, yellow Ⅲ, blue Ⅳ, by the risk and the size of the enterprise",
        ),
        width_en=9.5,
    ),
    Field(
        Text(zh="上月等级", en="Last month"),
        "previous_word",
        7,
        TEXT,
        Text(zh="上月名单中的等级；上月不在名单为“—”", en="level on last month's list; “—” where it was not on it"),
        width_en=10,
    ),
    Field(
        Text(zh="变化", en="Change"), "status_word", 6, TEXT, Text(zh="新增、升级、持平、降级", en="new, worse, same, better"), width_en=8
    ),
    Field(Text(zh="企业名称", en="Enterprise"), "name", 28, WRAP, Text(zh="名录登记名称", en="name as registered")),
    Field(Text(zh="统一社会信用代码", en="Credit code"), "uscc", 20, TEXT, Text(zh="18位，按文本保存", en="18 characters, kept as text")),
    Field(Text(zh="街道", en="Street"), "street", 9, TEXT, Text(zh="所属街道", en="street it belongs to")),
    Field(
        Text(zh="行业", en="Industry"),
        "industry_word",
        16,
        WRAP,
        Text(zh="国民经济行业分类大类", en="division of the national classification of industries"),
        width_en=28,
    ),
    Field(
        _head("output_value_month"),
        "output_value_month",
        10.5,
        MONEY,
        Text(zh="当月值由累计数相减得到；1—2月合并", en="of the month, by subtracting cumulative figures; January and February together"),
    ),
    Field(
        _head("output_value_month_growth"),
        "output_value_month_growth",
        8.5,
        RATE,
        Text(
            zh="当月与上年同月相比；优先采用报表上年同期数",
            en="on the same month of last year; the reported base of last year where there is one",
        ),
    ),
    Field(
        _head("output_value_year_to_date_growth"),
        "output_value_year_to_date_growth",
        8.5,
        RATE,
        Text(
            zh="1月至本月累计与上年同期相比；两年中任一年缺月即不计算",
            en="January to this month on the same months of last year; not given where a month is missing in either year",
        ),
        width_en=11,
    ),
    Field(
        _head("electricity_month_growth"),
        "electricity_month_growth",
        8.5,
        RATE,
        Text(zh="当月用电量与上年同月相比", en="electricity of the month on the same month of last year"),
    ),
    Field(_head("employment_month"), "employment_month", 7.5, COUNT, Text(zh="月末参保人数", en="insured persons at the end of the month")),
    Field(
        _head("employment_month_growth"),
        "employment_month_growth",
        8.5,
        RATE,
        Text(zh="月末人数与上年同月相比", en="persons at the end of the month on the same month of last year"),
    ),
    Field(
        _head("tax_month_growth"),
        "tax_month_growth",
        8.5,
        RATE,
        Text(zh="当月入库税收与上年同月相比", en="tax received in the month on the same month of last year"),
    ),
    Field(
        _head("fixed_investment_year_to_date"),
        "fixed_investment_year_to_date",
        9,
        MONEY,
        Text(
            zh="1月至本月固定资产投资；缺月的合计在“数据标记”中注明所缺月份",
            en="fixed investment from January to this month; the data flags name the months that a sum lacks",
        ),
        width_en=11,
    ),
    Field(
        Text(zh="连续预警月数", en="Months listed"),
        "months_listed",
        7,
        COUNT,
        Text(zh="连续在名单中的月数，含本月", en="months running on the list, this one included"),
        width_en=8,
    ),
    Field(
        Text(zh="经营风险", en="Operating risk"),
        "operating_risk",
        6.5,
        RISK,
        Text(
            zh="活动水平持续下降正在发生或3个月内开始的概率",
            en="probability that a lasting decline of activity is under way or starts within 3 months",
        ),
        width_en=9,
    ),
    Field(
        Text(zh="外迁风险", en="Relocation risk"),
        "relocation_risk",
        6.5,
        RISK,
        Text(
            zh="12个月内整体或大部分迁出的概率；为风险信号，不是结论",
            en="probability that it moves out, wholly or for the most part, within 12 months; a sign of risk, not a finding",
        ),
        width_en=9.5,
    ),
    Field(
        Text(zh="外迁占比", en="Share leaving"),
        "relocation_share",
        6.5,
        RISK,
        Text(
            zh="如有问题，属于外迁而非经营下降的概率；服务重点以此区分",
            en="if it is in trouble, the probability that it is leaving rather than declining; which help is proposed follows from it",
        ),
        width_en=9.5,
    ),
    Field(
        Text(zh="主要信号", en="Main signals"),
        "reasons",
        44,
        WRAP,
        Text(zh="列入的主要依据", en="main reasons why it is listed"),
        width_en=46,
    ),
    Field(
        Text(zh="数据标记", en="Data flags"),
        "data_flags",
        11,
        WRAP,
        Text(
            zh="本月数据的处理标记，如合并、分摊、待核；合计所缺月份",
            en="how this month's figures were treated, such as merged, spread, set aside; months that sums lack",
        ),
        width_en=13,
    ),
    Field(
        Text(zh="责任单位", en="Office in charge"), "owner", 14, WRAP, Text(zh="负责上门服务的单位", en="office that offers the service")
    ),
    Field(
        Text(zh="建议服务", en="Proposed service"),
        "measures",
        36,
        WRAP,
        Text(zh="按主要信号建议的服务措施，括号内为牵头部门", en="service proposed by the signals, with the department that leads it"),
        width_en=34,
    ),
    Field(
        Text(zh="办理时限", en="Due"),
        "respond_by_on",
        10.5,
        DATE,
        Text(zh="请在此日前走访并回传", en="visit and return the list by this day"),
    ),
    Field(
        Text(zh="退出条件", en="What clears it"),
        "clearing",
        26,
        WRAP,
        Text(zh="达到后不再列入名单", en="once met, the enterprise is off the list"),
        width_en=34,
    ),
    Field(
        Text(zh="最近走访", en="Last visit"),
        "last_visit",
        20,
        WRAP,
        Text(
            zh="最近一次走访的日期、结论和走访单位；没有记录为“—”",
            en="day, finding and visitor of the last visit; “—” where none is on record",
        ),
        width_en=24,
    ),
    Field(
        Text(zh="企业诉求", en="Open appeals"),
        "open_appeals",
        20,
        WRAP,
        Text(zh="登记在案、尚未办结的诉求；没有为“—”", en="appeals on record that are not closed; “—” where there is none"),
        width_en=24,
    ),
    Field(
        NEEDS_DISTRICT,
        None,
        7,
        FILL,
        Text(
            zh="请选择：{choices}；与走访时间一并填写，下月回传读取",
            en="please choose: {choices}; fill in together with the visit date, read back next month",
        ),
        width_en=10,
    ),
    Field(
        VISIT_DATE,
        None,
        11,
        FILL_DATE,
        Text(zh="请填写，格式 2026-11-20；下月回传读取", en="please fill in, as 2026-11-20; read back next month"),
    ),
    Field(FINDING, None, 9.5, FILL, Text(zh="请选择：{choices}", en="please choose: {choices}"), width_en=12),
    Field(OUTCOME, None, 9.5, FILL, Text(zh="请选择：{choices}", en="please choose: {choices}"), width_en=20),
    Field(
        REMARK,
        None,
        16,
        FILL,
        Text(zh="可自由填写；没有走访时间的备注不读取", en="anything; remarks without a visit date are not read"),
    ),
)

"""The columns of the workbook's list: heading, source, width, number format and meaning; the dictionary sheet is made from them.

The headings of both languages are read back by the layout of the returned list, and so are the words of the drop-downs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.words.text import Text, Words
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


MONEY, COUNT, RATE, RISK, TEXT, WRAP = "money", "count", "rate", "risk", "text", "wrap"
VISIT_DATE: Final = Text(zh="走访时间", en="Visit date")
FINDING: Final = Text(zh="走访结论", en="Visit finding")
OUTCOME: Final = Text(zh="处置结果", en="Case outcome")
REMARK: Final = Text(zh="备注", en="Remarks")
FILLED_IN: Final = (VISIT_DATE, FINDING, OUTCOME, REMARK)


def choices(heading: Text, words: Words) -> list[str]:
    """What may be chosen in a column to be filled in; empty where anything may be written."""
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
        Text(zh="当月产值(万元)", en="Output (CNY 10k)"),
        "output",
        10.5,
        MONEY,
        Text(zh="当月值由累计数相减得到；1—2月合并", en="of the month, by subtracting cumulative figures; January and February together"),
    ),
    Field(
        Text(zh="产值同比", en="Output growth"),
        "output_yoy",
        8.5,
        RATE,
        Text(
            zh="当月与上年同月相比；优先采用报表上年同期数",
            en="on the same month of last year; the reported base of last year where there is one",
        ),
    ),
    Field(
        Text(zh="累计产值同比", en="Output growth since January"),
        "output_ytd_yoy",
        8.5,
        RATE,
        Text(
            zh="1月至本月累计与上年同期相比，只用两年都有数据的月份",
            en="January to this month on the same months of last year, months with figures in both years only",
        ),
        width_en=11,
    ),
    Field(
        Text(zh="用电同比", en="Electricity growth"),
        "electricity_yoy",
        8.5,
        RATE,
        Text(zh="当月用电量与上年同月相比", en="electricity of the month on the same month of last year"),
    ),
    Field(Text(zh="用工人数", en="Jobs"), "jobs", 7.5, COUNT, Text(zh="月末参保人数", en="insured persons at the end of the month")),
    Field(
        Text(zh="用工同比", en="Jobs growth"),
        "jobs_yoy",
        8.5,
        RATE,
        Text(zh="月末人数与上年同月相比", en="persons at the end of the month on the same month of last year"),
    ),
    Field(
        Text(zh="纳税同比", en="Tax growth"),
        "tax_yoy",
        8.5,
        RATE,
        Text(zh="当月入库税收与上年同月相比", en="tax received in the month on the same month of last year"),
    ),
    Field(
        Text(zh="固投累计", en="Investment since January"),
        "investment_ytd",
        9,
        MONEY,
        Text(zh="1月至本月固定资产投资，万元", en="fixed investment from January to this month, CNY 10k"),
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
        Text(zh="本月数据的处理标记，如合并、分摊、待核", en="how this month's figures were treated, such as merged, spread, set aside"),
        width_en=13,
    ),
    Field(
        Text(zh="责任单位", en="Office in charge"), "owner", 14, WRAP, Text(zh="负责上门服务的单位", en="office that offers the service")
    ),
    Field(
        VISIT_DATE,
        None,
        11,
        "date",
        Text(zh="请填写，格式 2026-11-20；下月回传读取", en="please fill in, as 2026-11-20; read back next month"),
    ),
    Field(FINDING, None, 9.5, TEXT, Text(zh="请选择：{choices}", en="please choose: {choices}"), width_en=12),
    Field(OUTCOME, None, 9.5, TEXT, Text(zh="请选择：{choices}", en="please choose: {choices}"), width_en=20),
    Field(
        REMARK,
        None,
        16,
        WRAP,
        Text(zh="可自由填写；没有走访时间的备注不读取", en="anything; remarks without a visit date are not read"),
    ),
)

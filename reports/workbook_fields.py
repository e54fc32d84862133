"""The columns of the workbook's list: heading, source, width, number format and meaning; the dictionary sheet is made from them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.words.format import FINDING_NAMES, OUTCOME_NAMES, VISIT_NAMES


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the list; `source` is the frame column it is read from, None for columns to be filled in."""

    heading: str
    source: str | None
    width: float
    style: str
    meaning: str


MONEY, COUNT, RATE, RISK, TEXT, WRAP = "money", "count", "rate", "risk", "text", "wrap"
VISIT_DATE, FINDING, OUTCOME, REMARK = "走访时间", "走访结论", "处置结果", "备注"
FILLED_IN = (VISIT_DATE, FINDING, OUTCOME, REMARK)
# The drop-downs are the words that next month's ingest reads back into keys.
FINDING_CHOICES: tuple[str, ...] = tuple(FINDING_NAMES.values())
OUTCOME_CHOICES: tuple[str, ...] = (*OUTCOME_NAMES.values(), VISIT_NAMES["in_service"])

# The order is the office's own form; the sheet, its dictionary and the reading back depend on it.
LIST_FIELDS: tuple[Field, ...] = (
    Field("序号", "rank", 5, COUNT, "名单位次：先按等级，再按风险"),
    Field("等级", "level_word", 6.5, "level", "红Ⅰ、橙Ⅱ、黄Ⅲ、蓝Ⅳ，由风险与企业体量共同决定"),
    Field("上月等级", "previous_word", 7, TEXT, "上月名单中的等级；上月不在名单为“—”"),
    Field("变化", "status_word", 6, TEXT, "新增、升级、持平、降级"),
    Field("企业名称", "name", 28, WRAP, "名录登记名称"),
    Field("统一社会信用代码", "uscc", 20, TEXT, "18位，按文本保存"),
    Field("街道", "street", 9, TEXT, "所属街道"),
    Field("行业", "industry_word", 16, WRAP, "国民经济行业分类大类"),
    Field("当月产值(万元)", "output", 10.5, MONEY, "当月值由累计数相减得到；1—2月合并"),
    Field("产值同比", "output_yoy", 8.5, RATE, "当月与上年同月相比；优先采用报表上年同期数"),
    Field("累计产值同比", "output_ytd_yoy", 8.5, RATE, "1月至本月累计与上年同期相比，只用两年都有数据的月份"),
    Field("用电同比", "electricity_yoy", 8.5, RATE, "当月用电量与上年同月相比"),
    Field("用工人数", "jobs", 7.5, COUNT, "月末参保人数"),
    Field("用工同比", "jobs_yoy", 8.5, RATE, "月末人数与上年同月相比"),
    Field("纳税同比", "tax_yoy", 8.5, RATE, "当月入库税收与上年同月相比"),
    Field("固投累计", "investment_ytd", 9, MONEY, "1月至本月固定资产投资，万元"),
    Field("连续预警月数", "months_listed", 7, COUNT, "连续在名单中的月数，含本月"),
    Field("经营风险", "operating_risk", 6.5, RISK, "活动水平持续下降正在发生或3个月内开始的概率"),
    Field("外迁风险", "relocation_risk", 6.5, RISK, "12个月内整体或大部分迁出的概率；为风险信号，不是结论"),
    Field("主要信号", "reasons", 44, WRAP, "列入的主要依据"),
    Field("数据标记", "data_flags", 11, WRAP, "本月数据的处理标记，如合并、分摊、待核"),
    Field("责任单位", "owner", 14, WRAP, "负责上门服务的单位"),
    Field(VISIT_DATE, None, 11, "date", "请填写，格式 2026-11-20；下月回传读取"),
    Field(FINDING, None, 9.5, TEXT, "请选择：" + "、".join(FINDING_CHOICES)),
    Field(OUTCOME, None, 9.5, TEXT, "请选择：" + "、".join(OUTCOME_CHOICES)),
    Field(REMARK, None, 16, WRAP, "可自由填写；没有走访时间的备注不读取"),
)

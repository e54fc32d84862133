"""The Chinese words of the response: names, units, and the words that must never appear.

In: names of indicators, signals, stages, levels; number formats as expressions. Out: sentences of the reports.
"""

from typing import Final

import polars as pl

# The order of the domain: booked, investment, physical.
INDICATORS: Final = {
    "output_value": "产值",
    "value_added": "增加值",
    "fixed_investment": "固投",
    "tax": "纳税",
    "employment": "用工",
    "electricity": "用电",
    "water": "用水",
    "gas": "用气",
}
UNITS: Final = {
    "output_value": "万元",
    "value_added": "万元",
    "fixed_investment": "万元",
    "tax": "万元",
    "employment": "人",
    "electricity": "千瓦时",
    "water": "立方米",
    "gas": "立方米",
}
SIGNALS: Final = {
    "outside_investment": "在外地投资设点",
    "lease_ending": "租约将到期",
    "recruiting_outside": "在外地招工",
    "address_change": "变更注册地址",
    "equipment_disposal": "处置设备",
    "land_purchase_outside": "在外地购地",
    "headcount_transfer": "人员转出参保",
    "appeal": "提出诉求",
    "visit_note": "走访记录",
}
STAGES: Final = {
    "need": "有空间或成本需求",
    "looking": "在外地选址",
    "set_up_elsewhere": "已在外地设点",
    "capacity_moved": "产能外移",
    "whole_move": "整体搬迁",
}
FORMS: Final = {
    "partial": "部分外移",
    "whole": "整体外移",
    "within_city": "市内迁移",
    "within_district": "区内迁移",
    "unknown": "形式未明",
}
OUT_OF_SCOPE: Final = {
    "departed": "已迁出或关闭",
    "not_yet_registered": "尚未入库",
    "left_register": "已退库",
    "idle": "仪表长期空转",
    "no_figures": "无可用数据",
}

# Service only (DOMAIN.md, law and tone): nothing that hinders, inspects or delays, and no verdict on an enterprise.
FORBIDDEN: Final = (
    "将外迁", "问题企业", "阻止", "阻拦", "阻挠", "劝阻", "限制", "禁止", "不予", "不得", "停办", "叫停", "拖延", "延缓", "暂缓", "推迟",
    "稽查", "检查", "督查", "核查", "查处", "查封", "处罚", "约谈", "追缴", "问责", "扣留", "冻结", "卡住", "强制", "责令", "挽留",
    "秘密", "机密",
)  # fmt: skip


def forbidden_words(text: str) -> list[str]:
    """Find the words of a text that an early-warning service may not use."""
    return [word for word in FORBIDDEN if word in text]


def named(column: str, names: dict[str, str]) -> pl.Expr:
    """Translate a column of keys; a key without a translation stays as it is, so that nothing vanishes."""
    return pl.col(column).replace(names)


def percent(share: pl.Expr) -> pl.Expr:
    """Write a share as whole per cent, without a sign: 0.432 -> '43%'."""
    return pl.format("{}%", (share.abs() * 100).round(0).cast(pl.Int64))


def thousands(number: pl.Expr) -> pl.Expr:
    """Write a positive number with three significant digits and thousands separators: 123456 -> '123,000', 3.14159 -> '3.1'."""
    rounded = number.round_sig_figs(3)
    # Separators are set from the right, hence the two reversals.
    grouped = rounded.round(0).cast(pl.Int64).cast(pl.String).str.reverse().str.replace_all(r"(\d{3})", "${1},")
    whole = grouped.str.strip_suffix(",").str.reverse()
    return pl.when(rounded >= 10).then(whole).otherwise(number.round(1).cast(pl.String).str.strip_suffix(".0"))

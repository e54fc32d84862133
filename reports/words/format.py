"""Words and numbers as the briefings write them: one place for formats, names of levels, and words never used.

Numbers on pages use U+2212 for minus and thousands separators; a missing number is “—”, never 0.
Ratios come in as shares (0.12 = 12 %).
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date

MISSING = "—"
# A hyphen is shorter than a plus and breaks lines; the minus sign does neither.
MINUS = "\u2212"
DISCLAIMER = "预警仅为服务线索，不作为行政处理依据。"
CUSTODY = "内部资料 注意保管"

# In the order in which the office reads them; tables and pages follow it.
INDICATOR_NAMES: dict[str, str] = {
    "output_value": "产值",
    "value_added": "增加值",
    "fixed_investment": "固投",
    "tax": "纳税",
    "employment": "用工",
    "electricity": "用电",
    "water": "用水",
    "gas": "用气",
}
INDICATOR_UNITS: dict[str, str] = {
    "output_value": "万元",
    "value_added": "万元",
    "fixed_investment": "万元",
    "tax": "万元",
    "employment": "人",
    "electricity": "千瓦时",
    "water": "立方米",
    "gas": "立方米",
}
KIND_NAMES: dict[str, str] = {"operating": "经营风险", "relocation": "外迁风险信号", "both": "经营风险、外迁风险信号"}
STATUS_NAMES: dict[str, str] = {"new": "新增", "worse": "升级", "same": "持平", "better": "降级"}
RISK_NAMES: dict[str, str] = {"operating": "经营风险", "relocation": "外迁风险"}
TIER_NAMES: dict[str, str] = {"district_leader": "区领导挂点", "department": "部门服务", "group": "工作组服务"}
STAGE_NAMES: dict[str, str] = {
    "none": "未见信号",
    "need": "有空间、成本等诉求",
    "looking": "在外考察",
    "set_up_elsewhere": "已在外设点",
    "capacity_moved": "产能转移迹象",
    "whole_move": "整体搬迁迹象",
}
FORM_NAMES: dict[str, str] = {
    "none": "未见信号",
    "partial": "部分产能",
    "whole": "整体",
    "within_city": "市内",
    "within_district": "区内",
    "unknown": "待核实",
}
COVERAGE_NAMES: dict[str, str] = {"ok": "正常", "warn": "偏低", "stop": "不足", "absent": "未提供"}
SIGNAL_NAMES: dict[str, str] = {
    "outside_investment": "区外投资",
    "lease_ending": "租约将到期",
    "recruiting_outside": "区外招聘",
    "address_change": "地址变更",
    "equipment_disposal": "设备处置",
    "land_purchase_outside": "区外购地",
    "headcount_transfer": "人员转移",
    "appeal": "企业诉求",
    "visit_note": "走访记录",
}
# What offices call the topic of an appeal where they write a key and no words.
TOPIC_NAMES: dict[str, str] = {
    "space": "空间",
    "land": "用地",
    "cost": "成本",
    "permits": "审批",
    "permit": "审批",
    "labour": "用工",
    "finance": "融资",
    "market": "市场",
}
OUTCOME_NAMES: dict[str, str] = {
    "relocated_out": "已迁出",
    "relocated_within": "区内搬迁",
    "closed": "已停业",
    "recovered": "已恢复",
    "false_alarm": "误报",
    "left_register": "退出名录",
}
# Why an enterprise of the register is not judged: first what somebody can still do something about.
UNJUDGED_NAMES: dict[str, str] = {
    "no_figures": "近一年无可用数据",
    "idle": "长期停产停用",
    "not_yet_registered": "尚未入库",
    "left_register": "已退出名录",
    "departed": "已迁出或停业",
}
# Also the choices of the workbook's drop-down, and what is read back from it.
FINDING_NAMES: dict[str, str] = {"confirmed": "情况属实", "partly": "部分属实", "false_alarm": "误报", "solved": "已解决"}
# All words of visits, the outcomes among them; that business is as usual is read and not offered as a choice.
VISIT_NAMES: dict[str, str] = OUTCOME_NAMES | FINDING_NAMES | {"normal": "经营正常", "in_service": "服务中"}
FLAG_NAMES: dict[str, str] = {
    "merged": "1—2月合并",
    "spread": "按账期分摊",
    "two_month_bill": "两月一账",
    "shifted_reading": "抄表提前或推迟，两月匀分",
    "negative": "负数冲减",
    "idle": "长期停用",
    "set_aside": "数据待核",
}

SIZE_NAMES: dict[str, str] = {"1": "小", "2": "中", "3": "大"}
# In the order of the annex: what runs on every series first, then what is fitted one series at a time, then their combination.
FORECASTER_NAMES: dict[str, str] = {
    "screening": "稳健组合",
    "seasonal_naive": "同月值",
    "blend": "单列组合",
    "screening_blend": "两者平均",
    "ets": "ETS",
    "theta": "Theta",
    "stl": "STL",
    "structural": "结构模型",
    "prophet": "Prophet",
    "median_of_all": "中位组合",
}

# Words that accuse an enterprise, promise a future, or claim a secrecy class; the sheets and pages are tested against them.
FORBIDDEN_WORDS: tuple[str, ...] = (
    "将外迁", "问题企业", "阻止", "阻拦", "检查", "拖延", "查处", "整治", "处罚", "限制搬迁", "劝阻", "施压", "秘密", "机密", "绝密",
)  # fmt: skip

# Bidirectional marks, zero-width characters and the byte-order mark reorder or hide neighbouring text.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad\ufff9-\ufffb]")
_SPACES = re.compile(r"\s+")


def is_missing(value: object) -> bool:
    """Whether a value counts as missing: None, or a number that is not finite."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def plain(value: object, limit: int = 240) -> str:
    """Outside text made inert for display: one line, no control or direction characters, at most `limit` characters.

    Escaping for HTML stays with the template; this only removes what escaping cannot.
    """
    if value is None:
        return ""
    # Blanks first: a line break removed as a control character would glue two words.
    text = _INVISIBLE.sub("", _SPACES.sub(" ", str(value)))
    text = "".join(mark for mark in text if unicodedata.category(mark)[0] != "C").strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands separators and U+2212, or “—” when it is missing."""
    if value is None or is_missing(value):
        return MISSING
    text = f"{value:,.{digits}f}"
    # Rounding may leave a minus before a zero, which reads as a fall that is not there.
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def share(value: float | None, digits: int = 1) -> str:
    """A share as a percentage (0.123 → `12.3%`), or “—”."""
    return MISSING if value is None or is_missing(value) else number(100 * value, digits) + "%"


def signed_share(value: float | None, digits: int = 1) -> str:
    """A growth rate with its sign (`+3.2%`, `−19.0%`), or “—”."""
    if value is None or is_missing(value):
        return MISSING
    text = share(value, digits)
    return text if text.startswith(MINUS) or text.strip("0.%") == "" else "+" + text


def signed(value: float | None, digits: int = 0) -> str:
    """A difference with its sign (`+3`, `−2`, `0`), or “—”."""
    if value is None or is_missing(value):
        return MISSING
    text = number(value, digits)
    return text if text.startswith(MINUS) or text.strip("0.,") == "" else "+" + text


def risk(value: float | None) -> str:
    """A probability as a whole percentage; the ends are written as bounds because no model knows them."""
    if value is None or is_missing(value):
        return MISSING
    if value < 0.01:
        return "<1%"
    return ">99%" if value > 0.99 else f"{100 * value:.0f}%"


def change_words(delta: int | None, unit: str = "家") -> str:
    """A change against last month as a sentence says it: 增加3家, 减少2家, 持平."""
    if delta is None:
        return "无上期可比"
    if delta == 0:
        return "持平"
    return f"{'增加' if delta > 0 else '减少'}{abs(delta):,}{unit}"


def versus_last_month(delta: int | None, unit: str = "家") -> str:
    """The whole comparison with last month: 比上月增加3家, 与上月持平, or that there is none."""
    if delta is None:
        return "首期名单，无上月可比"
    return "与上月持平" if delta == 0 else f"比上月{change_words(delta, unit)}"


def growth_words(value: float | None, basis: str = "同比") -> str:
    """A growth rate as a sentence says it, its basis named: 同比下降19.0%, 同比持平, 同比—."""
    if value is None or is_missing(value):
        return f"{basis}{MISSING}"
    # "Growth of 0.0 %" has a direction that the printed number does not support.
    if share(abs(value)) == "0.0%":
        return f"{basis}持平"
    return f"{basis}{'增长' if value > 0 else '下降'}{share(abs(value))}"


def month_key(value: date | None) -> str:
    """A month as `2026-10`, or “—”."""
    return MISSING if value is None else f"{value.year:04d}-{value.month:02d}"


def month_words(value: date | None) -> str:
    """A month as `2026年10月`, or “—”."""
    return MISSING if value is None else f"{value.year}年{value.month}月"


def day_words(value: date | None) -> str:
    """A day as `2026年11月16日`, or “—”."""
    return MISSING if value is None else f"{value.year}年{value.month}月{value.day}日"


def named(names: dict[str, str], key: object, missing: str = MISSING) -> str:
    """The Chinese name of a key; an unknown key is shown as it came rather than lost."""
    return missing if key is None or key == "" else names.get(str(key), plain(key, 40))


def split_phrases(text: str | None) -> list[str]:
    """The phrases of a `；`-joined cell, cleaned; an empty list when there are none."""
    return [part for part in (plain(piece, 200) for piece in (text or "").split("；")) if part]


def flag_words(flags: str | None) -> str:
    """The data flags of a value in Chinese, joined by 、; empty when there are none."""
    return "、".join(named(FLAG_NAMES, flag.strip()) for flag in (flags or "").split(",") if flag.strip())


def forbidden_in(text: str) -> list[str]:
    """The words of `FORBIDDEN_WORDS` that occur in a text, in the order of that list."""
    return [word for word in FORBIDDEN_WORDS if word in text]
